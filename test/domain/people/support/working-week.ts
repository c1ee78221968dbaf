import type { WorkingTime } from "../../../../src/domain/people/working-time.ts";

/** Monday to Friday, nine to five, in UTC, never off. */
const NINE_TO_FIVE: WorkingTime = {
  zone: "UTC",
  days: [1, 2, 3, 4, 5],
  from: 9 * 60,
  to: 17 * 60,
  isDayOff: () => false,
  away: [],
};

export const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];

export function workingWeek(changes: Partial<WorkingTime> = {}): WorkingTime {
  return { ...NINE_TO_FIVE, ...changes };
}

/** Working hours as people write them: "09:00-17:30". */
export function hours(text: string): Pick<WorkingTime, "from" | "to"> {
  const [from = 0, to = 0] = text.split("-").map((clock) => {
    const [hour = 0, minute = 0] = clock.split(":").map(Number);
    return hour * 60 + minute;
  });
  return { from, to };
}

/** Whole absences: "2026-12-01T09:00Z/2026-12-03T12:00Z", and "/2026-12-03T12:00Z" since ever. */
export function away(...periods: readonly string[]): WorkingTime["away"] {
  return periods.map((period) => {
    const [from = "", until = ""] = period.split("/");
    return { from: from === "" ? null : new Date(from), until: new Date(until) };
  });
}
