import type { OwnAnswer } from "../enrollment/action.ts";
import type { CommandEvent } from "../enrollment/event.ts";
import type { CommandOutcome, PersonId } from "../enrollment/fact.ts";
import type { Ledger } from "../enrollment/ledger.ts";
import type { KnownStanding } from "../enrollment/standing.ts";
import type { PersonSettings } from "../people/person-settings.ts";
import type { Program } from "../program/program.ts";

/** What a command needs to know beyond the enrollment; everything was fetched before. */
export interface CommandContext {
  readonly ledger: Ledger;
  readonly standing: (person: PersonId) => KnownStanding;
  /** Whom a username in a command means: a person, nobody, or not known because GitLab did not answer. */
  readonly account: (username: string) => PersonId | null | "unknown";
  readonly newestProgram: Program;
  readonly programIds: readonly string[];
  /** The time of this review; a command is judged by it only where the clock decides, else by its own `at`. */
  readonly now: Date;
  /** Where people are and when they are away. */
  readonly settings: (person: PersonId) => PersonSettings;
  /** Engagements with a date to come, of this candidate and of everybody the commands name; here and elsewhere. */
  readonly bookings: readonly Booking[];
  /** Is there a name in this text that must not be written down, such as a customer's? */
  readonly isDeniedName: (text: string) => boolean;
  /** Public holidays by country and ISO date. */
  readonly isHoliday: (country: string, day: string) => boolean;
  /** Is there such a country, or part of one? Answered for those the commands name. */
  readonly knowsCountry: (country: string) => boolean;
}

/** As much of it as people need to tell something of themselves: on a candidate's issue or a desk, it is the same. */
export interface OwnContext extends Pick<CommandContext, "settings" | "knowsCountry"> {
  readonly ledger: OwnLedger;
}

interface OwnLedger extends Pick<Ledger, "accept" | "tell" | "people"> {
  program(): Pick<Program, "timeZone">;
  answer(event: CommandEvent, answer: OwnAnswer, outcome?: CommandOutcome): void;
}

/** Somebody takes part in an engagement then. */
export interface Booking {
  readonly enrollmentId: string;
  /** Number of the engagement in that enrollment. */
  readonly number: number;
  readonly person: PersonId;
  readonly start: Date;
  readonly end: Date;
}
