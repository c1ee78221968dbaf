import type { NewAction } from "../../domain/enrollment/action.ts";
import type { PersonId } from "../../domain/enrollment/fact.ts";
import type { IssueRef } from "../../domain/issue.ts";
import type { ReminderTrigger, TaskId } from "../../domain/program/program.ts";

/** Something one person is to be reminded of. */
export interface NewReminder {
  /** Unique in the installation: the cause, the rule and its step. */
  readonly key: string;
  readonly person: PersonId;
  /** The first working moment of the person from which it may be said. */
  readonly notBefore: Date;
  /** Later it is of no use (an engagement begins); `null`: for as long as it is pending. */
  readonly notAfter: Date | null;
  readonly reminder: Reminder;
}

/** What it is about, as data; the words are made when it is sent. */
export interface Reminder {
  readonly trigger: ReminderTrigger;
  readonly step: number;
  readonly task: TaskId | null;
  /** Number of the engagement. */
  readonly engagement: number | null;
}

export interface StoredReminder extends NewReminder {
  readonly enrollmentId: string;
  readonly issue: IssueRef;
  readonly programId: string;
}

export interface RemindersPort {
  /** Reminders of an enrollment that went out, with the moment, by key. */
  sent(enrollmentId: string): Promise<ReadonlyMap<string, { readonly at: Date; readonly person: PersonId }>>;
  /**
   * People with something pending whose time has come, longest waiting first, but those who heard something within the
   * length of a day last: whether that was on their day today the caller knows, and {@link send} keeps. Drops what is
   * of no use any more. Forgotten people are missing.
   */
  peopleDue(now: Date, limit: number): Promise<readonly PersonId[]>;
  /** Everything pending for a person, oldest first. */
  pendingOf(person: PersonId): Promise<readonly StoredReminder[]>;
  /** Nothing is said to this person before then: they are away, or elsewhere than was thought. */
  postpone(person: PersonId, until: Date): Promise<void>;
  /** Did this person ever hear a reminder on an earlier day? */
  heardBefore(person: PersonId, day: string): Promise<boolean>;
  /** Those that were sent with this action. */
  ofBundle(actionKey: string): Promise<readonly StoredReminder[]>;
  /**
   * Send reminders to one person in one note: in one transaction the person's day is taken, the reminders become sent
   * and the note's action is planned on an enrollment or desk. That is woken, and so is every enrollment it is about.
   *
   * @returns `heard-already` when the person heard something on that day, `outdated` when one of the reminders no longer
   *   waits; nothing is written then.
   */
  send(bundle: ReminderBundle): Promise<"sent" | "heard-already" | "outdated">;
  /**
   * The note of this action was not posted in time: its reminders wait again, and the day is free. Does nothing once an
   * attempt to post it was made.
   */
  takeBack(actionKey: string): Promise<void>;
}

export interface ReminderBundle {
  readonly person: PersonId;
  /** ISO date in the person's own zone. */
  readonly day: string;
  readonly at: Date;
  readonly keys: readonly string[];
  /** Enrollment or desk on whose issue the note is posted. */
  readonly carrier: string;
  readonly action: NewAction;
}
