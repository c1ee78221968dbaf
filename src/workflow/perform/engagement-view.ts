import type { NotePlan } from "../../domain/enrollment/action.ts";
import type { NoteView } from "../../domain/talk/notes.ts";
import type { Performance, PlannedNote } from "./performance.ts";

type News = Extract<NotePlan, { kind: "engagement" }>;

/**
 * News about a date as they are told now; a string tells why they are told no longer. What was changed again before
 * anybody heard of it is told by the newer note alone.
 *
 * That a date is off is told however the enrollment ended: somebody may be on their way.
 */
export async function engagementView(
  { ports, recorded, scenery }: Performance,
  stored: PlannedNote,
  plan: News,
): Promise<NoteView | string> {
  const { status } = recorded.enrollment;
  const isOff = plan.news === "cancelled" || plan.news === "missed";
  if (status !== "active" && !(isOff && (status === "withdrawn" || status === "certified"))) {
    return "the enrollment is not active";
  }
  const planned = await ports.actions.unfinished(recorded.id);
  const later = planned.slice(planned.findIndex(({ key }) => key === stored.key) + 1);
  const isOvertaken = later.some(
    ({ action }) => action.kind === "note" && action.note.kind === "engagement" && action.note.number === plan.number,
  );
  if (isOvertaken) return "a newer note tells how it is now";
  await scenery.meet([plan.by, plan.helperBefore]);
  const engagement = recorded.enrollment.engagements.find(({ number }) => number === plan.number);
  const people = [recorded.enrollment.candidate?.person ?? null, engagement?.helper ?? null];
  await scenery.locate(people, engagement?.zone ?? recorded.program.timeZone);
  return plan;
}
