import { describe, expect, test } from "vitest";

import type { Action, NewAction } from "../../src/domain/enrollment/action.ts";
import type { FormFault } from "../../src/domain/feedback/rubric.ts";
import { createActions } from "../../src/store/actions.ts";
import { createJournal } from "../../src/store/journal.ts";
import { withoutWords } from "../../src/store/pruned-action.ts";
import type { ActionOutcome, ReviewRecord } from "../../src/workflow/ports/store-port.ts";
import { reviewRecord } from "../support/review-record.ts";
import { STORES } from "../support/store.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const at = new Date(1000);
const outcome: ActionOutcome = { at: new Date(2000), noteId: 55, askedPerson: 3, settles: false };
const planned = { state: "planned", attemptedAt: null, noteId: null, askedPerson: null, doneAt: null } as const;
const declined: Action = {
  kind: "note",
  note: { kind: "declined", task: "shadow", by: 4, reason: "Ada was late" },
};
const declinedWithoutWords: Action = { kind: "note", note: { kind: "declined", task: "shadow", by: 4, reason: null } };

const PART = { username: "msilva", candidate: null, errand: null, why: "unknown-user" } as const;
const NAMELESS = { ...PART, username: "" };
const OUTCOME = { kind: "outcome", to: 3, command: "confirm", noteId: 9, errands: "confirm:", handedTo: null } as const;

const UNKNOWN_LINE = { kind: "unknown-line", word: "", suggestion: null } as const;

function askForm(missing: readonly FormFault[] | null): Action {
  return { kind: "note", note: { kind: "ask-form", form: "rubric", task: "lead", engagement: 1, person: 4, missing } };
}

function newAction(key: string, action: Action = { kind: "close" }): NewAction {
  return { key, notBefore: new Date(500), action };
}

test.for<[action: Action, left: Action]>([
  [{ kind: "close" }, { kind: "close" }],
  [declined, declinedWithoutWords],
  [
    { kind: "note", note: { kind: "confirmation-withdrawn", task: "lead", by: 4, reason: "no" } },
    { kind: "note", note: { kind: "confirmation-withdrawn", task: "lead", by: 4, reason: null } },
  ],
  ...(
    [
      [
        { kind: "unknown-command", word: "halp", suggestion: "help me" },
        { kind: "unknown-command", word: "", suggestion: null },
      ],
      [
        { kind: "unknown-task", word: "shadw", suggestion: "decline shadow x", command: "decline" },
        { kind: "unknown-task", word: "", suggestion: null, command: "decline" },
      ],
      [
        { kind: "unknown-role", word: "boss" },
        { kind: "unknown-role", word: "" },
      ],
      [
        { kind: "unknown-user", username: "ada" },
        { kind: "unknown-user", username: "" },
      ],
      [
        { kind: "bad-date", command: "schedule", fault: { kind: "no-such-day", words: "30 Feb" }, rest: "with @ada" },
        { kind: "bad-date", command: "schedule", fault: { kind: "missing" }, rest: "" },
      ],
      [
        { kind: "unknown-words", words: "for Ada", command: "schedule" },
        { kind: "unknown-words", words: "", command: "schedule" },
      ],
      [{ kind: "help" }, { kind: "help" }],
    ] as const
  ).map(([answer, left]): [Action, Action] => [
    { kind: "note", note: { kind: "answer", to: 3, answer } },
    { kind: "note", note: { kind: "answer", to: 3, answer: left } },
  ]),
  [askForm([{ kind: "unknown-line", word: "claritty: 4", suggestion: "clarity" }]), askForm([UNKNOWN_LINE])],
  [askForm([{ kind: "no-verdict" }]), askForm([{ kind: "no-verdict" }])],
  [askForm(null), askForm(null)],
  [
    { kind: "desk-note", note: { kind: "answer", to: 3, answer: { kind: "unknown-offer", word: "#x" } } },
    { kind: "desk-note", note: { kind: "answer", to: 3, answer: { kind: "unknown-offer", word: "" } } },
  ],
  [
    { kind: "desk-note", note: { kind: "answer", to: 3, answer: { kind: "nobody-found", parts: [PART] } } },
    { kind: "desk-note", note: { kind: "answer", to: 3, answer: { kind: "nobody-found", parts: [NAMELESS] } } },
  ],
  [
    { kind: "desk-note", note: { ...OUTCOME, parts: [PART] } },
    { kind: "desk-note", note: { ...OUTCOME, parts: [NAMELESS] } },
  ],
  [
    { kind: "desk-note", note: { kind: "not-confidential", to: 3 } },
    { kind: "desk-note", note: { kind: "not-confidential", to: 3 } },
  ],
])("withoutWords() makes %j into %j", ([action, left]) => {
  expect(withoutWords(action)).toEqual(left);
});

