import { expect, test } from "vitest";

import { formatFault } from "../../../src/domain/program/fault.ts";
import { readProgram } from "../../../src/domain/program/read-program.ts";
import { plant, soundSource } from "./planted.ts";
import type { Edit } from "./planted.ts";

/** The whole block of the sound program. */
const KINDS = /^engagements:\n(?: .*\n)+/m.exec(soundSource().yaml)?.[0] ?? "";

/** Every fault stands behind a ☞ in the spoiled text. */
const PLANTED: readonly [why: string, edits: readonly Edit[], messages: readonly string[]][] = [
  [
    "a task's engagement is not among the engagements",
    [["yaml", "engagement: visit\n", "engagement: ☞visits\n"]],
    ['There is no "visits" under engagements, did you mean "visit"?'],
  ],
  [
    "there are no engagements at all",
    [
      ["yaml", "engagement: visit\n", "engagement: ☞visit\n"],
      ["yaml", KINDS, "engagements: {}\n"],
    ],
    ['There is no "visit" under engagements'],
  ],
  [
    "no role helps",
    [["yaml", "helper: engineer", "helper: ☞candidate"]],
    ['helper must be one of sponsor, coordinator, engineer, owner, not "candidate"'],
  ],
  [
    "nobody can hold the helping role",
    [
      ["yaml", "helper: engineer", "helper: ☞owner"],
      ["yaml", "    users: [chair]\n    min_access: owner\n", ""],
      ["yaml", "    assigned_by: [owner]\n", ""],
    ],
    ["Nobody can hold the role owner: give it users, group, min_access or an assigned_by that is held"],
  ],
  [
    "helper is missing",
    [["yaml", "    name: visit to a master\n    helper: engineer\n    helper_leads", "    ☞helper_leads"]],
    ["helper is missing"],
  ],
  [
    "an engagement takes a week and a day",
    [["yaml", "length: PT2H", "length: ☞P8D"]],
    ["length must be an ISO 8601 duration from PT15M to P7D, such as PT4H"],
  ],
  [
    "an engagement's label is not among the states",
    [["yaml", "scheduled_label: visit-planned", "scheduled_label: ☞visit-plan"]],
    ['"visit-plan" is not one of the states of labels, did you mean "visit-planned"?'],
  ],
  [
    "a method stands twice",
    [["yaml", "[by-car, by-train]", "[by-car, by-train, ☞by-car]"]],
    ['"by-car" stands here twice'],
  ],
  [
    "a notice is no number of days",
    [["yaml", "notice: { days: 5,", "notice: { days: ☞0,"]],
    ["days must be at least 1"],
  ],
  [
    "a log does not exist",
    [["yaml", "log: visit-log", "log: ☞visit-diary"]],
    ['There is no form "visit-diary" under forms; there are: mastery, visit-log'],
  ],
  [
    "forms are exchanged",
    [
      ["yaml", "log: visit-log", "log: ☞mastery"],
      ["yaml", "form: mastery", "form: ☞visit-log"],
    ],
    ['The form "visit-log" is of kind log, not scored', 'The form "mastery" is of kind scored, not log'],
  ],
  [
    "a form for feedback does not exist",
    [["yaml", "form: mastery", "form: ☞mastry"]],
    ['There is no form "mastry" under forms, did you mean "mastery"?'],
  ],
  [
    "limits are outside the scale",
    [
      ["yaml", "average: 3.5", "average: ☞4.5"],
      ["yaml", "least: 2", "least: ☞0"],
    ],
    ["average must be from 1 to 4, as scale says", "least must be from 1 to 4, as scale says"],
  ],
  [
    "a limit is outside the usual scale",
    [
      ["yaml", "    scale: 4\n", ""],
      ["yaml", "average: 3.5", "average: ☞5.5"],
    ],
    ["average must be from 1 to 5, as scale says"],
  ],
  [
    "a log has points",
    [["yaml", "{ kind: log,", "{ kind: log, ☞scale: 5, ☞least: 2,"]],
    ["scale does nothing in a form of kind log", "least does nothing in a form of kind log"],
  ],
  [
    "the kind of a form does not exist",
    [["yaml", "{ kind: log,", "{ kind: ☞notes,"]],
    ['kind must be one of scored, log, not "notes"'],
  ],
  [
    "a form asks nothing",
    [["yaml", "questions: { saw: What did you see? }", "questions: ☞{}"]],
    ["questions must have from 1 to 20 questions"],
  ],
  [
    "a question's word has a blank",
    [["yaml", "{ saw: What", "{ ☞it saw: What"]],
    ['Key "it saw" must be small letters, digits and single dashes, a letter first'],
  ],
  ["a question stands twice", [["yaml", "smoke: Uses", "☞calm: Uses"]], ['Key "calm" stands here twice']],
  [
    "a question has the word of the verdict",
    [["yaml", "smoke: Uses", "☞verdict: Uses"]],
    ["The line verdict is the form's own: call the question otherwise"],
  ],
  ["a score passes with more than all points", [["yaml", "pass: 70", "pass: ☞101"]], ["pass must be at most 100"]],
  ["nobody has a try", [["yaml", "attempts: 2", "attempts: ☞0"]], ["attempts must be at least 1"]],
  [
    "a key of a score is misspelled",
    [["yaml", "cooldown_days: 3", "☞cooldown: 3"]],
    ['Unknown key "cooldown", did you mean "cooldown_days"?; there are: pass, required, attempts, cooldown_days'],
  ],
  [
    "a tick is enough, whatever the score and the form say",
    [["yaml", "name: reading\n", "name: reading\n    ☞score: { pass: 50 }\n    ☞feedback: { form: mastery }\n"]],
    [
      "score does nothing: the candidate's own tick confirms",
      "feedback does nothing: the candidate's own tick confirms",
    ],
  ],
];

