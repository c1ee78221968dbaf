import { expect, test } from "vitest";

import { formatFault } from "../../../src/domain/program/fault.ts";
import { REMINDER_TRIGGERS } from "../../../src/domain/program/program.ts";
import { readProgram } from "../../../src/domain/program/read-program.ts";
import { plant, soundSource, WITHOUT_SPONSOR } from "./planted.ts";
import type { Edit } from "./planted.ts";

/** One of the reminders of the sound program, to be replaced. */
const LAST = "{ when: cool-down-over, to: candidate }";
const STEPS = "steps: [{ after: 3, to: asked }, { after: 2, to: [substitute, owner] }]";

/** Every fault stands behind a ☞ in the spoiled text. */
const PLANTED: readonly [why: string, edits: readonly Edit[], messages: readonly string[]][] = [
  [
    "a day of the week is spelled out",
    [["yaml", "days: [sat, mon]", "days: [☞saturday, mon]"]],
    ['An entry of days must be one of mon, tue, wed, thu, fri, sat, sun, not "saturday"'],
  ],
  [
    "a day of the week stands twice",
    [["yaml", "days: [sat, mon]", "days: [sat, mon, ☞sat]"]],
    ['"sat" stands here twice'],
  ],
  ["nobody works", [["yaml", "days: [sat, mon]", "days: ☞[]"]], ["days must have at least 1 entry"]],
  ["a time has no minutes", [["yaml", '"08:30"', "☞8"]], ["from must be text, not 8"]],
  ["a time does not exist", [["yaml", '"16:00"', '☞"16:60"']], ['to must be a time in quotes, such as "09:00"']],
  [
    "work ends before it begins",
    [
      ["yaml", '"16:00"', '"08:30"'],
      ["yaml", "working_hours:", "☞working_hours:"],
    ],
    ["The working day must begin (08:30) before it ends (08:30)"],
  ],
  [
    "work begins after its usual end",
    [
      ["yaml", 'to: "16:00"\n  ', ""],
      ["yaml", '"08:30"', '"17:30"'],
      ["yaml", "working_hours:", "☞working_hours:"],
    ],
    ["The working day must begin (17:30) before it ends (17:00)"],
  ],
  [
    "a country is a name",
    [["yaml", "country: DE-BY", "country: ☞Germany"]],
    ["country is not a country such as DE or IN, or a part of one such as DE-BY"],
  ],
  [
    "a country does not exist",
    [["yaml", "country: DE-BY", "country: ☞UK"]],
    ["country is not a country such as DE or IN, or a part of one such as DE-BY"],
  ],
  [
    "a day off does not exist",
    [["yaml", '"2026-05-15"', '☞"2026-02-29"']],
    ["An entry of days_off is not a day such as 2026-05-15 or days such as 2026-12-24..2027-01-01"],
  ],
  [
    "days off end before they begin",
    [["yaml", '"2026-12-24..2027-01-01"', '☞"2026-12-24..2026-01-01"']],
    ["An entry of days_off must not end before it begins"],
  ],
  [
    "a reminder does not exist",
    [["yaml", "when: cool-down-over", "when: ☞cooldown-over"]],
    [`when must be one of ${REMINDER_TRIGGERS.join(", ")}, not "cooldown-over", did you mean "cool-down-over"?`],
  ],
  [
    "a reminder stands twice",
    [["yaml", "when: cool-down-over", "when: ☞start-waits"]],
    ["There is a reminder start-waits already: give it steps"],
  ],
  ["a reminder reaches nobody", [["yaml", LAST, "☞{ when: candidate-quiet }"]], ["A reminder needs to, or steps"]],
  [
    "a reminder has both",
    [["yaml", STEPS, `☞to: asked, ☞after: 1, ${STEPS}`]],
    ["to does nothing beside steps: each step has its own", "after does nothing beside steps: each step has its own"],
  ],
  ["a reminder has no step", [["yaml", STEPS, "steps: ☞[]"]], ["steps must have at least 1 entry"]],
  ["a step says nothing", [["yaml", "{ after: 3, to: asked }", "☞☞{}"]], ["after is missing", "to is missing"]],
  [
    "a word for people does not exist",
    [["yaml", "to: asked", "to: ☞manager"]],
    ['to must be one of candidate, asked, helper, coordinator, substitute, sponsor, owner, not "manager"'],
  ],
  [
    "a word of a list does not exist",
    [["yaml", "[substitute, owner]", "[substitute, ☞onwer]"]],
    [
      'An entry of to must be one of candidate, asked, helper, coordinator, substitute, sponsor, owner, not "onwer", did you mean "owner"?',
    ],
  ],
  ["a list of people is empty", [["yaml", "[substitute, owner]", "☞[]"]], ["to must have at least 1 entry"]],
  [
    "somebody is reminded twice at once",
    [["yaml", "[substitute, owner]", "[owner, ☞owner]"]],
    ['"owner" stands here twice'],
  ],
  [
    "a step waits for no time",
    [["yaml", "{ after: 2, to: [sub", "{ after: ☞0, to: [sub"]],
    ["A later step needs one working day or more after the one before"],
  ],
  [
    "working days are halved",
    [["yaml", "{ after: 2, to: [sub", "{ after: ☞1.5, to: [sub"]],
    ["after must be a whole number, not 1.5"],
  ],
  [
    "the day before is counted from",
    [["yaml", "to: [candidate, helper] }", "to: [candidate, helper], ☞after: 1 }"]],
    ["after does nothing for engagement-tomorrow: it needs only to"],
  ],
  [
    "a role is not there",
    [...WITHOUT_SPONSOR, ["yaml", LAST, "{ when: candidate-quiet, to: [☞sponsor, candidate] }"]],
    ["There is no role sponsor under roles"],
  ],
  [
    "there is no score",
    [
      ["yaml", "    score: { pass: 70, required: true, attempts: 2, cooldown_days: 3 }\n", ""],
      ["yaml", "  result_of: hive\n", ""],
      ["yaml", "when: cool-down-over", "when: ☞cool-down-over"],
    ],
    ["cool-down-over never happens: no task has a score"],
  ],
  [
    "there is no step of the sponsor",
    [
      ["yaml", "sponsor_step: { silence: { after: 5, then: start } }\n", ""],
      ["yaml", "when: start-waits", "when: ☞start-waits"],
    ],
    ["start-waits never happens: there is no sponsor_step"],
  ],
  [
    "nobody can be the sponsor",
    [
      ["yaml", "{ label: Teacher, users: [teacher] }", "{ label: Teacher }"],
      ["yaml", "sponsor_step:", "☞sponsor_step:"],
    ],
    ["Nobody can hold the role sponsor: give it users, group, min_access or an assigned_by that is held"],
  ],
  [
    "silence has no effect",
    [["yaml", "then: start", "then: ☞stop"]],
    ['then must be one of start, ask-coordinator, not "stop"'],
  ],
  ["silence lasts no time", [["yaml", "{ after: 5, then", "{ after: ☞0, then"]], ["after must be at least 1"]],
];

