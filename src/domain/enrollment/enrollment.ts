import { badgeAfter, type BadgeFact, type BadgeStanding, isBadgeFact, UNTOUCHED } from "../badge/badge.ts";
import type { Engagement } from "../engagement/engagement.ts";
import type { IssueRef } from "../issue.ts";
import type { RoleId, TaskId } from "../program/program.ts";
import { type HeardCommands, heardAfter } from "./answer-limits.ts";
import type { AwaitedStart, EngagementRequest, FormAsk, FormEntry, Pause, Score } from "./enrollment-parts.ts";
import { isPaceFact, paceAfter, type PaceFact } from "./pace.ts";
import type { BoxRef, CandidateSource, Fact, FactOf, NewFact, PersonId } from "./fact.ts";
import type { ListFault } from "./task-list.ts";

/**
 * One candidate on one program, as its journal tells.
 *
 * - `held`: waits for `enroll`, because the person already has an open issue of this program
 * - `withdrawn`: the issue was closed by hand before the end; reopening resumes
 * - `moved`: GitLab moved the issue to a place not seen yet
 * - `certified`: done; nothing re-opens it
 */
export type EnrollmentStatus = "held" | "active" | "withdrawn" | "moved" | "certified";

export interface Enrollment {
  readonly programId: string;
  readonly version: number;
  readonly issue: IssueRef;
  readonly issueId: number;
  readonly author: PersonId;
  readonly audience: string | null;
  readonly adopted: boolean;
  readonly status: EnrollmentStatus;
  readonly candidate: Candidate | null;
  /** Everybody who is or ever was the candidate: they confirm nothing here, whatever rights they hold. */
  readonly everCandidates: ReadonlySet<PersonId>;
  readonly proposed: ReadonlyMap<RoleId, readonly PersonId[]>;
  /** Latest first. */
  readonly assigned: ReadonlyMap<RoleId, readonly Assignment[]>;
  readonly tasks: ReadonlyMap<TaskId, TaskProgress>;
  readonly listFault: {
    readonly since: Date;
    readonly faults: readonly ListFault[];
    readonly by: PersonId | null;
  } | null;
  readonly movedToIssueId: number | null;
  /** Who looks after it, chosen from several coordinators; `null` while nobody was. */
  readonly coordinator: PersonId | null;
  /** Somebody's word before the candidate starts; `null` where none is needed. */
  readonly start: AwaitedStart | null;
  readonly pause: Pause | null;
  /** What the candidate wishes for, by kind of engagement. */
  readonly requests: ReadonlyMap<string, EngagementRequest>;
  /** To whom the desk proposed open engagements last, by kind. */
  readonly proposals: ReadonlyMap<string, { readonly at: Date; readonly to: PersonId }>;
  /** In the order they were scheduled. */
  readonly engagements: readonly Engagement[];
  /** Oldest first. */
  readonly scores: ReadonlyMap<TaskId, readonly Score[]>;
  /** Tries allowed beyond those of the program. */
  readonly moreTries: ReadonlyMap<TaskId, number>;
  /** Oldest first; a form completed later is several entries. */
  readonly forms: readonly FormEntry[];
  /** Forms that were asked for, oldest first. */
  readonly formAsks: readonly FormAsk[];
  /** The last time the candidate did anything. */
  readonly candidateActedAt: Date;
  readonly enrolledAt: Date;
  /** Since when nothing kept it from going on: the enrollment, or the end of the last pause. */
  readonly activeSince: Date;
  readonly closedAt: Date | null;
  readonly certifiedAt: Date | null;
  /** What was said about the badge, whether or not there is one yet. */
  readonly badge: BadgeStanding;
  readonly heard: HeardCommands;
  /** Time of the last fact that a reader of the status note would call a change. */
  readonly lastChangeAt: Date;
  readonly lastSeq: number;
}

export interface Candidate {
  readonly person: PersonId;
  readonly source: CandidateSource;
}

export interface Assignment {
  readonly person: PersonId;
  readonly by: PersonId;
  readonly member: boolean;
}

export interface TaskProgress {
  readonly claim: { readonly at: Date; readonly by: PersonId | null } | null;
  readonly confirmation: { readonly at: Date; readonly by: PersonId | null } | null;
  readonly decline: { readonly at: Date; readonly by: PersonId; readonly reason: string | null } | null;
  readonly waiver: { readonly at: Date; readonly by: PersonId; readonly reason: string | null } | null;
  /** The box shows `[~]`. */
  readonly notApplicable: boolean;
  /**
   * Ticks by somebody without the right, or by nobody known, by key of their fact. A tick of a box that has one never
   * confirms: a stale page saves somebody else's tick again under the name of whoever clicked last.
   */
  readonly spoilers: ReadonlyMap<string, BoxRef["which"]>;
}