test.for(PLANTED)("readProgram() finds the place when %s", ([, edits, messages]) => {
  const { source, places } = plant(edits);
  const result = readProgram(source);

  expect(places).toHaveLength(messages.length);
  expect(result.ok ? [] : result.faults.map(formatFault)).toEqual(
    places.map((place, index) => `${place} ${messages[index]}`),
  );
});

const USUAL = {
  id: "visit",
  name: "visit",
  helper: "engineer",
  helperLeads: true,
  lengthMs: 14_400_000,
  methods: [],
  notice: null,
  scheduledLabel: null,
  log: null,
  setsDueDate: false,
};
/** A program from before there were engagements and forms in it. */
const OLDER: readonly Edit[] = [
  ["yaml", KINDS, ""],
  ["yaml", /^forms:\n(?: .*\n)+/m.exec(soundSource().yaml)?.[0] ?? "", ""],
  ["yaml", "    feedback: { form: mastery, required: true }\n", ""],
];

test.for<[why: string, edits: readonly Edit[], expected: object]>([
  ["usual data", [], USUAL],
  [
    "a label, where there is one of its name",
    [["yaml", "schedule-visit, visit-planned,", "schedule-visit, visit-scheduled,"]],
    { ...USUAL, scheduledLabel: "visit-scheduled" },
  ],
  [
    "the coordinator for a helper, where nobody else confirms",
    [confirmedBy("coordinator")],
    { ...USUAL, helper: "coordinator" },
  ],
  ["no helper who cannot be assigned", [confirmedBy("owner, engineer")], USUAL],
])("readProgram() gives an engagement that only a task names %s", ([, edits, expected]) => {
  const { source } = plant([...OLDER, ...edits]);

  expect(readProgram(source)).toMatchObject({ ok: true, program: { engagements: [expected], forms: [] } });
});

function confirmedBy(roles: string): Edit {
  return ["yaml", "confirmed_by: [engineer]", `confirmed_by: [${roles}]`];
}

test("readProgram() fills in what an engagement, a form and a score may leave out", () => {
  const { source } = plant([
    ["yaml", KINDS, "engagements:\n  visit: { helper: engineer }\n"],
    ["yaml", "    scale: 4\n    average: 3.5\n    least: 2\n", ""],
    ["yaml", "  visit-log: { kind: log, questions: { saw: What did you see? } }\n", ""],
    ["yaml", "{ pass: 70, required: true, attempts: 2, cooldown_days: 3 }", "{ pass: 70 }"],
    ["yaml", "{ form: mastery, required: true }", "{ form: mastery }"],
  ]);

  expect(readProgram(source)).toMatchObject({
    ok: true,
    program: {
      engagements: [USUAL],
      forms: [{ id: "mastery", scale: 5, average: 0, least: 0 }],
      tasks: [
        {},
        { score: { pass: 70, required: false, attempts: 3, coolDownDays: 7 } },
        { feedback: { form: "mastery", required: false } },
      ],
    },
  });
});
