import type { Answer, Missing, UpgradeChange } from "../enrollment/action.ts";
import { progressOf } from "../enrollment/enrollment.ts";
import type { PersonId } from "../enrollment/fact.ts";
import { type CommandName, isCommandName, usageOf } from "./command-table.ts";
import { sayHelp, sayRoleIds, sayTaskIds } from "./help.ts";
import { stack } from "./note-frame.ts";
import { assignableRole, sayAssigners, tasksOf } from "./people-words.ts";
import { codeBlock, type Inert, inert, inertCode, join } from "./safe-markdown.ts";
import { progressValues, sayTurns } from "./standing-words.ts";
import type { Scene, Voice } from "./voice.ts";
import { turnsOf } from "./whose-turn.ts";

export interface AnswerView {
  readonly kind: "answer";
  /** Whoever wrote the comment: named, not mentioned, for they get the note as participants anyway. */
  readonly to: PersonId;
  readonly answer: Answer;
  /** What this person may do here and now; `help` shows nothing else. */
  readonly allowed: readonly CommandName[];
}

type Words = readonly (Inert | null)[];

/** Words of the answer to one comment, without its marker. */
export function sayAnswer(scene: Scene, voice: Voice, view: AnswerView): Words {
  const { answer } = view;
  const { say } = voice;
  const person = voice.person(view.to);
  switch (answer.kind) {
    case "help":
      return sayHelp(scene, voice, person, view.allowed);
    case "status":
      return [say("answer.status", progressValues(scene)), say("status.now", { turns: sayTurns(scene, voice) })];
    case "next":
      return sayNextFor(scene, voice, view.to);
    case "unknown-command":
      if (answer.suggestion !== null) {
        return [say("answer.did-you-mean", { word: inert(answer.word, 60) }), voice.commandBlock(answer.suggestion)];
      }
      return [say("answer.unknown-command", { word: inert(answer.word, 60), command: voice.command("help") })];
    case "malformed":
      return sayMalformed(scene, voice, answer.command, answer.missing);
    case "unknown-task":
    case "unknown-role":
    case "unknown-user":
    case "unknown-program":
      return sayUnknown(scene, voice, answer);
    case "own-issue":
      return sayOwnIssue(scene, voice, person, answer);
    case "not-entitled":
      return sayNotEntitled(scene, voice, view.to, answer);
    case "not-eligible":
      return [say(answer.why === "bot" ? "answer.not-eligible-bot" : "answer.not-eligible-inactive")];
    case "not-for-role": {
      const id = NOT_FOR_ROLE[answer.why];
      return [say(id, { user: inert(answer.username, 80), role: voice.role(answer.role) })];
    }
    case "nothing-to-withdraw":
      return [say("answer.nothing-to-withdraw", { task: voice.task(answer.task) })];
    case "already-confirmed":
      return [
        say("answer.already-confirmed", { task: voice.task(answer.task) }),
        voice.commandBlock(`withdraw ${answer.task} WHY`),
      ];
    case "edited-comment":
      return [say("answer.edited-comment", { command: inertCode(answer.command) })];
    case "cannot-check":
      return [say("answer.cannot-check", { person, reference: inert(answer.reference, 40) })];
    case "upgraded":
      return sayUpgraded(voice, answer);
    case "already-newest":
      return [say("answer.already-newest", { version: answer.version })];
    case "already-over":
      return sayOver(voice, answer.status);
  }
}

const NOT_FOR_ROLE: Readonly<Record<"candidate" | "bot" | "inactive", string>> = {
  candidate: "answer.not-for-role-candidate",
  bot: "answer.not-for-role-bot",
  inactive: "answer.not-for-role-inactive",
};

const UPGRADED: Readonly<Record<UpgradeChange["kind"], string>> = {
  added: "answer.upgraded-added",
  removed: "answer.upgraded-removed",
  reworded: "answer.upgraded-reworded",
  "rules-changed": "answer.upgraded-rules",
};

/** What the asker does now, or whose turn it is instead. */
function sayNextFor(scene: Scene, voice: Voice, asker: PersonId): Words {
  const { say } = voice;
  const isCandidate = asker === scene.enrollment.candidate?.person;
  const lines = turnsOf(scene).flatMap((turn): Inert[] => {
    if (turn.kind === "work") {
      if (!isCandidate) return [];
      const task = voice.task(turn.task);
      if (!turn.isAgain) return [say("answer.next-work", { task })];
      return [say("answer.next-work-again", { task, command: voice.command(`done ${turn.task}`) })];
    }
    if (turn.kind === "own-word") {
      if (!isCandidate) return [];
      return [
        say("answer.next-own-word", { task: voice.task(turn.task), command: voice.command(`done ${turn.task}`) }),
      ];
    }
    if (turn.person !== asker) return [];
    if (turn.kind === "schedule") return [say("answer.next-schedule", { task: voice.task(turn.task) })];
    return turn.tasks.map((id) =>
      say("answer.next-confirm", { task: voice.task(id), command: voice.command(`confirm ${id}`) }),
    );
  });
  const person = voice.person(asker);
  if (lines.length > 0) return [say("answer.next-yours", { person }), stack(lines)];
  return [say("answer.next-none", { person }), say("status.now", { turns: sayTurns(scene, voice) })];
}

