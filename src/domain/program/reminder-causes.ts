import type { SoundDocument } from "./check-shape.ts";
import type { Addressee, ReminderTrigger, RoleId } from "./program.ts";
import type { SoundTask } from "./report.ts";

/**
 * Why a reminder can never be due in a program; `null` when it can. Parts with a fault of their own are believed to
 * hold what is needed.
 */
export function missingCause(trigger: ReminderTrigger, document: SoundDocument): string | null {
  switch (trigger) {
    case "engagement-tomorrow":
    case "engagement-passed":
    case "date-waits":
      return hasEngagements(document) ? null : "no task has an engagement";
    case "form-waits":
      return hasForms(document) ? null : "nobody is asked to fill in a form";
    case "confirmation-waits":
      return someTask(document, needsConfirmation) ? null : "the candidate's own tick confirms every task";
    case "candidate-quiet":
      return null;
    case "cool-down-over":
      return someTask(document, (task) => "score" in task) ? null : "no task has a score";
    case "start-waits":
      return "sponsor_step" in document ? null : "there is no sponsor_step";
  }
}

export function hasEngagements(document: SoundDocument): boolean {
  return someTask(document, (task) => "engagement" in task);
}

/** The role behind a word; `null` where it is whoever was asked or named. */
export function roleBehind(word: Addressee): RoleId | null {
  switch (word) {
    case "asked":
    case "helper":
      return null;
    case "substitute":
      return "coordinator";
    case "candidate":
    case "coordinator":
    case "sponsor":
    case "owner":
      return word;
  }
}

function hasForms(document: SoundDocument): boolean {
  const hasLog = Object.values(document.engagements ?? {}).some((kind) => kind === undefined || "log" in kind);
  return hasLog || someTask(document, (task) => "feedback" in task);
}

function needsConfirmation({ confirmed_by: roles }: SoundTask): boolean {
  return roles === undefined || !roles.includes("candidate");
}

function someTask({ tasks }: SoundDocument, is: (task: SoundTask) => boolean): boolean {
  return tasks === undefined || tasks.some((task) => task === undefined || is(task));
}
