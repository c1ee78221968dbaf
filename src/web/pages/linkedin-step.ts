import { html } from "hono/html";

import { linkedInFields, linkedInUrl } from "../../domain/badge/linkedin.ts";
import type { BadgePage } from "../../workflow/badge/badge-page.ts";
import type { Markup } from "./layout.ts";
import type { Site } from "./site.ts";

/**
 * *Add to LinkedIn* with one step between, about the name: who follows the link from a profile looks for it. LinkedIn
 * fills in what it likes, so every field can be copied, too.
 */
export function renderLinkedIn(
  page: BadgePage,
  handle: string | null,
  { exportedAt }: Pick<Site, "exportedAt">,
): Markup {
  return html`<details class="linkedin">
    <summary class="button"><span>Add to LinkedIn</span></summary>
    <div class="step">
      ${page.isDemo ? renderDemo() : ""}
      ${page.holder === null ? renderNameless(page, exportedAt === null ? renderHint(handle) : "") : renderNamed(page, page.holder)}
      <h2 class="minor">If LinkedIn leaves a field empty, copy it from here</h2>
      <dl class="fields">
        ${linkedInFields(page).map(
          ({ label, value }) =>
            html`<div>
              <dt>${label}</dt>
              <dd><span data-copy="${label}">${value}</span></dd>
            </div>`,
        )}
      </dl>
    </div>
  </details>`;
}

function renderDemo(): Markup {
  return html`<p>
    <strong>This badge is a demonstration's.</strong> Look at the form by all means, but do not save it to your profile.
  </p>`;
}

function renderNamed(page: BadgePage, holder: string): Markup {
  return html`<p class="question">
      Your name, <strong><bdi>${holder}</bdi></strong
      >, is on this page. Everybody who sees your profile will be able to open it.
    </p>
    <p>
      <a class="button" href="${linkedInUrl(page)}" target="_blank" rel="noopener noreferrer">Continue to LinkedIn</a>
    </p>`;
}

function renderNameless(page: BadgePage, hint: Markup | ""): Markup {
  return html`<p class="question">
      <strong>Your page carries no name yet.</strong> Without one, nobody can tell from it that the badge is yours.
    </p>
    ${hint}
    <p>
      <a class="button quiet" href="${linkedInUrl(page)}" target="_blank" rel="noopener noreferrer"
        >Continue without my name</a
      >
    </p>`;
}

function renderHint(handle: string | null): Markup {
  const command = handle === null ? "badge show-name" : `@${handle} badge show-name`;
  return html`<p>
      To show your name, write this as a comment in the issue of your
      certification${handle === null ? ", after mentioning the bot" : ""}. A minute later, load this page again.
    </p>
    <p class="copyable"><code data-copy="command">${command}</code></p>`;
}
