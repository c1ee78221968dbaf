import type { NewAction, Action } from "../domain/enrollment/action.ts";
import type { Event, Unexplained } from "../domain/enrollment/event.ts";
import type { Fact, NewFact, PersonId } from "../domain/enrollment/fact.ts";
import type { IssueRef, UserRef } from "../domain/issue.ts";

/** What the workflow keeps; `src/store` fills it in. Every method is safe to repeat. */
export interface JournalPort {
  /** @returns `null` when no enrollment is followed on this issue. */
  find(issue: IssueRef): Promise<StoredEnrollment | null>;
  /** An enrollment whose issue GitLab moved to the issue with this global id. */
  findMovedTo(issueId: number): Promise<StoredEnrollment | null>;
  /** Issues on which somebody runs this program and is not done, oldest first. */
  openIssuesOf(programId: string, candidate: PersonId): Promise<readonly IssueRef[]>;
  /** Which of these natural keys the journal of one enrollment holds already. */
  knownKeys(enrollmentId: string, keys: readonly string[]): Promise<ReadonlySet<string>>;
  /**
   * Write one review in one transaction: facts, watch, actions, and the deliveries it took in.
   *
   * @throws {BotError} `STORE_UNAVAILABLE` when the journal grew since it was read; nothing is written then.
   */
  commit(review: ReviewRecord): Promise<void>;
  /** Change what is watched without writing a fact. */
  saveWatch(enrollmentId: string, watch: Watch, wakeAt: Date | null): Promise<void>;
  /** Enrollments whose time to be looked at has come. */
  due(now: Date, limit: number): Promise<readonly IssueRef[]>;
  /** What the sweep compares, for those of these issues that are enrolled; by iid. */
  snapshots(projectId: number, issueIids: readonly number[]): Promise<ReadonlyMap<number, Snapshot>>;
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
}

/** Intents: written before they are carried out, so that a crash at any point ends in the same as a clean run. */
export interface ActionsPort {
  /** Planned or attempted actions of an enrollment, due or not, oldest first. */
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
}
