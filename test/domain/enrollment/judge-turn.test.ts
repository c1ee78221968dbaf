import { expect, test } from "vitest";

import type { Enrollment } from "../../../src/domain/enrollment/enrollment.ts";
import type { AttributionEvent, TurnEvent, Unexplained } from "../../../src/domain/enrollment/event.ts";
import type { FactBody, PersonId, Proof } from "../../../src/domain/enrollment/fact.ts";
import { judgeAttribution, judgeTurn } from "../../../src/domain/enrollment/judge-turn.ts";
import type { KnownStanding } from "../../../src/domain/enrollment/standing.ts";
import {
  ALEX,
  at,
  bodiesOf,
  box,
  enrollmentWith,
  foldBodies,
  holding,
  MARIA,
  openBench,
  planned,
  PRIYA,
  standing,
  STANDINGS,
  TOM,
  turn,
} from "./support.ts";

const FORMER = 21;
const BLOCKED = 22;
const ROBOT = 23;
const LISTED_ROBOT = 24;
const SOCK = 25;
const NOT_ASKED = 26;

const everybody = new Map<PersonId, KnownStanding>([
  ...STANDINGS,
  [FORMER, holding("coordinator")],
  [BLOCKED, { ...holding("coordinator"), active: false }],
  [ROBOT, { ...holding("coordinator"), bot: true }],
  [LISTED_ROBOT, standing({ bot: true, grants: [{ role: "coordinator", via: "users", addedBy: null }] })],
  [SOCK, standing({ accessLevel: 40, grants: [{ role: "coordinator", via: "access", addedBy: MARIA }] })],
  [NOT_ASKED, "unknown"],
]);

/** Who may confirm a gated task by DESIGN's sentences; `unknown` is not no. */
const PEOPLE: readonly (readonly [who: string, person: PersonId | null, may: "yes" | "no" | "unknown"])[] = [
  ["nobody known", null, "no"],
  ["the candidate, a Maintainer", MARIA, "no"],
  ["a former candidate, a Maintainer", FORMER, "no"],
  ["a member without a role", ALEX, "no"],
  ["a coordinator by access", PRIYA, "yes"],
  ["an assigned engineer", TOM, "yes"],
  ["a blocked coordinator", BLOCKED, "no"],
  ["a bot with a Maintainer's rights", ROBOT, "no"],
  ["a bot the program lists", LISTED_ROBOT, "yes"],
  ["an account the candidate made a Maintainer", SOCK, "no"],
  ["somebody GitLab does not tell of", NOT_ASKED, "unknown"],
];

const STATES = {
  open: [],
  claimed: [{ kind: "task-claimed", task: "TASK", by: MARIA }],
  confirmed: [{ kind: "task-confirmed", task: "TASK", by: PRIYA, via: "command" }],
  waived: [{ kind: "task-waived", task: "TASK", by: PRIYA, reason: "done elsewhere" }],
  declined: [{ kind: "task-declined", task: "TASK", by: PRIYA, reason: "not yet" }],
} as const;
const STATUSES = {
  active: [],
  withdrawn: [{ kind: "closed-by-hand" }],
  held: [{ kind: "held-back", person: MARIA }],
  moved: [{ kind: "moved-away", toIssueId: 77 }],
  certified: [{ kind: "certified" }],
} as const satisfies Record<string, readonly FactBody[]>;

interface Circumstances {
  readonly by: PersonId | null;
  readonly may: "yes" | "no" | "unknown";
  readonly boxId: string;
  readonly to: TurnEvent["to"];
  readonly proof: Proof;
  readonly alone: boolean;
  readonly stale: boolean;
  readonly late: boolean;
  readonly firstSight: boolean;
  readonly adopted: boolean;
  readonly spoiled: "no" | "this box" | "the other box";
  readonly state: keyof typeof STATES;
  readonly status: keyof typeof STATUSES;
}

interface Outcome {
  readonly verdict: "judged" | "deferred";
  readonly facts: readonly FactBody[];
  readonly askedAgain: boolean;
}

