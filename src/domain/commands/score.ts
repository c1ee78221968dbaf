import { progressOf } from "../enrollment/enrollment.ts";
import type { CommandEvent } from "../enrollment/event.ts";
import { lacksPass } from "../enrollment/forms.ts";
import type { Verdict } from "../enrollment/judge-turn.ts";
import { nextTryFrom, triesLeft } from "../enrollment/scores.ts";
import type { ScoreRule, Task } from "../program/program.ts";
import { type CommandKind, namesNobody, type Offer } from "./command-kind.ts";
import type { CommandContext } from "./context.ts";
import { confirmsFor, ifEntitled, steering } from "./rights.ts";
import { bare, findTasks, isPlaceholder } from "./words.ts";

export interface ScoreCommand {
  readonly kind: "score";
  readonly task: string | null;
  /** What stands where the points should, as it was written; `again` allows another try. */
  readonly points: string | null;
  readonly placeholder: boolean;
}

interface ScoredTask extends Task {
  readonly score: ScoreRule;
}

const MOST_POINTS = 100;
/** `85`, `85%`, `85/100`. */
const POINTS = /^(\d{1,4})(?:%|\/100)?$/u;

/** Whoever may confirm a task records a result in points: it confirms from the pass mark on, and is a "not yet" below. */
export const score: CommandKind<ScoreCommand> = {
  name: "score",
  usage: "score TASK POINTS",
  explained: "help.score",
  changes: true,
  read: readScore,
  print: ({ task, points }) => [task, points],
  usernames: namesNobody,
  isOffered,
  judge: judgeScore,
};

function isOffered(offer: Offer): boolean {
  return offer.program.tasks.some((task) => {
    const { confirmation, waiver } = progressOf(offer.enrollment, task.id);
    return task.score !== null && confirmsFor(offer, task) && confirmation === null && waiver === null;
  });
}

/** Task and points in either order; the task may be left out. */
function readScore(words: readonly string[]): ScoreCommand {
  const line = words.map((word) => bare(word)).join(" ");
  const all = line
    .replaceAll(/(?<=\d)\s*(?:\/|\bof\b)\s*(?=\d)/gu, "/")
    .replaceAll(/(?<=\d)\s+%/gu, "%")
    .split(" ")
    .filter((word) => word !== "" && !/^points?$/iu.test(word));
  const placeholder = all.some(isPlaceholder);
  const said = all.filter((word) => !isPlaceholder(word)).slice(0, 2);
  const looksLikePoints = (word: string): boolean => /^[-+\d]/u.test(word) || word.toLowerCase() === "again";
  const at = said.findLastIndex(looksLikePoints);
  const [task = null] = said.filter((_, index) => index !== at);
  const points = said[at] ?? (said.length > 1 ? said[1] : null) ?? null;
  return { kind: "score", task, points, placeholder };
}

function judgeScore(context: CommandContext, event: CommandEvent, command: ScoreCommand): Verdict {
  const { ledger } = context;
  const { points } = command;
  if (command.placeholder) {
    ledger.answer(event, { kind: "malformed", command: "score", missing: "placeholder" }, "refused");
    return "judged";
  }
  const task = findScored(context, event, command);
  if (task === null) return "judged";
  if (points?.toLowerCase() === "again") {
    return steering(context, event, () => {
      ledger.add({ kind: "try-allowed", task: task.id, by: event.by }, `try:${event.key}`, event.at);
      ledger.accept(event);
    });
  }
  return ifEntitled(context, event, task, () => {
    const value = pointsOf(points);
    if (points === null) ledger.answer(event, { kind: "malformed", command: "score", missing: "score" }, "refused");
    else if (value === null) ledger.answer(event, { kind: "bad-score", word: points }, "refused");
    else record(context, event, task, value);
  });
}

/** @returns `null` when it was answered that there is no such task. */
function findScored({ ledger }: CommandContext, event: CommandEvent, { task: word }: ScoreCommand): ScoredTask | null {
  const scored = ledger.program().tasks.filter(isScored);
  const [only, ...others] = scored;
  if (word === null && only !== undefined && others.length === 0) return only;
  if (scored.length > 0) {
    const [found] = findTasks(ledger, event, word === null ? [] : [word]) ?? [];
    if (found === undefined) return null;
    if (isScored(found)) return found;
  }
  ledger.answer(event, { kind: "no-score-here", tasks: scored.map(({ id }) => id) }, "refused");
  return null;
}

function isScored(task: Task): task is ScoredTask {
  return task.score !== null;
}

function pointsOf(word: string | null): number | null {
  const value = Number(POINTS.exec(word ?? "")?.[1] ?? Number.NaN);
  return value <= MOST_POINTS ? value : null;
}

function record({ ledger }: CommandContext, event: CommandEvent, task: ScoredTask, value: number): void {
  const enrollment = ledger.enrollment();
  const { confirmation, waiver } = progressOf(enrollment, task.id);
  const from = nextTryFrom(enrollment, task);
  if (confirmation || waiver) {
    ledger.answer(event, { kind: "already-confirmed", task: task.id }, "refused");
  } else if (triesLeft(enrollment, task) === 0) {
    ledger.answer(event, { kind: "no-tries-left", task: task.id, attempts: task.score.attempts }, "refused");
  } else if (from !== null && event.at < from) {
    ledger.answer(event, { kind: "score-too-early", task: task.id, from: from.toISOString() }, "refused");
  } else {
    const passed = value >= task.score.pass;
    const body = { kind: "score-recorded", task: task.id, by: event.by, score: value, passed } as const;
    ledger.add(body, `score:${event.key}`, event.at);
    judged(ledger, event, task, passed);
    ledger.accept(event);
  }
}

/** Where the program insists on feedback as well, a passing score alone is not the last word. */
function judged(ledger: CommandContext["ledger"], event: CommandEvent, task: Task, passed: boolean): void {
  const head = { task: task.id, by: event.by } as const;
  if (!passed) ledger.add({ kind: "task-declined", ...head, reason: null }, `decline:${event.key}`, event.at);
  else if (!lacksPass(ledger.program(), ledger.enrollment(), task)) {
    ledger.add({ kind: "task-confirmed", ...head, via: "command" }, `confirm:${event.key}`, event.at);
  }
}
