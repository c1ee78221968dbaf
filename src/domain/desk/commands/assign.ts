import { printCommand, readCommand } from "../../commands/commands.ts";
import { readAccount } from "../../commands/read-account.ts";
import { argument, findRole } from "../../commands/words.ts";
import type { CommandEvent } from "../../enrollment/event.ts";
import type { PersonId } from "../../enrollment/fact.ts";
import type { Verdict } from "../../enrollment/judge-turn.ts";
import { ineligible, isMember } from "../../enrollment/standing.ts";
import type { RoleId } from "../../program/program.ts";
import { isCopied, type NamedCandidate, sendForAll, usernamesIn, withCandidates } from "./candidates.ts";
import type { DeskCommandKind, DeskContext } from "./desk-context.ts";

/**
 * Name somebody for a role, for several candidates at once. Without candidates a coordinator hands over everything they
 * look after, and an engineer is named for this desk.
 */
export const assign: DeskCommandKind = {
  name: "assign",
  usage: "assign coordinator @username\nassign ROLE @username for @username\nassign engineer @username",
  explained: "desk.help.assign",
  changes: true,
  roles: ["coordinator", "owner"],
  usernames: usernamesIn,
  admits: true,
  judge: judgeAssign,
};

function judgeAssign(context: DeskContext, event: CommandEvent, words: readonly string[]): Verdict {
  const { ledger, program } = context;
  const { role: word, placeholder, username, candidates } = readAssign(words);
  if (word === null || username === undefined) {
    const missing = placeholder ? "placeholder" : word === null ? "role" : "username";
    ledger.answer(event, { kind: "malformed", command: "assign", missing }, "refused");
    return "judged";
  }
  const role = findRole(program, word);
  if (role === null || role === "candidate") {
    ledger.answer(event, { kind: "unknown-role", word }, "refused");
    return "judged";
  }
  if (candidates.length > 0) {
    return withCandidates(context, candidates, (named) => send(context, event, role, username, named, null));
  }
  if (role === "engineer")
    return withEligible(context, event, role, username, (person) => admit(context, event, person));
  if (role === "coordinator") {
    return withEligible(context, event, role, username, (person) => handOver(context, event, username, person));
  }
  ledger.answer(event, { kind: "malformed", command: "assign", missing: "candidate" }, "refused");
  return "judged";
}

/** `assign ROLE @who for @candidate @candidate`; the first two the other way round too. */
function readAssign(words: readonly string[]): {
  readonly role: string | null;
  readonly placeholder: boolean;
  readonly username: string | undefined;
  readonly candidates: readonly string[];
} {
  const role = argument(words.find((word) => !word.startsWith("@")));
  const [username, ...candidates] = usernamesIn(words);
  const isCopy = [username, ...candidates].some((one) => one !== undefined && isCopied(one));
  const who = isCopy ? undefined : username;
  return { role: role.value, placeholder: role.placeholder || isCopy, username: who, candidates };
}

/** Go on when this account may hold a role here. */
function withEligible(
  context: DeskContext,
  event: CommandEvent,
  role: RoleId,
  username: string,
  effect: (person: PersonId) => void,
): Verdict {
  const account = readAccount(
    context,
    role,
    username,
    (_person, standing) => ineligible(standing) ?? (isMember(standing) ? null : "no-member"),
  );
  if (account.kind === "deferred") return "deferred";
  if (account.kind === "account") effect(account.person);
  else context.ledger.answer(event, account.answer, "refused");
  return "judged";
}

function admit({ ledger }: DeskContext, event: CommandEvent, person: PersonId): void {
  // Whose word it is matters on each candidate's issue, so every one of them is kept.
  if (ledger.desk().engineers.get(person)?.has(event.by) !== true) {
    ledger.add({ kind: "engineer-admitted", person, by: event.by }, `admit:${event.key}`, event.at);
  }
  ledger.accept(event);
}

function handOver(context: DeskContext, event: CommandEvent, username: string, person: PersonId): void {
  const all = context.lookedAfterBy(event.by).flatMap((enrollment): readonly NamedCandidate[] => {
    const { candidate } = enrollment;
    return candidate === null ? [] : [{ username: "", candidate, enrollment }];
  });
  if (all.length === 0 || person === event.by) {
    context.ledger.answer(event, { kind: "nothing-to-hand-over" }, "refused");
    return;
  }
  send(context, event, "coordinator", username, all, person);
}

function send(
  context: DeskContext,
  event: CommandEvent,
  role: RoleId,
  username: string,
  candidates: readonly NamedCandidate[],
  handedTo: PersonId | null,
): void {
  const command = readCommand("assign", [role, `@${username}`], []);
  sendForAll(context, event, "assign", candidates, { command, text: printCommand(command) }, handedTo);
}