/** What DESIGN's section 7 says of one turned box, sentence by sentence, and nothing of how it is computed. */
function expected(c: Circumstances): Outcome {
  const [task = "", which] = c.boxId.split("/");
  const isGated = task !== "review-resources";
  const nothing: Outcome = { verdict: "judged", facts: [], askedAgain: false };
  const { may } = c;
  const provenRight = may === "yes" && c.proof === "record";
  const turned: FactBody = {
    kind: "box-turned",
    box: box(c.boxId),
    to: c.to,
    by: c.by,
    proof: c.proof,
    entitled: provenRight,
  };
  const justTurned: Outcome = { ...nothing, facts: [turned] };
  const then = (body: FactBody, askedAgain = false): Outcome => ({ ...nothing, facts: [turned, body], askedAgain });

  // A late delivery is evidence of who touched a box, never news of its state.
  if (c.late) return c.to === "done" && may === "no" ? justTurned : nothing;
  // Unknown is not no.
  if (may === "unknown" && isGated && c.to === "done" && c.proof === "record")
    return { ...nothing, verdict: "deferred" };
  // Certified never re-opens; what was moved goes on elsewhere.
  if (c.status === "certified" || c.status === "moved") return justTurned;

  if (c.to !== "done") {
    // A save that also un-ticks is a stale page: states stay. Un-ticking never removes a confirmation of a gated task.
    if (c.stale || which === "confirm") return justTurned;
    if (!isGated && c.state === "confirmed") return then({ kind: "task-reopened", task, by: c.by });
    if (c.state === "claimed") return then({ kind: "claim-withdrawn", task, by: c.by });
    return justTurned;
  }

  if (c.state === "confirmed" || c.state === "waived") return justTurned;
  const confirmed: FactBody = { kind: "task-confirmed", task, by: c.by, via: "tick" };
  const claimed: FactBody = { kind: "task-claimed", task, by: c.by };
  const claimedOnce = (askedAgain: boolean): Outcome =>
    c.state === "claimed" ? { ...justTurned, askedAgain } : then(claimed, askedAgain);
  if (!isGated) {
    // Boxes already ticked at first sight are claims; of an older issue, all of them.
    const cameTicked = c.firstSight && (c.adopted || c.proof === "none");
    return cameTicked ? claimedOnce(false) : then(confirmed);
  }
  const isClean = c.alone && !c.stale && !c.firstSight && c.spoiled !== "this box";
  if (provenRight && isClean) return then(confirmed);
  // A tick of the second box by somebody without the right changes nothing.
  if (which === "confirm" && c.by !== null && may === "no") return justTurned;
  // Otherwise it is a claim and the person is asked to confirm; an older issue is adopted without asks.
  return claimedOnce(provenRight && !(c.firstSight && c.adopted));
}

/** For the self-confirmed task: the candidate's word, and that of whoever may confirm in bulk. */
function mayBySelf(may: "yes" | "no" | "unknown", person: PersonId | null): "yes" | "no" | "unknown" {
  if (person === MARIA) return "yes";
  return person === TOM ? "no" : may;
}

function actual(c: Circumstances): Outcome {
  const { ledger, context } = openBench({ enrollment: enrollmentFor(c), standings: everybody });
  const { to, by, proof, alone, stale, late, firstSight } = c;
  const verdict = judgeTurn(ledger, turn(c.boxId, { to, by, proof, alone, stale, late, firstSight }), context.standing);
  const askedAgain = planned(ledger.actions()).some((action) => action.startsWith("ask-again"));
  return { verdict, facts: bodiesOf(ledger.facts()), askedAgain };
}

function enrollmentFor({ boxId, state, status, spoiled, adopted }: Circumstances): Enrollment {
  const [task = "", which] = boxId.split("/");
  const other = `${task}/${which === "task" ? "confirm" : "task"}`;
  const spoiledBox = { no: null, "this box": boxId, "the other box": other }[spoiled];
  return enrollmentWith(
    [
      { kind: "candidate-set", person: FORMER, source: "people" },
      { kind: "candidate-set", person: MARIA, source: "people" },
      ...(spoiledBox === null
        ? []
        : [
            {
              kind: "box-turned",
              box: box(spoiledBox),
              to: "done",
              by: MARIA,
              proof: "record",
              entitled: false,
            } as const,
          ]),
      ...STATES[state].map((body) => ({ ...body, task })),
      ...STATUSES[status],
    ],
    { adopted },
  );
}

function* circumstances(by: PersonId | null, mayConfirm: "yes" | "no" | "unknown"): Generator<Circumstances> {
  const booleans = [false, true];
  const proofs: readonly Proof[] = by === null ? ["none"] : ["record", "hint"];
  for (const boxId of ["assessment/task", "assessment/confirm", "review-resources/task"])
    for (const to of ["done", "open", "inapplicable"] as const)
      for (const proof of proofs)
        for (const alone of booleans)
          for (const stale of booleans)
            for (const late of booleans)
              for (const firstSight of booleans)
                for (const adopted of firstSight ? booleans : [false])
                  for (const spoiled of ["no", "this box", "the other box"] as const)
                    for (const state of Object.keys(STATES) as (keyof typeof STATES)[])
                      for (const status of state === "open" || state === "claimed"
                        ? (Object.keys(STATUSES) as (keyof typeof STATUSES)[])
                        : (["active"] as const)) {
                        const may = boxId.startsWith("review") ? mayBySelf(mayConfirm, by) : mayConfirm;
                        yield {
                          by,
                          may,
                          boxId,
                          to,
                          proof,
                          alone,
                          stale,
                          late,
                          firstSight,
                          adopted,
                          spoiled,
                          state,
                          status,
                        };
                      }
}

