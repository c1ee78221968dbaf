import { dutiesOf, isStillWanted, wasBegun } from "../../domain/enrollment/forms.ts";
import { nextWorkingMoment } from "../../domain/people/working-time.ts";
import { findForm } from "../../domain/program/program.ts";
import type { FormAskView } from "../../domain/talk/form-notes.ts";
import type { Performance } from "./performance.ts";
import { workingTimeOf } from "../people/working-times.ts";

/**
 * What an ask for a form says today. An engagement may end at night: people are asked when they work next. What is
 * missing in a form they are asked at once, for they just wrote.
 *
 * @returns A string tells why it is no longer wanted, a date until when it waits.
 */
export async function formView(performance: Performance, plan: FormAskView): Promise<FormAskView | string | Date> {
  const { ports, recorded } = performance;
  const { program, enrollment } = recorded;
  if (enrollment.status !== "active") return "the enrollment is not active";
  if (findForm(program, plan.form) === undefined) return "the program has no such form any more";
  if (!isStillWanted(enrollment, plan)) return "it is filled in, or what it is about was called off";
  if (plan.missing !== null || plan.onRequest) return plan;
  if (wasBegun(enrollment, plan)) return "it was filled in unasked";
  const engagement = enrollment.engagements.find((one) => one.number === plan.engagement);
  const duties = engagement === undefined ? [] : dutiesOf(program, enrollment, engagement);
  if (!duties.some(({ form, person }) => form === plan.form && person === plan.person)) return "it is another's by now";
  const now = ports.now();
  const moment = nextWorkingMoment(now, await workingTimeOf(ports, program, plan.person));
  return moment === null || moment <= now ? plan : moment;
}
