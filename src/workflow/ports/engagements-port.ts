import type { Booking } from "../../domain/commands/context.ts";
import type { Engagement } from "../../domain/engagement/engagement.ts";
import type { PersonId } from "../../domain/enrollment/fact.ts";
import type { IssueRef } from "../../domain/issue.ts";

/** Who is busy when, and the addresses of calendars. */
export interface EngagementsPort {
  /** Scheduled engagements of any of these people, as candidate or helper, that overlap [from, to). */
  overlapping(people: readonly PersonId[], from: Date, to: Date): Promise<readonly Booking[]>;
  /** The unguessable id of an engagement's calendar, made when first asked for. */
  calendarOf(enrollmentId: string, number: number): Promise<string>;
  /** The unguessable id of a person's own calendar, made when first asked for. */
  feedOf(person: PersonId): Promise<string>;
  /** What a calendar id stands for. */
  findCalendar(id: string): Promise<CalendarEntries | null>;
}

export interface CalendarEntries {
  readonly kind: "engagement" | "feed";
  /** Whose feed; `null` for the calendar of one engagement. */
  readonly person: PersonId | null;
  readonly entries: readonly {
    readonly enrollmentId: string;
    readonly programId: string;
    readonly version: number;
    readonly issue: IssueRef;
    readonly candidate: PersonId | null;
    readonly engagement: Engagement;
  }[];
}