function sayMalformed(scene: Scene, voice: Voice, command: string, missing: Missing): Words {
  const usage = isCommandName(command) ? codeBlock([usageOf(command, scene.botHandle)]) : null;
  const { say } = voice;
  switch (missing) {
    case "task":
      return [say("answer.missing-task", { tasks: sayTaskIds(scene) }), usage];
    case "reason":
      return [say("answer.missing-reason"), usage];
    case "role":
      return [say("answer.missing-role", { roles: sayRoleIds(scene) }), usage];
    case "username":
      return [say("answer.missing-username"), usage];
    case "program":
      return [say("answer.missing-program"), usage];
    case "placeholder":
      return [say("answer.missing-placeholder"), usage];
  }
}

type Unknown = Extract<Answer, { kind: "unknown-task" | "unknown-role" | "unknown-user" | "unknown-program" }>;

function sayUnknown(scene: Scene, voice: Voice, answer: Unknown): Words {
  const { say } = voice;
  switch (answer.kind) {
    case "unknown-task": {
      const word = inert(answer.word, 60);
      if (answer.suggestion === null) return [say("answer.unknown-task", { word, tasks: sayTaskIds(scene) })];
      const rest = isCommandName(answer.command) ? usageOf(answer.command, "").replace(/^@ \S+ TASK/u, "") : "";
      return [
        say("answer.unknown-task-guess", { word }),
        voice.commandBlock(`${answer.command} ${answer.suggestion}${rest}`),
      ];
    }
    case "unknown-role":
      return [say("answer.unknown-role", { word: inert(answer.word, 60), roles: sayRoleIds(scene) })];
    case "unknown-user":
      return [say("answer.unknown-user", { username: inert(answer.username, 60) })];
    case "unknown-program": {
      const programs = join(
        answer.known.map((id) => inertCode(id)),
        " ",
      );
      return [say("answer.unknown-program", { word: inert(answer.word, 60), programs })];
    }
  }
}

function sayOwnIssue(scene: Scene, voice: Voice, person: Inert, answer: Extract<Answer, { kind: "own-issue" }>): Words {
  const { say } = voice;
  const { tasks } = answer;
  if (tasks.length === 0) {
    return [say("answer.own-issue-command", { person, command: inertCode(answer.command) })];
  }
  const id = tasks.length === 1 ? "answer.own-issue" : "answer.own-issue-many";
  const first = say(id, { person, tasks: voice.taskNumbers(tasks) });
  if (answer.command !== "confirm") return [first];

  const isTicked = tasks.every((task) => progressOf(scene.enrollment, task).claim !== null);
  if (!isTicked) return [first, say("answer.own-issue-how"), voice.commandBlock(`done ${tasks.join(" ")}`)];
  const asked = turnsOf(scene).find(
    (turn) => turn.kind === "confirm" && turn.person !== null && tasks.every((task) => turn.tasks.includes(task)),
  );
  if (asked?.kind !== "confirm") return [first, say("answer.own-issue-noted")];
  return [first, say("answer.own-issue-asked", { confirmer: voice.person(asked.person) })];
}

function sayNotEntitled(
  scene: Scene,
  voice: Voice,
  to: PersonId,
  answer: Extract<Answer, { kind: "not-entitled" }>,
): Words {
  const { say } = voice;
  const person = voice.person(to);
  const tasks = tasksOf(scene, answer.tasks);
  const command = inertCode(answer.command);
  const role = answer.role ?? assignableRole(scene, tasks);

  if (tasks.length === 0 || answer.command === "done") {
    const needed =
      answer.command === "done"
        ? voice.roles(["candidate"])
        : voice.roles(answer.role === null ? ["coordinator", "owner"] : scene.program.roles[answer.role].assignedBy);
    return [say("answer.not-entitled-command", { person, command, roles: needed })];
  }
  const roles = voice.roles([...new Set(tasks.flatMap((task) => task.confirmedBy))]);
  const [only] = tasks;
  const first =
    tasks.length === 1 && only !== undefined
      ? say("answer.not-entitled", { person, task: voice.task(only.id), roles })
      : say("answer.not-entitled-many", { person, tasks: voice.taskNumbers(answer.tasks), roles });
  if (role === null) return [first];
  const username = scene.nameOf(to)?.username ?? "username";
  return [
    first,
    say("answer.not-entitled-how", { assigners: sayAssigners(scene, voice, role) }),
    voice.commandBlock(`assign ${role} @${username}`),
  ];
}

function sayUpgraded(voice: Voice, answer: Extract<Answer, { kind: "upgraded" }>): Words {
  const first = voice.say("answer.upgraded", { from: answer.from, to: answer.to });
  if (answer.changes.length === 0) return [first, voice.say("answer.upgraded-same")];
  return [first, stack(answer.changes.map((one) => voice.say(UPGRADED[one.kind], { task: inert(one.text) })))];
}

function sayOver(voice: Voice, status: Extract<Answer, { kind: "already-over" }>["status"]): Words {
  switch (status) {
    case "withdrawn":
      return [voice.say("answer.over-withdrawn")];
    case "certified":
      return [voice.say("answer.over-certified")];
    case "moved":
      return [voice.say("answer.over-moved")];
    case "held":
      return [
        voice.say("answer.over-held", { roles: voice.roles(["coordinator", "owner"]) }),
        voice.commandBlock("enroll"),
      ];
  }
}
