import type { ReviewRecord, Watch } from "../../src/workflow/store-port.ts";

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
});