test.for(PLANTED)("readProgram() finds the place when %s", ([, edits, messages]) => {
  const { source, places } = plant(edits);
  const result = readProgram(source);

  expect(places).toHaveLength(messages.length);
  expect(result.ok ? [] : result.faults.map(formatFault)).toEqual(
    places.map((place, index) => `${place} ${messages[index]}`),
  );
});

/** Nobody coordinates, and nothing has a date, a score or a form. */
const SMALL = `id: small
version: 1
title: Small
roles:
  candidate: { label: Candidate }
  owner: { label: Chair, users: [chair] }
tasks:
  - { id: read, text: Read, confirmed_by: [candidate] }
  - { id: show, text: Show, confirmed_by: [owner] }
labels: { prefix: "small::", states: [in-progress, certified, withdrawn] }
`;

/** @param line - Follows as the eleventh line. */
function readSmall(line: string, program = SMALL) {
  const template =
    "## People\n\n- Candidate:\n\n## Tasks\n\n- [ ] Read\n- [ ] Show\n\n<!-- onboarding-bot: small v1 -->\n";
  const yaml = `${program}${line}\n`;
  return readProgram({ id: "small", yaml, template, yamlFile: "small.yaml", templateFile: "small.md" });
}

test.for<[why: string, line: string, message: string]>([
  ["helps", "reminders: [{ when: candidate-quiet, to: ☞helper }]", "There is no engagement that could have a helper"],
  [
    "has a date",
    "reminders: [{ when: ☞date-waits, to: owner }]",
    "date-waits never happens: no task has an engagement",
  ],
  [
    "fills in a form",
    "reminders: [{ when: ☞form-waits, to: owner }]",
    "form-waits never happens: nobody is asked to fill in a form",
  ],
  [
    "stands in",
    "reminders: [{ when: confirmation-waits, to: ☞substitute }]",
    "There is no role coordinator under roles",
  ],
  ["lets anybody start", "☞sponsor_step: {}", "There is no role sponsor under roles"],
])("readProgram() finds the place when nobody %s", ([, line, message]) => {
  const result = readSmall(line.replace("☞", ""));

  expect(result.ok ? [] : result.faults.map(formatFault)).toEqual([
    `small.yaml:11:${line.indexOf("☞") + 1} ${message}`,
  ]);
});

