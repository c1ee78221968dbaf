import * as fc from "fast-check";
import { expect, test } from "vitest";

import type { Enrollment } from "../../../src/domain/enrollment/enrollment.ts";
import type { FactBody, PersonId } from "../../../src/domain/enrollment/fact.ts";
import {
  assignmentsThatCount,
  heldRoles,
  ineligible,
  isOrWasCandidate,
  type KnownStanding,
  mayConfirm,
  mayEditOthersComments,
  peopleForRole,
  rolesThatConfirm,
} from "../../../src/domain/enrollment/standing.ts";
import { findTask, ROLES, type RoleId, type Task } from "../../../src/domain/program/program.ts";
import { ALEX, enrollmentWith, holding, JONAS, MARIA, OLGA, PRIYA, SHIPPED, standing, TOM } from "./support.ts";

const FORMER = 21;
const SOCK = 25;
const SECOND_SOCK = 26;

function assigned(role: RoleId, person: PersonId, by: PersonId, member = true): FactBody {
  return { kind: "role-assigned", role, person, by, member };
}

function candidate(person: PersonId, source: "people" | "assignee" | "author" = "people"): FactBody {
  return { kind: "candidate-set", person, source };
}

function roles(facts: readonly FactBody[], person: PersonId, known: KnownStanding): readonly RoleId[] | "unknown" {
  const held = heldRoles(enrollmentWith(facts, { bare: true }), person, known);
  return held === "unknown" ? held : [...held].toSorted();
}

const progress: FactBody = { kind: "task-confirmed", task: "review-resources", by: MARIA, via: "tick" };

test.for<
  [why: string, facts: readonly FactBody[], person: PersonId, known: KnownStanding, held: readonly RoleId[] | "unknown"]