test.for(PEOPLE)("judgeTurn() follows DESIGN in every circumstance when the box was turned by %s", ([, by, may]) => {
  const wrong: { c: Circumstances; expected: Outcome; actual: Outcome }[] = [];
  let count = 0;
  for (const c of circumstances(by, may)) {
    count += 1;
    const [is, ought] = [actual(c), expected(c)];
    if (JSON.stringify(is) !== JSON.stringify(ought)) wrong.push({ c, expected: ought, actual: is });
  }

  expect(count).toBeGreaterThan(3000);
  expect(wrong.slice(0, 3)).toEqual([]);
});

test("judgeTurn() ignores a box of a task the program does not have", () => {
  const { ledger, context } = openBench();

  expect(judgeTurn(ledger, turn("cake/task"), context.standing)).toBe("judged");
  expect(ledger.facts()).toEqual([]);
});

test("judgeTurn() asks a coordinator for the command after the tick has stood its time", () => {
  const { ledger, context } = openBench();

  judgeTurn(ledger, turn("assessment/confirm", { by: PRIYA, alone: false }), context.standing);

  expect(planned(ledger.actions())).toEqual(["ask-confirm assessment at 09:32", "ask-again assessment at 09:32"]);
});

/* Late evidence. */

function attribution(
  turned: Partial<Unexplained> & { id?: string },
  change: Partial<AttributionEvent> = {},
): AttributionEvent {
  const { id = "assessment/confirm", ...rest } = turned;
  return {
    kind: "attribution",
    key: "attribution:turn:note:9",
    at: at("09:30:01"),
    by: PRIYA,
    proof: "record",
    turn: {
      key: "first",
      at: at("09:30"),
      box: box(id),
      to: "done",
      alone: true,
      stale: false,
      firstSight: false,
      hint: null,
      ...rest,
    },
    ...change,
  };
}

const seenTicked = (id: string, entitled = false): FactBody => ({
  kind: "box-turned",
  box: box(id),
  to: "done",
  by: null,
  proof: "none",
  entitled,
});

/** An enrollment in which somebody unknown ticked a box, under the key `first`. */
function afterUnknownTick(id: string, then: readonly FactBody[], adopted = false): Enrollment {
  const before = enrollmentWith([], { adopted });
  const turned = foldOne(before, seenTicked(id), "first");
  return foldBodies(then, turned);
}

function foldOne(enrollment: Enrollment, body: FactBody, key: string): Enrollment {
  const { ledger } = openBench({ enrollment });
  ledger.add(body, key, at("09:30"));
  return ledger.enrollment();
}

const CLAIMED: FactBody = { kind: "task-claimed", task: "assessment", by: null };
const ATTRIBUTED = { kind: "turn-attributed", box: box("assessment/confirm"), turn: "first" } as const;
const CONFIRMED = { kind: "task-confirmed", task: "assessment", by: PRIYA, via: "tick" } as const;

test.for<
  [
    why: string,
    given: { id?: string; since?: readonly FactBody[]; adopted?: boolean },
    event: AttributionEvent,
    facts: readonly FactBody[],
    actions: readonly string[],
  ]
