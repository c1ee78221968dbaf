import { html } from "hono/html";

import type { Check, CheckOutcome, Verdict } from "../../domain/badge/verdict.ts";
import { headlineOf, questionOf, sentenceOf } from "../../domain/badge/verdict-words.ts";
import type { BadgeClaims, VerificationReport } from "../../workflow/badge/report.ts";
import type { Markup, PageFrame } from "./layout.ts";
import type { Asset, Site } from "./site.ts";
import { renderMark } from "./verdict.ts";
import { renderDay } from "./words.ts";

export interface VerifyFrame {
  readonly site: Site;
  /** Stylesheet and script of this page alone. */
  readonly assets: { readonly stylesheet: Asset; readonly script: Asset };
  /** Who runs this page; `null` when nobody issues badges here. */
  readonly issuer: string | null;
  readonly isDemo: boolean;
}

/** What to fill the form with. */
export interface VerifyForm {
  readonly text: string;
  readonly recipient: string;
  /** Why there is no verdict; `null` when nobody asked for one. */
  readonly problem: string | null;
}

const EMPTY: VerifyForm = { text: "", recipient: "", problem: null };

/** What a sentence does not say by itself, in a word, for whoever does not tell marks apart. */
const WORDS: Readonly<Record<CheckOutcome, string>> = {
  pass: "",
  warn: "Note:",
  fail: "",
  unknown: "Not known:",
  skipped: "",
};

const MARKS: Readonly<Record<Verdict, CheckOutcome>> = { valid: "pass", invalid: "fail", unproven: "unknown" };

/** Where badges are given to be checked. */
export function frameVerifyForm(frame: VerifyFrame, form: VerifyForm = EMPTY): PageFrame {
  const body = html`<section class="plain verify">
    <h1>Check a badge</h1>
    <p>Ours, or anybody's Open Badges 3.0 badge. We look at it, tell you what we found, and keep nothing.</p>
    ${renderForm(frame.site, form)}
  </section>`;
  return { ...outline(frame, "Check a badge"), isIndexed: !frame.isDemo && form.problem === null, body };
}

/** What was found out. */
export function frameVerdict(frame: VerifyFrame, report: VerificationReport, recipient: string): PageFrame {
  const headline = headlineOf(report);
  const body = html`<article class="plain verify">
      <p class="quiet">Checked just now:</p>
      <h1 class="verdict ${report.verdict}">${renderMark(MARKS[report.verdict])} <span>${headline}</span></h1>
      <section class="checks" aria-labelledby="checks">
        <h2 id="checks">What we looked at</h2>
        <ol>
          ${report.checks.filter(isReached).map(renderCheck)} ${report.checks.every(isReached) ? "" : renderRest()}
        </ol>
      </section>
      ${report.claims === null ? "" : renderClaims(report.claims, report.verdict)}
    </article>
    <section class="plain verify again" aria-labelledby="again">
      <h2 id="again">Check another one</h2>
      ${renderForm(frame.site, { ...EMPTY, recipient })}
    </section>`;
  return { ...outline(frame, headline), body };
}

function outline({ site, assets, issuer, isDemo }: VerifyFrame, title: string): Omit<PageFrame, "body"> {
  const head = html`<link rel="stylesheet" href="${assets.stylesheet.href}" />
    <script src="${assets.script.href}" defer></script>`;
  return { site, title, issuer, isDemo, isIndexed: false, head };
}