describe.each(STORES)("on $name", ({ openTestDatabase }) => {
  async function setup(actions: readonly NewAction[], change: Partial<ReviewRecord> = {}) {
    const database = await openTestDatabase();
    const journal = createJournal(database);
    await journal.commit(reviewRecord({ actions, ...change }));
    return { actions: createActions(database, () => 7000), journal, database };
  }

  test("unfinished() gives planned and attempted actions of one enrollment, oldest first, due or not", async () => {
    const { actions, journal } = await setup([newAction("b"), newAction("a"), newAction("c")]);
    await journal.commit(
      reviewRecord({ enrollmentId: "e-2", issue: { projectId: 7, issueIid: 13 }, actions: [newAction("other")] }),
    );

    await actions.attempt("a", at);
    await actions.drop("c", "the issue was closed");

    expect(await actions.unfinished("e-1")).toEqual([
      { ...newAction("b"), ...planned },
      { ...newAction("a"), ...planned, state: "attempted", attemptedAt: at },
    ]);
    expect(await actions.unfinished("e-3")).toEqual([]);
  });

  test.for([
    { kind: "bad-date", command: "schedule" },
    { kind: "bad-days", command: "away until" },
  ] as const)("unfinished() gives the moments of $kind back as moments", async (said) => {
    const fault = { kind: "past", moment: { at: new Date("2026-03-02T09:00:00Z"), zone: "Europe/Berlin" } } as const;
    const answer = { ...said, fault, rest: "" };
    const { actions } = await setup([
      newAction("a", { kind: "note", note: { kind: "answer", to: 3, answer } }),
      newAction("b", { kind: "desk-note", note: { kind: "answer", to: 3, answer } }),
    ]);

    const [one, other] = await actions.unfinished("e-1");

    expect(one?.action).toEqual({ kind: "note", note: { kind: "answer", to: 3, answer } });
    expect(other?.action).toEqual({ kind: "desk-note", note: { kind: "answer", to: 3, answer } });
  });

  test("done() counts once: whatever is told later changes nothing", async () => {
    const { actions, database } = await setup([newAction("a", declined)]);
    await actions.attempt("a", at);
    await actions.done("a", outcome);
    const before = await database.kysely.selectFrom("actions").selectAll().execute();

    await actions.done("a", { at: new Date(9000), noteId: 56, askedPerson: null, settles: true });
    await actions.drop("a", "too late");
    await actions.attempt("a", new Date(9000));
    await actions.postpone("a", new Date(9000));
    await actions.settle("a");

    expect(await database.kysely.selectFrom("actions").selectAll().execute()).toEqual(before);
    expect(await actions.findByNote("e-1", [55])).toEqual([
      {
        key: "a",
        action: declinedWithoutWords,
        notBefore: new Date(500),
        state: "done",
        attemptedAt: at,
        noteId: 55,
        askedPerson: 3,
        doneAt: new Date(2000),
      },
    ]);
  });

  test("settle() ends the wait of a note, which keeps its words until then", async () => {
    const { actions, database } = await setup([newAction("a", declined), newAction("b")]);
    await actions.done("a", { ...outcome, settles: true });
    await actions.done("b", outcome);

    const waiting = await actions.unsettled("e-1");
    await actions.settle("a");
    await actions.settle("a");

    expect(waiting.map(({ key, action }) => [key, action])).toEqual([["a", declined]]);
    expect(await actions.unsettled("e-1")).toEqual([]);
    const rows = await database.kysely.selectFrom("actions").select(["settled_at", "action"]).orderBy("seq").execute();
    expect(rows).toEqual([
      { settled_at: 7000, action: JSON.stringify(declinedWithoutWords) },
      { settled_at: null, action: JSON.stringify({ kind: "close" }) },
    ]);
  });

  test("postpone() puts an attempt back to planned, and it is still known that it was attempted", async () => {
    const { actions } = await setup([newAction("a")]);
    await actions.attempt("a", at);

    await actions.postpone("a", new Date(4000));
    await actions.postpone("a", new Date(4000));

    expect(await actions.unfinished("e-1")).toEqual([
      { ...newAction("a"), ...planned, notBefore: new Date(4000), attemptedAt: at },
    ]);
  });

  test("drop() takes an action away with its reason and without its words", async () => {
    const { actions, database } = await setup([newAction("a", declined)]);

    await actions.drop("a", "merged into b");
    await actions.drop("a", "something else");

    expect(await actions.unfinished("e-1")).toEqual([]);
    const rows = await database.kysely
      .selectFrom("actions")
      .select(["state", "drop_reason", "done_at", "action"])
      .execute();
    expect(rows).toEqual([
      {
        state: "dropped",
        drop_reason: "merged into b",
        done_at: 7000,
        action: JSON.stringify(declinedWithoutWords),
      },
    ]);
  });

  test("findByNote() finds only what ended in one of these notes of this enrollment", async () => {
    const { actions } = await setup([newAction("a"), newAction("b"), newAction("c")]);
    await actions.done("a", outcome);
    await actions.done("b", { ...outcome, noteId: 56 });
    const many = Array.from({ length: 1200 }, (_, index) => index + 1000);

    const keys = async (enrollmentId: string, noteIds: readonly number[]) =>
      (await actions.findByNote(enrollmentId, noteIds)).map(({ key }) => key);
    expect(await keys("e-1", [55, ...many])).toEqual(["a"]);
    expect(await keys("e-1", [56, 55])).toEqual(["a", "b"]);
    expect(await keys("e-2", [55])).toEqual([]);
    expect(await keys("e-1", [])).toEqual([]);
  });

  test("all methods do nothing for a key nobody planned", async () => {
    const { actions, database } = await setup([]);

    await actions.attempt("x", at);
    await actions.done("x", outcome);
    await actions.drop("x", "why");
    await actions.postpone("x", at);
    await actions.settle("x");

    expect(await database.kysely.selectFrom("actions").selectAll().execute()).toEqual([]);
  });

  test("prune() deletes what ended 90 days ago where the enrollment is over", async () => {
    const { actions, journal, database } = await setup([newAction("open enrollment")]);
    const keys = ["old", "young", "unfinished", "unsettled", "settled"].map((key) => newAction(key));
    const issue = { projectId: 7, issueIid: 13 };
    await journal.commit(reviewRecord({ enrollmentId: "e-2", issue, actions: keys, isOpen: false }));
    await actions.done("open enrollment", { ...outcome, at: new Date(0) });
    await actions.done("old", { ...outcome, at: new Date(0) });
    await actions.done("young", { ...outcome, at: new Date(2) });
    await actions.attempt("unfinished", new Date(0));
    await actions.done("unsettled", { ...outcome, at: new Date(0), settles: true });
    await actions.done("settled", { ...outcome, at: new Date(0), settles: true });
    await actions.settle("settled");

    const isMore = await actions.prune(new Date(90 * DAY_MS + 1));

    expect(isMore).toBe(false);
    const left = await database.kysely.selectFrom("actions").select("key").orderBy("seq").execute();
    expect(left.map(({ key }) => key)).toEqual(["open enrollment", "young", "unfinished", "unsettled"]);
  });

  test("prune() goes on a part at a time and says when it is through", async () => {
    const many = Array.from({ length: 700 }, (_, index) => newAction(`a-${index}`));
    const { actions, database } = await setup(many, { isOpen: false });
    await database.kysely.updateTable("actions").set({ state: "done", done_at: 0 }).execute();

    const later = new Date(91 * DAY_MS);
    expect([await actions.prune(later), await actions.prune(later), await actions.prune(later)]).toEqual([
      true,
      false,
      false,
    ]);
    expect(await database.kysely.selectFrom("actions").selectAll().execute()).toEqual([]);
  });
});
