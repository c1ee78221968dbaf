import type { CommandEvent } from "../enrollment/event.ts";
import type { Verdict } from "../enrollment/judge-turn.ts";
import { mayEditOthersComments } from "../enrollment/standing.ts";
import { type Command, kindOf } from "./commands.ts";
import type { CommandContext } from "./context.ts";
import { withoutPeople } from "./words.ts";

/** Run one command of one comment: facts where it may, one answer where it may not. */
export function runCommand(context: CommandContext, event: CommandEvent): Verdict {
  const { ledger } = context;
  const { command } = event;
  const { changes, isConsent, alsoWhen = [], judge } = kindOf(command);
  if (hasDeniedName(context, event)) {
    const name = nameOf(command);
    ledger.answer({ ...event, text: name }, { kind: "denied-name", command: name }, "refused");
    return "judged";
  }
  if (changes && (isConsent ? event.authority !== "own" : isDoubtful(context, event))) {
    ledger.answer(event, { kind: "edited-comment", command: command.kind }, "refused");
    return "judged";
  }
  const { status } = ledger.enrollment();
  if (changes && status !== "active" && !alsoWhen.includes(status)) {
    ledger.answer(event, { kind: "already-over", status }, "refused");
    return "judged";
  }
  return judge(context, event, command);
}

/** Whatever command it is in, and whether or not it would be allowed: what is heard is kept. People found are no such name. */
function hasDeniedName(context: CommandContext, { command, text }: CommandEvent): boolean {
  const people = kindOf(command)
    .usernames(command)
    .filter((username) => context.account(username) !== null);
  return context.isDeniedName(withoutPeople(text, people));
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

/** How the command is called where it may not be repeated. */
function nameOf({ kind }: Command): string {
  return kind === "unknown" ? "…" : kind;
}
