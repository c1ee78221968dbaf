import { html } from "hono/html";

import type { Check, CheckOutcome } from "../../domain/badge/verdict.ts";
import { headlineOf, questionOf, sentenceOf } from "../../domain/badge/verdict-words.ts";
import type { BadgePage } from "../../workflow/badge/badge-page.ts";
import type { Markup } from "./layout.ts";
import { dayOf, renderDay } from "./words.ts";

/** How a badge stands, as its page shows it first. */
export interface Standing {
  readonly kind: "valid" | "expired" | "revoked" | "invalid" | "unproven";
  /** One or two words for the seal. */
  readonly seal: string;
  /** One sentence without its full stop. */
  readonly headline: string;
  /** In front of titles when the badge holds no longer; `null` otherwise. */
  readonly tag: string | null;
}

/** @param exportedAt - When the page became a file; `null` for one that is made for its visitor. */
export function standingOf(
  page: Pick<BadgePage, "revokedAt" | "validUntil" | "verdict" | "checks">,
  exportedAt: Date | null = null,
): Standing {
  if (page.revokedAt !== null) {
    const day = dayOf(page.revokedAt);
    return {
      kind: "revoked",
      seal: `Revoked on ${day}`,
      headline: `This badge was revoked on ${day}`,
      tag: "Revoked",
    };
  }
  const isExpired = page.checks.some(({ reason }) => reason === "expired");
  if (isExpired && page.validUntil !== null) {
    const day = dayOf(page.validUntil);
    return {
      kind: "expired",
      seal: `Expired on ${day}`,
      headline: `This badge was earned, and expired on ${day}`,
      tag: "Expired",
    };
  }
  const headline = headlineOf(page);
  switch (page.verdict) {
    case "valid":
      return exportedAt === null
        ? { kind: "valid", seal: "Valid", headline, tag: null }
        : {
            kind: "valid",
            seal: `Valid on ${dayOf(exportedAt)}`,
            headline: `This badge was valid on ${dayOf(exportedAt)}`,
            tag: null,
          };
    case "invalid":
      return { kind: "invalid", seal: "Not valid", headline, tag: "Not valid" };
    case "unproven":
      return { kind: "unproven", seal: "Not proven just now", headline, tag: null };
  }
}

export function renderSeal(standing: Standing): Markup {
  return html`<p class="seal"><a href="#checks">${renderMark(MARKS[standing.kind])} ${standing.seal}</a></p>`;
}

/** The verdict and a line for each check; whose badge it is has a place of its own. */
export function renderChecks(
  { checks }: Pick<BadgePage, "checks">,
  standing: Standing,
  exportedAt: Date | null = null,
): Markup {
  const asked = checks.filter(({ reason }) => reason !== "recipient-not-asked");
  return html`<section class="checks" aria-labelledby="checks">
    <h2 id="checks" tabindex="-1">${standing.headline}</h2>
    <p class="quiet">
      ${
        exportedAt === null
          ? "Checked just now, as at every visit."
          : html`Checked on ${renderDay(exportedAt)}, when this page was written to stay. How the badge stands today,
            any checker of Open Badges 3.0 tells from its file.`
      }
    </p>
    <ul>
      ${asked.map(renderCheck)}
    </ul>
  </section>`;
}

function renderCheck(check: Check): Markup {
  return html`<li class="${check.outcome}">
    ${renderMark(check.outcome)}
    <span><strong>${questionOf(check.id)}</strong> <span class="sentence">${sentenceOf(check)}</span></span>
  </li>`;
}

const MARKS: Readonly<Record<Standing["kind"], CheckOutcome>> = {
  valid: "pass",
  expired: "warn",
  revoked: "fail",
  invalid: "fail",
  unproven: "unknown",
};

/** What stands beside the words says the same as they do, so it is not read out. */
const SHAPES: Readonly<Record<CheckOutcome, string>> = {
  pass: "M7 12.5l3.4 3.4L17 9",
  fail: "M8 8l8 8M16 8l-8 8",
  warn: "M12 7v6M12 16.5v.5",
  unknown: "M9.5 9.5a2.5 2.5 0 1 1 3.6 2.3c-.8.4-1.1.9-1.1 1.7M12 16.8v.2",
  skipped: "M8 12h8",
};

export function renderMark(outcome: CheckOutcome): Markup {
  return html`<svg class="mark ${outcome}" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">
    <circle cx="12" cy="12" r="11" />
    <path d="${SHAPES[outcome]}" />
  </svg>`;
}
