import { spawnSync } from "node:child_process";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";

import { sql } from "kysely";
import { expect, onTestFinished, test, vi } from "vitest";

import { createActions } from "../../src/store/actions.ts";
import { CHAIN_START, hashFact } from "../../src/store/chain.ts";
import { openDatabase, type Database } from "../../src/store/database.ts";
import { createBadges } from "../../src/store/badges.ts";
import { createEngagements } from "../../src/store/engagements.ts";
import { createErrands } from "../../src/store/errands.ts";
import { createInbox } from "../../src/store/inbox.ts";
import { createIssueGuard } from "../../src/store/issue-guard.ts";
import { createJournal } from "../../src/store/journal.ts";
import { inbox as inboxMigration } from "../../src/store/migrations/001-inbox.ts";
import { journal as journalMigration } from "../../src/store/migrations/002-journal.ts";
import { installation as installationMigration } from "../../src/store/migrations/003-installation.ts";
import { createPeople } from "../../src/store/people.ts";
import { createReminders } from "../../src/store/reminders.ts";
import { encodeWatch } from "../../src/store/watch-codec.ts";
import { openStore, temporaryDirectory } from "../support/open-store.ts";
import { deskRecord, ISSUE, REVIEW_TO_DIE_IN, WATCH } from "../support/review-record.ts";

const CHILD = path.join(import.meta.dirname, "../support/commit-and-die.ts");
const delivery = { id: "d-1", receivedAt: 1, event: "Issue Hook", headers: "{}", body: Buffer.from("{}") };

async function open(options: Parameters<typeof openDatabase>[0]): Promise<Database> {
  const database = await openDatabase(options);
  onTestFinished(() => database.close());
  return database;
}

test.for<[when: "before" | "after", facts: number | undefined, actions: number, state: string, due: number]>([
  ["before", undefined, 0, "routed", 0],
  ["after", 2, 1, "done", 1],
])(
  "commit() is whole or not there when its process is killed %s its end",
  async ([when, facts, actions, state, due]) => {
    const dataDir = temporaryDirectory();
    const first = await openDatabase({ dataDir });
    await createInbox(first).accept(delivery);
    await createInbox(first).route("d-1", { ...ISSUE, kind: "issue" });
    await first.close();

    const child = spawnSync(process.execPath, [CHILD, dataDir, when], { encoding: "utf8" });

    expect([child.signal, child.stderr]).toEqual(["SIGKILL", ""]);
    const database = await open({ dataDir });
    const journal = createJournal(database);
    expect((await journal.find(ISSUE))?.facts.length).toBe(facts);
    expect(await createActions(database).unfinished("e-1")).toHaveLength(actions);
    expect(await database.kysely.selectFrom("inbox").select("state").execute()).toEqual([{ state }]);
    expect(await journal.due(new Date(5), 10)).toHaveLength(due);

    await journal.commit({ ...REVIEW_TO_DIE_IN, afterSeq: facts ?? 0 });
    expect((await journal.find(ISSUE))?.facts).toHaveLength(2);
    expect(await createActions(database).unfinished("e-1")).toHaveLength(1);
    expect(await journal.verifyAll()).toEqual([]);
  },
);

test("openDatabase() adds the tables to a store that has deliveries, then to one that has facts", async () => {
  const dataDir = temporaryDirectory();
  const oldest = await openDatabase({ dataDir, migrations: [inboxMigration] });
  await createInbox(oldest).accept(delivery);
  await oldest.close();
  const older = await openDatabase({ dataDir, migrations: [inboxMigration, journalMigration, installationMigration] });
  await createInbox(older).route("d-1", { ...ISSUE, kind: "issue" });
  await enrollAsBefore(older);
  await older.close();

  const database = await open({ dataDir });

  const journal = createJournal(database);
  expect((await createInbox(database).rowsOf(ISSUE)).map(({ id }) => id)).toEqual(["d-1"]);
  expect(await journal.find(ISSUE)).toEqual({
    id: "e-1",
    facts: [{ kind: "reopened", key: "k-0", at: new Date(1), seq: 1 }],
    watch: WATCH,
  });
  expect(await journal.findDesk(ISSUE)).toBeNull();
  expect(await journal.openOf("migration-onboarding", 3)).toEqual([{ id: "e-1", issue: ISSUE, candidate: 3 }]);
  expect((await createActions(database).unfinished("e-1")).map(({ key }) => key)).toEqual(["a-0"]);
  await journal.commit({ ...REVIEW_TO_DIE_IN, afterSeq: 1 });
  expect((await journal.find(ISSUE))?.facts.map(({ key }) => key)).toEqual(["k-0", "k-1", "k-2"]);
  expect(await journal.verifyAll()).toEqual([]);
  expect(await createIssueGuard(database).begin(ISSUE, new Date(1))).toBe(1);
});

