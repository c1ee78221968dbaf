import { describe, expect, test } from "vitest";

import type { DeskFactBody } from "../../../../src/domain/desk/desk.ts";
import type { DeskAnswer } from "../../../../src/domain/desk/desk-note-plan.ts";
import type { RoleId } from "../../../../src/domain/program/program.ts";
import { holding, standing } from "../../enrollment/support.ts";
import { AKIO, ALEX, HOUR, MARIA, NOW, offerMade, PRIYA, seatTaken, TOM, waiting } from "../support.ts";
import { AKIOS, MARIAS, openDeskBench } from "./bench.ts";

const OFFER = "offer shadow 2026-12-03 14:00 Europe/Berlin";

const MADE: DeskFactBody = {
  kind: "offer-made",
  offer: 1,
  by: TOM,
  engagement: "shadow",
  start: "2026-12-03T13:00:00.000Z",
  zone: "Europe/Berlin",
  lengthMs: 4 * HOUR,
  method: null,
  language: null,
  codename: null,
  seats: 1,
};

describe("offer", () => {
  test.for<[line: string, change: Partial<DeskFactBody>]>([
    [OFFER, {}],
    [`${OFFER} for 8h`, { lengthMs: 8 * HOUR }],
    [`${OFFER} seats 2`, { seats: 2 }],
    [`${OFFER} seats: 50`, { seats: 50 }],
    [`${OFFER} method Direct Transfer`, { method: "direct-transfer" }],
    [`${OFFER} language pt-BR`, { language: "pt-br" }],
    [
      `${OFFER} codename blue-heron, seats 3 for 90 minutes method other language de`,
      { codename: "blue-heron", seats: 3, lengthMs: 1.5 * HOUR, method: "other", language: "de" },
    ],
    [
      "offer Lead 3 Dec 2026 14:00 Asia/Kolkata",
      { engagement: "lead", start: "2026-12-03T08:30:00.000Z", zone: "Asia/Kolkata" },
    ],
  ])("%s", ([line, change]) => {
    const bench = openDeskBench();

    bench.say(TOM, line);

    expect(bench.facts()).toEqual([{ ...MADE, ...change }]);
    expect(bench.marks()).toEqual(["white_check_mark"]);
    expect(bench.answers()).toEqual([]);
  });

  test.for<[line: string, answer: object]>([
    ["offer", { kind: "malformed", command: "offer", missing: "engagement" }],
    ["offer ENGAGEMENT YYYY-MM-DD HH:MM Area/City", { kind: "malformed", command: "offer", missing: "engagement" }],
    [
      "offer shdow 2026-12-03 14:00 UTC",
      { kind: "unknown-engagement", word: "shdow", suggestion: "shadow", command: "offer" },
    ],
    ["offer shadow", { kind: "malformed", command: "offer", missing: "date" }],
    ["offer shadow YYYY-MM-DD HH:MM Area/City", { kind: "malformed", command: "offer", missing: "placeholder" }],
    [
      "offer shadow 2026-11-30 14:00 UTC seats 2 for 8h",
      { kind: "bad-date", command: "offer shadow", fault: { kind: "past" }, rest: "seats 2 for 8h" },
    ],
    [`${OFFER} for ever`, { kind: "bad-length", words: "ever" }],
    [`${OFFER} seats 0`, { kind: "bad-seats", word: "0" }],
    [`${OFFER} seats 51`, { kind: "bad-seats", word: "51" }],
    [`${OFFER} seats`, { kind: "bad-seats", word: "" }],
    [`${OFFER} method carrier pigeon`, { kind: "unknown-method", word: "carrier-pigeon", engagement: "shadow" }],
    [`${OFFER} language 42`, { kind: "unknown-words", words: "language 42", command: "offer" }],
    [`${OFFER} with @alex`, { kind: "unknown-words", words: "with @alex", command: "offer" }],
    [`${OFFER} codename Globex`, { kind: "denied-name", command: "offer" }],
  ])("%s is answered and changes nothing", ([line, answer]) => {
    const bench = openDeskBench();

    bench.say(TOM, line);

    expect(bench.facts()).toEqual([]);
    expect(bench.answers()).toMatchObject([answer]);
  });

  test("the same engagement twice is one", () => {
    const bench = openDeskBench([offerMade(1)]);

    bench.say(TOM, OFFER);
    bench.say(TOM, OFFER.replace("14:00", "15:00"));

    expect(bench.answers()).toEqual([{ kind: "already-offered", offer: 1 }]);
    expect(bench.facts()).toEqual([{ ...MADE, offer: 2, start: "2026-12-03T14:00:00.000Z" }]);
  });
});

