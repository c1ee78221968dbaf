import type { CandidateFault, ErrandRefusal, OutcomePart } from "../desk/desk-note-plan.ts";
import type { DeskScene } from "./desk-scene.ts";
import { stack } from "./note-frame.ts";
import { type Inert, inert } from "./safe-markdown.ts";
import type { Voice } from "./voice.ts";

/** Somebody for whom a command did not work. */
export interface Failure extends Pick<OutcomePart, "username" | "candidate"> {
  readonly why: CandidateFault | ErrandRefusal;
}

/** Ids of sentences; what is not here was refused for a reason that is told on the candidate's issue. */
const WHY: Partial<Record<Failure["why"], string>> = {
  "unknown-user": "desk.failure.unknown-user",
  "no-enrollment": "desk.failure.no-enrollment",
  "several-enrollments": "desk.failure.several-enrollments",
  "not-entitled": "desk.failure.not-entitled",
  "not-eligible": "desk.failure.not-entitled",
  "own-issue": "desk.failure.own-issue",
  "not-for-role": "desk.failure.not-for-role",
  "edited-comment": "desk.failure.edited-comment",
  "already-over": "desk.failure.already-over",
  "already-scheduled": "desk.failure.already-scheduled",
  "engagement-done": "desk.failure.engagement-done",
  "engagement-too-early": "desk.failure.engagement-too-early",
  busy: "desk.failure.busy",
  "bad-date": "desk.failure.bad-date",
  "unknown-task": "desk.failure.unknown-task",
  "form-needed": "desk.failure.form-needed",
  "score-needed": "desk.failure.score-needed",
  "out-of-reach": "desk.failure.out-of-reach",
};

/** "- Maria Silva: there is a date already" */
export function sayFailures(scene: DeskScene, voice: Voice, failures: readonly Failure[]): Inert | null {
  return stack(
    failures.map(({ username, candidate, why }) =>
      voice.say("desk.failure", {
        candidate:
          candidate === null || scene.nameOf(candidate) === null ? inert(username, 80) : voice.person(candidate),
        why: voice.say(WHY[why] ?? "desk.failure.other"),
      }),
    ),
  );
}