function renderForm(site: Site, { text, recipient, problem }: VerifyForm): Markup {
  return html`<form method="post" action="${site.basePath}/verify" enctype="multipart/form-data">
    ${problem === null ? "" : html`<p id="problem" class="answer" role="alert"><strong>Not yet.</strong> ${problem}</p>`}
    <div class="field">
      <label for="file">The badge as a file</label>
      <p id="file-hint" class="quiet">
        A picture (PNG or SVG), or a file that ends in .json, .jwt or .jws; up to 2 MiB.
      </p>
      <div class="drop" data-drop>
        <input
          id="file"
          name="file"
          type="file"
          aria-describedby="file-hint"
          accept=".json,.jsonld,.jwt,.jws,.txt,.svg,.png,application/json,application/ld+json,image/svg+xml,image/png"
        />
        <p class="quiet" data-drop-hint hidden>or drop it here</p>
      </div>
    </div>
    <div class="field">
      <label for="text">Or its text, or its web address</label>
      <textarea
        id="text"
        name="text"
        rows="6"
        autocapitalize="off"
        autocomplete="off"
        spellcheck="false"
        placeholder="https://…"
      >
${text}</textarea>
    </div>
    <div class="field">
      <label for="recipient">Whom was it given to? <span class="quiet">You may leave this empty.</span></label>
      <p id="recipient-hint" class="quiet">An e-mail address or username, to find out whether the badge is theirs.</p>
      <input
        id="recipient"
        name="recipient"
        value="${recipient}"
        maxlength="320"
        aria-describedby="recipient-hint"
        autocapitalize="off"
        autocomplete="off"
        spellcheck="false"
      />
    </div>
    <button class="button" type="submit">Check it</button>
  </form>`;
}

function renderCheck(check: Check): Markup {
  const word = WORDS[check.outcome];
  return html`<li class="${check.outcome}">
    ${renderMark(check.outcome)}
    <span>
      <strong>${questionOf(check.id)}</strong>
      ${word === "" ? "" : html`<span class="outcome">${word}</span>`}
      <span class="sentence">${sentenceOf(check)}</span>
    </span>
  </li>`;
}

function isReached({ reason }: Check): boolean {
  return reason !== "not-reached";
}

/** The same sentence for each of them would hide the one that matters. */
function renderRest(): Markup {
  return html`<li class="skipped">
    ${renderMark("skipped")}
    <span class="sentence">Everything else was not looked at, because of what is above.</span>
  </li>`;
}

/** What a badge says of itself is not what we say of it. */
function renderClaims(claims: BadgeClaims, verdict: Verdict): Markup {
  const { name, description, issuerName, issuerDomain, issuerId, validFrom, validUntil, skills, page } = claims;
  return html`<section aria-labelledby="claims">
    <h2 id="claims">What it says</h2>
    ${verdict === "valid" ? "" : html`<p>These are the words of the badge. Do not rely on them.</p>`}
    <dl class="fields">
      <div>
        <dt>Badge</dt>
        <dd>${name === "" ? "It has no name." : name}</dd>
      </div>
      ${
        description === ""
          ? ""
          : html`<div>
              <dt>Description</dt>
              <dd>${description}</dd>
            </div>`
      }
      <div>
        <dt>Issuer</dt>
        <dd>
          ${issuerName === "" ? "" : html`${issuerName}, at `}<strong class="host">${issuerDomain}</strong>
          ${issuerId === issuerDomain ? "" : html`<code>${issuerId}</code>`}
          <span class="quiet">Anyone can claim a name. Is this domain theirs?</span>
        </dd>
      </div>
      ${
        validFrom === null
          ? ""
          : html`<div>
              <dt>Valid from</dt>
              <dd>${renderDay(validFrom)}</dd>
            </div>`
      }
      ${
        validUntil === null
          ? ""
          : html`<div>
              <dt>Valid until</dt>
              <dd>${renderDay(validUntil)}</dd>
            </div>`
      }
      ${
        skills.length === 0
          ? ""
          : html`<div>
              <dt>Skills</dt>
              <dd>
                <ul>
                  ${skills.map((skill) => html`<li>${skill}</li>`)}
                </ul>
              </dd>
            </div>`
      }
      ${
        page === null
          ? ""
          : html`<div>
              <dt>Its page</dt>
              <dd><a href="${page}">${page}</a></dd>
            </div>`
      }
    </dl>
  </section>`;
}
