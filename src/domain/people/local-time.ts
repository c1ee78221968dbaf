import { MINUTE_MS, offsetAt } from "./local-clock.ts";

const HOUR = 60;
const DAY = 24 * HOUR;
/** Zones differ by quarters of an hour; this also takes up the delay since GitLab looked at its clock. */
const STEP = 15;
/** Beyond these offsets, in minutes, nobody lives. */
const WESTERNMOST = -12 * HOUR;
const EASTERNMOST = 14 * HOUR;

const CLOCK = /^(1[0-2]|0?[1-9]):([0-5]\d)\s*([AP])M$/i;

/**
 * The zone of a person of whom GitLab tells only what their clock shows (`local_time` of `GET /users/:id`, "3:38 PM").
 * A clock tells no date: noon in Tonga is noon in American Samoa, a day apart. Then the side of Greenwich
 * decides on which `likely` is; Greenwich itself counts as east.
 *
 * @param localTime - `null` or empty when the person told GitLab no zone.
 * @param now - When GitLab was asked; some minutes more or less do not matter.
 * @param likely - Zone of the program, or the one known so far.
 * @returns `likely` when its clocks show the same now, because it knows when clocks change; else a fixed offset
 *   ("UTC+05:30") in quarters of an hour; `null` when `localTime` is no such time.
 * @see https://docs.gitlab.com/api/users/#get-a-single-user
 */
export function zoneFromLocalTime(localTime: string | null, now: Date, likely: string): string | null {
  const shown = readClock(localTime ?? "");
  if (shown === null) return null;
  const ahead = wrap(Math.round((shown - now.getTime() / MINUTE_MS) / STEP) * STEP);
  const usual = offsetAt(now.getTime(), likely) / MINUTE_MS;
  return wrap(usual) === ahead ? likely : nameOffset(chooseSide(ahead, usual));
}

/** Minutes after midnight. */
function readClock(text: string): number | null {
  const [, hour, minute, half = ""] = CLOCK.exec(text.trim()) ?? [];
  if (hour === undefined) return null;
  return (Number(hour) % 12) * HOUR + Number(minute) + (half.toUpperCase() === "P" ? 12 * HOUR : 0);
}

/** Into one day: 0 to 1439 minutes. */
function wrap(minutes: number): number {
  return ((minutes % DAY) + DAY) % DAY;
}

function chooseSide(ahead: number, usual: number): number {
  const behind = ahead - DAY;
  // A few islands are 14 hours ahead, and Hawaii, with a hundred times their people, is the other side of it.
  if (ahead > EASTERNMOST || (ahead === EASTERNMOST && usual !== EASTERNMOST)) return behind;
  return behind >= WESTERNMOST && usual < 0 ? behind : ahead;
}

function nameOffset(minutes: number): string {
  const distance = Math.abs(minutes);
  const digits = [Math.floor(distance / HOUR), distance % HOUR].map((part) => String(part).padStart(2, "0"));
  return `UTC${minutes < 0 ? "-" : "+"}${digits.join(":")}`;
}
