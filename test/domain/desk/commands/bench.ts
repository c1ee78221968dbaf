import type { CommandEvent } from "../../../../src/domain/enrollment/event.ts";
import type { PersonId } from "../../../../src/domain/enrollment/fact.ts";
import type { Verdict } from "../../../../src/domain/enrollment/judge-turn.ts";
import type { KnownStanding } from "../../../../src/domain/enrollment/standing.ts";
import { parseCommands } from "../../../../src/domain/commands/parse-comment.ts";
import type { DeskContext } from "../../../../src/domain/desk/commands/desk-context.ts";
import { runDeskCommand } from "../../../../src/domain/desk/commands/desk-commands.ts";
import type { DeskFactBody } from "../../../../src/domain/desk/desk.ts";
import { type DeskLedger, type EnrollmentAt, openDeskLedger } from "../../../../src/domain/desk/desk-ledger.ts";
import { type DeskAnswer, type DeskOutcomePlan } from "../../../../src/domain/desk/desk-note-plan.ts";
import { NOTHING_KNOWN } from "../../../../src/domain/people/person-settings.ts";
import { holding, SHIPPED, standing } from "../../enrollment/support.ts";
import { AKIO, ALEX, deskWith, MARIA, NOW, PRIYA, TOM, waiting } from "../support.ts";

/** Tom is named here as an engineer; Priya is a coordinator by the program; Alex is a member and nothing else. */
const STANDINGS: ReadonlyMap<PersonId, KnownStanding> = new Map<PersonId, KnownStanding>([
  [PRIYA, holding("coordinator")],
  [TOM, standing({ accessLevel: 20 })],
  [ALEX, standing({ accessLevel: 30 })],
]);

const ACCOUNTS: ReadonlyMap<string, PersonId> = new Map([
  ["msilva", MARIA],
  ["akio", AKIO],
  ["pnair", PRIYA],
  ["tbecker", TOM],
  ["alex", ALEX],
]);

const USERNAMES = new Map([...ACCOUNTS].map(([username, person]) => [person, username]));

export const MARIAS: EnrollmentAt = { id: "e-maria", issue: { projectId: 7, issueIid: 11 }, candidate: MARIA };
export const AKIOS: EnrollmentAt = { id: "e-akio", issue: { projectId: 7, issueIid: 12 }, candidate: AKIO };

export interface DeskBench {
  readonly ledger: DeskLedger;
  /** Say one line and have it judged. */
  say(by: PersonId, line: string, change?: Partial<CommandEvent>): Verdict;
  /** Facts besides those that remember what was said. */
  facts(): readonly DeskFactBody[];
  answers(): readonly DeskAnswer[];
  outcomes(): readonly DeskOutcomePlan[];
  /** Emoji on comments. */
  marks(): readonly string[];
}

/** A desk on 1 December 2026 where this happened, with Maria and Akio waiting for a shadow. */
export function openDeskBench(
  before: readonly DeskFactBody[] = [],
  change: Partial<Omit<DeskContext, "ledger">> = {},
): DeskBench {
  const named: DeskFactBody = { kind: "engineer-admitted", person: TOM, by: PRIYA };
  const ledger = openDeskLedger("desk", deskWith([named, ...before]), NOW);
  const context: DeskContext = {
    ledger,
    program: SHIPPED,
    standing: (person) => STANDINGS.get(person) ?? "unknown",
    account: (username) => ACCOUNTS.get(username) ?? null,
    openOf: (candidate) => [MARIAS, AKIOS].filter((one) => one.candidate === candidate),
    lookedAfterBy: (coordinator) => (coordinator === PRIYA ? [MARIAS, AKIOS] : []),
    waiting: [waiting("e-maria"), waiting("e-akio", { candidate: AKIO })],
    usernameOf: (person) => USERNAMES.get(person) ?? null,
    settings: () => NOTHING_KNOWN,
    knowsCountry: (country) => country === "IN",
    isDeniedName: (text) => text.includes("Globex"),
    now: NOW,
    ...change,
  };
  let noteId = 500;
  return {
    ledger,
    say(by, line, more = {}) {
      const [heard] = parseCommands(`@bot ${line}`, "bot");
      if (heard === undefined) throw new TypeError(`"${line}" is no command`);
      noteId += 1;
      const head = { kind: "command", key: `command:${noteId}`, at: NOW, noteId, by, authority: "own" } as const;
      return runDeskCommand(context, { ...head, ...heard, ...more });
    },
    facts: () =>
      ledger
        .facts()
        .filter(({ kind }) => kind !== "command-heard")
        .map(({ key: _key, at: _at, ...body }) => body),
    answers: () => notesOf(ledger).flatMap((note) => (note.kind === "answer" ? [note.answer] : [])),
    outcomes: () => notesOf(ledger).flatMap((note) => (note.kind === "outcome" ? [note] : [])),
    marks: () => ledger.actions().flatMap(({ action }) => (action.kind === "react" ? [action.emoji] : [])),
  };
}

function notesOf(ledger: DeskLedger) {
  return ledger.actions().flatMap(({ action }) => (action.kind === "desk-note" ? [action.note] : []));
}
