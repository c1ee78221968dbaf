import type { Program, RoleId, Task, TaskId } from "./program.ts";

/** One task that an upgrade would treat differently. `text` is the newer one, where the task is still there. */
export type TaskChange =
  | { readonly kind: "added"; readonly task: TaskId; readonly text: string; readonly required: boolean }
  | { readonly kind: "removed"; readonly task: TaskId; readonly text: string }
  | { readonly kind: "reworded"; readonly task: TaskId; readonly text: string; readonly before: string }
  | {
      readonly kind: "rules-changed";
      readonly task: TaskId;
      readonly text: string;
      readonly before: TaskRules;
      readonly after: TaskRules;
    };

/** What decides when a task counts. */
interface TaskRules {
  readonly required: boolean;
  readonly requires: readonly TaskId[];
  readonly confirmedBy: readonly RoleId[];
  readonly confirmBox: string | null;
  /** Points without which it is not confirmed; `null` when none are needed. */
  readonly score: number | null;
  /** Id of the form without which it is not confirmed; `null` when none is needed. */
  readonly form: string | null;
}

/**
 * Tell what changes for a candidate who goes from one version to another, to be shown before it is done.
 *
 * @returns Tasks of the newer version in its order, then the removed ones; a task both reworded and with other rules
 *   is there twice. Empty when no task changes.
 */
export function describeUpgrade(from: Program, to: Program): readonly TaskChange[] {
  const before = new Map(from.tasks.map((task) => [task.id, task]));
  const kept = new Set(to.tasks.map(({ id }) => id));
  return [
    ...to.tasks.flatMap((task) => compare(before.get(task.id), task)),
    ...from.tasks
      .filter(({ id }) => !kept.has(id))
      .map(({ id, text }): TaskChange => ({ kind: "removed", task: id, text })),
  ];
}

function compare(before: Task | undefined, after: Task): TaskChange[] {
  const { id: task, text } = after;
  if (!before) return [{ kind: "added", task, text, required: after.required }];
  const changes: TaskChange[] = [];
  if (before.text !== text) changes.push({ kind: "reworded", task, text, before: before.text });
  const rules = { before: rulesOf(before), after: rulesOf(after) };
  if (!isSame(rules.before, rules.after)) changes.push({ kind: "rules-changed", task, text, ...rules });
  return changes;
}

function rulesOf({ required, requires, confirmedBy, confirmBox, score, feedback }: Task): TaskRules {
  return {
    required,
    requires,
    confirmedBy,
    confirmBox,
    score: score?.required ? score.pass : null,
    form: feedback?.required ? feedback.form : null,
  };
}

/** The order in which roles and prerequisites are written changes nothing. */
function isSame(a: TaskRules, b: TaskRules): boolean {
  return (
    a.required === b.required &&
    a.confirmBox === b.confirmBox &&
    a.score === b.score &&
    a.form === b.form &&
    isSameSet(a.requires, b.requires) &&
    isSameSet(a.confirmedBy, b.confirmedBy)
  );
}

function isSameSet(a: readonly string[], b: readonly string[]): boolean {
  return a.every((item) => b.includes(item)) && b.every((item) => a.includes(item));
}