>([
  [
    "the record names a coordinator: the claim becomes a confirmation",
    { since: [CLAIMED] },
    attribution({}),
    [{ ...ATTRIBUTED, by: PRIYA, proof: "record", entitled: true }, CONFIRMED],
    ["ask-schedule shadow at 10:00"],
  ],
  [
    "a delivery names a coordinator: whoever may edit the webhook can make one up",
    { since: [CLAIMED] },
    attribution({}, { proof: "hint" }),
    [{ ...ATTRIBUTED, by: PRIYA, proof: "hint", entitled: false }],
    [],
  ],
  [
    "the record names the candidate",
    { since: [CLAIMED] },
    attribution({}, { by: MARIA }),
    [{ ...ATTRIBUTED, by: MARIA, proof: "record", entitled: false }],
    [],
  ],
  [
    "the save turned more than this box",
    { since: [CLAIMED] },
    attribution({ alone: false }),
    [{ ...ATTRIBUTED, by: PRIYA, proof: "record", entitled: true }],
    ["ask-again assessment at 09:32"],
  ],
  [
    "the save un-ticked, too",
    { since: [CLAIMED] },
    attribution({ stale: true }),
    [{ ...ATTRIBUTED, by: PRIYA, proof: "record", entitled: true }],
    ["ask-again assessment at 09:32"],
  ],
  [
    "the candidate ticked this box before",
    { since: [{ ...seenTicked("assessment/confirm"), by: MARIA } as FactBody, CLAIMED] },
    attribution({}),
    [{ ...ATTRIBUTED, by: PRIYA, proof: "record", entitled: true }],
    ["ask-again assessment at 09:32"],
  ],
  [
    "the box came ticked at first sight",
    { since: [CLAIMED] },
    attribution({ firstSight: true }),
    [{ ...ATTRIBUTED, by: PRIYA, proof: "record", entitled: true }],
    ["ask-again assessment at 09:32"],
  ],
  [
    "the issue is older than the bot: nobody is asked",
    { since: [CLAIMED], adopted: true },
    attribution({ firstSight: true }),
    [{ ...ATTRIBUTED, by: PRIYA, proof: "record", entitled: true }],
    [],
  ],
  [
    "the candidate's own box was un-ticked since",
    { id: "assessment/task" },
    attribution({ id: "assessment/task" }),
    [{ ...ATTRIBUTED, box: box("assessment/task"), by: PRIYA, proof: "record", entitled: true }],
    [],
  ],
  [
    "a made-up delivery kept the second box from being a claim",
    {},
    attribution({ hint: MARIA, alone: false }),
    [
      { ...ATTRIBUTED, by: PRIYA, proof: "record", entitled: true },
      { kind: "task-claimed", task: "assessment", by: PRIYA },
    ],
    ["ask-confirm assessment at 09:32", "ask-again assessment at 09:32"],
  ],
  [
    "somebody declined since",
    { since: [{ kind: "task-declined", task: "assessment", by: TOM, reason: null }] },
    attribution({ at: at("08:01") }),
    [{ ...ATTRIBUTED, by: PRIYA, proof: "record", entitled: true }],
    [],
  ],
  [
    "it is confirmed already",
    { since: [{ ...CONFIRMED, by: TOM }] },
    attribution({}),
    [{ ...ATTRIBUTED, by: PRIYA, proof: "record", entitled: true }],
    [],
  ],
  [
    "it was an un-tick",
    { since: [CLAIMED] },
    attribution({ to: "open" }),
    [{ ...ATTRIBUTED, by: PRIYA, proof: "record", entitled: true }],
    [],
  ],
  [
    "a self-confirmed box at first sight was a tick after all",
    { id: "review-resources/task", since: [{ kind: "task-claimed", task: "review-resources", by: null }] },
    attribution({ id: "review-resources/task", firstSight: true }, { by: MARIA }),
    [
      { ...ATTRIBUTED, box: box("review-resources/task"), by: MARIA, proof: "record", entitled: true },
      { kind: "task-confirmed", task: "review-resources", by: MARIA, via: "tick" },
    ],
    [],
  ],
  [
    "the same on an issue older than the bot",
    {
      id: "review-resources/task",
      since: [{ kind: "task-claimed", task: "review-resources", by: null }],
      adopted: true,
    },
    attribution({ id: "review-resources/task", firstSight: true }, { by: MARIA }),
    [{ ...ATTRIBUTED, box: box("review-resources/task"), by: MARIA, proof: "record", entitled: true }],
    [],
  ],
])("judgeAttribution() when %s", ([, given, event, facts, actions]) => {
  const { id = "assessment/confirm", since = [], adopted = false } = given;
  const { ledger, context } = openBench({ enrollment: afterUnknownTick(id, since, adopted), standings: everybody });

  expect(judgeAttribution(ledger, event, context.standing)).toBe("judged");
  expect(bodiesOf(ledger.facts())).toEqual(facts);
  expect(planned(ledger.actions())).toEqual(actions);
});

test("judgeAttribution() waits while GitLab does not tell who somebody is", () => {
  const { ledger, context } = openBench({
    enrollment: afterUnknownTick("assessment/confirm", [CLAIMED]),
    standings: everybody,
  });

  expect(judgeAttribution(ledger, attribution({}, { by: NOT_ASKED }), context.standing)).toBe("deferred");
  expect(ledger.facts()).toEqual([]);
});
