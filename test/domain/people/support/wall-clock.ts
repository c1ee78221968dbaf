import type { WorkingTime } from "../../../../src/domain/people/working-time.ts";

const WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const WEEK_MS = 7 * 24 * 60 * 60_000;
const formats = new Map<string, Intl.DateTimeFormat>();
const offsets = new Map<string, Intl.DateTimeFormat>();

interface WallClock {
  /** ISO date. */
  readonly day: string;
  readonly weekday: number;
  /** After midnight, whole ones. */
  readonly minutes: number;
}

/** What the clock on a wall shows, read off the runtime's own formatting and nothing of the bot. */
export function clockIn(zone: string, at: Date): WallClock {
  const format = remember(formats, zone, {
    weekday: "short",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]));
  return {
    day: `${parts.get("year")}-${parts.get("month")}-${parts.get("day")}`,
    weekday: WEEKDAYS.indexOf(String(parts.get("weekday"))) + 1,
    minutes: Number(parts.get("hour")) * 60 + Number(parts.get("minute")),
  };
}

/** The rule of working hours once more, in the plainest way. */
export function worksByTheWallClock(at: Date, time: WorkingTime): boolean {
  const { day, weekday, minutes } = clockIn(time.zone, at);
  return (
    time.days.includes(weekday) &&
    minutes >= time.from &&
    minutes < time.to &&
    !time.isDayOff(day) &&
    !time.away.some(({ from, until }) => (from === null || from <= at) && at < until)
  );
}

/** When the clocks of a zone are changed, to the minute. */
export function findClockChanges(zone: string, begin: Date, end: Date): Date[] {
  const changes: Date[] = [];
  for (let week = begin.getTime(); week < end.getTime(); week += WEEK_MS) {
    let [before, after] = [week, week + WEEK_MS];
    if (offsetOf(zone, before) === offsetOf(zone, after)) continue;
    while (after - before > 60_000) {
      const middle = Math.floor((before + after) / 2);
      if (offsetOf(zone, middle) === offsetOf(zone, before)) before = middle;
      else after = middle;
    }
    changes.push(new Date(Math.floor(after / 60_000) * 60_000));
  }
  return changes;
}

function offsetOf(zone: string, at: number): string {
  return remember(offsets, zone, { timeZoneName: "longOffset" }).format(at).split(", ").at(-1) ?? "";
}

function remember(
  known: Map<string, Intl.DateTimeFormat>,
  timeZone: string,
  options: Intl.DateTimeFormatOptions,
): Intl.DateTimeFormat {
  const format = known.get(timeZone) ?? new Intl.DateTimeFormat("en-US", { ...options, timeZone });
  known.set(timeZone, format);
  return format;
}