/** An enrollment as it was written before there were desks. */
async function enrollAsBefore({ kysely }: Database): Promise<void> {
  const fact = { enrollment_id: "e-1", seq: 1, key: "k-0", at: 1, kind: "reopened", body: "{}" };
  const hash = hashFact({ ...fact, previous_hash: CHAIN_START });
  const { issue_updated_at, state, labels, user_notes_count, watch, deferred, description } = encodeWatch(WATCH);
  await sql`
    insert into enrollments (
      id, project_id, issue_iid, program_id, candidate, is_open, last_seq, last_hash,
      issue_updated_at, state, labels, user_notes_count, watch, deferred, description
    ) values (
      'e-1', ${ISSUE.projectId}, ${ISSUE.issueIid}, 'migration-onboarding', 3, 1, 1, ${hash},
      ${issue_updated_at}, ${state}, ${labels}, ${user_notes_count}, ${watch}, ${deferred}, ${description}
    )`.execute(kysely);
  await sql`
    insert into facts (enrollment_id, seq, key, at, kind, body, previous_hash, hash, recorded_at)
    values ('e-1', 1, 'k-0', 1, 'reopened', '{}', ${CHAIN_START}, ${hash}, 1)`.execute(kysely);
  await sql`
    insert into actions (key, enrollment_id, not_before, action)
    values ('a-0', 'e-1', 1, '{"kind":"close"}')`.execute(kysely);
}

test("no question of a review or of the janitor walks through a table", async () => {
  const dataDir = temporaryDirectory();
  const database = await openStore({ dataDir });
  const asked = vi.spyOn(DatabaseSync.prototype, "prepare");
  onTestFinished(() => asked.mockRestore());
  const journal = createJournal(database);
  const actions = createActions(database);
  const people = createPeople(database);
  const guard = createIssueGuard(database);
  const engagements = createEngagements(database);
  const errands = createErrands(database);
  const reminders = createReminders(database);
  const badges = createBadges(database);
  const now = new Date(1000);
  const action = { key: "a-2", notBefore: now, action: { kind: "close" } } as const;

  await journal.commit(REVIEW_TO_DIE_IN);
  await journal.find(ISSUE);
  await journal.findMovedTo(900);
  await journal.saveWatch("e-1", WATCH, now);
  await journal.due(now, 10);
  await journal.snapshots(7, [12, 13]);
  await actions.unfinished("e-1");
  await actions.unsettled("e-1");
  await actions.attempt("a-1", now);
  await actions.postpone("a-1", now);
  await actions.done("a-1", { at: now, noteId: 5, askedPerson: 3, settles: true });
  await actions.settle("a-1");
  await actions.findByNote("e-1", [5]);
  await people.remember([{ userId: 501, username: "ada", name: "Ada" }]);
  await people.find([1]);
  await people.known(501);
  await people.listedUser("program", "ada");
  await guard.begin(ISSUE, now);
  await guard.failed(ISSUE, now, "", true);
  await guard.due(now, 10);
  await guard.succeeded(ISSUE);
  await actions.prune(now);
  await journal.commitDesk(deskRecord());
  await journal.get("e-1");
  await journal.findDesk(ISSUE);
  await journal.deskOf("migration-onboarding");
  await journal.openLoad("migration-onboarding", [4, 5]);
  await journal.lookedAfterBy("migration-onboarding", 4);
  await journal.openOf("migration-onboarding", 3);
  await journal.waiting("migration-onboarding");
  await journal.commit({ ...REVIEW_TO_DIE_IN, afterSeq: 2, issue: { projectId: 7, issueIid: 13 } });
  await engagements.overlapping([3, 4], now, new Date(2000));
  await engagements.findCalendar(await engagements.calendarOf("e-1", 1));
  await engagements.findCalendar(await engagements.feedOf(3));
  await errands.pendingOf(ISSUE);
  await errands.sentBy("e-1", "errand-");
  await errands.prune(now);
  await reminders.sent("e-1");
  await reminders.peopleDue(now, 10);
  await reminders.pendingOf(3);
  await reminders.postpone(3, now);
  await reminders.heardBefore(3, "2026-03-02");
  await reminders.ofBundle("a-2");
  await reminders.send({ person: 3, day: "2026-03-02", at: now, keys: ["reminder-1"], carrier: "e-1", action });
  await reminders.prune(now);
  await people.settings([3]);
  await people.saveSettings({ person: 3, at: now, away: null });
  const certified = { enrollmentId: "e-1", programId: "migration-onboarding", programVersion: 2, awardedAt: now };
  const badge = await badges.reserve({ ...certified, person: 3, subjectId: "urn:uuid:1", recipients: [] });
  await badges.find(badge?.id ?? "");
  await badges.ofEnrollment("e-1");
  await badges.list(0, 10);
  await badges.lists();
  await badges.revokedIn(1);
  await badges.journalHash("e-1");

  const statements = asked.mock.calls.map(([text]) => text).filter((text) => /^(?:select|update|delete)/.test(text));
  const reader = new DatabaseSync(path.join(dataDir, "bot.sqlite"), { readOnly: true });
  onTestFinished(() => reader.close());
  const walks = statements.flatMap((text) =>
    reader
      .prepare(`explain query plan ${text}`)
      .all()
      .map((row) => String(row["detail"]))
      // One row made of a value, and what a part of the statement found, are no tables.
      .filter((detail) => detail.startsWith("SCAN") && !["SCAN CONSTANT ROW", "SCAN moments"].includes(detail))
      .map((detail) => `${detail}: ${text}`),
  );
  expect(statements.length).toBeGreaterThan(40);
  expect(walks).toEqual([]);
});
