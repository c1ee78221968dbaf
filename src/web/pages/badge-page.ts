import { html } from "hono/html";

import type { BadgePage } from "../../workflow/badge/badge-page.ts";
import { type BadgeForm, typeOf } from "../badge-forms.ts";
import { renderRecipientCheck, renderRecipientHint, type RecipientAnswer } from "./badge-recipient.ts";
import { renderDownloads, renderShare } from "./badge-shares.ts";
import { renderIssuedBy } from "./issued-by.ts";
import type { Markup, PageFrame } from "./layout.ts";
import { renderLinkedIn } from "./linkedin-step.ts";
import type { Site } from "./site.ts";
import { renderSkills } from "./skills.ts";
import { renderChecks, renderSeal, standingOf, type Standing } from "./verdict.ts";
import { dayOf, renderDay, renderParagraphs } from "./words.ts";

export interface BadgeView {
  readonly site: Site;
  readonly page: BadgePage;
  /** Of the bot, without `@`; `null` as long as it is not known. */
  readonly handle: string | null;
  /** To the visitor who asked whose badge this is; `null` when nobody did. */
  readonly answer: RecipientAnswer | null;
}

/** Of characters; a longer one is written smaller, so that it stays a name and the certificate one page. */
const LONG_NAME = 32;

/** The page of one badge: what it is, whose, whether it holds, and how to take it along. */
export function frameBadgePage(view: BadgeView): PageFrame {
  const { site, page, answer } = view;
  const standing = standingOf(page, site.exportedAt);
  const title = page.holder === null ? page.name : `${page.holder} · ${page.name}`;
  return {
    site,
    title: `${answer === null ? "" : `${answer.title} `}${standing.tag === null ? "" : `${standing.tag}: `}${title}`,
    issuer: page.issuerName,
    isDemo: page.isDemo,
    isIndexed: page.visibility === "public",
    head: renderHead(page, standing),
    body: renderBody(view, standing),
  };
}

function renderBody(view: BadgeView, standing: Standing): Markup {
  const { page, site, handle, answer } = view;
  const base = pathOf(page);
  return html`<article class="badge ${standing.kind}">
    ${renderHero(page, standing, base)}
    <div class="actions">
      ${standing.kind === "revoked" ? "" : renderLinkedIn(page, handle, site)}
      <p class="others">
        <a class="button quiet" href="#downloads">Download</a>
        <button class="button quiet" type="button" data-print hidden>Print</button>
      </p>
    </div>
    <div class="sections">
      ${renderChecks(page, standing, site.exportedAt)} ${renderAbout(page, site)}
      ${renderSkills(page.skills, page.language)}
      ${site.exportedAt === null ? renderRecipientCheck(page, base, answer) : renderRecipientHint(page)}
      ${renderShare(page, base)} ${renderDownloads(page, base, site)}
    </div>
  </article>`;
}

function renderHero(page: BadgePage, standing: Standing, base: string): Markup {
  return html`<section class="hero" aria-label="The badge">
    <div class="stage">
      <img
        class="art"
        src="${base}.png"
        width="320"
        height="320"
        alt="Badge: ${page.name}${standing.tag === null ? "" : `, ${standing.tag.toLowerCase()}`}"
      />
    </div>
    <div class="said">
      ${renderSeal(standing)} ${page.holder === null ? renderUnnamed(page) : renderNamed(page, page.holder, standing)}
      ${renderIssuedBy(page)}
      <dl class="dates">
        ${renderDate("Issued", page.awardedAt)} ${renderDate("Renewed", page.renewedAt)}
        ${standing.kind === "revoked" ? "" : renderEnd(page, standing)} ${renderDate("Revoked", page.revokedAt)}
      </dl>
      <p class="printed">
        <img src="${base}/qr.svg" width="96" height="96" alt="" />
        <span>See whether it is still valid: <span class="address">${page.address}</span></span>
      </p>
    </div>
  </section>`;
}

function renderNamed(page: BadgePage, holder: string, { kind }: Standing): Markup {
  const holds = kind !== "revoked" && kind !== "invalid";
  return html`<h1>
    <span class="lead">${holds ? "This certifies that" : "This badge is no longer valid. It was given to"}</span>
    <span class="holder ${holder.length > LONG_NAME ? "long" : ""}"><bdi>${holder}</bdi></span>
    <span class="lead">${holds ? "has earned" : "for"}</span>
    <span class="title" lang="${page.language}">${page.name}</span>
  </h1>`;
}

function renderUnnamed(page: BadgePage): Markup {
  return html`<h1><span class="title alone" lang="${page.language}">${page.name}</span></h1>
    <p class="unnamed">
      The holder has not put a name on this page. That is their choice, and the badge is worth the same.
    </p>`;
}

function renderEnd({ validUntil }: BadgePage, standing: Standing): Markup | "" {
  if (validUntil !== null) return renderDate(standing.kind === "expired" ? "Expired" : "Valid until", validUntil);
  return html`<div>
    <dt>Valid until</dt>
    <dd>No end date</dd>
  </div>`;
}

function renderDate(label: string, date: Date | null): Markup | "" {
  if (date === null) return "";
  return html`<div>
    <dt>${label}</dt>
    <dd>${renderDay(date)}</dd>
  </div>`;
}

function renderAbout(page: BadgePage, site: Site): Markup {
  return html`<section class="about" aria-labelledby="about">
    <h2 id="about">What it certifies</h2>
    <div class="prose" lang="${page.language}">${renderParagraphs(page.description)}</div>
    <h3>What the holder did to earn it</h3>
    <div class="prose" lang="${page.language}">${renderParagraphs(page.criteria)}</div>
    ${
      page.issuerWebsite === null
        ? ""
        : html`<p class="more">
            <a href="${page.issuerWebsite}" rel="noopener noreferrer">More about ${page.issuerName}</a>
          </p>`
    }
    <p class="more"><a href="${site.basePath}/issuer">How badges of this domain are signed</a></p>
  </section>`;
}

/** For link previews and for programs that look for the credential. */
function renderHead(page: BadgePage, standing: Standing): Markup {
  const title = `${standing.tag === null ? "" : `${standing.tag}: `}${page.name}`;
  const of = page.holder === null ? "" : `Earned by ${page.holder}. `;
  const description = `${of}Issued by ${page.issuerName} (${page.issuerDomain}) on ${dayOf(page.awardedAt)}.`;
  const forms: readonly BadgeForm[] = ["json", "jwt", "svg", "png"];
  return html`<meta name="description" content="${description}" />
    <link rel="canonical" href="${page.address}" />
    <meta property="og:type" content="website" />
    <meta property="og:url" content="${page.address}" />
    <meta property="og:title" content="${title}" />
    <meta property="og:description" content="${description}" />
    <meta property="og:site_name" content="${page.issuerName}" />
    <meta property="og:image" content="${page.address}/preview.png" />
    <meta property="og:image:type" content="image/png" />
    <meta property="og:image:width" content="1200" />
    <meta property="og:image:height" content="630" />
    <meta property="og:image:alt" content="Badge: ${title}" />
    <meta name="twitter:card" content="summary_large_image" />
    ${forms.map((form) => html`<link rel="alternate" type="${typeOf(form)}" href="${page.address}.${form}" />`)}`;
}

/** Addresses within a page say no host, so that it works from wherever it is served. */
function pathOf(page: BadgePage): string {
  return new URL(page.address).pathname;
}
