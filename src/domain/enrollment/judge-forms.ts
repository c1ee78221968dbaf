import type { Program } from "../program/program.ts";
import type { Enrollment } from "./enrollment.ts";
import { dutiesOf, type FormDuty, isAbout, wasBegun } from "./forms.ts";
import type { Ledger } from "./ledger.ts";

/**
 * Ask for the forms of engagements that are over by now, each person once. Time alone leads here: nobody has to say
 * that it took place. What was filled in unasked is not asked for.
 */
export function judgeForms(ledger: Ledger, now: Date): void {
  for (const { duty, end } of openDuties(ledger.program(), ledger.enrollment())) {
    if (end > now) continue;
    const key = `form-asked:${duty.form}:${duty.task}:${duty.engagement}:${duty.person}`;
    ledger.add({ kind: "form-asked", ...duty }, key, now);
  }
}

/** When time alone makes the next form due; `null` when none is waited for. */
export function nextFormLook(program: Program, enrollment: Enrollment, now: Date): Date | null {
  const times = openDuties(program, enrollment).flatMap(({ end }) => (end > now ? [end.getTime()] : []));
  return times.length === 0 ? null : new Date(Math.min(...times));
}

/** Forms nobody began and nobody was asked for, with the end of what they are about. */
function openDuties(
  program: Program,
  enrollment: Enrollment,
): readonly { readonly duty: FormDuty; readonly end: Date }[] {
  if (enrollment.status !== "active") return [];
  return enrollment.engagements.flatMap((engagement) =>
    dutiesOf(program, enrollment, engagement)
      .filter((duty) => !wasBegun(enrollment, duty) && !wasAsked(enrollment, duty))
      .map((duty) => ({ duty, end: engagement.end })),
  );
}

function wasAsked({ formAsks }: Enrollment, duty: FormDuty): boolean {
  return formAsks.some((ask) => isAbout(ask, duty) && ask.person === duty.person);
}
