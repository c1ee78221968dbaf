import { describe, expect, test } from "vitest";

import type { Action, NewAction } from "../../src/domain/enrollment/action.ts";
import type { CommandEvent } from "../../src/domain/enrollment/event.ts";
import type { NewFact } from "../../src/domain/enrollment/fact.ts";
import { createActions } from "../../src/store/actions.ts";
import type { Database } from "../../src/store/database.ts";
import { createEngagements } from "../../src/store/engagements.ts";
import { createErrands } from "../../src/store/errands.ts";
import { createJournal } from "../../src/store/journal.ts";
import { createPeople } from "../../src/store/people.ts";
import { createReminders } from "../../src/store/reminders.ts";
import { deskRecord, engagement, ISSUE, newReminder, reviewRecord, WATCH } from "../support/review-record.ts";
import { STORES } from "../support/store.ts";

const ada = { userId: 501, username: "ada.l", name: "Ada Lovelace" };
const bob = { userId: 502, username: "bob", name: "Bob" };
const at = new Date("2026-03-02T09:00:00Z");

describe.each(STORES)("on $name", ({ openTestDatabase }) => {
  async function setup() {
    const database = await openTestDatabase();
    const people = createPeople(database, () => 5000);
    const numbers = await people.remember([ada, bob]);
    return { database, people, ada: numbers.get(501) ?? 0, bob: numbers.get(502) ?? 0 };
  }

  test("remember() numbers everybody once, by GitLab's id", async () => {
    const { people, ada: adaNumber, bob: bobNumber } = await setup();

    const again = await people.remember([bob, ada, ada]);

    expect(again).toEqual(
      new Map([
        [501, adaNumber],
        [502, bobNumber],
      ]),
    );
    expect(adaNumber).not.toBe(bobNumber);
    expect(await people.known(501)).toBe(adaNumber);
    expect(await people.known(503)).toBeNull();
    expect(await people.remember([])).toEqual(new Map());
  });

  test("remember() follows a renaming, and a recycled username is somebody else", async () => {
    const { people, ada: adaNumber } = await setup();
    const renamed = { ...ada, username: "countess" };
    const newcomer = { userId: 503, username: "ada.l", name: "Another Ada" };

    const numbers = await people.remember([renamed, newcomer]);

    const found = await people.find(numbers.values());
    expect(found).toEqual(
      new Map([
        [adaNumber, renamed],
        [numbers.get(503), newcomer],
      ]),
    );
    expect(numbers.get(501)).toBe(adaNumber);
    expect(numbers.get(503)).not.toBe(adaNumber);
  });

  test("remember() writes only what changed", async () => {
    const { database, people } = await setup();
    const later = createPeople(database, () => 9000);

    await later.remember([ada, { ...bob, name: "Robert" }]);

    const rows = await database.kysely.selectFrom("people").select(["username", "updated_at"]).execute();
    expect(rows).toEqual([
      { username: "ada.l", updated_at: 5000 },
      { username: "bob", updated_at: 9000 },
    ]);
    expect(await people.find([999])).toEqual(new Map());
  });

  test("remember() and find() take more people than one statement", async () => {
    const { people } = await setup();
    const crowd = Array.from({ length: 1200 }, (_, index) => ({
      userId: 1000 + index,
      username: `u${index}`,
      name: "",
    }));

    const numbers = await people.remember(crowd);

    const found = await people.find(numbers.values());
    expect([...found.values()].toSorted((a, b) => a.userId - b.userId)).toEqual(crowd);
  });

  test("listedUser() tells whom a username meant first, whatever its capitals", async () => {
    const { people } = await setup();

    const before = await people.listedUser("program", "Ada.L");
    await people.rememberListedUser("program", "Ada.L", 501);
    await people.rememberListedUser("program", "ada.l", 503);

    expect(before).toBeUndefined();
    expect(await people.listedUser("program", "ADA.l")).toBe(501);
    expect(await people.listedUser("other program", "ada.l")).toBeUndefined();
  });

  test("forgetPerson() leaves no name and no word of them, and every chain holds", async () => {
    const known = await setup();
    const { database, people } = known;
    const journal = createJournal(database);
    await people.rememberListedUser("program", "ada.l", 501);
    await people.rememberListedUser("program", "bob", 502);
    await journal.commit(traces(known));

    await people.forgetPerson(known.ada);
    await people.forgetPerson(known.ada);

    expect(await everything(database)).not.toMatch(/ada\.l|lovelace|too slow|\b501\b/i);
    expect(await people.find([known.ada, known.bob])).toEqual(new Map([[known.bob, bob]]));
    expect(await journal.verifyAll()).toEqual([]);
    const stored = await journal.find(ISSUE);
    expect(stored?.facts).toEqual([
      { kind: "task-declined", key: "k-1", at, task: "shadow", by: known.ada, reason: null, seq: 1 },
      {
        kind: "command-heard",
        key: "k-2",
        at,
        noteId: 9,
        by: known.ada,
        command: "",
        outcome: "done",
        seq: 2,
      },
      { kind: "task-waived", key: "k-3", at, task: "lead", by: known.bob, reason: "Bob knows", seq: 3 },
    ]);
    expect(stored?.watch.description).toBe(
      "- Engineer: …\n- Coordinator: @bob, https://gitlab/bob\n- [x] Review\n- … (…)",
    );
    expect(stored?.watch.deferred.map(({ event }) => event.by)).toEqual([known.bob]);
    expect((await createActions(database).unfinished("e-1")).map(({ action }) => action)).toEqual([
      { kind: "note", note: { kind: "declined", task: "shadow", by: known.ada, reason: null } },
      { kind: "note", note: { kind: "declined", task: "lead", by: known.bob, reason: "Bob says no" } },
      cancelled(known.ada, null),
    ]);
  });

  test("forgetPerson() of a candidate deletes what was written of them", async () => {
    const known = await setup();
    const journal = createJournal(known.database);
    await journal.commit({ ...traces(known), candidate: known.ada });

    await known.people.forgetPerson(known.ada);

    expect(await known.database.kysely.selectFrom("texts").selectAll().execute()).toEqual([]);
    expect(await everything(known.database)).not.toMatch(/Bob says no|Bob knows/);
    expect(await journal.verifyAll()).toEqual([]);
  });

  test("forgetPerson() deletes what they wrote on desks, in forms and about engagements", async () => {
    const { database, people, ada: adaNumber, bob: bobNumber } = await setup();
    const journal = createJournal(database);
    const offer = { ...OFFER, key: "k-1", at, by: adaNumber, codename: "Basalt" };
    await journal.commitDesk(deskRecord({ facts: [offer] }));
    await journal.commit(reviewRecord({ facts: written(adaNumber, "Basalt"), engagements: [engagement()] }));
    const other = { enrollmentId: "e-2", issue: { projectId: 7, issueIid: 13 } };
    await journal.commit(reviewRecord({ ...other, facts: written(bobNumber, "Gneiss") }));

    await people.forgetPerson(adaNumber);

    expect(await everything(database)).not.toMatch(/Basalt/);
    expect((await journal.findDesk(deskRecord().issue))?.facts).toEqual([{ ...offer, codename: null, seq: 1 }]);
    const forgotten = written(adaNumber, "").map((fact, index) => ({ ...fact, ...FORGOTTEN[index], seq: index + 1 }));
    expect((await journal.find(ISSUE))?.facts).toEqual(forgotten);
    const kept = written(bobNumber, "Gneiss").map((fact, index) => ({ ...fact, seq: index + 1 }));
    expect((await journal.find(other.issue))?.facts).toEqual(kept);
    expect(await journal.verifyAll()).toEqual([]);
  });

  test.for<[string, name: string, words: string]>([
    ["in capitals", "Özge Çelik", "Ask ÖZGE ÇELIK"],
    ["in letters of another alphabet", "Пётр Ильич", "ПЁТР ИЛЬИЧ knows"],
    ["with a sign of its own", 'Anna "Bo" Li', 'Nearly: Anna "Bo" Li was late'],
    ["at the beginning of a line", "Ada Byron", "Nearly there.\nAda Byron was late"],
  ])("forgetPerson() deletes what others wrote of them, the name %s", async ([, name, words]) => {
    const { database, people, bob: bobNumber } = await setup();
    const journal = createJournal(database);
    const description = `- Engineer: ${words}`;
    await journal.commit(reviewRecord({ facts: written(bobNumber, words), watch: { ...WATCH, description } }));
    const other = { enrollmentId: "e-2", issue: { projectId: 7, issueIid: 13 } };
    await journal.commit(reviewRecord({ ...other, facts: written(bobNumber, "Nearly there.\nBob was late") }));
    const number = (await people.remember([{ userId: 77, username: "somebody", name }])).get(77);

    await people.forgetPerson(number ?? 0);

    const texts = await database.kysely.selectFrom("texts").select("enrollment_id").execute();
    expect(texts.map((row) => row.enrollment_id)).toEqual(["e-2", "e-2", "e-2"]);
    expect((await journal.find(ISSUE))?.watch.description.toLowerCase()).not.toContain(name.toLowerCase());
    expect(await journal.verifyAll()).toEqual([]);
  });

  test("forgetPerson() leaves of an errand only that they sent it", async () => {
    const { database, people, ada: adaNumber, bob: bobNumber } = await setup();
    const journal = createJournal(database);
    const errand = (key: string, by: number, issueIid: number) => ({
      key,
      issue: { projectId: 7, issueIid },
      from: "desk-1",
      errand: { kind: "command", event: heard(by, "waive lead Ada is slow") } as const,
    });
    await journal.commit(reviewRecord({ candidate: adaNumber }));
    const errands = [errand("by her", adaNumber, 13), errand("of her", bobNumber, 12), errand("else", bobNumber, 13)];
    const done = [{ key: "by her", outcome: { kind: "done" } as const }];
    await journal.commitDesk(deskRecord({ errands, errandsDone: done }));

    await people.forgetPerson(adaNumber);

    const sent = await createErrands(database).sentBy("desk-1", "");
    expect(sent.map((one) => (one.errand.kind === "command" ? [one.key, one.errand.event] : one.key))).toEqual([
      ["by her", heard(adaNumber, "")],
      ["of her", heard(bobNumber, "")],
      ["else", heard(bobNumber, "waive lead Ada is slow")],
    ]);
  });

  test("forgetPerson() forgets where they are, what they wait to hear and the address of their calendar", async () => {
    const { database, people, ada: adaNumber, bob: bobNumber } = await setup();
    const journal = createJournal(database);
    const engagements = createEngagements(database);
    const reminders = createReminders(database);
    const change = (person: number) => ({ person, at, country: "IN" });
    const reminder = (key: string, person: number) => newReminder(key, { person });
    await journal.commit(
      reviewRecord({
        candidate: adaNumber,
        engagements: [engagement({ helper: bobNumber })],
        people: [change(adaNumber), change(bobNumber)],
        reminders: [reminder("sent", adaNumber), reminder("hers", adaNumber), reminder("his", bobNumber)],
      }),
    );
    const feeds = [await engagements.feedOf(adaNumber), await engagements.feedOf(bobNumber)];
    const action = { key: "bundle", notBefore: at, action: { kind: "close" } } as const;
    await reminders.send({ person: adaNumber, day: "2026-03-02", at, keys: ["sent"], carrier: "e-1", action });

    await people.forgetPerson(adaNumber);

    const settings = await people.settings([adaNumber, bobNumber]);
    expect([...settings.values()].map(({ country }) => country)).toEqual([null, "IN"]);
    expect(await reminders.pendingOf(adaNumber)).toEqual([]);
    expect(await reminders.pendingOf(bobNumber)).toHaveLength(1);
    expect([...(await reminders.sent("e-1")).keys()]).toEqual(["sent"]);
    expect(await reminders.heardBefore(adaNumber, "2026-03-03")).toBe(false);
    expect(await engagements.findCalendar(feeds[0] ?? "")).toBeNull();
    expect((await engagements.findCalendar(feeds[1] ?? ""))?.person).toBe(bobNumber);
    const start = engagement().start;
    expect(await engagements.overlapping([adaNumber], start, new Date(start.getTime() + 1))).toHaveLength(1);
  });

  test("remember() makes a forgotten person somebody new", async () => {
    const { people, ada: adaNumber, bob: bobNumber } = await setup();
    await people.forgetPerson(adaNumber);

    const again = (await people.remember([ada])).get(501);

    expect([adaNumber, bobNumber]).not.toContain(again);
    expect(await people.known(501)).toBe(again);
  });

  test("listedUser() admits nobody under the name of somebody forgotten", async () => {
    const { people, ada: adaNumber } = await setup();
    await people.rememberListedUser("program", "ada.l", 501);
    await people.forgetPerson(adaNumber);

    await people.rememberListedUser("program", "ada.l", 503);

    expect(await people.listedUser("program", "ada.l")).toBeNull();
  });

  test("forgetPerson() leaves the boxes of somebody called x alone", async () => {
    const { database, people } = await setup();
    const journal = createJournal(database);
    await journal.commit(reviewRecord({ watch: { ...WATCH, description: "- Candidate: @x\n- [x] Review x" } }));
    const number = (await people.remember([{ userId: 77, username: "x", name: "[x]" }])).get(77);

    await people.forgetPerson(number ?? 0);

    expect((await journal.find(ISSUE))?.watch.description).toBe("- Candidate: …\n- [x] Review x");
  });
});

