import { normalizeTaskText } from "../checklist/task-text.ts";
import { checkOverride } from "../talk/wording.ts";
import { checkBadge } from "./check-badge.ts";
import { checkEngagements } from "./check-engagements.ts";
import { checkReminders } from "./check-reminders.ts";
import { checkHolder, checkRoles } from "./check-roles.ts";
import type { SoundDocument } from "./check-shape.ts";
import { closestWord } from "./closest-word.ts";
import { checkTwice, suggest } from "./report.ts";
import type { Report, TaskEntry } from "./report.ts";
import type { YamlPath } from "./yaml-text.ts";

/** Placeholders of each sentence that `wording` may replace, by message id. */
export type MessageCatalogue = ReadonlyMap<string, readonly string[]>;

/** Label states without which the bot could not show where an enrollment stands. */
const NEEDED_STATES = ["in-progress", "certified", "withdrawn"] as const;

/**
 * The rules that take several values to see. Parts that have a fault of their own are missing from the document, and
 * nothing is said about what depends on them.
 */
export function checkProgram(
  document: SoundDocument,
  context: { readonly id: string; readonly messages: MessageCatalogue | null },
  report: Report,
): void {
  if (document.id !== undefined && document.id !== context.id) {
    report(["id"], `The id must be the name of the file: "${context.id}", not "${document.id}"`);
  }
  checkAccepts(document, report);
  checkRoles(document, report);
  checkLabels(document, report);

  const tasks = (document.tasks ?? []).flatMap((task, index): TaskEntry[] => (task ? [[index, task]] : []));
  checkTaskIds(tasks, report);
  checkTexts(tasks, report);
  checkReferences(tasks, report);
  checkCircles(tasks, report);
  for (const entry of tasks) checkConfirmers(entry, document, report);
  checkEngagements(document, tasks, report);
  checkReminders(document, report);
  checkBadge(document, tasks, report);
  if (tasks.length > 0 && tasks.every(([, task]) => task.required === false)) {
    report(["tasks"], "At least one task must be required: nobody could be certified", "key");
  }
  if (context.messages) checkWording(document, context.messages, report);
}

function checkAccepts({ accepts, version }: SoundDocument, report: Report): void {
  for (const [index, older] of (accepts ?? []).entries()) {
    if (older !== undefined && version !== undefined && older >= version) {
      report(["accepts", index], `Only versions before this one (${version}) can be accepted, not ${older}`);
    }
  }
}

function checkLabels({ labels }: SoundDocument, report: Report): void {
  const states = labels?.states;
  if (!states) return;
  checkTwice(states, ["labels", "states"], report);
  // A hole is a state with a fault of its own, perhaps the very one that is looked for.
  if (states.includes(undefined)) return;
  for (const needed of NEEDED_STATES) {
    if (!states.includes(needed)) report(["labels", "states"], `The state ${needed} is missing`, "key");
  }
}

function checkTaskIds(tasks: readonly TaskEntry[], report: Report): void {
  const seen = new Set<string>();
  for (const [index, { id }] of tasks) {
    if (id === undefined) continue;
    if (seen.has(id)) report(["tasks", index, "id"], `There is a task "${id}" already`);
    seen.add(id);
  }
}

function checkTexts(tasks: readonly TaskEntry[], report: Report): void {
  const seen = new Map<string, string>();
  for (const [index, task] of tasks) {
    const texts: (readonly [path: YamlPath, text: string | undefined])[] = [
      [["text"], task.text],
      ...(task.also ?? []).map((text, place) => [["also", place], text] as const),
      [["confirm_box"], task.confirm_box],
    ];
    for (const [path, text] of texts) {
      if (text === undefined) continue;
      const normalized = normalizeTaskText(text);
      const other = seen.get(normalized);
      if (normalized === "") report(["tasks", index, ...path], "Nothing of this text is left when it is shown");
      else if (other !== undefined) report(["tasks", index, ...path], `This is the same box as "${other}" above`);
      else seen.set(normalized, text);
    }
  }
}

function checkReferences(tasks: readonly TaskEntry[], report: Report): void {
  const ids = tasks.flatMap(([, task]) => task.id ?? []);
  // A task whose id has a fault may be the one that is meant.
  if (ids.length < tasks.length) return;
  for (const [index, task] of tasks) {
    for (const key of ["requires", "ask_to_schedule_after"] as const) {
      for (const [place, id] of (task[key] ?? []).entries()) {
        if (id === undefined || ids.includes(id)) continue;
        report(["tasks", index, key, place], `There is no task "${id}"${suggest(id, ids)}`);
      }
    }
  }
}

/** Both keys make a task wait for another one, so a circle through either of them waits for ever. */
function checkCircles(tasks: readonly TaskEntry[], report: Report): void {
  const byId = new Map(tasks.flatMap(([index, task]) => (task.id === undefined ? [] : [[task.id, { index, task }]])));
  const finished = new Set<string>();
  for (const id of byId.keys()) walk(id, []);

  function walk(id: string, way: readonly string[]): void {
    const entry = byId.get(id);
    if (!entry || finished.has(id)) return;
    const here = [...way, id];
    for (const key of ["requires", "ask_to_schedule_after"] as const) {
      for (const [place, next] of (entry.task[key] ?? []).entries()) {
        if (next === undefined) continue;
        if (here.includes(next)) {
          const circle = [...here.slice(here.indexOf(next)), next].join(" → ");
          report(["tasks", entry.index, key, place], `Tasks wait for each other in a circle: ${circle}`);
        } else walk(next, here);
      }
    }
    finished.add(id);
  }
}

function checkConfirmers([index, task]: TaskEntry, { roles }: SoundDocument, report: Report): void {
  const confirmers = task.confirmed_by;
  if (!confirmers || !roles) return;
  if (confirmers.includes("candidate")) {
    if (task.confirm_box !== undefined) {
      report(["tasks", index, "confirm_box"], "This box does nothing: the candidate's own tick confirms", "key");
    }
    return;
  }
  for (const [place, role] of confirmers.entries()) {
    if (role !== undefined) checkHolder(role, ["tasks", index, "confirmed_by", place], roles, report);
  }
}

function checkWording({ wording = {} }: SoundDocument, messages: MessageCatalogue, report: Report): void {
  for (const [id, text] of Object.entries(wording)) {
    if (text === undefined) continue;
    if (messages.has(id)) {
      const problem = checkOverride(messages, id, text);
      if (problem !== null) report(["wording", id], `Sentence "${id}": ${problem}`);
      continue;
    }
    const closest = closestWord(id, messages.keys());
    const suggestion = closest === null ? "" : `, did you mean "${closest}"?`;
    report(["wording", id], `There is no sentence "${id}"${suggestion}`, "key");
  }
}