describe("accept", () => {
  test("takes a seat, and has the date set on the candidate's issue with the coordinator's rights", () => {
    const bench = openDeskBench([offerMade(3, { method: "direct-transfer", codename: "blue-heron", seats: 2 })]);

    bench.say(PRIYA, "accept 3 for @msilva");

    expect(bench.facts()).toEqual([seatTaken(3, "e-maria")]);
    const words = "2026-12-03 14:00 Europe/Berlin for 4h with @tbecker method direct-transfer codename blue-heron";
    const key = "accept:desk:command:501:e-maria";
    expect(bench.ledger.errands()).toEqual([
      {
        key,
        issue: MARIAS.issue,
        errand: {
          kind: "command",
          event: {
            kind: "command",
            key,
            at: NOW,
            noteId: 501,
            by: PRIYA,
            authority: "own",
            command: { kind: "schedule", engagement: "shadow", words: words.split(" "), placeholder: false },
            text: `schedule shadow ${words}`,
            offer: { desk: "desk", offer: 3, namedBy: [PRIYA] },
          },
        },
      },
    ]);
    expect(bench.outcomes()).toEqual([
      {
        kind: "outcome",
        to: PRIYA,
        command: "accept",
        noteId: 501,
        errands: "accept:desk:command:501:",
        parts: [{ username: "msilva", candidate: MARIA, errand: key, why: null }],
        handedTo: null,
      },
    ]);
    expect(bench.marks()).toEqual([]);
  });

  test.for(["accept offer 3 for @msilva", "accept #3 @msilva", "accept 3, for @msilva."])(
    "%s means the same",
    (line) => {
      const bench = openDeskBench([offerMade(3)]);

      bench.say(PRIYA, line);

      expect(bench.facts()).toEqual([seatTaken(3, "e-maria")]);
    },
  );

  test("of two for the last seat the first gets it, and the other is told", () => {
    const bench = openDeskBench([offerMade(1)]);

    bench.say(PRIYA, "accept 1 for @msilva");
    bench.say(PRIYA, "accept 1 for @akio");

    expect(bench.facts()).toEqual([seatTaken(1, "e-maria")]);
    expect(bench.answers()).toEqual([{ kind: "no-seat", offer: 1, candidate: AKIO, why: "full" }]);
  });

  test("the same wish again is only marked", () => {
    const bench = openDeskBench([offerMade(1), seatTaken(1, "e-maria")]);

    bench.say(PRIYA, "accept 1 for @msilva");

    expect(bench.facts()).toEqual([]);
    expect(bench.ledger.errands()).toEqual([]);
    expect(bench.marks()).toEqual(["white_check_mark"]);
  });

  const withdrawn: DeskFactBody = { kind: "offer-withdrawn", offer: 1, by: TOM, reason: null };
  test.for<[before: readonly DeskFactBody[], line: string, answer: DeskAnswer]>([
    [[], "accept", { kind: "malformed", command: "accept", missing: "offer" }],
    [[], "accept NUMBER for @username", { kind: "malformed", command: "accept", missing: "placeholder" }],
    [[], "accept 1 for @msilva", { kind: "unknown-offer", word: "1" }],
    [[], "accept all for @msilva", { kind: "unknown-offer", word: "all" }],
    [[offerMade(1)], "accept 1", { kind: "malformed", command: "accept", missing: "candidate" }],
    [[offerMade(1)], "accept 1 for @username", { kind: "malformed", command: "accept", missing: "placeholder" }],
    [[offerMade(1)], "accept 1 for @msilva @akio", { kind: "malformed", command: "accept", missing: "candidate" }],
    [
      [offerMade(1)],
      "accept 1 for @nobody",
      { kind: "nobody-found", parts: [{ username: "nobody", candidate: null, errand: null, why: "unknown-user" }] },
    ],
    [
      [offerMade(1)],
      "accept 1 for @alex",
      { kind: "nobody-found", parts: [{ username: "alex", candidate: ALEX, errand: null, why: "no-enrollment" }] },
    ],
    [
      [offerMade(1), withdrawn],
      "accept 1 for @msilva",
      { kind: "no-seat", offer: 1, candidate: MARIA, why: "withdrawn" },
    ],
    [
      [offerMade(1, { start: NOW.toISOString() })],
      "accept 1 for @msilva",
      { kind: "no-seat", offer: 1, candidate: MARIA, why: "past" },
    ],
    [
      [offerMade(1), offerMade(2), seatTaken(2, "e-maria")],
      "accept 1 for @msilva",
      { kind: "no-seat", offer: 1, candidate: MARIA, why: "elsewhere" },
    ],
    [
      [offerMade(1, { by: MARIA })],
      "accept 1 for @msilva",
      { kind: "no-seat", offer: 1, candidate: MARIA, why: "same-person" },
    ],
    [
      [offerMade(1, { engagement: "lead" })],
      "accept 1 for @msilva",
      { kind: "not-waiting", candidate: MARIA, engagement: "lead" },
    ],
    [[offerMade(1, { by: 77 })], "accept 1 for @msilva", { kind: "engineer-gone", offer: 1 }],
  ])("after %o, %s changes nothing", ([before, line, answer]) => {
    const bench = openDeskBench(before);

    bench.say(PRIYA, line);

    expect(bench.facts()).toEqual([]);
    expect(bench.ledger.errands()).toEqual([]);
    expect(bench.answers()).toEqual([answer]);
  });

  test.for<[why: "busy" | "not-free", change: Parameters<typeof waiting>[1]]>([
    ["busy", { busy: [{ start: new Date("2026-12-03T16:00:00Z"), end: new Date("2026-12-03T20:00:00Z") }] }],
    ["not-free", { freeDays: [{ from: "2026-12-04", to: "2026-12-18" }] }],
  ])("somebody %s then gets no seat", ([why, change]) => {
    const bench = openDeskBench([offerMade(1)], { waiting: [waiting("e-maria", change)] });

    bench.say(PRIYA, "accept 1 for @msilva");

    expect(bench.facts()).toEqual([]);
    expect(bench.answers()).toEqual([{ kind: "does-not-fit", offer: 1, candidate: MARIA, why }]);
  });

  test("somebody with two open enrollments is asked about on the right one", () => {
    const bench = openDeskBench([offerMade(1)], { openOf: () => [MARIAS, { ...MARIAS, id: "e-maria-2" }] });

    bench.say(PRIYA, "accept 1 for @msilva");

    expect(bench.answers()).toMatchObject([{ kind: "nobody-found", parts: [{ why: "several-enrollments" }] }]);
  });
});

