import type { BadgeStanding } from "../../domain/badge/badge.ts";
import type { NewAction, Action } from "../../domain/enrollment/action.ts";
import type { DeskFact, NewDeskFact } from "../../domain/desk/desk.ts";
import type { EnrollmentAt } from "../../domain/desk/desk-ledger.ts";
import type { Engagement } from "../../domain/engagement/engagement.ts";
import type { Event, Unexplained } from "../../domain/enrollment/event.ts";
import type { ErrandOutcome } from "../../domain/enrollment/ledger.ts";
import type { DayRange, Fact, NewFact, PersonId } from "../../domain/enrollment/fact.ts";
import type { IssueRef, UserRef } from "../../domain/issue.ts";
import type { PersonChange, PersonSettings } from "../../domain/people/person-settings.ts";
import type { NewErrand } from "./errands-port.ts";
import type { NewReminder } from "./reminders-port.ts";

/** What the workflow keeps; `src/store` fills it in. Every method is safe to repeat. */
export interface JournalPort {
  /** @returns `null` when no enrollment is followed on this issue. */
  find(issue: IssueRef): Promise<StoredEnrollment | null>;
  /** By its own id. */
  get(enrollmentId: string): Promise<StoredEnrollment | null>;
  /** @returns `null` when no desk is kept on this issue. */
  findDesk(issue: IssueRef): Promise<StoredDesk | null>;
  /** The desk of a program: the first that was opened and is not closed. */
  deskOf(programId: string): Promise<{ readonly id: string; readonly issue: IssueRef } | null>;
  /** Open enrollments each of these coordinators looks after. */
  openLoad(programId: string, coordinators: readonly PersonId[]): Promise<ReadonlyMap<PersonId, number>>;
  /** Open enrollments this coordinator looks after, oldest first. */
  lookedAfterBy(programId: string, coordinator: PersonId): Promise<readonly EnrollmentAt[]>;
  /** Open enrollments of this candidate, oldest first. */
  openOf(programId: string, candidate: PersonId): Promise<readonly EnrollmentAt[]>;
  /** Who waits for an engagement, longest first. */
  waiting(programId: string): Promise<readonly WaitingFor[]>;
  /** An enrollment whose issue GitLab moved to the issue with this global id. */
  findMovedTo(issueId: number): Promise<StoredEnrollment | null>;
  /** Which of these natural keys the journal of one enrollment holds already. */
  knownKeys(enrollmentId: string, keys: readonly string[]): Promise<ReadonlySet<string>>;
  /**
   * Write one review in one transaction: facts, watch, actions, the deliveries it took in, and all that others look up.
   *
   * @throws {BotError} `STORE_UNAVAILABLE` when the journal grew since it was read; nothing is written then.
   */
  commit(review: ReviewRecord): Promise<void>;
  /** The same for a desk. */
  commitDesk(review: DeskRecord): Promise<void>;
  /** Change what is watched without writing a fact. Also for desks. */
  saveWatch(enrollmentId: string, watch: Watch, wakeAt: Date | null): Promise<void>;
  /** Enrollments and desks whose time to be looked at has come. */
  due(now: Date, limit: number): Promise<readonly IssueRef[]>;
  /** What the sweep compares, for those of these issues that are enrolled; by iid. */
  snapshots(projectId: number, issueIids: readonly number[]): Promise<ReadonlyMap<number, Snapshot>>;
}

/** An enrollment that waits for a date, as its last review left it. */
export interface WaitingFor {
  readonly enrollment: EnrollmentAt;
  readonly engagement: string;
  readonly coordinator: PersonId | null;
  readonly since: Date;
  readonly days: readonly DayRange[];
  readonly method: string | null;
  readonly language: string | null;
}

export interface StoredDesk {
  readonly id: string;
  readonly facts: readonly DeskFact[];
  readonly watch: Watch;
}

export interface StoredEnrollment {
  readonly id: string;
  readonly facts: readonly Fact[];
  readonly watch: Watch;
}

