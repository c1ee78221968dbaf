import type { CommandEvent } from "../enrollment/event.ts";
import { tellOfHandOver } from "../enrollment/hand-over.ts";
import type { Verdict } from "../enrollment/judge-turn.ts";
import { isMember } from "../enrollment/standing.ts";
import type { RoleId } from "../program/program.ts";
import type { CommandKind } from "./command-kind.ts";
import type { CommandContext } from "./context.ts";
import { readAccountHere } from "./read-account.ts";
import { allowed, toSteering } from "./rights.ts";
import { argument, findRole } from "./words.ts";

export interface AssignCommand {
  readonly kind: "assign";
  readonly role: string | null;
  /** Without the `@`. */
  readonly username: string | null;
  readonly placeholder: boolean;
}

/** Somebody the program admits names somebody for a role; whom it admits for which is the program's. */
export const assign: CommandKind<AssignCommand> = {
  name: "assign",
  usage: "assign ROLE @username",
  explained: "help.assign",
  changes: true,
  read: readAssign,
  print: ({ role, username }) => [role, username === null ? null : `@${username}`],
  usernames: ({ username }) => (username === null ? [] : [username]),
  isOffered: toSteering,
  judge: judgeAssign,
};

/** `assign engineer @name`, or the two words the other way round. */
function readAssign(words: readonly string[]): AssignCommand {
  const [one, two] = words;
  const isTurned = one?.startsWith("@") === true && two !== undefined && !two.startsWith("@");
  const role = argument(isTurned ? two : one);
  const user = argument(isTurned ? one : two);
  return {
    kind: "assign",
    role: role.value,
    username: user.value?.replace(/^@+/u, "") || null,
    placeholder: role.placeholder || user.placeholder,
  };
}

function judgeAssign(context: CommandContext, event: CommandEvent, command: AssignCommand): Verdict {
  const { ledger } = context;
  const { username } = command;
  if (command.role === null || username === null) {
    const missing = command.placeholder ? "placeholder" : command.role === null ? "role" : "username";
    ledger.answer(event, { kind: "malformed", command: "assign", missing }, "refused");
    return "judged";
  }
  const role = findRole(ledger.program(), command.role);
  if (role === null || role === "candidate") {
    ledger.answer(event, { kind: "unknown-role", word: command.role }, "refused");
    return "judged";
  }
  return allowed(context, event, ledger.program().roles[role].assignedBy, role, () =>
    admit(context, event, role, username),
  );
}

function admit(context: CommandContext, event: CommandEvent, role: RoleId, username: string): Verdict {
  const { ledger } = context;
  const account = readAccountHere(context, role, username);
  if (account.kind === "deferred") return "deferred";
  if (account.kind === "answer") {
    ledger.answer(event, account.answer, "refused");
    return "judged";
  }
  const { person, standing } = account;
  const body = { kind: "role-assigned", role, person, by: event.by, member: isMember(standing) } as const;
  const before = ledger.enrollment();
  ledger.add(body, `assign:${event.key}`, event.at);
  // What is written on the desk for many at once is told there, in one note.
  if (event.errand === undefined) tellOfHandOver(ledger, before);
  ledger.accept(event);
  return "judged";
}