describe("cancel", () => {
  test.for<[by: string, person: number]>([
    ["whoever made it", TOM],
    ["a coordinator", PRIYA],
  ])("%s takes an offer back", ([, person]) => {
    const bench = openDeskBench([offerMade(1)]);

    bench.say(person, "cancel offer 1 The customer moved it");

    expect(bench.facts()).toEqual([{ kind: "offer-withdrawn", offer: 1, by: person, reason: "The customer moved it" }]);
    expect(bench.marks()).toEqual(["white_check_mark"]);
  });

  test("those who have a seat keep their date, and the answer says so", () => {
    const bench = openDeskBench([offerMade(1), seatTaken(1, "e-maria")]);

    bench.say(TOM, "cancel 1");

    expect(bench.facts()).toEqual([{ kind: "offer-withdrawn", offer: 1, by: TOM, reason: null }]);
    expect(bench.answers()).toEqual([{ kind: "offer-withdrawn", offer: 1, takers: [MARIA] }]);
  });

  test("another engineer's offer stays", () => {
    const bench = openDeskBench([offerMade(1, { by: ALEX })]);

    bench.say(TOM, "cancel offer 1");

    expect(bench.facts()).toEqual([]);
    expect(bench.answers()).toEqual([{ kind: "not-own-offer", offer: 1, engineer: ALEX }]);
  });
});

