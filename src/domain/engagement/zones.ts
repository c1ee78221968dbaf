import { IANAZone } from "luxon";

import { closestWord } from "../program/closest-word.ts";
import { LIKELY_ZONES, TODAYS_NAMES } from "./zones-names.ts";

/** A zone found in a text: for sure, as a fixed offset, or only as what several places are called. */
export type FoundZone =
  /** `zone` is an IANA name, or "UTC". */
  | { readonly kind: "zone"; readonly zone: string; readonly end: number }
  /** `zone` is written "UTC+05:30". */
  | { readonly kind: "offset"; readonly zone: string; readonly end: number }
  /** An abbreviation, or a city no zone is called after; the likeliest zone first. */
  | { readonly kind: "guess"; readonly zones: readonly string[]; readonly end: number };

/** Dar es Salaam, New Salem North Dakota. */
const MOST_WORDS = 4;
/** From the west of Alaska's islands to Kiribati, in minutes. */
const FIRST_OFFSET = -12 * 60;
const LAST_OFFSET = 14 * 60;

const UTC = /(?:utc|gmt|z)(?=[\s→]|$)/iy;
const OFFSET = /(?:(?:utc|gmt)\s?)?([+-])(\d{1,2})(?::?([0-5]\d))?(?=[\s→]|$)/iy;
/** POSIX turned its sign around: Etc/GMT+5 is five hours behind. */
const POSIX_OFFSET = /etc\/gmt([+-])(\d{1,2})(?=[\s→]|$)/iy;
const WORD = /[^\s→]+/gy;

const NAMES: readonly string[] = [...new Set(Intl.supportedValuesOf("timeZone").map(todaysName))];
const ZONES: ReadonlyMap<string, string> = collectZones();

/**
 * Is this a zone people can be in?
 *
 * @param word - An IANA name in any case, today's or an older one; its last part alone; UTC; an offset.
 * @returns An IANA name as it is written today, "UTC" or "UTC+05:30", all of which luxon takes; `null` for anything else,
 *   abbreviations such as CET among them.
 */
export function readZone(word: string): string | null {
  const text = word.trim().slice(0, 100);
  const found = findZone(text, 0);
  if (found === null || found.kind === "guess" || found.end !== text.length) return null;
  return found.zone;
}

/** The zone somebody most likely meant by a word that is none: for an abbreviation its likeliest, else the closest name. */
export function closestZone(word: string): string | null {
  const key = keyOf(word.slice(0, 100));
  const likely = LIKELY_ZONES.get(key)?.[0];
  if (likely !== undefined) return likely;
  const closest = closestWord(key, ZONES.keys());
  return closest === null ? null : (ZONES.get(closest) ?? null);
}

/** The zone that stands at a position of the text, its longest name; `null` when there is none. */
export function findZone(text: string, at: number): FoundZone | null {
  return findOffset(text, at) ?? findUtc(text, at) ?? findName(text, at) ?? findAlias(text, at);
}

function findUtc(text: string, at: number): FoundZone | null {
  UTC.lastIndex = at;
  return UTC.test(text) ? { kind: "zone", zone: "UTC", end: UTC.lastIndex } : null;
}

function findOffset(text: string, at: number): FoundZone | null {
  const sides = { "+": 1, "-": -1 };
  for (const [pattern, turn] of [[OFFSET, 1] as const, [POSIX_OFFSET, -1] as const]) {
    pattern.lastIndex = at;
    const [, sign, hours, minutes = "0"] = pattern.exec(text) ?? [];
    if (sign !== "+" && sign !== "-") continue;
    const offset = sides[sign] * turn * (Number(hours) * 60 + Number(minutes));
    const isReal = offset >= FIRST_OFFSET && offset <= LAST_OFFSET && offset % 15 === 0;
    return isReal ? { kind: "offset", zone: offsetZone(offset), end: pattern.lastIndex } : null;
  }
  return null;
}

/** @param offset - Minutes east of UTC. */
function offsetZone(offset: number): string {
  return offset === 0 ? "UTC" : `UTC${printOffset(offset)}`;
}

/** "+05:30" @param offset - Minutes east of UTC. */
export function printOffset(offset: number): string {
  const minutes = Math.abs(offset);
  const [hour, minute] = [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, "0"));
  return `${offset < 0 ? "-" : "+"}${hour}:${minute}`;
}

function findName(text: string, at: number): FoundZone | null {
  for (const end of wordEnds(text, at).toReversed()) {
    const key = keyOf(text.slice(at, end));
    const zone = ZONES.get(key);
    if (zone !== undefined) return { kind: "zone", zone, end };
    const zones = LIKELY_ZONES.get(key);
    if (zones !== undefined) return { kind: "guess", zones, end };
  }
  return null;
}

/** Names only the runtime knows: US/Pacific, Asia/Macao, Japan. Its three-letter names are nobody's: there IST is India's alone. */
function findAlias(text: string, at: number): FoundZone | null {
  const end = wordEnds(text, at)[0] ?? at;
  const word = text.slice(at, end);
  if (!/^(?:[\w+/-]+\/[\w+/-]+|[a-z][a-z-]{3,})$/i.test(word) || !IANAZone.isValidZone(word)) return null;
  const zone = todaysName(new Intl.DateTimeFormat("en", { timeZone: word }).resolvedOptions().timeZone);
  return zone === "UTC" || ZONES.has(keyOf(zone)) ? { kind: "zone", zone, end } : null;
}

/** Where the first words behind a position end. */
function wordEnds(text: string, at: number): readonly number[] {
  const ends: number[] = [];
  for (let from = at; ends.length < MOST_WORDS; from = WORD.lastIndex + 1) {
    WORD.lastIndex = from;
    if (!WORD.test(text)) break;
    ends.push(WORD.lastIndex);
  }
  return ends;
}

function collectZones(): ReadonlyMap<string, string> {
  const zones = new Map<string, string>();
  const names = [...NAMES, ...TODAYS_NAMES.keys()];
  for (const name of names) zones.set(keyOf(name), todaysName(name));
  const cities = Map.groupBy(names, (name) => keyOf(name.split("/").at(-1) ?? name));
  for (const [city, sharing] of cities) {
    const meant = new Set(sharing.map(todaysName));
    const [only] = meant;
    if (meant.size === 1 && only !== undefined) zones.set(city, only);
  }
  return zones;
}

function todaysName(name: string): string {
  return TODAYS_NAMES.get(name) ?? name;
}

/** Case, accents and what stands between the words make no difference: São Paulo, Sao_Paulo. */
function keyOf(name: string): string {
  return name
    .normalize("NFD")
    .replaceAll(/[\p{M}'’.]/gu, "")
    .replaceAll(/[\s_-]+/gu, " ")
    .toLowerCase();
}
