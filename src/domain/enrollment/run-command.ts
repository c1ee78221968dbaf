import { isSelfConfirmed, type Program, type RoleId, type Task } from "../program/program.ts";
import { describeUpgrade } from "../program/upgrade.ts";
import type { Command } from "../talk/command.ts";
import { findRole, findTasks } from "./command-words.ts";
import { progressOf } from "./enrollment.ts";
import type { CommandEvent } from "./event.ts";
import type { PersonId } from "./fact.ts";
import type { Verdict } from "./judge-turn.ts";
import type { Ledger } from "./ledger.ts";
import {
  heldRoles,
  ineligible,
  isMember,
  isOrWasCandidate,
  type KnownStanding,
  mayConfirm,
  mayEditOthersComments,
} from "./standing.ts";

/** What a command needs to know beyond the enrollment; everything was fetched before. */
export interface CommandContext {
  readonly ledger: Ledger;
  readonly standing: (person: PersonId) => KnownStanding;
  /** Whom a username in a command means: a person, nobody, or not known because GitLab did not answer. */
  readonly account: (username: string) => PersonId | null | "unknown";
  readonly newestProgram: Program;
  readonly programIds: readonly string[];
}

/** Who may do what besides confirming tasks; the candidate of an enrollment holds none of these roles in it. */
const STEERING: readonly RoleId[] = ["coordinator", "owner"];

/** Run one command of one comment: facts where it may, one answer where it may not. */
export function runCommand(context: CommandContext, event: CommandEvent): Verdict {
  const { ledger } = context;
  const { command } = event;
  if (changesSomething(command) && isDoubtful(context, event)) {
    ledger.answer(event, { kind: "edited-comment", command: command.kind }, "refused");
    return "judged";
  }
  const { status } = ledger.enrollment();
  const over = status === "active" ? null : status;
  if (over !== null && changesSomething(command) && !(over === "held" && command.kind === "enroll")) {
    ledger.answer(event, { kind: "already-over", status: over }, "refused");
    return "judged";
  }
  return dispatch(context, event, command);
}

/**
 * A delivery that names the author as editor is a hint, and whoever may edit the webhook can make one up: it is not
 * believed where the candidate could be the one who did both.
 */
function isDoubtful({ ledger, standing }: CommandContext, event: CommandEvent): boolean {
  if (event.authority === "own") return false;
  if (event.authority === "doubtful") return true;
  const { candidate, everCandidates } = ledger.enrollment();
  const candidates = new Set([...everCandidates, ...(candidate === null ? [] : [candidate.person])]);
  return [...candidates].some((person) => person !== event.by && mayEditOthersComments(standing(person)));
}

function changesSomething(command: Command): boolean {
  switch (command.kind) {
    case "help":
    case "status":
    case "next":
    case "recheck":
    case "unknown":
      return false;
    case "upgrade":
    case "enroll":
    case "done":
    case "confirm":
    case "decline":
    case "withdraw":
    case "waive":
    case "assign":
      return true;
  }
}

function dispatch(context: CommandContext, event: CommandEvent, command: Command): Verdict {
  const { ledger } = context;
  switch (command.kind) {
    case "help":
    case "status":
    case "next":
      ledger.answer(event, { kind: command.kind });
      return "judged";
    case "recheck":
      ledger.accept(event);
      return "judged";
    case "unknown":
      ledger.answer(event, { kind: "unknown-command", word: command.word, suggestion: command.suggestion }, "refused");
      return "judged";
    case "enroll":
      return enroll(context, event, command);
    case "done":
      return done(context, event, command.tasks);
    case "confirm":
      return confirm(context, event, command.tasks);
    case "decline":
      return withTaskAndReason(context, event, command, decline);
    case "withdraw":
      return withTaskAndReason(context, event, command, withdraw);
    case "waive":
      return withTaskAndReason(context, event, command, waive);
    case "assign":
      return assign(context, event, command.role, command.username);
    case "upgrade":
      return upgrade(context, event);
  }
}

/** One issue follows one program: `enroll` names this one or none. */
function enroll(context: CommandContext, event: CommandEvent, command: Extract<Command, { kind: "enroll" }>): Verdict {
  const { ledger, programIds } = context;
  const { program: word, placeholder } = command;
  if (placeholder) {
    ledger.answer(event, { kind: "malformed", command: "enroll", missing: "placeholder" }, "refused");
    return "judged";
  }
  const own = ledger.program().id;
  if (word !== null && word !== own) {
    const known = programIds.includes(word) ? [own] : programIds;
    ledger.answer(event, { kind: "unknown-program", word, known }, "refused");
    return "judged";
  }
  return steering(context, event, () => {
    if (ledger.enrollment().status === "held") {
      ledger.add({ kind: "hold-lifted", by: event.by }, `lift:${event.key}`, event.at);
    }
    ledger.accept(event);
  });
}

