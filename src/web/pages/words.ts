import { html } from "hono/html";

import type { Markup } from "./layout.ts";

/** Badges are dated in UTC, so that everybody sees the same day. The words around are English, so is the date. */
const DAY = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" });

/** "22 November 2026". */
export function dayOf(date: Date): string {
  return DAY.format(date);
}

/** The same with the machine's form beside it. */
export function renderDay(date: Date): Markup {
  return html`<time datetime="${date.toISOString().slice(0, 10)}">${dayOf(date)}</time>`;
}

/** Plain text of a program: an empty line begins a paragraph. */
export function renderParagraphs(text: string): Markup {
  const paragraphs = text
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.trim())
    .filter((paragraph) => paragraph !== "");
  return html`${paragraphs.map((paragraph) => html`<p>${paragraph}</p>`)}`;
}

/** Part of an address of ours with only what may stand in a file name: `migration-services-engineer`. */
export function fileNameOf(name: string): string {
  const plain = name
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/\p{M}/gu, "")
    .replaceAll(/[^a-z\d]+/g, "-")
    .replaceAll(/^-+|-+$/g, "")
    .slice(0, 60);
  return plain === "" ? "badge" : plain;
}