const OFFER = {
  kind: "offer-made",
  offer: 1,
  engagement: "shadow",
  start: "2026-12-03T13:00:00.000Z",
  zone: "Europe/Berlin",
  lengthMs: 14_400_000,
  method: null,
  language: null,
  seats: 1,
} as const;

/** One fact of each kind that quotes somebody about engagements. */
function written(by: number, text: string): readonly NewFact[] {
  const { start, zone, lengthMs } = OFFER;
  const head = { at, task: "lead", by };
  return [
    {
      ...head,
      key: "k-1",
      kind: "engagement-scheduled",
      number: 1,
      engagement: "lead",
      start,
      zone,
      lengthMs,
      method: null,
      helper: null,
      offer: null,
      details: { codename: text, source: text },
    },
    { key: "k-2", at, by, kind: "engagement-cancelled", number: 1, missed: false, reason: text },
    {
      ...head,
      key: "k-3",
      kind: "form-filled",
      form: "rubric",
      engagement: 1,
      scores: { clarity: 4 },
      verdict: "pass",
      isComplete: true,
      answers: { texts: { clarity: text }, comment: text },
    },
  ];
}

/** What is left of the texts in {@link written}. */
const FORGOTTEN = [{ details: null }, { reason: null }, { answers: null }];

function cancelled(by: number, reason: string | null): Action {
  const note = { kind: "engagement", number: 1, news: "cancelled", movedFrom: null, helperBefore: null, by } as const;
  return { kind: "note", note: { ...note, reason } };
}

