import type { ProgramDocument } from "./program-schema.ts";
import type { Addressee, ReminderRule, ReminderStep, SponsorStep, WorkingHours } from "./program.ts";
import { missingCause, roleBehind } from "./reminder-causes.ts";
import { WEEKDAYS } from "./reminder-schema.ts";

export function buildWorkingHours({ working_hours: hours }: ProgramDocument): WorkingHours {
  return {
    days: hours.days.map((day) => WEEKDAYS.indexOf(day) + 1).toSorted((a, b) => a - b),
    from: minutesOf(hours.from),
    to: minutesOf(hours.to),
    country: hours.country ?? null,
    daysOff: hours.days_off.map((days) => {
      const [from = "", to = from] = days.split("..");
      return { from, to };
    }),
  };
}

export function buildSponsorStep({ sponsor_step: step }: ProgramDocument): SponsorStep | null {
  if (!step) return null;
  if (!step.silence) return { silence: null };
  const { after: afterWorkingDays, then: effect } = step.silence;
  return { silence: { afterWorkingDays, effect } };
}

/** The reminders of the document, or else the usual ones that can ever be due and reach somebody there. */
export function buildReminders(document: ProgramDocument): readonly ReminderRule[] {
  if (document.reminders !== undefined) return document.reminders.map(buildRule);
  return USUAL_REMINDERS.filter(({ when }) => missingCause(when, document) === null)
    .map(({ when, steps }) => ({ when, steps: reachable(steps, document) }))
    .filter(({ steps }) => steps.length > 0);
}

function buildRule({ when, to, after, steps }: NonNullable<ProgramDocument["reminders"]>[number]): ReminderRule {
  if (to !== undefined) return { when, steps: [buildStep({ after: after ?? 0, to })] };
  return { when, steps: (steps ?? []).map(buildStep) };
}

function buildStep({ after, to }: { after: number; to: Addressee | Addressee[] }): ReminderStep {
  return { afterWorkingDays: after, to: typeof to === "string" ? [to] : to };
}

/** A step that reaches nobody is left out, and the next one comes no earlier for it. */
function reachable(steps: readonly ReminderStep[], { roles }: ProgramDocument): ReminderStep[] {
  const kept: ReminderStep[] = [];
  let skipped = 0;
  for (const step of steps) {
    const to = step.to.filter((word) => (roleBehind(word) ?? "candidate") in roles);
    const afterWorkingDays = step.afterWorkingDays + skipped;
    if (to.length > 0) kept.push({ afterWorkingDays, to });
    skipped = to.length > 0 ? 0 : afterWorkingDays;
  }
  return kept;
}

const USUAL_REMINDERS: readonly ReminderRule[] = [
  rule("engagement-tomorrow", [0, "candidate", "helper"]),
  rule("engagement-passed", [1, "helper"], [2, "coordinator"], [3, "owner"]),
  rule("form-waits", [3, "asked"], [3, "coordinator"]),
  rule("confirmation-waits", [3, "asked"], [2, "substitute"], [3, "owner"]),
  rule("date-waits", [5, "coordinator"], [3, "substitute"], [5, "owner"]),
  rule("candidate-quiet", [10, "candidate"], [10, "coordinator"]),
  rule("cool-down-over", [0, "candidate"]),
  rule("start-waits", [3, "sponsor"], [3, "coordinator"]),
];

function rule(when: ReminderRule["when"], ...steps: readonly [after: number, ...to: Addressee[]][]): ReminderRule {
  return { when, steps: steps.map(([afterWorkingDays, ...to]) => ({ afterWorkingDays, to })) };
}

function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  return hours * 60 + minutes;
}
