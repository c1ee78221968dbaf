import { type WrittenDay, findDay, findWeekday } from "./days-written.ts";
import { findTime, type WrittenTime } from "./when-time.ts";
import { findZone } from "./zones.ts";

/** A piece of a date, where it stands in the text. */
export type Part = { readonly start: number; readonly end: number } & (
  | { readonly kind: "day"; readonly day: WrittenDay }
  /** 1 is Monday. */
  | { readonly kind: "weekday"; readonly weekday: number }
  | { readonly kind: "time"; readonly time: WrittenTime }
  /** An IANA name or "UTC". */
  | { readonly kind: "zone"; readonly zone: string }
  /** "UTC+05:30" */
  | { readonly kind: "offset"; readonly zone: string }
  /** What several zones are called. */
  | { readonly kind: "guess"; readonly zones: readonly string[] }
);

export type PartKind = Part["kind"];

/** The pieces found, in the order they were written, each kind once. */
export interface Parts {
  readonly list: readonly Part[];
  /** Where the first one starts and the last one ends; equal when there is none. */
  readonly start: number;
  readonly end: number;
  /** Where whatever follows begins. */
  readonly next: number;
}

export const DAY_PARTS: readonly PartKind[] = ["day", "weekday"];
export const MOMENT_PARTS: readonly PartKind[] = ["day", "weekday", "time", "zone", "offset", "guess"];

/** What may stand between the pieces and says nothing. */
const NOISE = /(?:[\s→]|(?:at|on|the|in|of|and|time|local|this|next|coming|city|o['’]clock|-|\/|@)(?=[\s→]|$))*/iy;

/** Read pieces in any order, from a position on, until something is none. */
export function findParts(text: string, from: number, kinds: readonly PartKind[]): Parts {
  const list: Part[] = [];
  let next = skipNoise(text, from);
  for (;;) {
    const part = findPart(
      text,
      next,
      kinds.filter((kind) => list.every((found) => found.kind !== kind)),
    );
    if (part === null) break;
    list.push(part);
    next = skipNoise(text, part.end);
  }
  return { list, start: list[0]?.start ?? next, end: list.at(-1)?.end ?? next, next };
}

/** The piece of this kind, if one was written. */
export function partOf<Kind extends PartKind>(parts: Parts, kind: Kind): Extract<Part, { kind: Kind }> | null {
  return parts.list.find((part): part is Extract<Part, { kind: Kind }> => part.kind === kind) ?? null;
}

function findPart(text: string, start: number, kinds: readonly PartKind[]): Part | null {
  if (start >= text.length) return null;
  for (const find of [dayAt, weekdayAt, timeAt, zoneAt]) {
    const part = find(text, start);
    if (part !== null && kinds.includes(part.kind)) return part;
  }
  return null;
}

function dayAt(text: string, start: number): Part | null {
  const found = findDay(text, start);
  return found === null ? null : { kind: "day", start, ...found };
}

function weekdayAt(text: string, start: number): Part | null {
  const found = findWeekday(text, start);
  return found === null ? null : { kind: "weekday", start, ...found };
}

function timeAt(text: string, start: number): Part | null {
  const found = findTime(text, start);
  return found === null ? null : { kind: "time", start, ...found };
}

function zoneAt(text: string, start: number): Part | null {
  const found = findZone(text, start);
  return found === null ? null : { start, ...found };
}

/** Where the words that say nothing end. */
export function skipNoise(text: string, from: number): number {
  NOISE.lastIndex = from;
  NOISE.test(text);
  return Math.max(from, NOISE.lastIndex);
}
