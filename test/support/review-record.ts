import { UNTOUCHED } from "../../src/domain/badge/badge.ts";
import type { Engagement } from "../../src/domain/engagement/engagement.ts";
import type { NewReminder } from "../../src/workflow/ports/reminders-port.ts";
import type { DeskRecord, ReviewRecord, Watch } from "../../src/workflow/ports/store-port.ts";

export const ISSUE = { projectId: 7, issueIid: 12 };

export const WATCH: Watch = {
  description: "- [ ] Review\n",
  state: "opened",
  labels: ["onboarding::in-progress"],
  issueUpdatedAt: new Date("2026-03-02T09:00:00.123Z"),
  userNotesCount: 3,
  notesReadTo: new Date("2026-03-02T08:00:00Z"),
  notesCountFrom: new Date("2026-03-01T00:00:00Z"),
  unexplained: [],
  deferred: [],
  statusNote: null,
  unreachableSince: null,
};

/** A review that says nothing but that the issue is followed. */
export function reviewRecord(change: Partial<ReviewRecord> = {}): ReviewRecord {
  return {
    enrollmentId: "e-1",
    issue: ISSUE,
    programId: "migration-onboarding",
    candidate: null,
    isOpen: true,
    movedToIssueId: null,
    afterSeq: 0,
    facts: [],
    watch: WATCH,
    actions: [],
    deliveries: [],
    wakeAt: null,
    coordinator: null,
    engagements: [],
    waiting: [],
    people: [],
    errands: [],
    errandsDone: [],
    reminders: [],
    badge: UNTOUCHED,
    ...change,
  };
}

/** A review that says nothing but that the desk is kept. */
export function deskRecord(change: Partial<DeskRecord> = {}): DeskRecord {
  return {
    deskId: "desk-1",
    issue: { projectId: 7, issueIid: 100 },
    programId: "migration-onboarding",
    isOpen: true,
    afterSeq: 0,
    facts: [],
    watch: WATCH,
    actions: [],
    deliveries: [],
    wakeAt: null,
    people: [],
    errands: [],
    errandsDone: [],
    ...change,
  };
}

/** A shadow with a date. */
export function engagement(change: Partial<Engagement> = {}): Engagement {
  return {
    number: 1,
    kind: "shadow",
    task: "shadow",
    state: "scheduled",
    start: new Date("2026-12-03T13:00:00Z"),
    end: new Date("2026-12-03T17:00:00Z"),
    zone: "Europe/Berlin",
    method: "direct-transfer",
    details: null,
    helper: 5,
    by: 4,
    offer: null,
    changes: 0,
    changedAt: new Date("2026-11-20T09:00:00Z"),
    scheduledAt: new Date("2026-11-20T09:00:00Z"),
    ...change,
  };
}

/** Somebody is to be asked again for a confirmation. */
export function newReminder(key: string, change: Partial<NewReminder> = {}): NewReminder {
  return {
    key,
    person: 3,
    notBefore: new Date(1000),
    notAfter: null,
    reminder: { trigger: "confirmation-waits", step: 0, task: "shadow", engagement: null },
    ...change,
  };
}

/** A review that writes into every table. */
export const REVIEW_TO_DIE_IN: ReviewRecord = reviewRecord({
  facts: [
    { kind: "task-declined", key: "k-1", at: new Date(1), task: "shadow", by: 4, reason: "not yet" },
    { kind: "certified", key: "k-2", at: new Date(2) },
  ],
  actions: [{ key: "a-1", notBefore: new Date(3), action: { kind: "close" } }],
  deliveries: ["d-1"],
  wakeAt: new Date(4),
  coordinator: 6,
  engagements: [engagement()],
  waiting: [{ engagement: "lead", since: new Date(5), days: [], method: null, language: null }],
  people: [{ person: 4, at: new Date(6), country: "IN" }],
  errands: [{ key: "errand-1", issue: ISSUE, from: "e-1", errand: { kind: "look" } }],
  errandsDone: [{ key: "errand-1", outcome: { kind: "done" } }],
  reminders: [newReminder("reminder-1")],
  badge: { ...UNTOUCHED, showsName: true },
});
