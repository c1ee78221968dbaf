import type { Program } from "../program/program.ts";
import type { PersonSettings } from "./person-settings.ts";
import type { WorkingTime } from "./working-time.ts";

/**
 * When one person may be spoken to: the hours of the program, in their own zone, without the holidays of their own
 * country, the program's days off and their absence.
 *
 * @param isHoliday - Public holidays by country and ISO date.
 */
export function ownWorkingTime(
  { workingHours, timeZone }: Pick<Program, "workingHours" | "timeZone">,
  settings: PersonSettings,
  isHoliday: (country: string, day: string) => boolean,
): WorkingTime {
  const { days, from, to, daysOff } = workingHours;
  const country = settings.country ?? workingHours.country;
  return {
    zone: settings.zone ?? timeZone,
    days,
    from,
    to,
    isDayOff: (day) =>
      daysOff.some((off) => off.from <= day && day <= off.to) || (country !== null && isHoliday(country, day)),
    away: settings.away === null ? [] : [settings.away],
  };
}