/** What the bot remembers of an issue between two reviews, beside the facts. Can be lost without losing a decision. */
export interface Watch {
  readonly description: string;
  readonly state: "opened" | "closed";
  readonly labels: readonly string[];
  readonly issueUpdatedAt: Date;
  readonly userNotesCount: number;
  /** Notes changed up to here were read. */
  readonly notesReadTo: Date;
  /** Notes made earlier are never run: they were there before the enrollment, or were copied by a move. */
  readonly notesCountFrom: Date;
  readonly unexplained: readonly Unexplained[];
  readonly deferred: readonly DeferredEvent[];
  readonly statusNote: StatusNote | null;
  /** ISO date, the due date the bot gave the issue; absent where it gave none. */
  readonly dueDate?: string;
  /** GitLab said 404 or 403 since then; `null` when the issue can be read. */
  readonly unreachableSince: Date | null;
}

export interface DeferredEvent {
  readonly event: Event;
  readonly since: Date;
}

export interface StatusNote {
  readonly noteId: number;
  /** SHA-256 of the body as GitLab has it from us. */
  readonly digest: string;
}

export interface Snapshot {
  readonly issueUpdatedAt: Date;
  readonly description: string;
  readonly labels: readonly string[];
  readonly state: "opened" | "closed";
  readonly userNotesCount: number;
}

export interface ReviewRecord {
  readonly enrollmentId: string;
  readonly issue: IssueRef;
  readonly programId: string;
  readonly candidate: PersonId | null;
  readonly isOpen: boolean;
  readonly movedToIssueId: number | null;
  /** `seq` of the last fact this review started from; 0 for a new enrollment. */
  readonly afterSeq: number;
  readonly facts: readonly NewFact[];
  readonly watch: Watch;
  readonly actions: readonly NewAction[];
  readonly deliveries: readonly string[];
  /** When to look again without being told; `null` when nothing is waited for. */
  readonly wakeAt: Date | null;
  /** Who looks after it, for rotation by open load. */
  readonly coordinator: PersonId | null;
  /** All engagements of the enrollment; what others look up by person and time. */
  readonly engagements: readonly Engagement[];
  readonly waiting: readonly Omit<WaitingFor, "enrollment" | "coordinator">[];
  /** What people told of themselves here; the latest word counts. */
  readonly people: readonly PersonChange[];
  /** Things other issues have to do, written with the facts they follow from. */
  readonly errands: readonly NewErrand[];
  readonly errandsDone: readonly { readonly key: string; readonly outcome: ErrandOutcome }[];
  /** Everything people are to be reminded of, now or later; what was pending before and is missing here is dropped. */
  readonly reminders: readonly NewReminder[];
  /** What people said about its badge; holds for the badges there are and those that come. */
  readonly badge: BadgeStanding;
}

/** One review of a desk; the same in one transaction. */
export interface DeskRecord extends Pick<
  ReviewRecord,
  "issue" | "programId" | "isOpen" | "afterSeq" | "watch" | "actions" | "deliveries" | "wakeAt" | "people" | "errands"
> {
  readonly deskId: string;
  readonly facts: readonly NewDeskFact[];
  readonly errandsDone: ReviewRecord["errandsDone"];
}

/** Intents: written before they are carried out, so that a crash at any point ends in the same as a clean run. */
export interface ActionsPort {
  /** Planned or attempted actions of an enrollment or desk, due or not, oldest first. */
  unfinished(enrollmentId: string): Promise<readonly StoredAction[]>;
  /** Notes that were posted and may have to be edited to their settled form. */
  unsettled(enrollmentId: string): Promise<readonly StoredAction[]>;
  /**
   * Written just before the call; from then on the outcome is unknown until {@link done}. Actions attempted at the same
   * moment are one note.
   */
  attempt(key: string, at: Date, askedPerson?: PersonId | null): Promise<void>;
  done(key: string, outcome: ActionOutcome): Promise<void>;
  /** No longer wanted, or merged into another note. */
  drop(key: string, reason: string): Promise<void>;
  /** Put back to planned, to be tried not earlier than `notBefore`. */
  postpone(key: string, notBefore: Date): Promise<void>;
  settle(key: string): Promise<void>;
  /** The note of this action is another one now: GitLab copied it when the issue moved. */
  relocate(key: string, noteId: number): Promise<void>;
  /** People certified whose badge is not issued yet. */
  badgesWaiting(): Promise<number>;
  /**
   * Badges, and news of badges, that wait for an issuer are due again, now that there is one.
   *
   * @returns The issues they are about.
   */
  wakeBadges(now: Date): Promise<readonly IssueRef[]>;
  /** Actions by the note they ended in. */
  findByNote(enrollmentId: string, noteIds: readonly number[]): Promise<readonly StoredAction[]>;
}