describe("confirm", () => {
  test("asks every candidate's issue, each once", () => {
    const bench = openDeskBench();

    bench.say(PRIYA, "confirm workshop, assessment @msilva @akio, @msilva @nobody");

    expect(bench.ledger.errands().map(({ issue, errand }) => [issue.issueIid, errand])).toEqual(
      [MARIAS, AKIOS].map(({ issue }) => [
        issue.issueIid,
        expect.objectContaining({
          event: expect.objectContaining({
            command: { kind: "confirm", tasks: ["workshop", "assessment"], placeholder: false },
            text: "confirm workshop assessment",
            by: PRIYA,
          }),
        }),
      ]),
    );
    expect(bench.outcomes().map(({ parts }) => parts.map(({ username, why }) => [username, why]))).toEqual([
      [
        ["msilva", null],
        ["akio", null],
        ["nobody", "unknown-user"],
      ],
    ]);
  });

  test.for<[line: string, answer: DeskAnswer]>([
    ["confirm", { kind: "malformed", command: "confirm", missing: "task" }],
    ["confirm @msilva", { kind: "malformed", command: "confirm", missing: "task" }],
    ["confirm workshop", { kind: "malformed", command: "confirm", missing: "candidate" }],
    ["confirm TASK @username @username", { kind: "malformed", command: "confirm", missing: "placeholder" }],
    ["confirm worksop @msilva", { kind: "unknown-task", word: "worksop", suggestion: "workshop" }],
  ])("%s is answered", ([line, answer]) => {
    const bench = openDeskBench();

    bench.say(PRIYA, line);

    expect(bench.ledger.errands()).toEqual([]);
    expect(bench.answers()).toEqual([answer]);
  });
});

describe("assign", () => {
  test("hands over everything somebody looks after", () => {
    const bench = openDeskBench();

    bench.say(PRIYA, "assign coordinator @alex");

    expect(bench.ledger.errands().map(({ issue }) => issue.issueIid)).toEqual([11, 12]);
    expect(bench.ledger.errands()[0]?.errand).toMatchObject({
      event: { command: { kind: "assign", role: "coordinator", username: "alex" }, text: "assign coordinator @alex" },
    });
    expect(bench.outcomes()).toMatchObject([{ command: "assign", handedTo: ALEX, parts: [{ candidate: MARIA }, {}] }]);
  });

  test("names somebody for one candidate", () => {
    const bench = openDeskBench();

    bench.say(PRIYA, "assign engineer @tbecker for @akio");

    expect(bench.ledger.errands().map(({ issue }) => issue.issueIid)).toEqual([12]);
    expect(bench.facts()).toEqual([]);
    expect(bench.outcomes()).toMatchObject([{ command: "assign", handedTo: null }]);
  });

  test("names an engineer for the desk, who may offer then", () => {
    const bench = openDeskBench();

    bench.say(PRIYA, "assign engineer @alex");
    bench.say(ALEX, OFFER);

    expect(bench.facts()).toEqual([
      { kind: "engineer-admitted", person: ALEX, by: PRIYA },
      { ...MADE, by: ALEX },
    ]);
  });

  test.for<[by: number, line: string, answer: DeskAnswer]>([
    [PRIYA, "assign", { kind: "malformed", command: "assign", missing: "role" }],
    [PRIYA, "assign engineer", { kind: "malformed", command: "assign", missing: "username" }],
    [PRIYA, "assign ROLE @username", { kind: "malformed", command: "assign", missing: "placeholder" }],
    [PRIYA, "assign wizard @alex", { kind: "unknown-role", word: "wizard" }],
    [PRIYA, "assign candidate @alex", { kind: "unknown-role", word: "candidate" }],
    [PRIYA, "assign sponsor @alex", { kind: "malformed", command: "assign", missing: "candidate" }],
    [PRIYA, "assign engineer @nobody", { kind: "unknown-user", username: "nobody" }],
    [PRIYA, "assign coordinator @pnair", { kind: "nothing-to-hand-over" }],
  ])("%i: %s is answered", ([by, line, answer]) => {
    const bench = openDeskBench();

    bench.say(by, line);

    expect(bench.facts()).toEqual([]);
    expect(bench.ledger.errands()).toEqual([]);
    expect(bench.answers()).toEqual([answer]);
  });

  test.for<[why: "bot" | "inactive" | "no-member", change: Parameters<typeof standing>[0]]>([
    ["bot", { bot: true }],
    ["inactive", { active: false }],
    ["no-member", { accessLevel: 0 }],
  ])("an account that is %s becomes no engineer", ([why, change]) => {
    const bench = openDeskBench([], {
      standing: (person) => (person === PRIYA ? holding("coordinator") : standing(change)),
    });

    bench.say(PRIYA, "assign engineer @alex");

    expect(bench.facts()).toEqual([]);
    expect(bench.answers()).toEqual([{ kind: "not-for-role", role: "engineer", username: "alex", why }]);
  });
});