/** `done` counts as a tick: a claim, or a confirmation where a tick would be one. */
function done(context: CommandContext, event: CommandEvent, words: readonly string[]): Verdict {
  const { ledger } = context;
  const tasks = findTasks(ledger, event, words);
  if (tasks === null) return "judged";
  const roles = heldRoles(ledger.enrollment(), event.by, context.standing(event.by));
  if (roles === "unknown") return "deferred";
  if (roles.size === 0) {
    const kinds = tasks.map((task) => task.id);
    ledger.answer(event, { kind: "not-entitled", command: "done", tasks: kinds, role: null }, "refused");
    return "judged";
  }
  for (const task of tasks) {
    const { confirmation, waiver, claim } = progressOf(ledger.enrollment(), task.id);
    if (confirmation || waiver) continue;
    const may = mayConfirm(ledger.enrollment(), task, event.by, context.standing(event.by)) === "yes";
    const key = `done:${task.id}:${event.key}`;
    if (may) ledger.add({ kind: "task-confirmed", task: task.id, by: event.by, via: "command" }, key, event.at);
    else if (!claim) ledger.add({ kind: "task-claimed", task: task.id, by: event.by }, key, event.at);
  }
  ledger.accept(event);
  return "judged";
}

function confirm(context: CommandContext, event: CommandEvent, words: readonly string[]): Verdict {
  const { ledger } = context;
  const tasks = findTasks(ledger, event, words);
  if (tasks === null) return "judged";
  const standing = context.standing(event.by);
  const verdicts = tasks.map((task) => ({ task, may: mayConfirm(ledger.enrollment(), task, event.by, standing) }));
  if (verdicts.some(({ may }) => may === "unknown")) return "deferred";
  const refused = verdicts.filter(({ may }) => may === "no").map(({ task }) => task);
  for (const { task, may } of verdicts) {
    const { confirmation, waiver } = progressOf(ledger.enrollment(), task.id);
    if (may !== "yes" || confirmation || waiver) continue;
    const key = `confirm:${task.id}:${event.key}`;
    ledger.add({ kind: "task-confirmed", task: task.id, by: event.by, via: "command" }, key, event.at);
  }
  if (refused.length === 0) ledger.accept(event);
  else refuse(context, event, refused, null);
  return "judged";
}

function decline(context: CommandContext, event: CommandEvent, task: Task, reason: string): Verdict {
  return ifEntitled(context, event, task, () => {
    const { ledger } = context;
    const { confirmation, waiver } = progressOf(ledger.enrollment(), task.id);
    if (confirmation || waiver) {
      ledger.answer(event, { kind: "already-confirmed", task: task.id }, "refused");
      return;
    }
    ledger.add({ kind: "task-declined", task: task.id, by: event.by, reason }, `decline:${event.key}`, event.at);
    ledger.accept(event);
  });
}

function withdraw(context: CommandContext, event: CommandEvent, task: Task, reason: string): Verdict {
  return ifEntitled(context, event, task, () => {
    const { ledger } = context;
    const { confirmation, waiver } = progressOf(ledger.enrollment(), task.id);
    if (!confirmation && !waiver) {
      ledger.answer(event, { kind: "nothing-to-withdraw", task: task.id }, "refused");
      return;
    }
    const body = { kind: "confirmation-withdrawn", task: task.id, by: event.by, reason } as const;
    ledger.add(body, `withdraw:${event.key}`, event.at);
    ledger.accept(event);
  });
}

function waive(context: CommandContext, event: CommandEvent, task: Task, reason: string): Verdict {
  return steering(context, event, () => {
    const { ledger } = context;
    if (!progressOf(ledger.enrollment(), task.id).waiver) {
      ledger.add({ kind: "task-waived", task: task.id, by: event.by, reason }, `waive:${event.key}`, event.at);
    }
    ledger.accept(event);
  });
}