export interface StoredAction {
  readonly key: string;
  readonly action: Action;
  readonly notBefore: Date;
  readonly state: "planned" | "attempted" | "done" | "dropped";
  readonly attemptedAt: Date | null;
  readonly noteId: number | null;
  /** Whom the note mentions. */
  readonly askedPerson: PersonId | null;
  readonly doneAt: Date | null;
}

export interface ActionOutcome {
  readonly at: Date;
  readonly noteId: number | null;
  readonly askedPerson: PersonId | null;
  /** The note waits for somebody and will be settled. */
  readonly settles: boolean;
}

export interface PeoplePort {
  /** Know these people from now on, by GitLab's numeric id, and under the names GitLab gives now. */
  remember(users: readonly UserRef[]): Promise<ReadonlyMap<number, PersonId>>;
  /** Forgotten people are missing from the answer. */
  find(people: Iterable<PersonId>): Promise<ReadonlyMap<PersonId, UserRef>>;
  /** @returns `null` for somebody this bot never met. */
  known(userId: number): Promise<PersonId | null>;
  /** The user id a program's or comment's username meant when it was first seen; recycled usernames gain nothing. */
  listedUser(programKey: string, username: string): Promise<number | null | undefined>;
  rememberListedUser(programKey: string, username: string, userId: number): Promise<void>;
  /** Where people are and when they are away; everybody asked for is in the answer. */
  settings(people: Iterable<PersonId>): Promise<ReadonlyMap<PersonId, PersonSettings>>;
  /** When GitLab was last heard about where somebody is or whether they are away; `null` when never. */
  toldByGitLab(person: PersonId): Promise<Date | null>;
  /** What GitLab told of somebody; an own word of theirs stays. */
  saveSettings(change: PersonChange): Promise<void>;
}

export interface ProjectsPort {
  /** When the bot first started in this project, by GitLab's clock. The first call fixes it. */
  firstStart(projectId: number, path: string, now: Date): Promise<Date>;
  /** Up to where the sweep has seen the project's issues; `null` before its first. */
  watermark(projectId: number): Promise<Date | null>;
  saveWatermark(projectId: number, watermark: Date): Promise<void>;
}

/** Every program version this installation has ever seen, with its full text. */
export interface ProgramsPort {
  /**
   * Keep a version. Keeping the same text again is fine.
   *
   * @returns `false` when this version is known with other text: a number never changes its meaning.
   */
  remember(version: StoredProgram): Promise<boolean>;
  all(): Promise<readonly StoredProgram[]>;
}

export interface StoredProgram {
  readonly id: string;
  readonly version: number;
  readonly yaml: string;
  readonly template: string;
}

/** Accounts this bot ever had: what they write is never heard as a person's word. */
export interface OwnAccountsPort {
  add(account: UserRef): Promise<void>;
  ids(): Promise<ReadonlySet<number>>;
}

/** Keeps one poisoned issue from stopping others. Counted before the work, so that crashes count. */
export interface IssueGuardPort {
  /** @returns How many tries this is, from 1, since the last success; `null` when the issue is parked or has to wait. */
  begin(issue: IssueRef, now: Date): Promise<number | null>;
  /** Until when the issue has to wait; `null` when it does not, or is parked. */
  waitsUntil(issue: IssueRef): Promise<Date | null>;
  succeeded(issue: IssueRef): Promise<void>;
  /** This try got further than the ones before: they are forgiven. */
  progressed(issue: IssueRef): Promise<void>;
  /** Try again not earlier than `until`. `counts: false` for failures of GitLab, which are nobody's poison. */
  failed(issue: IssueRef, until: Date, reason: string, counts: boolean): Promise<void>;
  /** These need a review; kept over a crash until it succeeded. */
  remember(issues: readonly IssueRef[], now: Date): Promise<void>;
  park(issue: IssueRef, reason: string, now: Date): Promise<void>;
  parked(): Promise<readonly { readonly issue: IssueRef; readonly reason: string; readonly at: Date }[]>;
  /** @returns How many were revived. */
  revive(issue?: IssueRef): Promise<number>;
  /** Issues whose waiting time is over. */
  due(now: Date, limit: number): Promise<readonly IssueRef[]>;
  /** Issues whose review was begun and never ended. At the start of a process: the one before died in them. */
  interrupted(limit: number): Promise<readonly IssueRef[]>;
}
