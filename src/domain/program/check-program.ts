import { normalizeTaskText } from "../checklist/task-text.ts";
import type { SoundDocument } from "./check-shape.ts";
import { checkOverride } from "../talk/wording.ts";
import { closestWord } from "./closest-word.ts";
import { ROLES } from "./program.ts";
import type { RoleId } from "./program.ts";
import type { YamlPath } from "./yaml-text.ts";

/** Says that something is wrong with the value (or, with `key`, with the key itself) at a path of the document. */
export type Report = (path: YamlPath, message: string, at?: "key") => void;

/** Placeholders of each sentence that `wording` may replace, by message id. */
export type MessageCatalogue = ReadonlyMap<string, readonly string[]>;

export type SoundTask = NonNullable<NonNullable<SoundDocument["tasks"]>[number]>;
type TaskEntry = readonly [index: number, task: SoundTask];

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
  for (const entry of tasks) {
    checkConfirmers(entry, document, report);
    checkEngagement(entry, document, report);
  }
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

function checkRoles({ roles = {} }: SoundDocument, report: Report): void {
  const labels = new Map<string, RoleId>();
  for (const id of ROLES) {
    const label = roles[id]?.label;
    if (label === undefined) continue;
    const other = labels.get(label.toLowerCase());
    if (other) report(["roles", id, "label"], `The role ${other} is called "${label}" already`);
    labels.set(label.toLowerCase(), id);
    if (id === "candidate") continue;
    for (const [index, by] of (roles[id]?.assigned_by ?? []).entries()) {
      if (by !== undefined && !(by in roles)) {
        report(["roles", id, "assigned_by", index], `There is no role ${by} under roles`);
      }
    }
  }
}

function checkLabels({ labels }: SoundDocument, report: Report): void {
  const states = labels?.states;
  if (!states) return;
  for (const [index, state] of states.entries()) {
    if (state !== undefined && states.indexOf(state) < index)
      report(["labels", "states", index], `"${state}" stands here twice`);
  }
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
        const closest = closestWord(id, ids);
        const suggestion = closest === null ? `; there are: ${ids.join(", ")}` : `, did you mean "${closest}"?`;
        report(["tasks", index, key, place], `There is no task "${id}"${suggestion}`);
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
    if (role === undefined) continue;
    const path = ["tasks", index, "confirmed_by", place];
    if (!(role in roles)) report(path, `There is no role ${role} under roles`);
    else if (!canBeHeld(role, roles)) {
      report(path, `Nobody can hold the role ${role}: give it users, group, min_access or an assigned_by that is held`);
    }
  }
}

/** Follows `assigned_by` until somebody admits by themselves; an entry with a fault of its own may admit. */
function canBeHeld(role: RoleId, roles: NonNullable<SoundDocument["roles"]>, asked: readonly RoleId[] = []): boolean {
  if (role === "candidate" || asked.includes(role) || !(role in roles)) return false;
  const data = roles[role];
  if (data === undefined || (data.users ?? []).length > 0) return true;
  if ("group" in data || "min_access" in data) return true;
  return (data.assigned_by ?? []).some((by) => by === undefined || canBeHeld(by, roles, [...asked, role]));
}

function checkEngagement([index, task]: TaskEntry, { labels, roles }: SoundDocument, report: Report): void {
  const states = labels?.states;
  if (
    task.schedule_label !== undefined &&
    states &&
    !states.includes(undefined) &&
    !states.includes(task.schedule_label)
  ) {
    const closest = closestWord(
      task.schedule_label,
      states.filter((state) => state !== undefined),
    );
    const suggestion = closest === null ? "" : `, did you mean "${closest}"?`;
    report(
      ["tasks", index, "schedule_label"],
      `"${task.schedule_label}" is not one of the states of labels${suggestion}`,
    );
  }
  if (!("engagement" in task)) {
    for (const key of ["ask_to_schedule_after", "schedule_label", "need"] as const) {
      if (key in task && task[key]?.length !== 0)
        report(["tasks", index, key], `${key} does nothing without engagement`, "key");
    }
    return;
  }
  if ((task.ask_to_schedule_after ?? []).length > 0 && roles && !("coordinator" in roles)) {
    report(
      ["tasks", index, "ask_to_schedule_after"],
      "There is no role coordinator under roles who could be asked",
      "key",
    );
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
