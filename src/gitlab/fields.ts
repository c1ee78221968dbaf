import { z } from "zod";

import type { UserRef } from "../domain/issue.ts";

/** GitLab's ids and iids: whole, positive and exact in JavaScript. `"../.."`, `-1`, `1.5` and 2^60 are none. */
export const id = z.int().positive();

/**
 * Text from outside, in a form every store and parser here can keep: half surrogate pairs and NUL become U+FFFD, as
 * CommonMark does with NUL. GitLab's own database can hold neither, so nothing real changes.
 */
export const text = z.string().transform(wellFormed);

/** `2025-04-06 03:05:26 UTC` (webhooks until 2025), `2026-05-28T06:17:50.385Z`, and ISO without a fraction or with an offset. */
export const timestamp = z.string().transform((value, context): Date => {
  const date = readTimestamp(value);
  if (date) return date;
  context.addIssue({ code: "custom", message: "not a date GitLab writes" });
  return z.NEVER;
});

/** Somebody inside another answer. */
export const person = z
  .object({ id, username: text, name: text.nullish() })
  .transform((user): UserRef => ({ userId: user.id, username: user.username, name: user.name ?? user.username }));

const TIMESTAMP = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(\.\d{1,9})? ?(UTC|Z|[+-]\d\d:?\d\d)$/;

function readTimestamp(value: string): Date | null {
  const match = TIMESTAMP.exec(value);
  if (!match) return null;
  const [, day, time, fraction = "", zone] = match;
  const date = new Date(`${day}T${time}${fraction}${zone === "UTC" ? "Z" : zone}`);
  return Number.isNaN(date.getTime()) ? null : date;
}

function wellFormed(value: string): string {
  const paired = value.isWellFormed() ? value : value.toWellFormed();
  return paired.includes("\0") ? paired.replaceAll("\0", "\u{FFFD}") : paired;
}

/** Foreign words on one short line, for logs and error messages: no control characters, no change of direction. */
export function oneLine(value: string, limit: number): string {
  const line = value
    .toWellFormed()
    .replaceAll(/[\p{Cc}\u2028-\u202E\u2066-\u2069]+/gu, " ")
    .trim();
  return line.length > limit ? `${line.slice(0, limit).toWellFormed()}…` : line;
}