>([
  ["nothing admits them", [candidate(MARIA)], ALEX, standing(), []],
  ["their access admits them", [candidate(MARIA)], PRIYA, holding("coordinator"), ["coordinator"]],
  [
    "their access admits them twice",
    [candidate(MARIA)],
    OLGA,
    holding("coordinator", "owner"),
    ["coordinator", "owner"],
  ],
  [
    "the program lists them",
    [candidate(MARIA)],
    PRIYA,
    standing({ grants: [{ role: "engineer", via: "users", addedBy: null }] }),
    ["engineer"],
  ],
  [
    "a group admits them",
    [candidate(MARIA)],
    PRIYA,
    standing({ grants: [{ role: "engineer", via: "group", addedBy: OLGA }] }),
    ["engineer"],
  ],
  [
    "GitLab does not tell who made them a member",
    [candidate(MARIA)],
    PRIYA,
    standing({ grants: [{ role: "coordinator", via: "access", addedBy: null }] }),
    ["coordinator"],
  ],
  ["a coordinator assigned them", [candidate(MARIA), assigned("engineer", TOM, PRIYA)], TOM, standing(), ["engineer"]],
  [
    "they have left the project since",
    [candidate(MARIA), assigned("engineer", TOM, PRIYA)],
    TOM,
    standing({ accessLevel: 0 }),
    [],
  ],
  [
    "they were no member when they were assigned",
    [candidate(MARIA), assigned("engineer", TOM, PRIYA, false)],
    TOM,
    standing({ accessLevel: 0 }),
    ["engineer"],
  ],
  [
    "they are the candidate, whatever rights they have",
    [candidate(MARIA), assigned("engineer", MARIA, PRIYA)],
    MARIA,
    holding("coordinator", "owner"),
    ["candidate"],
  ],
  ["they are the candidate, and GitLab does not answer", [candidate(MARIA)], MARIA, "unknown", ["candidate"]],
  [
    "they were named as the candidate once",
    [candidate(FORMER), candidate(MARIA)],
    FORMER,
    holding("coordinator", "owner"),
    [],
  ],
  ["they were, and GitLab does not answer", [candidate(FORMER), candidate(MARIA)], FORMER, "unknown", []],
  [
    "they opened the issue and were taken for the candidate until somebody was named",
    [candidate(PRIYA, "author"), candidate(MARIA)],
    PRIYA,
    holding("coordinator"),
    ["coordinator"],
  ],
  [
    "they were taken for the candidate until the first progress",
    [candidate(PRIYA, "author"), progress, candidate(MARIA)],
    PRIYA,
    holding("coordinator"),
    [],
  ],
  [
    "the candidate made them a Maintainer",
    [candidate(MARIA)],
    SOCK,
    standing({ accessLevel: 40, grants: [{ role: "coordinator", via: "access", addedBy: MARIA }] }),
    [],
  ],
  [
    "a former candidate added them to the group",
    [candidate(FORMER), candidate(MARIA)],
    SOCK,
    standing({ grants: [{ role: "engineer", via: "group", addedBy: FORMER }] }),
    [],
  ],
  [
    "the candidate made them a Maintainer, and the program lists them",
    [candidate(MARIA)],
    SOCK,
    standing({
      grants: [
        { role: "coordinator", via: "access", addedBy: MARIA },
        { role: "engineer", via: "users", addedBy: null },
      ],
    }),
    ["engineer"],
  ],
  [
    "whoever assigned them became the candidate since",
    [candidate(ALEX), assigned("engineer", SOCK, MARIA), candidate(MARIA)],
    SOCK,
    standing(),
    [],
  ],
  [
    "whoever assigned them was assigned by somebody who became the candidate since",
    [candidate(ALEX), assigned("coordinator", SOCK, MARIA), assigned("engineer", SECOND_SOCK, SOCK), candidate(MARIA)],
    SECOND_SOCK,
    standing(),
    [],
  ],
  [
    "the same, and a coordinator assigned them anew",
    [
      candidate(ALEX),
      assigned("coordinator", SOCK, MARIA),
      assigned("engineer", SECOND_SOCK, SOCK),
      candidate(MARIA),
      assigned("engineer", SECOND_SOCK, PRIYA),
    ],
    SECOND_SOCK,
    standing(),
    ["engineer"],
  ],
  [
    "two people who held roles assigned each other",
    [candidate(MARIA), assigned("engineer", SOCK, SECOND_SOCK), assigned("coordinator", SECOND_SOCK, SOCK)],
    SOCK,
    standing(),
    ["engineer"],
  ],
  ["they are blocked", [candidate(MARIA)], PRIYA, { ...holding("coordinator"), active: false }, []],
  ["they are a bot", [candidate(MARIA)], PRIYA, { ...holding("coordinator"), bot: true }, []],
  [
    "they are a bot that was assigned",
    [candidate(MARIA), assigned("engineer", TOM, PRIYA)],
    TOM,
    standing({ bot: true }),
    [],
  ],
  [
    "they are a bot the program lists",
    [candidate(MARIA)],
    PRIYA,
    standing({ bot: true, grants: [{ role: "coordinator", via: "users", addedBy: null }] }),
    ["coordinator"],
  ],
  [
    "they are a blocked bot the program lists",
    [candidate(MARIA)],
    PRIYA,
    standing({ bot: true, active: false, grants: [{ role: "coordinator", via: "users", addedBy: null }] }),
    [],
  ],
  [
    "People names them, which gives no right",
    [candidate(MARIA), { kind: "role-proposed", role: "coordinator", people: [ALEX] }],
    ALEX,
    standing(),
    [],
  ],
  ["GitLab does not answer: unknown is not no", [candidate(MARIA)], PRIYA, "unknown", "unknown"],
])("heldRoles() when %s", ([, facts, person, known, held]) => {
  expect(roles(facts, person, known)).toEqual(held);
});

test.for<[task: string, roles: readonly RoleId[]]>([
  ["review-resources", ["candidate", "coordinator", "owner"]],
  ["assessment", ["coordinator", "engineer"]],
  ["shadow", ["engineer", "coordinator"]],
  ["lead", ["engineer"]],
])("rolesThatConfirm() of %s", ([id, confirming]) => {
  expect(rolesThatConfirm(taskOf(id))).toEqual(confirming);
});

