import { bare } from "../../commands/words.ts";
import type { CommandEvent } from "../../enrollment/event.ts";
import type { PersonId } from "../../enrollment/fact.ts";
import type { Verdict } from "../../enrollment/judge-turn.ts";
import type { EnrollmentAt } from "../desk-ledger.ts";
import type { CandidateFault, DeskOutcomePlan, OutcomePart } from "../desk-note-plan.ts";
import type { DeskContext } from "./desk-context.ts";

/** Somebody a command names, with the one enrollment it is about, or why there is none. */
export type NamedCandidate = FoundCandidate | MissedCandidate;

export interface FoundCandidate {
  readonly username: string;
  readonly candidate: PersonId;
  readonly enrollment: EnrollmentAt;
}

interface MissedCandidate {
  readonly username: string;
  /** `null` when nobody has this username. */
  readonly candidate: PersonId | null;
  readonly enrollment: null;
  readonly why: CandidateFault;
}

/** The words that name somebody, without `@`, each once. */
export function usernamesIn(words: readonly string[]): readonly string[] {
  const names = words
    .flatMap((word) => word.split(","))
    .filter((word) => word.startsWith("@"))
    .map((word) => bare(word.replace(/^@+/u, "")));
  return [...new Set(names.filter((name) => name !== ""))];
}

/** Words copied from a usage line are nobody. */
export function isCopied(username: string): boolean {
  return username === "username";
}

/** Go on with everybody named; each person once. */
export function withCandidates(
  context: DeskContext,
  usernames: readonly string[],
  effect: (candidates: readonly NamedCandidate[]) => void,
): Verdict {
  const named = new Map<PersonId | string, NamedCandidate>();
  for (const username of usernames) {
    const person = context.account(username);
    if (person === "unknown") return "deferred";
    named.set(person ?? username, candidateOf(context, username, person));
  }
  effect([...named.values()]);
  return "judged";
}

function candidateOf({ openOf }: DeskContext, username: string, candidate: PersonId | null): NamedCandidate {
  if (candidate === null) return { username, candidate, enrollment: null, why: "unknown-user" };
  const [enrollment, ...others] = openOf(candidate);
  if (enrollment === undefined) return { username, candidate, enrollment: null, why: "no-enrollment" };
  if (others.length > 0) return { username, candidate, enrollment: null, why: "several-enrollments" };
  return { username, candidate, enrollment };
}

/**
 * Have a command run on the issue of every candidate, as if its author had written it there. What became of it is told
 * on the desk when all of them have answered.
 */
export function sendForAll(
  { ledger }: DeskContext,
  event: CommandEvent,
  command: DeskOutcomePlan["command"],
  candidates: readonly NamedCandidate[],
  request: Pick<CommandEvent, "command" | "text" | "offer">,
  handedTo: PersonId | null = null,
): void {
  const errands = `${command}:${ledger.id}:${event.key}:`;
  const parts = candidates.map((named): OutcomePart => {
    const { username, candidate, enrollment } = named;
    if (enrollment === null) return { username, candidate, errand: null, why: named.why };
    const key = `${errands}${enrollment.id}`;
    const { at, by, noteId, authority } = event;
    const asked: CommandEvent = { kind: "command", key, at, noteId, by, authority, ...request };
    ledger.send({ key, issue: enrollment.issue, errand: { kind: "command", event: asked } });
    return { username, candidate, errand: key, why: null };
  });
  if (parts.every(({ errand }) => errand === null)) {
    ledger.answer(event, { kind: "nobody-found", parts }, "refused");
    return;
  }
  ledger.tellLater(event, { kind: "outcome", to: event.by, command, noteId: event.noteId, errands, parts, handedTo });
}