const NO_PROGRESS: TaskProgress = {
  claim: null,
  confirmation: null,
  decline: null,
  waiver: null,
  notApplicable: false,
  spoilers: new Map(),
};

/** @returns `null` for an empty journal. */
export function fold(facts: readonly Fact[]): Enrollment | null {
  return facts.reduce<Enrollment | null>((enrollment, fact) => apply(enrollment, fact), null);
}

export function progressOf(enrollment: Enrollment, task: TaskId): TaskProgress {
  return enrollment.tasks.get(task) ?? NO_PROGRESS;
}

/**
 * Take one more fact into account.
 *
 * @throws {TypeError} when the first fact is not `enrolled`: such a journal was never written by this bot.
 */
export function apply(before: Enrollment | null, fact: Fact | NewFact): Enrollment {
  if (fact.kind === "enrolled") return enrolled(fact, before);
  if (before === null) throw new TypeError(`Cannot fold a journal that begins with "${fact.kind}"`);
  const taken = takeAny(before, fact);
  const isCandidates = "by" in fact && fact.by !== null && fact.by === taken.candidate?.person;
  const after = isCandidates && fact.at > taken.candidateActedAt ? { ...taken, candidateActedAt: fact.at } : taken;
  const visible = fact.kind !== "box-turned" && fact.kind !== "command-heard" && fact.kind !== "turn-attributed";
  return {
    ...after,
    lastSeq: "seq" in fact ? fact.seq : before.lastSeq + 1,
    lastChangeAt: visible && fact.at > before.lastChangeAt ? fact.at : before.lastChangeAt,
  };
}

function enrolled(fact: FactOf<"enrolled">, before: Enrollment | null): Enrollment {
  return {
    programId: fact.programId,
    version: fact.version,
    issue: fact.issue,
    issueId: fact.issueId,
    author: fact.author,
    audience: fact.audience,
    adopted: fact.adopted,
    status: "active",
    candidate: null,
    everCandidates: new Set(),
    proposed: new Map(),
    assigned: new Map(),
    tasks: new Map(),
    listFault: null,
    heard: new Map(),
    movedToIssueId: null,
    coordinator: null,
    start: null,
    pause: null,
    requests: new Map(),
    proposals: new Map(),
    engagements: [],
    scores: new Map(),
    moreTries: new Map(),
    forms: [],
    formAsks: [],
    candidateActedAt: fact.at,
    enrolledAt: fact.at,
    activeSince: fact.at,
    closedAt: null,
    certifiedAt: null,
    badge: UNTOUCHED,
    lastChangeAt: fact.at,
    lastSeq: "seq" in fact ? fact.seq : (before?.lastSeq ?? 0) + 1,
  };
}

function takeAny(e: Enrollment, fact: Exclude<Fact | NewFact, { kind: "enrolled" }>): Enrollment {
  if (isPaceFact(fact)) return { ...e, ...paceAfter(e, fact) };
  if (isBadgeFact(fact)) return { ...e, badge: badgeAfter(e.badge, fact) };
  return takeIn(e, fact);
}

function takeIn(e: Enrollment, fact: Exclude<Fact | NewFact, PaceFact | BadgeFact | { kind: "enrolled" }>): Enrollment {
  switch (fact.kind) {
    case "held-back":
      return { ...e, status: "held" };
    case "hold-lifted":
      return { ...e, status: "active", activeSince: fact.at };
    case "candidate-set":
      return setCandidate(e, fact.person, fact.source);
    case "role-proposed":
      return { ...e, proposed: new Map(e.proposed).set(fact.role, fact.people) };
    case "role-assigned": {
      const others = (e.assigned.get(fact.role) ?? []).filter((one) => one.person !== fact.person);
      const assignment = { person: fact.person, by: fact.by, member: fact.member };
      return { ...e, assigned: new Map(e.assigned).set(fact.role, [assignment, ...others]) };
    }
    case "box-turned":
      return turned(e, fact);
    case "turn-attributed":
      return attributed(e, fact);
    case "task-claimed":
      return progress(e, fact.task, { claim: { at: fact.at, by: fact.by }, decline: null });
    case "claim-withdrawn":
      return progress(e, fact.task, { claim: null });
    case "task-confirmed":
      return freezeCandidate(
        progress(e, fact.task, { confirmation: { at: fact.at, by: fact.by }, claim: null, decline: null }),
      );
    case "task-reopened":
      return progress(e, fact.task, { confirmation: null, claim: null });
    case "task-declined":
      return progress(e, fact.task, { decline: { at: fact.at, by: fact.by, reason: fact.reason }, claim: null });
    case "confirmation-withdrawn":
      return progress(e, fact.task, {
        confirmation: null,
        waiver: null,
        claim: null,
        decline: { at: fact.at, by: fact.by, reason: fact.reason },
      });
    case "task-waived":
      return progress(e, fact.task, {
        waiver: { at: fact.at, by: fact.by, reason: fact.reason },
        claim: null,
        decline: null,
      });
    case "list-broken":
      return { ...e, listFault: { since: e.listFault?.since ?? fact.at, faults: fact.faults, by: fact.by } };
    case "list-repaired":
      return { ...e, listFault: null };
    case "closed-by-hand":
      return { ...e, status: "withdrawn", closedAt: fact.at };
    case "reopened":
      return { ...e, status: "active", closedAt: null, activeSince: fact.at };
    case "moved-away":
      return { ...e, status: "moved", movedToIssueId: fact.toIssueId };
    case "moved-here":
      return {
        ...e,
        status: statusOnArrival(e),
        closedAt: null,
        movedToIssueId: null,
        issue: fact.issue,
        issueId: fact.issueId,
      };
    case "program-upgraded":
      return { ...e, version: fact.version };
    case "certified":
      return { ...e, status: "certified", certifiedAt: fact.at };
    case "command-heard":
      return { ...e, heard: heardAfter(e.heard, fact) };
  }
}

