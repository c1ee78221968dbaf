import type { CommandEvent } from "../../enrollment/event.ts";
import type { PersonId } from "../../enrollment/fact.ts";
import type { Verdict } from "../../enrollment/judge-turn.ts";
import type { KnownStanding } from "../../enrollment/standing.ts";
import type { PersonSettings } from "../../people/person-settings.ts";
import type { Program, RoleId } from "../../program/program.ts";
import type { DeskLedger, EnrollmentAt } from "../desk-ledger.ts";
import type { DeskCommandName } from "../desk-note-plan.ts";
import type { Waiting } from "../match.ts";

/** What a command on the desk needs to know beyond the desk; everything was fetched before. */
export interface DeskContext {
  readonly ledger: DeskLedger;
  readonly program: Program;
  readonly standing: (person: PersonId) => KnownStanding;
  /** Whom a username in a command means: a person, nobody, or not known because GitLab did not answer. */
  readonly account: (username: string) => PersonId | null | "unknown";
  /** Open enrollments of somebody the command names, in this program. */
  readonly openOf: (candidate: PersonId) => readonly EnrollmentAt[];
  /** Open enrollments the author of a command looks after, oldest first. */
  readonly lookedAfterBy: (coordinator: PersonId) => readonly EnrollmentAt[];
  readonly waiting: readonly Waiting[];
  /** Of engineers with an open engagement; `null` for somebody who was forgotten. */
  readonly usernameOf: (person: PersonId) => string | null;
  /** Where the authors of commands are and when they are away. */
  readonly settings: (person: PersonId) => PersonSettings;
  /** Is there such a country, or part of one? Answered for those the commands name. */
  readonly knowsCountry: (country: string) => boolean;
  readonly isDeniedName: (text: string) => boolean;
  readonly now: Date;
}

/** One thing people can ask on the desk. One file a command. */
export interface DeskCommandKind {
  readonly name: DeskCommandName;
  /** What to write after the bot's name; one line per way to use it. */
  readonly usage: string;
  /** Id of the sentence that explains it in `help`. */
  readonly explained: string;
  /** Does running it change anything? Such a command is not taken from a comment that others may have edited. */
  readonly changes: boolean;
  /** Who may; `null` for what is everybody's. */
  readonly roles: readonly RoleId[] | null;
  /** Usernames it names, without `@`, whose accounts are looked up before it is judged. */
  readonly usernames: (words: readonly string[]) => readonly string[];
  /** Countries it names (`DE`, `DE-BY`), looked up before it is judged. */
  readonly countries?: (words: readonly string[]) => readonly string[];
  /** Are those the accounts of people who get a role by it? Then their rights are looked up too. */
  readonly admits?: true;
  /**
   * Write down facts and errands, and mark the comment, answer it, or have it answered later: exactly one of the three.
   *
   * @param words - What follows the name, white space folded.
   */
  readonly judge: (context: DeskContext, event: CommandEvent, words: readonly string[]) => Verdict;
}