test("mayConfirm() is yes for exactly the roles that confirm, and unknown while GitLab does not answer", () => {
  const enrollment = enrollmentWith([]);
  for (const task of SHIPPED.tasks) {
    for (const role of ROLES.filter((one) => one !== "candidate")) {
      const wanted = rolesThatConfirm(task).includes(role) ? "yes" : "no";
      expect([task.id, role, mayConfirm(enrollment, task, ALEX, holding(role))]).toEqual([task.id, role, wanted]);
    }
    expect(mayConfirm(enrollment, task, ALEX, "unknown")).toBe("unknown");
    expect(mayConfirm(enrollment, task, MARIA, "unknown")).toBe(task.id === "review-resources" ? "yes" : "no");
  }
});

test.for<[why: string, known: KnownStanding, may: boolean]>([
  ["a Maintainer", standing({ accessLevel: 40 }), true],
  ["an Owner", standing({ accessLevel: 50 }), true],
  ["a Developer", standing({ accessLevel: 30 }), false],
  ["nobody knows what", "unknown", true],
])("mayEditOthersComments() of %s", ([, known, may]) => {
  expect(mayEditOthersComments(known)).toBe(may);
});

test.for([
  ["an active person", standing(), null],
  ["a blocked person", standing({ active: false }), "inactive"],
  ["a bot", standing({ bot: true }), "bot"],
  ["a bot admitted by its access", { ...holding("coordinator"), bot: true }, "bot"],
] as const)("ineligible() of %s", ([, known, why]) => {
  expect(ineligible(known)).toBe(why);
});

test("peopleForRole() shows who was assigned, then whom People names, then whom the program lists, never a candidate", () => {
  const enrollment = enrollmentWith(
    [
      candidate(FORMER),
      candidate(MARIA),
      assigned("coordinator", ALEX, PRIYA),
      assigned("coordinator", OLGA, PRIYA),
      assigned("coordinator", SOCK, FORMER),
      { kind: "role-proposed", role: "coordinator", people: [MARIA, JONAS, OLGA] },
    ],
    { bare: true },
  );
  const listed = new Map<RoleId, readonly PersonId[]>([["coordinator", [FORMER, PRIYA]]]);
  const listing = {
    ...SHIPPED,
    roles: { ...SHIPPED.roles, coordinator: { ...SHIPPED.roles.coordinator, users: ["pnair"] } },
  };

  expect(peopleForRole(listing, enrollment, "coordinator", listed)).toEqual([OLGA, ALEX, JONAS, PRIYA]);
  expect(peopleForRole(SHIPPED, enrollment, "coordinator", listed)).toEqual([OLGA, ALEX, JONAS]);
  expect(assignmentsThatCount(enrollment, "coordinator").map(({ person }) => person)).toEqual([OLGA, ALEX]);
});

test("heldRoles() gives a candidate, now or ever, no role that confirms a gated task, whatever is granted or assigned", () => {
  const person = fc.constantFrom(1, 2, 3, 4, 5);
  const anyStanding = fc.record({
    active: fc.boolean(),
    bot: fc.boolean(),
    accessLevel: fc.constantFrom(0, 10, 40, 50),
    grants: fc.array(
      fc.record({
        role: fc.constantFrom(...ROLES.filter((role) => role !== "candidate")),
        via: fc.constantFrom("users" as const, "group" as const, "access" as const),
        addedBy: fc.option(person),
      }),
      { maxLength: 4 },
    ),
  });
  const facts = fc.array(
    fc.oneof(
      fc.record({ person }).map(({ person: one }) => candidate(one)),
      fc
        .record({ role: fc.constantFrom(...ROLES), person, by: person, member: fc.boolean() })
        .map((body): FactBody => ({ kind: "role-assigned", ...body })),
    ),
    { maxLength: 8 },
  );
  fc.assert(
    fc.property(facts, person, anyStanding, (bodies, one, known) => {
      const enrollment: Enrollment = enrollmentWith([candidate(MARIA), ...bodies], { bare: true });
      const named = new Set([MARIA, ...bodies.flatMap((body) => (body.kind === "candidate-set" ? [body.person] : []))]);

      expect(isOrWasCandidate(enrollment, one)).toBe(named.has(one));
      const may = mayConfirm(enrollment, taskOf("lead"), one, known);
      expect(may === "yes" && named.has(one)).toBe(false);
    }),
  );
});

function taskOf(id: string): Task {
  const task = findTask(SHIPPED, id);
  if (task === undefined) throw new TypeError(`Cannot find ${id}`);
  return task;
}
