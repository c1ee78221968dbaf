import type { Kysely } from "kysely";

import type { DeskRecord, ReviewRecord } from "../workflow/ports/store-port.ts";
import { insertActions } from "./actions.ts";
import { appendJournal, type Entry } from "./append-journal.ts";
import { saveBadgeStanding } from "./badges.ts";
import type { Database } from "./database.ts";
import { saveEngagements } from "./engagements.ts";
import { endErrands, insertErrands, redirectErrands } from "./errands.ts";
import { createInbox } from "./inbox.ts";
import { savePersonChange } from "./person-settings.ts";
import { saveReminders } from "./reminders.ts";
import type { Schema } from "./schema.ts";
import { saveWaiting } from "./waiting.ts";

/** What every review may leave beside its journal. */
type Traces = Pick<ReviewRecord, "actions" | "deliveries" | "people" | "errands" | "errandsDone">;

/**
 * Write one review in one transaction: all of it or nothing. Facts whose key the journal has already are left out.
 *
 * @throws {BotError} `STORE_UNAVAILABLE` when the journal grew since it was read, or the issue became another
 *   enrollment's; reading again and reviewing again heals it.
 */
export async function commitReview(database: Database, review: ReviewRecord, now: () => number): Promise<void> {
  await database.transaction(async (transaction) => {
    const entry = { ...review, kind: "enrollment", id: review.enrollmentId } as const;
    await commitEntry(database, transaction, entry, review, now);
    await saveEngagements(transaction, review);
    await saveWaiting(transaction, review);
    await saveReminders(transaction, review.enrollmentId, review.reminders);
    await saveBadgeStanding(transaction, review.enrollmentId, review.badge);
  });
}

/** The same for a desk. */
export async function commitDesk(database: Database, review: DeskRecord, now: () => number): Promise<void> {
  await database.transaction(async (transaction) => {
    const nobody = { candidate: null, coordinator: null, movedToIssueId: null };
    const entry = { ...review, ...nobody, kind: "desk", id: review.deskId } as const;
    await commitEntry(database, transaction, entry, review, now);
  });
}

async function commitEntry(
  database: Database,
  transaction: Kysely<Schema>,
  entry: Entry,
  traces: Traces,
  now: () => number,
): Promise<void> {
  const before = await appendJournal(transaction, entry, now());
  if (before) await redirectErrands(transaction, before, entry.issue);
  await insertActions(transaction, entry.id, traces.actions);
  await insertErrands(transaction, traces.errands);
  await endErrands(transaction, traces.errandsDone, now());
  for (const change of traces.people) await savePersonChange(transaction, change, "own-word");
  await createInbox(database, now).within(transaction).mark(traces.deliveries, "done");
}
