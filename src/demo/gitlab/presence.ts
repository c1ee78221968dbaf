import { DateTime, IANAZone } from "luxon";

import type { User, UserStatus } from "./model.ts";

/** The clock of the profile page, "3:38 PM"; `null` for people who never chose a zone. */
export function localTimeOf(user: User, now: Date): string | null {
  if (user.zone === null) return null;
  return DateTime.fromJSDate(now, { zone: user.zone }).toFormat("h:mm a", { locale: "en-US" });
}

/** `null` when nothing is set, or when the time has come to clear it. */
export function statusOf(user: User, now: Date): UserStatus | null {
  const { status } = user;
  const isOver = status !== null && status.clearStatusAt !== null && status.clearStatusAt <= now;
  return isOver ? null : status;
}

export function isZone(name: string): boolean {
  return IANAZone.isValidZone(name);
}