function assign(
  context: CommandContext,
  event: CommandEvent,
  roleWord: string | null,
  username: string | null,
): Verdict {
  const { ledger } = context;
  if (roleWord === null || username === null) {
    const { placeholder } = event.command.kind === "assign" ? event.command : { placeholder: false };
    const missing = placeholder ? "placeholder" : roleWord === null ? "role" : "username";
    ledger.answer(event, { kind: "malformed", command: "assign", missing }, "refused");
    return "judged";
  }
  const role = findRole(ledger.program(), roleWord);
  if (role === null || role === "candidate") {
    ledger.answer(event, { kind: "unknown-role", word: roleWord }, "refused");
    return "judged";
  }
  return allowed(context, event, ledger.program().roles[role].assignedBy, role, () => {
    const person = context.account(username);
    if (person === "unknown") return "deferred";
    if (person === null) {
      ledger.answer(event, { kind: "unknown-user", username }, "refused");
      return "judged";
    }
    const standing = context.standing(person);
    if (standing === "unknown") return "deferred";
    const why = isOrWasCandidate(ledger.enrollment(), person) ? "candidate" : ineligible(standing);
    if (why !== null) {
      ledger.answer(event, { kind: "not-for-role", role, username, why }, "refused");
      return "judged";
    }
    const body = { kind: "role-assigned", role, person, by: event.by, member: isMember(standing) } as const;
    ledger.add(body, `assign:${event.key}`, event.at);
    ledger.accept(event);
    return "judged";
  });
}

function upgrade(context: CommandContext, event: CommandEvent): Verdict {
  return steering(context, event, () => {
    const { ledger, newestProgram } = context;
    const from = ledger.program();
    if (newestProgram.version <= from.version) {
      ledger.answer(event, { kind: "already-newest", version: from.version });
      return;
    }
    ledger.adoptProgram(newestProgram);
    ledger.add(
      { kind: "program-upgraded", version: newestProgram.version, by: event.by },
      `upgrade:${event.key}`,
      event.at,
    );
    for (const task of newestProgram.tasks) askForWord(ledger, event, task, from);
    const changes = describeUpgrade(from, newestProgram);
    ledger.answer(event, { kind: "upgraded", from: from.version, to: newestProgram.version, changes }, "done");
  });
}

/** What was the candidate's own word and needs somebody else's from now on is a claim again. */
function askForWord(ledger: Ledger, event: CommandEvent, task: Task, from: Program): void {
  const before = from.tasks.find(({ id }) => id === task.id);
  const { confirmation } = progressOf(ledger.enrollment(), task.id);
  if (before === undefined || !isSelfConfirmed(before) || isSelfConfirmed(task) || confirmation === null) return;
  ledger.add({ kind: "task-reopened", task: task.id, by: event.by }, `reopen:${task.id}:${event.key}`, event.at);
  const body = { kind: "task-claimed", task: task.id, by: confirmation.by } as const;
  ledger.add(body, `claim:${task.id}:${event.key}`, event.at);
}

type TaskAndReason = Extract<Command, { kind: "decline" | "withdraw" | "waive" }>;

function withTaskAndReason(
  context: CommandContext,
  event: CommandEvent,
  command: TaskAndReason,
  effect: (context: CommandContext, event: CommandEvent, task: Task, reason: string) => Verdict,
): Verdict {
  const { ledger } = context;
  const tasks = findTasks(ledger, event, command.task === null ? [] : [command.task]);
  const task = tasks?.[0];
  if (task === undefined) return "judged";
  if (command.reason === null) {
    const missing = command.placeholder ? "placeholder" : "reason";
    ledger.answer(event, { kind: "malformed", command: command.kind, missing }, "refused");
    return "judged";
  }
  return effect(context, event, task, command.reason);
}

function ifEntitled(context: CommandContext, event: CommandEvent, task: Task, effect: () => void): Verdict {
  const may = mayConfirm(context.ledger.enrollment(), task, event.by, context.standing(event.by));
  if (may === "unknown") return "deferred";
  if (may === "yes") effect();
  else refuse(context, event, [task], null);
  return "judged";
}

function steering(context: CommandContext, event: CommandEvent, effect: () => void): Verdict {
  return allowed(context, event, STEERING, null, () => {
    effect();
    return "judged";
  });
}

function allowed(
  context: CommandContext,
  event: CommandEvent,
  needed: readonly RoleId[],
  role: RoleId | null,
  effect: () => Verdict,
): Verdict {
  const roles = heldRoles(context.ledger.enrollment(), event.by, context.standing(event.by));
  if (roles === "unknown") return "deferred";
  if (needed.some((one) => roles.has(one))) return effect();
  refuse(context, event, [], role);
  return "judged";
}

function refuse(context: CommandContext, event: CommandEvent, tasks: readonly Task[], role: RoleId | null): void {
  const { ledger } = context;
  const ids = tasks.map((task) => task.id);
  const command = event.command.kind;
  if (isOrWasCandidate(ledger.enrollment(), event.by)) {
    ledger.answer(event, { kind: "own-issue", command, tasks: ids }, "refused");
    return;
  }
  const standing = context.standing(event.by);
  const why = standing === "unknown" ? null : ineligible(standing);
  if (why !== null) ledger.answer(event, { kind: "not-eligible", why }, "refused");
  else ledger.answer(event, { kind: "not-entitled", command, tasks: ids, role }, "refused");
}
