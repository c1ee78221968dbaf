import type { PersonId } from "../enrollment/fact.ts";
import { lacksPass } from "../enrollment/forms.ts";
import { lacksScore } from "../enrollment/scores.ts";
import { rolesThatConfirm } from "../enrollment/standing.ts";
import { type Addressee, findEngagementKind, findTask, type RoleId, type TaskId } from "../program/program.ts";
import type { ReminderItem } from "./reminder-notes.ts";
import type { Scene } from "./voice.ts";

/** In whose place somebody is reminded; whoever was asked may answer in any role. */
const ROLE_OF: Readonly<Record<Exclude<Addressee, "asked" | "helper">, RoleId>> = {
  candidate: "candidate",
  sponsor: "sponsor",
  coordinator: "coordinator",
  substitute: "coordinator",
  owner: "owner",
};

/** What somebody writes to say that a task is done: the result or the feedback, where the program wants that first. */
export function yesTo({ program, enrollment }: Scene, id: TaskId): string {
  const task = findTask(program, id);
  if (task !== undefined && lacksScore(enrollment, task)) return `score ${id} POINTS`;
  return task !== undefined && lacksPass(program, enrollment, task) ? `feedback ${id}` : `confirm ${id}`;
}

/** Was this person reminded as somebody whose own word is wanted, or only to see to it that it is said? */
export function isTheirWord(scene: Scene, item: ReminderItem, person: PersonId): boolean {
  const { program, enrollment, confirmers } = scene;
  const task = findTask(program, item.task ?? "");
  if (task === undefined) return false;
  const roles = rolesThatConfirm(task);
  const led = enrollment.engagements.findLast((one) => one.task === task.id && one.helper === person);
  const helper = findEngagementKind(program, led?.kind ?? "")?.helper;
  if (confirmers.get(task.id) === person || (helper !== undefined && roles.includes(helper))) return true;
  const step = program.reminders.find(({ when }) => when === item.trigger)?.steps[item.step];
  return (step?.to ?? []).some((to) => to === "asked" || (to !== "helper" && roles.includes(ROLE_OF[to])));
}
