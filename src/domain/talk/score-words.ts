import { progressOf } from "../enrollment/enrollment.ts";
import type { PersonId } from "../enrollment/fact.ts";
import { nextTryFrom, scoresOf, triesLeft } from "../enrollment/scores.ts";
import { findTask, type TaskId } from "../program/program.ts";
import { type Inert, join } from "./safe-markdown.ts";
import type { Scene, Voice } from "./voice.ts";

/** "60 of 80 needed; next try from Mon 7 Dec 2026, 1 of 3 tries left"; `null` when no score was behind a "not yet". */
export function sayFailedTry(scene: Scene, voice: Voice, id: TaskId, by: PersonId): Inert | null {
  const { program, enrollment } = scene;
  const task = findTask(program, id);
  const { decline } = progressOf(enrollment, id);
  if (task === undefined || task.score === null || decline === null) return null;
  const last = scoresOf(enrollment, task).findLast((one) => one.by === by && !one.passed);
  if (last === undefined || last.at.getTime() !== decline.at.getTime()) return null;
  const left = triesLeft(enrollment, task);
  const from = nextTryFrom(enrollment, task);
  const result = voice.say("score.result", { score: last.score, pass: task.score.pass });
  if (left === 0) {
    const command = voice.command(`score ${id} again`);
    const roles = voice.roles(["coordinator", "owner"]);
    return join([result, voice.say("score.none-left", { roles, command })], "; ");
  }
  const allowed = task.score.attempts + (enrollment.moreTries.get(id) ?? 0);
  const tries = voice.say("score.tries", { left, of: allowed });
  const next = from === null ? tries : voice.say("score.next", { date: voice.date(from), tries });
  return join([result, next], "; ");
}