test("readProgram() finds the place when nobody coordinates who could be asked after silence", () => {
  const result = readSmall("sponsor_step: { silence: { after: 3, then: ask-coordinator } }");

  expect(result.ok ? [] : result.faults.map(formatFault)).toEqual([
    "small.yaml:11:1 There is no role sponsor under roles",
    "small.yaml:11:44 There is no role coordinator under roles who could be asked",
  ]);
});

test("readProgram() finds the place when there is nothing to confirm", () => {
  const result = readSmall(
    "reminders: [{ when: confirmation-waits, to: owner }]",
    SMALL.replace("confirmed_by: [owner]", "confirmed_by: [candidate]"),
  );

  expect(result.ok ? [] : result.faults.map(formatFault)).toEqual([
    "small.yaml:11:21 confirmation-waits never happens: the candidate's own tick confirms every task",
  ]);
});

test("readProgram() reminds gently of all that can happen when the program says nothing", () => {
  const { source } = plant([["yaml", /^reminders:\n(?: .*\n)+/m.exec(soundSource().yaml)?.[0] ?? "", ""]]);
  const result = readProgram(source);

  expect(result.ok && result.program.reminders.map(({ when, steps }) => [when, ...steps.map(written)])).toEqual([
    ["engagement-tomorrow", "0 candidate helper"],
    ["engagement-passed", "1 helper", "2 coordinator", "3 owner"],
    ["form-waits", "3 asked", "3 coordinator"],
    ["confirmation-waits", "3 asked", "2 substitute", "3 owner"],
    ["date-waits", "5 coordinator", "3 substitute", "5 owner"],
    ["candidate-quiet", "10 candidate", "10 coordinator"],
    ["cool-down-over", "0 candidate"],
    ["start-waits", "3 sponsor", "3 coordinator"],
  ]);
});

test("readProgram() leaves out usual steps that reach nobody, and the next comes no earlier for it", () => {
  const result = readSmall("");

  expect(result.ok && result.program.reminders.map(({ when, steps }) => [when, ...steps.map(written)])).toEqual([
    ["confirmation-waits", "3 asked", "5 owner"],
    ["candidate-quiet", "10 candidate"],
  ]);
});

function written(step: { readonly afterWorkingDays: number; readonly to: readonly string[] }): string {
  return [step.afterWorkingDays, ...step.to].join(" ");
}

test("readProgram() reminds of nothing when the program asks for that", () => {
  expect(readSmall("reminders: []")).toMatchObject({ ok: true, program: { reminders: [] } });
});

test.for<[rest: string, hours: object]>([
  ["", { days: [1, 2, 3, 4, 5], from: 540, to: 1020, country: null, daysOff: [] }],
  ['working_hours: { from: "00:00", to: "24:00" }', { days: [1, 2, 3, 4, 5], from: 0, to: 1440 }],
  ["working_hours: { days: [sun, mon], country: IN }", { days: [1, 7], from: 540, to: 1020, country: "IN" }],
  ["working_hours: { days_off: [2026-12-24..2026-12-24] }", { daysOff: [{ from: "2026-12-24", to: "2026-12-24" }] }],
])("readProgram() reads the hours of work in %j", ([rest, hours]) => {
  expect(readSmall(rest)).toMatchObject({ ok: true, program: { workingHours: hours } });
});

test.for<[step: string, expected: object | null]>([
  ["", null],
  ["sponsor_step: {}", { silence: null }],
  [
    "sponsor_step: { silence: { after: 2, then: ask-coordinator } }",
    { silence: { afterWorkingDays: 2, effect: "ask-coordinator" } },
  ],
])("readProgram() reads the step of the sponsor in %j", ([step, expected]) => {
  const yaml = "sponsor_step: { silence: { after: 5, then: start } }\n";
  const { source } = plant(step === "" ? WITHOUT_SPONSOR : [["yaml", yaml, `${step}\n`]]);

  expect(readProgram(source)).toMatchObject({ ok: true, program: { sponsorStep: expected } });
});