function heard(by: number, text: string): CommandEvent {
  return {
    kind: "command",
    key: `command:${by}`,
    at,
    noteId: 9,
    by,
    authority: "own",
    command: { kind: "unknown", word: text, suggestion: null },
    text,
  };
}

/** Everything a review can write of Ada and of Bob. */
function traces(numbers: { readonly ada: number; readonly bob: number }) {
  const facts: NewFact[] = [
    { kind: "task-declined", key: "k-1", at, task: "shadow", by: numbers.ada, reason: "too slow" },
    {
      kind: "command-heard",
      key: "k-2",
      at,
      noteId: 9,
      by: numbers.ada,
      command: "decline shadow too slow",
      outcome: "done",
    },
    { kind: "task-waived", key: "k-3", at, task: "lead", by: numbers.bob, reason: "Bob knows" },
  ];
  const actions: NewAction[] = [
    {
      key: "a-1",
      notBefore: at,
      action: { kind: "note", note: { kind: "declined", task: "shadow", by: numbers.ada, reason: "too slow" } },
    },
    {
      key: "a-2",
      notBefore: at,
      action: { kind: "note", note: { kind: "declined", task: "lead", by: numbers.bob, reason: "Bob says no" } },
    },
    {
      key: "a-3",
      notBefore: at,
      action: cancelled(numbers.ada, "too slow"),
    },
  ];
  return reviewRecord({
    facts,
    actions,
    watch: {
      ...WATCH,
      description: "- Engineer: @Ada.L\n- Coordinator: @bob, https://gitlab/bob\n- [x] Review\n- Ada Lovelace (ada.l)",
      deferred: [
        { event: heard(numbers.ada, "decline shadow too slow"), since: at },
        { event: heard(numbers.bob, "help"), since: at },
      ],
    },
  });
}

async function everything({ kysely }: Database): Promise<string> {
  return JSON.stringify([
    await kysely.selectFrom("enrollments").selectAll().execute(),
    await kysely.selectFrom("facts").select(["kind", "body"]).execute(),
    await kysely.selectFrom("texts").selectAll().execute(),
    await kysely.selectFrom("people").selectAll().execute(),
    await kysely.selectFrom("listed_users").select(["program_key", "user_id"]).execute(),
    (await kysely.selectFrom("listed_users").select("username").execute()).map(({ username }) => username.slice(0, 12)),
    await kysely.selectFrom("actions").selectAll().execute(),
    await kysely.selectFrom("engagements").selectAll().execute(),
    await kysely.selectFrom("errands").selectAll().execute(),
  ]);
}
