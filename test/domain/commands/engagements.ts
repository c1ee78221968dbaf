import { expect } from "vitest";

import { runCommand } from "../../../src/domain/commands/run-command.ts";
import type { Answer, NotePlan } from "../../../src/domain/enrollment/action.ts";
import type { CommandEvent } from "../../../src/domain/enrollment/event.ts";
import type { FactBody } from "../../../src/domain/enrollment/fact.ts";
import type { Verdict } from "../../../src/domain/enrollment/judge-turn.ts";
import type { Ledger } from "../../../src/domain/enrollment/ledger.ts";
import {
  ALEX,
  type BenchOptions,
  bodiesOf,
  command,
  enrollmentWith,
  holding,
  MARIA,
  OLGA,
  openBench,
  PRIYA,
  STANDINGS,
  TOM,
} from "../enrollment/support.ts";
import { answersOf } from "./answers.ts";

/** The shadow may be scheduled: what comes before it is done. */
export const READY: readonly FactBody[] = [
  { kind: "task-confirmed", task: "review-resources", by: MARIA, via: "tick" },
  { kind: "task-confirmed", task: "assessment", by: PRIYA, via: "command" },
];

const HOUR_MS = 3_600_000;

/** A shadow led by Tom, four hours long. @param start - ISO 8601 in UTC. */
function scheduled(start: string): FactBody & { readonly kind: "engagement-scheduled" } {
  return {
    kind: "engagement-scheduled",
    number: 1,
    engagement: "shadow",
    task: "shadow",
    start,
    lengthMs: 4 * HOUR_MS,
    zone: "Europe/Berlin",
    method: null,
    helper: TOM,
    by: PRIYA,
    offer: null,
    details: null,
  };
}

/** On Saturday 12 December 2026, 09:00 in Berlin. */
export const SHADOW = scheduled("2026-12-12T08:00:00.000Z");

/** Account of a bot. */
const ROBOT = 8;

const ACCOUNTS = { tbecker: TOM, alex: ALEX, msilva: MARIA, olga: OLGA, robot: ROBOT, slow: "unknown" } as const;

interface Ran {
  readonly verdict: Verdict;
  /** Besides that the command was heard. */
  readonly facts: readonly FactBody[];
  readonly answers: readonly Answer[];
  readonly news: readonly NotePlan[];
  readonly marks: readonly string[];
  readonly ledger: Ledger;
}

/** What {@link runOn} gives for a command that is refused with this one answer and changes nothing. */
export function refusedWith(answer: object): object {
  return { facts: [], answers: [expect.objectContaining(answer)], news: [] };
}

/** One command, by Priya unless somebody else is named, on an enrollment of which this is known. */
export function runOn(
  facts: readonly FactBody[],
  line: string,
  change: Partial<CommandEvent> = {},
  options: BenchOptions = {},
): Ran {
  const standings = new Map([...STANDINGS, [ROBOT, { ...holding("engineer"), bot: true }] as const]);
  const { ledger, context } = openBench({
    enrollment: enrollmentWith(facts),
    accounts: ACCOUNTS,
    standings,
    ...options,
  });
  const verdict = runCommand(context, command(line, { by: PRIYA, ...change }));
  const notes = ledger.actions().flatMap(({ action }) => (action.kind === "note" ? [action.note] : []));
  return {
    verdict,
    facts: bodiesOf(ledger.facts()).filter(({ kind }) => kind !== "command-heard"),
    answers: answersOf(ledger),
    news: notes.filter(({ kind }) => kind !== "answer"),
    marks: ledger.actions().flatMap(({ action }) => (action.kind === "react" ? [action.emoji] : [])),
    ledger,
  };
}
