import { html, raw } from "hono/html";

import type { User } from "../model.ts";
import { localTimeOf, statusOf } from "../presence.ts";

/** What `html` makes; text put into it is escaped. */
export type Markup = ReturnType<typeof html>;

export interface PageFrame {
  readonly title: string;
  /** Who clicks; chosen at the top of every page. */
  readonly person: User | null;
  readonly people: readonly User[];
  /** For their clocks. */
  readonly now: Date;
  /** What some of the people are, by username: shown beside their name. */
  readonly parts: ReadonlyMap<string, string>;
  /** Path of this page, to come back to. */
  readonly path: string;
  /** One sentence about what GitLab just refused. */
  readonly problem: string | null;
  readonly body: Markup;
}

/** The frame around every page, with the line that says what this is. */
export function renderPage(frame: PageFrame): Markup {
  return html`${raw("<!doctype html>")}
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${frame.title} · demo stand-in</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/-/demo/style.css" />
        <script src="/-/demo/refresh.js" defer></script>
      </head>
      <body>
        <a class="skip" href="#main">Skip to the page</a>
        <header class="top">
          <a class="brand" href="/">Demo stand-in</a>
          ${switcher(frame)}
        </header>
        <aside class="notice" aria-label="What this is">
          This is <strong>not GitLab</strong>: a small stand-in that speaks GitLab's API, for trying the bot. Nothing
          here is kept.
        </aside>
        <main id="main" tabindex="-1">
          ${frame.problem === null ? "" : html`<p class="problem" role="alert">${frame.problem}</p>`} ${frame.body}
        </main>
      </body>
    </html>`;
}

/** `YYYY-MM-DD HH:MM UTC` with the machine's form beside it. */
export function renderTime(date: Date): Markup {
  const iso = date.toISOString();
  return html`<time datetime="${iso}">${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC</time>`;
}

/** A round mark with the first letters of a name. */
export function renderAvatar(user: User): Markup {
  const letters = user.name
    .split(/\s+/)
    .map((word) => word.slice(0, 1))
    .join("")
    .slice(0, 2)
    .toUpperCase();
  return html`<span class="avatar tone-${user.id % 6}" aria-hidden="true">${letters}</span>`;
}

/** ", 3:38 PM, busy": as far as they tell. */
function presenceOf(user: User, now: Date): string {
  const told = [localTimeOf(user, now), statusOf(user, now)?.availability === "busy" ? "busy" : null];
  return told.map((word) => (word === null ? "" : `, ${word}`)).join("");
}

function switcher(frame: PageFrame): Markup {
  return html`<form class="switcher" method="post" action="/-/demo/person">
    <input type="hidden" name="back" value="${frame.path}" />
    <label for="person">You are</label>
    <select id="person" name="person" data-submit>
      ${frame.people.map(
        (user) =>
          html`<option value="${user.username}" ${user === frame.person ? "selected" : ""}>
            ${user.name}, ${frame.parts.get(user.username) ?? `@${user.username}`}${presenceOf(user, frame.now)}
          </option>`,
      )}
    </select>
    <noscript><button type="submit">Switch</button></noscript>
  </form>`;
}