describe("who may", () => {
  const LINES = {
    offer: `${OFFER} seats 2`,
    accept: "accept 1 for @msilva",
    cancel: "cancel offer 1 why",
    confirm: "confirm workshop @msilva",
    assign: "assign engineer @alex",
  } as const;

  test.for<[role: string, roles: readonly RoleId[], may: readonly (keyof typeof LINES)[]]>([
    ["owner", ["owner"], ["offer", "accept", "cancel", "confirm", "assign"]],
    ["coordinator", ["coordinator"], ["offer", "accept", "cancel", "confirm", "assign"]],
    ["engineer", ["engineer"], ["offer", "cancel", "confirm"]],
    ["sponsor", ["sponsor"], []],
    ["nobody", [], []],
  ])("%s", ([, roles, may]) => {
    for (const [name, line] of Object.entries(LINES)) {
      const bench = openDeskBench([offerMade(1, { by: 8, start: "2026-12-09T13:00:00.000Z" })], {
        standing: () => holding(...roles),
        usernameOf: () => "somebody",
      });

      bench.say(9, line);

      const isRefused = bench.answers().some(({ kind }) => kind === "not-entitled");
      expect([name, isRefused]).toEqual([name, !may.includes(name as keyof typeof LINES)]);
    }
  });

  test("what GitLab cannot say yet waits", () => {
    const bench = openDeskBench([], { standing: () => "unknown" });

    expect(bench.say(TOM, OFFER)).toBe("deferred");
    expect(bench.ledger.facts()).toEqual([]);
  });

  test("an engineer who left the project is none any more", () => {
    const bench = openDeskBench([], { standing: () => standing({ accessLevel: 0 }) });

    bench.say(TOM, OFFER);

    expect(bench.facts()).toEqual([]);
    expect(bench.answers()).toMatchObject([{ kind: "not-entitled", command: "offer" }]);
  });

  test.for(["doubtful", "edited-by-author"] as const)("an edited comment changes nothing: %s", (authority) => {
    const bench = openDeskBench();

    bench.say(TOM, OFFER, { authority });

    expect(bench.facts()).toEqual([]);
    expect(bench.answers()).toEqual([{ kind: "edited-comment", command: "offer" }]);
  });
});

test.for<[line: string, answer: DeskAnswer]>([
  ["help", { kind: "help" }],
  ["status", { kind: "status" }],
  ["waive shadow why", { kind: "not-here", command: "waive" }],
  ["schedule shadow tomorrow", { kind: "not-here", command: "schedule" }],
  ["ofer shadow", { kind: "unknown-command", word: "ofer", suggestion: "offer shadow" }],
  ["sing", { kind: "unknown-command", word: "sing", suggestion: null }],
])("%s", ([line, answer]) => {
  const bench = openDeskBench();

  bench.say(ALEX, line);

  expect(bench.answers()).toEqual([answer]);
});

test("the seventh answer in an hour, and the same refusal again, are an emoji", () => {
  const bench = openDeskBench();

  for (let count = 0; count < 7; count += 1) bench.say(ALEX, "status");
  bench.say(TOM, "accept 1 for @msilva");
  bench.say(TOM, "accept 1 for @msilva");

  expect(bench.answers()).toHaveLength(7);
  expect(bench.marks()).toEqual(["eyes", "no_entry_sign"]);
});
