import type { Answer, Missing, UpgradeChange } from "../enrollment/action.ts";
import { progressOf } from "../enrollment/enrollment.ts";
import type { PersonId } from "../enrollment/fact.ts";
import { type CommandName, isCommandName, usageOf } from "../commands/commands.ts";
import { findTask, type RoleId } from "../program/program.ts";
import { sayBadgeAnswer } from "./badge-answers.ts";
import { isEngagementAnswer, sayEngagementAnswer } from "./engagement-answers.ts";
import { sayDay, sayStart } from "./engagement-words.ts";
import { sayFormAnswer } from "./form-answers.ts";
import { sayHelp, sayMissing, sayRoleIds, sayTaskIds } from "./help.ts";
import { stack } from "./note-frame.ts";
import { assignableRole, sayAssigners, tasksOf } from "./people-words.ts";
import { sayPersonAnswer } from "./person-answers.ts";
import { codeBlock, type Inert, inert, inertCode, inertCodes } from "./safe-markdown.ts";
import { progressValues, sayTurns } from "./standing-words.ts";
import type { Scene, Voice } from "./voice.ts";
import { type Turn, turnsOf } from "./whose-turn.ts";
import { yesTo } from "./word-of.ts";

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
  if (isEngagementAnswer(answer)) return sayEngagementAnswer(scene, voice, answer);
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
    case "unknown-zone":
    case "unknown-country":
    case "my-settings":
    case "not-paused":
    case "no-score-here":
    case "bad-score":
    case "score-too-early":
    case "no-tries-left":
    case "score-needed":
    case "no-start-needed":
      return sayPersonAnswer(scene, voice, view.to, answer);
    case "no-form-here":
    case "form-needed":
    case "not-your-form":
    case "form-empty":
    case "form-disagrees":
      return sayFormAnswer(scene, voice, answer);
    case "no-badge-here":
    case "badge-address":
    case "unknown-badge-word":
    case "not-your-badge":
    case "badge-revoked-before":
    case "not-renewable":
    case "not-certified":
      return sayBadgeAnswer(scene, voice, answer);
  }
}

const NOT_FOR_ROLE: Readonly<Record<"candidate" | "bot" | "inactive", string>> = {
  candidate: "answer.not-for-role-candidate",
  bot: "answer.not-for-role-bot",
  inactive: "answer.not-for-role-inactive",
};

/** What a candidate leaves to others, and has a say in all the same. */
const DATE_COMMANDS: ReadonlySet<string> = new Set(["schedule", "reschedule", "cancel"]);

/** What candidates do on their own issue, as their coordinators do. */
const CANDIDATE_TOO: ReadonlySet<string> = new Set(["request", "pause", "resume"]);

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
  const lines = turnsOf(scene).flatMap((turn): readonly Inert[] => {
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
    if (turn.kind === "engagement") return sayNextEngagement(scene, voice, turn, asker);
    if (turn.person !== asker) return [];
    if (turn.kind === "start") {
      return [say("answer.next-start", { candidate: voice.candidate, command: voice.command("confirm start") })];
    }
    if (turn.kind === "schedule") {
      const kind = findTask(scene.program, turn.task)?.engagement ?? turn.task;
      const command = voice.command(`schedule ${kind} YYYY-MM-DD HH:MM Area/City`);
      return [say("answer.next-schedule", { task: voice.task(turn.task), command })];
    }
    return turn.tasks.map((id) =>
      say("answer.next-confirm", { task: voice.task(id), command: voice.command(yesTo(scene, id)) }),
    );
  });
  const person = voice.person(asker);
  if (lines.length > 0) return [say("answer.next-yours", { person }), stack(lines)];
  return [say("answer.next-none", { person }), say("status.now", { turns: sayTurns(scene, voice) })];
}

/** A date to come is told to those who take part; one that is over to whoever says how it went. */
function sayNextEngagement(
  scene: Scene,
  voice: Voice,
  { task: id, engagement, person }: Extract<Turn, { kind: "engagement" }>,
  asker: PersonId,
): readonly Inert[] {
  const task = voice.task(id);
  const isOver = engagement.end <= scene.now;
  if (isOver && asker === person) {
    const commands = { confirm: voice.command(yesTo(scene, id)), decline: voice.command(`decline ${id} WHY`) };
    return [voice.say("answer.next-passed", { task, date: sayDay(scene, engagement), ...commands })];
  }
  const takesPart = asker === engagement.helper || asker === scene.enrollment.candidate?.person;
  if (isOver || !takesPart) return [];
  return [voice.say("answer.next-scheduled", { task, moment: sayStart(scene, engagement) })];
}

function sayMalformed(scene: Scene, voice: Voice, command: string, missing: Missing): Words {
  const usage = isCommandName(command) ? codeBlock(usageOf(command, scene.botHandle)) : null;
  return [sayMissing(scene, voice, missing), usage];
}

type Unknown = Extract<Answer, { kind: "unknown-task" | "unknown-role" | "unknown-user" | "unknown-program" }>;

function sayUnknown(scene: Scene, voice: Voice, answer: Unknown): Words {
  const { say } = voice;
  switch (answer.kind) {
    case "unknown-task": {
      const word = inert(answer.word, 60);
      if (answer.suggestion === null) return [say("answer.unknown-task", { word, tasks: sayTaskIds(scene) })];
      const rest = isCommandName(answer.command) ? wordsAfterTask(answer.command) : "";
      return [
        say("answer.unknown-task-guess", { word }),
        voice.commandBlock(`${answer.command} ${answer.suggestion}${rest}`),
      ];
    }
    case "unknown-role":
      return [say("answer.unknown-role", { word: inert(answer.word, 60), roles: sayRoleIds(scene) })];
    case "unknown-user":
      return [say("answer.unknown-user", { username: inert(answer.username, 60) })];
    case "unknown-program":
      return [say("answer.unknown-program", { word: inert(answer.word, 60), programs: inertCodes(answer.known) })];
  }
}

/** " WHY" of `withdraw TASK WHY`. */
function wordsAfterTask(command: CommandName): string {
  const [rest = ""] = usageOf(command, "").flatMap((usage) => /^@ \S+ TASK\b(.*)$/u.exec(usage)?.[1] ?? []);
  return rest;
}

function sayOwnIssue(scene: Scene, voice: Voice, person: Inert, answer: Extract<Answer, { kind: "own-issue" }>): Words {
  const { say } = voice;
  const { tasks } = answer;
  if (tasks.length === 0) {
    const first = say("answer.own-issue-command", { person, command: inertCode(answer.command) });
    if (!DATE_COMMANDS.has(answer.command)) return [first];
    if (scene.scheduler === null) return [first, say("answer.own-issue-date-nobody")];
    return [first, say("answer.own-issue-date", { person: voice.person(scene.scheduler) })];
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
        : voice.roles(
            answer.role === null ? whoseCommand(answer.command) : scene.program.roles[answer.role].assignedBy,
          );
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

function whoseCommand(command: string): readonly RoleId[] {
  if (command === "revoke") return ["owner"];
  return CANDIDATE_TOO.has(command) ? ["candidate", "coordinator", "owner"] : ["coordinator", "owner"];
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
