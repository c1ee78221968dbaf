import { html } from "hono/html";

import type { AchievementPage } from "../../workflow/badge/badge-page.ts";
import { renderIssuedBy } from "./issued-by.ts";
import type { Markup, PageFrame } from "./layout.ts";
import type { Site } from "./site.ts";
import { renderSkills } from "./skills.ts";
import { renderDay, renderParagraphs } from "./words.ts";

/** What a badge certifies, and those of its holders who asked to be named. */
export function frameAchievementPage(site: Site, page: AchievementPage): PageFrame {
  const base = `${site.basePath}/achievements/${encodeURIComponent(page.programId)}`;
  return {
    site,
    title: `${page.name}: what it certifies`,
    issuer: page.issuerName,
    isDemo: page.isDemo,
    isIndexed: !page.isDemo,
    head: html`<meta name="description" content="${page.description}" />
      <link rel="alternate" type="application/ld+json" href="${base}.json" />`,
    body: html`<article class="badge achievement">
      <section class="hero" aria-label="The badge">
        <div class="stage">
          <img class="art" src="${base}.png" width="320" height="320" alt="Badge: ${page.name}" />
        </div>
        <div class="said">
          <h1><span class="title alone" lang="${page.language}">${page.name}</span></h1>
          <div class="prose" lang="${page.language}">${renderParagraphs(page.description)}</div>
          ${renderIssuedBy(page)}
        </div>
      </section>
      <div class="sections spaced">
        <section class="wide" aria-labelledby="criteria">
          <h2 id="criteria">How it is earned</h2>
          <div class="prose" lang="${page.language}">${renderParagraphs(page.criteria)}</div>
        </section>
        ${renderSkills(page.skills, page.language)} ${renderRegister(page)}
      </div>
    </article>`,
  };
}

function renderRegister({ register }: AchievementPage): Markup {
  return html`<section class="register" aria-labelledby="register">
    <h2 id="register">Public register</h2>
    <p>Holders who asked to be listed here. Most badges are not: their holders show them to whom they like.</p>
    ${
      register.length === 0
        ? html`<p class="quiet">Nobody yet.</p>`
        : html`<ul class="entries">
            ${register.map(
              ({ address, holder, awardedAt }) =>
                html`<li>
                  <a href="${new URL(address).pathname}"><bdi>${holder ?? "A holder without a name here"}</bdi></a>
                  ${renderDay(awardedAt)}
                </li>`,
            )}
          </ul>`
    }
  </section>`;
}
