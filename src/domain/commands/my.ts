import { closestZone, readZone } from "../engagement/zones.ts";
import type { EnrollmentStatus } from "../enrollment/enrollment.ts";
import type { CommandEvent } from "../enrollment/event.ts";
import type { Verdict } from "../enrollment/judge-turn.ts";
import { type CommandKind, namesNobody } from "./command-kind.ts";
import type { OwnContext } from "./context.ts";
import { toEverybody } from "./rights.ts";
import { bare, isPlaceholder } from "./words.ts";

export interface MyCommand {
  readonly kind: "my";
  /** As it was written. */
  readonly zone: string | null;
  /** In capitals: `DE`, `DE-BY`. */
  readonly country: string | null;
  readonly placeholder: boolean;
}

/** What people tell of themselves holds wherever they are met, so they may tell it at any time. */
export const AT_ANY_TIME: readonly Exclude<EnrollmentStatus, "active">[] = ["held", "withdrawn", "moved", "certified"];

const ZONE_WORDS: ReadonlySet<string> = new Set(["zone", "timezone", "time-zone", "tz"]);
const FILLERS: ReadonlySet<string> = new Set(["is", "to", "and", "my", "="]);
const COUNTRY_CODE = /^[A-Z]{2}(?:-[A-Z0-9]{1,3})?$/u;
/** Time zones and countries have no longer names. */
const MOST_WORDS = 8;

/** Anybody tells where they are; alone it answers what is known of them. */
export const my: CommandKind<MyCommand, OwnContext> = {
  name: "my",
  usage: "my zone Area/City country COUNTRY",
  explained: "help.my",
  changes: true,
  alsoWhen: AT_ANY_TIME,
  read: readMy,
  print: ({ zone, country }) => [
    ...(zone === null ? [] : ["zone", zone]),
    ...(country === null ? [] : ["country", country]),
  ],
  usernames: namesNobody,
  countries: ({ country }) => (country === null ? [] : [country]),
  isOffered: toEverybody,
  judge: judgeMy,
};

/** `zone Asia/Kolkata country IN`, in either order, or `Asia/Kolkata IN`. */
function readMy(words: readonly string[]): MyCommand {
  const said: Record<"zone" | "country", string[]> = { zone: [], country: [] };
  let about: keyof typeof said = "zone";
  let placeholder = false;
  const bareWords = words.map((word) => bare(word)).filter((word) => word !== "");
  for (const [index, word] of bareWords.entries()) {
    const key = word.toLowerCase();
    if (key === "time" && bareWords[index + 1]?.toLowerCase() === "zone") continue;
    if (ZONE_WORDS.has(key)) about = "zone";
    else if (key === "country") about = "country";
    else if (isPlaceholder(word)) placeholder = true;
    else if (!FILLERS.has(key) && said[about].length < MOST_WORDS) said[about].push(word);
  }
  if (said.country.length === 0) said.country.push(...takeCountry(said.zone));
  return { kind: "my", zone: joined(said.zone), country: joined(said.country)?.toUpperCase() ?? null, placeholder };
}

/** A country's letters behind or in front of the zone, taken out of its words. */
function takeCountry(zone: string[]): readonly string[] {
  if (COUNTRY_CODE.test(zone.at(-1) ?? "")) return zone.splice(-1);
  return COUNTRY_CODE.test(zone[0] ?? "") ? zone.splice(0, 1) : [];
}

function joined(words: readonly string[]): string | null {
  return words.length === 0 ? null : words.join(" ");
}

function judgeMy({ ledger, knowsCountry }: OwnContext, event: CommandEvent, command: MyCommand): Verdict {
  const { placeholder } = command;
  const zone = command.zone === null ? null : readZone(command.zone);
  const isCountryKnown =
    command.country !== null && COUNTRY_CODE.test(command.country) && knowsCountry(command.country);
  if (placeholder) {
    ledger.answer(event, { kind: "malformed", command: "my", missing: "placeholder" }, "refused");
    return "judged";
  }
  if (command.zone !== null && zone === null) {
    const suggestion = closestZone(command.zone);
    ledger.answer(event, { kind: "unknown-zone", word: command.zone, suggestion }, "refused");
    return "judged";
  }
  if (zone === null && command.country === null) {
    ledger.answer(event, { kind: "my-settings" });
    return "judged";
  }
  if (zone === null && !isCountryKnown) {
    ledger.answer(event, { kind: "unknown-country", word: command.country ?? "", isZoneKept: false }, "refused");
    return "judged";
  }
  ledger.tell({
    person: event.by,
    at: event.at,
    ...(zone === null ? {} : { zone: { zone, from: "own-word" } }),
    ...(isCountryKnown ? { country: command.country } : {}),
  });
  if (command.country === null || isCountryKnown) ledger.accept(event);
  else ledger.answer(event, { kind: "unknown-country", word: command.country, isZoneKept: true }, "done");
  return "judged";
}
