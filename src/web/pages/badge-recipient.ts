import { html } from "hono/html";

import type { BadgePage } from "../../workflow/badge/badge-page.ts";
import type { Markup } from "./layout.ts";

/** What a visitor hears who asked whether a badge was given to somebody. */
export type RecipientAnswer =
  | { readonly kind: "yes" | "no"; readonly title: string; readonly asked: string }
  | { readonly kind: "empty" | "too-often"; readonly title: string; readonly asked: string };

/** What the badge keeps of a name can only be compared, so the visitor has to bring one. */
export function renderRecipientCheck(page: BadgePage, base: string, answer: RecipientAnswer | null): Markup {
  if (page.recipients.length === 0) return renderNothingToCompare();
  const what = wordFor(page);
  return html`<section class="recipient" aria-labelledby="recipient">
    <h2 id="recipient">Whose badge is it?</h2>
    <p>
      Somebody gave you ${what} and this badge? See whether they belong together. What you type is compared and
      forgotten.
    </p>
    <form method="post" action="${base}/check#recipient">
      <label for="name">${capitalized(bareWordFor(page))} you were given</label>
      <div class="ask">
        <input
          id="name"
          name="name"
          value="${answer?.asked ?? ""}"
          maxlength="320"
          autocomplete="off"
          autocapitalize="off"
          spellcheck="false"
          ${answer === null ? "" : html`aria-describedby="answer"`}
          required
        />
        <button class="button" type="submit">Compare</button>
      </div>
    </form>
    ${answer === null ? "" : renderAnswer(answer)}
  </section>`;
}

/** Where nobody answers any more; others can compare, too. */
export function renderRecipientHint(page: BadgePage): Markup {
  if (page.recipients.length === 0) return renderNothingToCompare();
  return html`<section class="recipient" aria-labelledby="recipient">
    <h2 id="recipient">Whose badge is it?</h2>
    <p>
      The JSON file bears a fingerprint of its holder's ${bareWordFor(page)}. Whoever was given both can compare them
      with any checker of Open Badges 3.0.
    </p>
  </section>`;
}

function renderNothingToCompare(): Markup {
  return html`<section class="recipient" aria-labelledby="recipient">
    <h2 id="recipient">Whose badge is it?</h2>
    <p>This badge bears no trace of an e-mail address or a username, so there is nothing to compare.</p>
  </section>`;
}

function renderAnswer(answer: RecipientAnswer): Markup {
  return html`<p id="answer" class="answer ${answer.kind}" role="status">
    <strong>${answer.title}</strong> ${sentenceOf(answer)}
  </p>`;
}

function sentenceOf({ kind, asked }: RecipientAnswer): string | Markup {
  switch (kind) {
    case "yes":
      return html`This badge was given to <b>${asked}</b>.`;
    case "no":
      return html`This badge was not given to <b>${asked}</b>, as far as it can tell. People have several addresses: ask
        for the one they use for their certification.`;
    case "empty":
      return "Please type what you were given.";
    case "too-often":
      return "You asked many times in a short while. Please try again in a minute.";
  }
}

function wordFor({ recipients }: BadgePage): string {
  const types = new Set(recipients.map(({ type }) => type));
  if (types.size > 1) return "an e-mail address or a username";
  return types.has("emailAddress") ? "an e-mail address" : "a username";
}

function bareWordFor(page: BadgePage): string {
  return wordFor(page).replaceAll(/\ban? /g, "");
}

function capitalized(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