/** A move neither re-opens what is done nor lets anybody go on who has to wait for `enroll`. */
function statusOnArrival({ status, certifiedAt }: Enrollment): EnrollmentStatus {
  if (certifiedAt !== null) return "certified";
  return status === "held" ? "held" : "active";
}

function turned(e: Enrollment, fact: FactOf<"box-turned">): Enrollment {
  const marked =
    fact.box.which === "task"
      ? freezeCandidate(progress(e, fact.box.task, { notApplicable: fact.to === "inapplicable" }))
      : e;
  if (fact.to !== "done" || fact.entitled) return marked;
  const spoilers = new Map(progressOf(marked, fact.box.task).spoilers).set(fact.key, fact.box.which);
  return progress(marked, fact.box.task, { spoilers });
}

/** Evidence came late: whoever ticked is named where nobody was, and with the right it no longer spoils the box. */
function attributed(e: Enrollment, { box, turn, by, entitled }: FactOf<"turn-attributed">): Enrollment {
  const { claim, confirmation, spoilers: before } = progressOf(e, box.task);
  if (!before.has(turn)) return e;
  const spoilers = new Map(before);
  if (entitled) spoilers.delete(turn);
  if (box.which === "confirm") return progress(e, box.task, { spoilers });
  return progress(e, box.task, {
    spoilers,
    claim: claim && { ...claim, by: claim.by ?? by },
    confirmation: confirmation && { ...confirmation, by: confirmation.by ?? by },
  });
}

/** A candidate found by fallback is replaced freely until the first progress; whoever it is then stays a candidate for ever. */
function setCandidate(e: Enrollment, person: PersonId, source: CandidateSource): Enrollment {
  const everCandidates = source === "people" ? new Set(e.everCandidates).add(person) : e.everCandidates;
  const isSame = e.candidate?.person === person;
  // Nobody consents for somebody else: what was said of the badge is gone with the candidate who said it.
  const before = isSame ? e : { ...withoutWordsOf(e, person), badge: UNTOUCHED };
  return { ...before, candidate: { person, source }, everCandidates };
}

/** What somebody said about the candidate before they became that candidate counts for nothing. */
function withoutWordsOf(e: Enrollment, person: PersonId): Enrollment {
  const { forms, scores, start } = e;
  const isTheirs = ({ by }: { readonly by: PersonId | null }): boolean => by === person;
  return {
    ...e,
    forms: forms.some(isTheirs) ? forms.filter((one) => !isTheirs(one)) : forms,
    scores: [...scores.values()].flat().some(isTheirs)
      ? new Map([...scores].map(([task, all]) => [task, all.filter((one) => !isTheirs(one))]))
      : scores,
    start: start?.confirmed?.by === person ? { ...start, confirmed: null } : start,
  };
}

function freezeCandidate(e: Enrollment): Enrollment {
  if (e.candidate === null || e.everCandidates.has(e.candidate.person)) return e;
  return { ...e, everCandidates: new Set(e.everCandidates).add(e.candidate.person) };
}

function progress(e: Enrollment, task: TaskId, change: Partial<TaskProgress>): Enrollment {
  return { ...e, tasks: new Map(e.tasks).set(task, { ...progressOf(e, task), ...change }) };
}
