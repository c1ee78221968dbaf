import type { PersonId } from "../../domain/enrollment/fact.ts";
import { isWorkingMoment, localDay } from "../../domain/people/working-time.ts";
import type { Program } from "../../domain/program/program.ts";
import { workingTimeOf } from "../people/working-times.ts";
import type { ReviewPorts } from "../ports/ports.ts";
import type { StoredReminder } from "../ports/reminders-port.ts";
import type { StoredAction } from "../ports/store-port.ts";

/** What a note of reminders says of the time it is sent at. */
export interface Moment {
  /** Of the person. */
  readonly zone: string;
  /** They never heard a reminder on an earlier day. */
  readonly isFirst: boolean;
}

/**
 * Is it still the day, and are these still the hours, a note of reminders was planned for? Otherwise it is taken back:
 * on another day there may be another note already. What may have reached GitLab is never taken back.
 *
 * @param rows - The reminders that were sent with it.
 * @returns `null` when it was taken back.
 */
export async function momentOfBundle(
  ports: Pick<ReviewPorts, "reminders" | "people" | "holidays" | "now">,
  program: Program,
  person: PersonId,
  { key, state }: Pick<StoredAction, "key" | "state">,
  rows: readonly StoredReminder[],
): Promise<Moment | null> {
  const time = await workingTimeOf(ports, program, person);
  const now = ports.now();
  const day = localDay((await sentAt(ports, rows)) ?? now, time.zone);
  const isTime = isWorkingMoment(now, time) && localDay(now, time.zone) === day;
  if (!isTime && state === "planned") {
    await ports.reminders.takeBack(key);
    return null;
  }
  return { zone: time.zone, isFirst: !(await ports.reminders.heardBefore(person, day)) };
}

async function sentAt(
  { reminders }: Pick<ReviewPorts, "reminders">,
  [first]: readonly StoredReminder[],
): Promise<Date | null> {
  if (first === undefined) return null;
  return (await reminders.sent(first.enrollmentId)).get(first.key)?.at ?? null;
}
