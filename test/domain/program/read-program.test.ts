import * as fc from "fast-check";
import { expect, test } from "vitest";

import type { Fault } from "../../../src/domain/program/fault.ts";
import { formatFault } from "../../../src/domain/program/fault.ts";
import { readProgram } from "../../../src/domain/program/read-program.ts";
import type { ProgramSource } from "../../../src/domain/program/read-program.ts";
import { plant, soundSource, WITHOUT_SPONSOR } from "./planted.ts";
import type { Edit } from "./planted.ts";

const KNOWN = {
  knownMessages: new Map([["welcome", ["name", "title"]]]),
  knownCommands: new Set(["next", "help"]),
};

function faultsOf(source: ProgramSource): readonly string[] {
  const result = readProgram(source, KNOWN);
  return result.ok ? [] : result.faults.map(formatFault);
}

test("readProgram() turns the words of the file into the words of the code", () => {
  expect(readProgram(soundSource(), KNOWN)).toEqual({
    ok: true,
    program: {
      id: "beekeeper",
      version: 2,
      accepts: [1],
      title: "Certified Beekeeper",
      shortTitle: "Beekeeper certification",
      language: "en",
      timeZone: "Europe/Berlin",
      peopleHeading: "Who",
      audiences: [
        { id: "club", projects: ["clubs/**"], firstContact: "club secretary" },
        { id: "school", projects: ["schools/*/bees"], firstContact: "teacher" },
      ],
      roles: {
        candidate: {
          id: "candidate",
          label: "Candidate",
          users: [],
          group: null,
          minAccess: null,
          assignedBy: [],
          fallback: ["assignee", "author"],
        },
        sponsor: {
          id: "sponsor",
          label: "Teacher",
          users: ["teacher"],
          group: null,
          minAccess: null,
          assignedBy: [],
          fallback: [],
        },
        coordinator: {
          id: "coordinator",
          label: "Club secretary",
          users: [],
          group: "bees/secretaries",
          minAccess: null,
          assignedBy: ["owner"],
          fallback: [],
        },
        engineer: {
          id: "engineer",
          label: "Master beekeeper",
          users: [],
          group: null,
          minAccess: null,
          assignedBy: ["coordinator"],
          fallback: [],
        },
        owner: {
          id: "owner",
          label: "Chair",
          users: ["chair"],
          group: null,
          minAccess: 50,
          assignedBy: [],
          fallback: [],
        },
      },
      tasks: [
        {
          id: "read",
          name: "reading",
          text: "Read the leaflet",
          also: [],
          confirmBox: null,
          confirmedBy: ["candidate"],
          required: true,
          requires: [],
          engagement: null,
          askToScheduleAfter: [],
          scheduleLabel: null,
          need: "",
          score: null,
          feedback: null,
          section: "Your tasks",
        },
        {
          id: "hive",
          name: "hive",
          text: "Build a hive",
          also: ["Build an hive"],
          confirmBox: "Hive: seen",
          confirmedBy: ["coordinator", "engineer"],
          required: true,
          requires: ["read"],
          engagement: null,
          askToScheduleAfter: [],
          scheduleLabel: null,
          need: "",
          score: { pass: 70, required: true, attempts: 2, coolDownDays: 3 },
          feedback: null,
          section: "Your tasks",
          confirmSection: "For the others",
        },
        {
          id: "visit",
          name: "visit",
          text: "Visit a master",
          also: [],
          confirmBox: "Visit: done",
          confirmedBy: ["engineer"],
          required: false,
          requires: ["hive"],
          engagement: "visit",
          askToScheduleAfter: ["read"],
          scheduleLabel: "schedule-visit",
          need: "a master with time",
          score: null,
          feedback: { form: "mastery", required: true },
          section: "Your tasks",
          confirmSection: "For the others",
        },
      ],
      engagements: [
        {
          id: "visit",
          name: "visit to a master",
          helper: "engineer",
          helperLeads: false,
          lengthMs: 7_200_000,
          methods: ["by-car", "by-train"],
          notice: { days: 5, for: "visits abroad" },
          scheduledLabel: "visit-planned",
          log: "visit-log",
          setsDueDate: true,
        },
      ],
      forms: [
        {
          id: "mastery",
          kind: "scored",
          scale: 4,
          average: 3.5,
          least: 2,
          questions: [
            { id: "calm", text: "Stays calm" },
            { id: "smoke", text: "Uses little smoke" },
          ],
        },
        {
          id: "visit-log",
          kind: "log",
          scale: 5,
          average: 0,
          least: 0,
          questions: [{ id: "saw", text: "What did you see?" }],
        },
      ],
      workingHours: {
        days: [1, 6],
        from: 510,
        to: 960,
        country: "DE-BY",
        daysOff: [
          { from: "2026-12-24", to: "2027-01-01" },
          { from: "2026-05-15", to: "2026-05-15" },
        ],
      },
      reminders: [
        { when: "engagement-tomorrow", steps: [{ afterWorkingDays: 0, to: ["candidate", "helper"] }] },
        {
          when: "confirmation-waits",
          steps: [
            { afterWorkingDays: 3, to: ["asked"] },
            { afterWorkingDays: 2, to: ["substitute", "owner"] },
          ],
        },
        { when: "start-waits", steps: [{ afterWorkingDays: 4, to: ["sponsor"] }] },
        { when: "cool-down-over", steps: [{ afterWorkingDays: 0, to: ["candidate"] }] },
      ],
      sponsorStep: { silence: { afterWorkingDays: 5, effect: "start" } },
      badge: {
        name: "Beekeeper of the Year",
        description: "Keeps bees well.",
        criteria: "Read, built and visited.",
        skills: [
          { name: "Hives", description: "Builds a hive.", url: "https://bees.example.com/hives" },
          { name: "Calm", description: "", url: null },
        ],
        validFor: { years: 1, months: 6, days: 0 },
        renewableMs: 7_776_000_000,
        resultOf: "hive",
        linkedInId: "5101804",
        credlyTemplate: "0a1b2c3d-bees",
        art: {
          shape: "hexagon",
          ornament: "rays",
          lines: ["Bee-", "keeper"],
          over: "Certified",
          under: "Bee School",
          colors: { background: "#3a2a00", accent: "#f2c14e", text: "#ffffff" },
        },
      },
      labels: {
        prefix: "bees::",
        states: ["in-progress", "schedule-visit", "visit-planned", "certified", "withdrawn"],
      },
      asks: { settleMs: 60_000, bundle: false },
      completion: { close: false },
      repairAfterMs: 300_000,
      wording: { welcome: "Hello, {name}!" },
    },
  });
});

test("readProgram() fills in what an owner may leave out", () => {
  const { source } = plant([
    ["yaml", "accepts: [1]\n", ""],
    ["yaml", "short_title: Beekeeper certification\nlanguage: en\ntime_zone: Europe/Berlin\n", ""],
    ["yaml", "people_heading: Who\n", ""],
    ["template", "## Who", "## People"],
    ["yaml", "    fallback: [assignee, author]\n", ""],
    ["yaml", "    name: reading\n", ""],
    ["yaml", "    schedule_label: schedule-visit\n    need: a master with time\n", ""],
    ["yaml", "asks: { settle: PT1M, bundle: false }\n", ""],
    ["yaml", "repair_after: PT5M\ncompletion: { close: false }\n", ""],
    ["yaml", 'wording:\n  welcome: "Hello, {name}!"\n', ""],
  ]);

  const result = readProgram(source, KNOWN);

  expect(result).toMatchObject({
    ok: true,
    program: {
      accepts: [],
      shortTitle: "Certified Beekeeper",
      language: "en",
      timeZone: "Etc/UTC",
      peopleHeading: "People",
      roles: { candidate: { fallback: ["assignee", "author"] } },
      tasks: [{ name: "read" }, {}, { scheduleLabel: "schedule-visit", need: "" }],
      asks: { settleMs: 120_000, bundle: true },
      repairAfterMs: 600_000,
      completion: { close: true },
      wording: {},
    },
  });
});

test.for<[access: string, level: number]>([
  ["guest", 10],
  ["planner", 15],
  ["reporter", 20],
  ["developer", 30],
  ["maintainer", 40],
  ["owner", 50],
  ["30", 30],
])("readProgram() reads min_access %s as level %i", ([access, level]) => {
  const { source } = plant([["yaml", "min_access: owner", `min_access: ${access}`]]);

  expect(readProgram(source)).toMatchObject({ ok: true, program: { roles: { owner: { minAccess: level } } } });
});

/** Every fault stands behind a ☞ in the spoiled text. */
const PLANTED: readonly [why: string, edits: readonly Edit[], messages: readonly string[]][] = [
  [
    "a key is misspelled",
    [
      ["yaml", "confirmed_by: [engineer]", "☞confirm_by: [engineer]"],
      ["yaml", "- id: visit", "- ☞id: visit"],
    ],
    [
      "confirmed_by is missing",
      'Unknown key "confirm_by", did you mean "confirm_box"?; there are: id, text, also, name, confirm_box, confirmed_by, required, requires, engagement, ask_to_schedule_after, schedule_label, need, score, feedback',
    ],
  ],
  [
    "a key does not exist",
    [["yaml", "asks: {", "asks: { ☞when: never,"]],
    ['Unknown key "when"; there are: settle, bundle'],
  ],
  [
    "a key of another role is given to the candidate",
    [["yaml", "fallback: [assignee, author]", "☞users: [ada]"]],
    ['Unknown key "users"; there are: label, fallback'],
  ],
  [
    "a key is missing",
    [
      ["yaml", "title: Certified Beekeeper\n", ""],
      ["yaml", "id: beekeeper", "☞id: beekeeper"],
    ],
    ["title is missing"],
  ],
  ["a key has no value", [["yaml", "title: Certified Beekeeper", "☞title:"]], ["title is empty"]],
  ["a number is text", [["yaml", "version: 2", 'version: ☞"2"']], ['version must be a number, not "2"']],
  ["a number has a fraction", [["yaml", "version: 2", "version: ☞2.5"]], ["version must be a whole number, not 2.5"]],
  ["a number is too small", [["yaml", "version: 2", "version: ☞0"]], ["version must be at least 1"]],
  ["a list is a word", [["yaml", "requires: [hive]", "requires: ☞hive"]], ['requires must be a list, not "hive"']],
  [
    "a list is empty",
    [["yaml", "confirmed_by: [candidate]", "confirmed_by: ☞[]"]],
    ["confirmed_by must have at least 1 entry"],
  ],
  [
    "a map is a list",
    [["yaml", "asks: { settle: PT1M, bundle: false }", "asks: ☞[PT1M]"]],
    ["asks must be a map of keys and values, not a list"],
  ],
  ["a switch is a word", [["yaml", "close: false", "close: ☞no"]], ['close must be true or false, not "no"']],
  [
    "a role is misspelled",
    [["yaml", "[coordinator, engineer]", "[coordinator, ☞enginer]"]],
    [
      'An entry of confirmed_by must be one of candidate, sponsor, coordinator, engineer, owner, not "enginer", did you mean "engineer"?',
    ],
  ],
  [
    "a role admits what the candidate names",
    [["yaml", "assigned_by: [owner]", "assigned_by: [☞candidate]"]],
    ['An entry of assigned_by must be one of sponsor, coordinator, engineer, owner, not "candidate"'],
  ],
  [
    "an access level does not exist",
    [["yaml", "min_access: owner", "min_access: ☞maintainr"]],
    [
      'min_access must be one of guest, planner, reporter, developer, maintainer, owner, 10, 15, 20, 30, 40, 50, not "maintainr", did you mean "maintainer"?',
    ],
  ],
  [
    "an id has a blank",
    [["yaml", "- id: hive", "- id: ☞the hive"]],
    ["id must be small letters, digits and single dashes, a letter first"],
  ],
  [
    "a task's text has two lines",
    [["yaml", "text: Build a hive", 'text: ☞"Build\\na hive"']],
    ["text must be one line of text without blanks around it"],
  ],
  [
    "a username has an @",
    [["yaml", "users: [chair]", 'users: [☞"@chair"]']],
    ["An entry of users must be a username without @"],
  ],
  [
    "a duration is not one",
    [["yaml", "settle: PT1M", "settle: ☞2m"]],
    ["settle must be an ISO 8601 duration from PT0S to P1D, such as PT10M"],
  ],
  [
    "a duration is too long",
    [["yaml", "repair_after: PT5M", "repair_after: ☞P8D"]],
    ["repair_after must be an ISO 8601 duration from PT0S to P7D, such as PT10M"],
  ],
  [
    "a duration is negative",
    [["yaml", "repair_after: PT5M", "repair_after: ☞-PT5M"]],
    ["repair_after must be an ISO 8601 duration from PT0S to P7D, such as PT10M"],
  ],
  [
    "the language is a word",
    [["yaml", "language: en", "language: ☞english"]],
    ["language is not a language tag such as en, de or pt-BR"],
  ],
  [
    "the language is malformed",
    [["yaml", "language: en", "language: ☞de_DE"]],
    ["language is not a language tag such as en, de or pt-BR"],
  ],
  [
    "the time zone does not exist",
    [["yaml", "Europe/Berlin", "☞Europe/Berlyn"]],
    ["time_zone is not a time zone such as Etc/UTC or Europe/Berlin"],
  ],
  [
    "a glob begins with a slash",
    [
      ["yaml", "clubs/**", "clubs"],
      ["yaml", '"clubs"', '☞"/clubs/**"'],
    ],
    ["An entry of projects is not a project path such as group/** or group/project (* one part, ** any)"],
  ],
  [
    "a glob has ** inside a part",
    [["yaml", '"schools/*/bees"', '☞"schools/a**"']],
    ["An entry of projects is not a project path such as group/** or group/project (* one part, ** any)"],
  ],
  [
    "the prefix of labels has a comma",
    [["yaml", '"bees::"', '☞"bees,"']],
    ["prefix must be text without comma, question mark or ampersand"],
  ],
  [
    "an audience has no good name",
    [["yaml", "  club:", "  ☞The Club:"]],
    ['Key "The Club" must be small letters, digits and single dashes, a letter first'],
  ],
  [
    "a key stands twice",
    [["yaml", "language: en", "language: en\n☞language: de"]],
    ['Key "language" stands here twice'],
  ],
  ["an alias has no anchor", [["yaml", "requires: [hive]", "requires: ☞*hive"]], ["There is no anchor &hive above"]],
  ["a tag is unknown", [["yaml", "language: en", "language: ☞!lang en"]], ["Unresolved tag: !lang"]],
  [
    "an id is not the file's name",
    [
      ["yaml", "id: beekeeper", "id: ☞beekeepers"],
      ["template", "<!-- onboarding-bot: beekeeper v2", "<!-- onboarding-bot: beekeepers v2"],
    ],
    ['The id must be the name of the file: "beekeeper", not "beekeepers"'],
  ],
  [
    "a version accepts itself",
    [["yaml", "accepts: [1]", "accepts: [1, ☞2]"]],
    ["Only versions before this one (2) can be accepted, not 2"],
  ],
  [
    "two tasks have one id",
    [
      ["yaml", "- id: hive", "- id: ☞read"],
      ["yaml", "requires: [hive]", "requires: []"],
      ["yaml", "requires: [read]", "requires: [☞read]"],
      ["yaml", "  result_of: hive\n", ""],
    ],
    ['There is a task "read" already', "Tasks wait for each other in a circle: read → read"],
  ],
  [
    "two boxes look the same",
    [
      ["yaml", '"Visit: done"', '☞"**Hive:**  seen"'],
      ["template", "- [ ] Visit: done\n", ""],
    ],
    ['This is the same box as "Hive: seen" above'],
  ],
  [
    "an also is the text itself",
    [["yaml", "[Build an hive]", "[☞Build a *hive*]"]],
    ['This is the same box as "Build a hive" above'],
  ],
  [
    "a required task does not exist",
    [["yaml", "requires: [hive]", "requires: [☞hives]"]],
    ['There is no task "hives", did you mean "hive"?'],
  ],
  [
    "a task to wait for does not exist",
    [["yaml", "after: [read]", "after: [☞party]"]],
    ['There is no task "party"; there are: read, hive, visit'],
  ],
  [
    "tasks wait in a circle",
    [
      ["yaml", "requires: [read]", "requires: [visit]"],
      ["yaml", "requires: [hive]", "requires: [☞hive]"],
    ],
    ["Tasks wait for each other in a circle: hive → visit → hive"],
  ],
  [
    "a task waits for itself",
    [["yaml", "requires: [read]", "requires: [☞hive]"]],
    ["Tasks wait for each other in a circle: hive → hive"],
  ],
  [
    "asking waits for what comes later",
    [
      ["yaml", "requires: [read]", "requires: [visit]"],
      ["yaml", "requires: [hive]", "requires: []"],
      ["yaml", "after: [read]", "after: [☞hive]"],
    ],
    ["Tasks wait for each other in a circle: hive → visit → hive"],
  ],
  [
    "a confirming role does not exist",
    [...WITHOUT_SPONSOR, ["yaml", "confirmed_by: [engineer]", "confirmed_by: [☞sponsor]"]],
    ["There is no role sponsor under roles"],
  ],
  [
    "nobody can hold a confirming role",
    [
      ["yaml", "assigned_by: [coordinator]", "assigned_by: [engineer]"],
      ["yaml", "confirmed_by: [engineer]", "confirmed_by: [☞engineer]"],
      ["yaml", "[coordinator, engineer]", "[coordinator, ☞engineer]"],
      ["yaml", "helper: engineer", "helper: ☞engineer"],
    ],
    [
      "Nobody can hold the role engineer: give it users, group, min_access or an assigned_by that is held",
      "Nobody can hold the role engineer: give it users, group, min_access or an assigned_by that is held",
      "Nobody can hold the role engineer: give it users, group, min_access or an assigned_by that is held",
    ],
  ],
  [
    "a role is admitted by one that does not exist",
    [...WITHOUT_SPONSOR, ["yaml", "assigned_by: [coordinator]", "assigned_by: [coordinator, ☞sponsor]"]],
    ["There is no role sponsor under roles"],
  ],
  [
    "two roles have one name",
    [
      ["yaml", "label: Master beekeeper", "label: ☞Club secretary"],
      ["template", "- Master beekeeper:\n", ""],
    ],
    ['The role coordinator is called "Club secretary" already'],
  ],
  [
    "no task is required",
    [
      ["yaml", "tasks:", "☞tasks:"],
      ["yaml", "name: reading", "required: false"],
      ["yaml", "also: [Build an hive]", "required: false"],
    ],
    ["At least one task must be required: nobody could be certified"],
  ],
  [
    "a needed state is missing",
    [
      [
        "yaml",
        "  states: [in-progress, schedule-visit, visit-planned, certified, withdrawn]",
        "  ☞states: [in-progress, schedule-visit, visit-planned, certified]",
      ],
    ],
    ["The state withdrawn is missing"],
  ],
  [
    "a state stands twice",
    [["yaml", "certified, withdrawn]", "certified, withdrawn, ☞certified]"]],
    ['"certified" stands here twice'],
  ],
  [
    "a label is not among the states",
    [["yaml", "schedule_label: schedule-visit", "schedule_label: ☞schedule-visits"]],
    ['"schedule-visits" is not one of the states of labels, did you mean "schedule-visit"?'],
  ],
  [
    "what belongs to an engagement stands without one",
    [
      [
        "yaml",
        "    also: [Build an hive]\n",
        "    ☞ask_to_schedule_after: [read]\n    ☞schedule_label: schedule-visit\n    ☞need: wood\n",
      ],
    ],
    [
      "ask_to_schedule_after does nothing without engagement",
      "schedule_label does nothing without engagement",
      "need does nothing without engagement",
    ],
  ],
  [
    "a box confirms what a tick confirms",
    [
      ["yaml", "name: reading", 'name: reading\n    ☞confirm_box: "Leaflet: read"'],
      ["template", "- [ ] Hive: seen", "- [ ] Leaflet: read\n- [ ] Hive: seen"],
    ],
    ["This box does nothing: the candidate's own tick confirms"],
  ],
  [
    "a sentence does not exist",
    [["yaml", "  welcome:", "  ☞welcom:"]],
    ['There is no sentence "welcom", did you mean "welcome"?'],
  ],
  [
    "a placeholder does not exist",
    [["yaml", '"Hello, {name}!"', '☞"Hello, {nmae}!"']],
    ['Sentence "welcome": {nmae} is no placeholder of "welcome"; it knows {name}, {title}'],
  ],
  [
    "the marker is missing",
    [
      ["template", "\n<!-- onboarding-bot: beekeeper v2 -->\n", ""],
      ["template", "What is next?", "☞What is next?"],
    ],
    ["The marker is missing: <!-- onboarding-bot: beekeeper v2 -->"],
  ],
  [
    "the marker has another version",
    [["template", "<!-- onboarding-bot: beekeeper v2 -->", "☞<!-- onboarding-bot: beekeeper v1 -->"]],
    ["The marker must be <!-- onboarding-bot: beekeeper v2 -->"],
  ],
  [
    "the marker stands twice",
    [
      [
        "template",
        "<!-- onboarding-bot: beekeeper v2 -->",
        "<!-- onboarding-bot: beekeeper v2 -->\n☞<!-- onboarding-bot: beekeeper v2 -->",
      ],
    ],
    ["There is a marker above already"],
  ],
  [
    "a task's box is missing",
    [
      ["template", "- [ ] Build a hive\n", ""],
      ["yaml", "text: Build a hive", "text: ☞Build a hive"],
    ],
    ["The template has no such box"],
  ],
  [
    "a confirm box is missing",
    [
      ["template", "- [ ] Hive: seen\n", ""],
      ["yaml", '"Hive: seen"', '☞"Hive: seen"'],
    ],
    ["The template has no such box"],
  ],
  [
    "a box stands twice",
    [["template", "- [ ] Visit a master", "- [ ] Visit a master\n- ☞[ ] Visit a **master**"]],
    ['The box "Visit a master" is here twice'],
  ],
  [
    "a box is ticked",
    [["template", "- [ ] Build a hive", "- ☞[x] Build a hive"]],
    ['The box "Build a hive" must not be ticked in the template'],
  ],
  [
    "a box does nothing",
    [["template", "- [ ] Visit a master", "- [ ] Visit a master\n- ☞[ ] Bring cake"]],
    ['The box "Bring cake" does nothing: no task has this text'],
  ],
  [
    "a box stands with the wrong ones",
    [
      ["template", "- [ ] Visit a master\n", ""],
      ["template", "- [ ] Visit: done", "- [ ] Visit: done\n- ☞[ ] Visit a master"],
    ],
    ['The box "Visit a master" must stand with the other tasks under "Your tasks"'],
  ],
  [
    "a box that confirms stands with the tasks",
    [
      ["template", "- [ ] Visit: done\n", ""],
      ["template", "- [ ] Visit a master", "- [ ] Visit a master\n- ☞[ ] Visit: done"],
    ],
    ['The box "Visit: done" confirms, so it must not stand among the candidate\'s under "Your tasks"'],
  ],
  [
    "a line of People is missing",
    [
      ["template", "- Club secretary:\n", ""],
      ["yaml", "label: Club secretary", "label: ☞Club secretary"],
    ],
    ['The template has no line "- Club secretary:" under the heading "Who"'],
  ],
  [
    "a line of People is filled in",
    [["template", "- Club secretary:", "☞- Club secretary: @ada"]],
    ['The line "Club secretary:" must be empty in the template'],
  ],
  [
    "a command does not exist",
    [["template", "`@onboarding-bot next`", "`☞@onboarding-bot nxt`"]],
    ['The bot knows no command "nxt", did you mean "next"?'],
  ],
];

test.for(PLANTED)("readProgram() finds the place when %s", ([, edits, messages]) => {
  const { source, places } = plant(edits);

  expect(places).toHaveLength(messages.length);
  expect(faultsOf(source)).toEqual(places.map((place, index) => `${place} ${messages[index]}`));
});

/** YAML that cannot be read as it was meant; what stands behind the first broken place is not judged. */
const BROKEN: readonly [why: string, edits: readonly Edit[], messages: readonly string[]][] = [
  [
    "a text has a colon and no quotes",
    [["yaml", "text: Build a hive", "text: ☞Build: a hive"]],
    ["Text with a colon and a blank needs quotes around it"],
  ],
  [
    "a quote is never closed",
    [["yaml", 'confirm_box: "Hive: seen"', "confirm_box: ☞'Hive: seen"]],
    ["Missing closing 'quote"],
  ],
  [
    "a tab indents",
    [["yaml", "  states: [in-progress,", "☞\tstates: [in-progress,"]],
    ["Indent with spaces, not with tabs"],
  ],
  [
    "a second document begins",
    [["yaml", "labels:", "☞---\nlabels:"]],
    ["A program is one document: leave out the line ---"],
  ],
  [
    "an earlier fault stands before the broken place",
    [
      ["yaml", "language: en", "☞lang: en"],
      ["yaml", "settle: PT1M", "settle: 1"],
      ["yaml", "text: Build a hive", "text: ☞Build: a hive"],
    ],
    [
      'Unknown key "lang", did you mean "language"?; there are: id, version, accepts, title, short_title, language, time_zone, people_heading, audiences, roles, tasks, engagements, forms, badge, labels, asks, working_hours, reminders, sponsor_step, repair_after, completion, wording',
      "Text with a colon and a blank needs quotes around it",
    ],
  ],
];

test.for(BROKEN)("readProgram() finds the place when %s", ([, edits, messages]) => {
  const { source, places } = plant(edits);

  expect(places).toHaveLength(messages.length);
  expect(faultsOf(source)).toEqual(places.map((place, index) => `${place} ${messages[index]}`));
});

test("readProgram() names all faults of both files at once, in the order of the files", () => {
  const { source, places } = plant([
    ...WITHOUT_SPONSOR,
    ["yaml", "version: 2", "version: ☞two"],
    ["yaml", "language: en", "☞langage: en"],
    ["yaml", "Europe/Berlin", "☞Berlin"],
    ["yaml", '["clubs/**"]', '[☞"/clubs"]'],
    ["yaml", "fallback: [assignee, author]", "fallback: [☞asignee, author]"],
    ["yaml", "assigned_by: [coordinator]", "assigned_by: [☞sponsor]"],
    ["yaml", "users: [chair]", "users: ☞chair"],
    ["yaml", "id: read\n", "id: ☞Read\n"],
    ["yaml", "also: [Build an hive]", "also: [☞Build a **hive**]"],
    ["yaml", 'confirm_box: "Hive: seen"', '☞confirmbox: "Hive: seen"'],
    ["yaml", "[coordinator, engineer]", "[coordinator, ☞engineer]"],
    ["yaml", "confirmed_by: [engineer]", "confirmed_by: [☞engineer]"],
    ["yaml", "required: false", "required: ☞0"],
    ["yaml", "helper: engineer", "helper: ☞engineer"],
    ["yaml", "schedule_label: schedule-visit", "schedule_label: ☞schedule-vist"],
    ["yaml", 'prefix: "bees::"', "☞prefix:"],
    ["yaml", "certified, withdrawn]", "certified, withdrawn, ☞certified]"],
    ["yaml", "settle: PT1M", "settle: ☞soon"],
    ["yaml", "close: false", "close: false, ☞open: true"],
    ["yaml", "  welcome:", "  ☞welcoming:"],
    ["template", "- Candidate:", "☞- Candidate: @ada"],
    ["template", "- [ ] Visit a master", "- ☞[x] Visit a master"],
    ["template", "- [ ] Hive: seen", "- ☞[ ] Hive: seen"],
    ["template", "- [ ] Visit: done", "- [ ] Visit: done\n- ☞[ ] Visit: done"],
    ["template", "`@onboarding-bot next`", "`☞@onboarding-bot schedule`"],
    ["template", "<!-- onboarding-bot: beekeeper v2 -->", "☞<!-- onboarding-bot: beekeeping v2 -->"],
  ]);

  const faults = readProgram(source, KNOWN);

  expect(places).toHaveLength(26);
  expect(faults).toMatchObject({ ok: false });
  expect(faultsOf(source).map((fault) => fault.split(" ")[0])).toEqual(places);
});

test.for<[why: string, yaml: string, fault: string]>([
  ["is empty", "", "beekeeper.yaml:1:1 A program is empty"],
  ["holds only a comment", "# nothing\n", "beekeeper.yaml:1:1 A program is empty"],
  ["is a list", "- a\n", "beekeeper.yaml:1:1 A program must be a map of keys and values, not a list"],
  [
    "is too long",
    `title: ${"a".repeat(262_144)}`,
    "beekeeper.yaml:1:1 The file is too long: 262151 characters, at most 262144",
  ],
  [
    "unfolds to gigabytes",
    "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n",
    "beekeeper.yaml:3:5 Anchor &b holds an alias itself",
  ],
  ["has an alias inside its own anchor", "a: &a [*a]\n", "beekeeper.yaml:1:8 Anchor &a holds an alias itself"],
  ["has aliases without end", `a: &a x\nb: [${"*a, ".repeat(51)}]\n`, "beekeeper.yaml:2:205 More than 50 aliases"],
  ["has a list as key", "[a]: b\n", "beekeeper.yaml:1:1 A key must be text"],
])("readProgram() refuses a file that %s", ([, yaml, fault]) => {
  expect(faultsOf({ ...soundSource(), yaml })).toContain(fault);
});

test.for<[why: string, yaml: string]>([
  ["brackets", "[".repeat(200_000)],
  ["dashes", "- ".repeat(100_000)],
  ["braces", "{a".repeat(100_000)],
  ["maps", "a: ".repeat(80_000)],
  ["equal keys", "k: 1\n".repeat(50_000)],
  ["quotes", 'a: "'.repeat(60_000)],
  ["exclamation marks", "!".repeat(260_000)],
])("readProgram() answers for a file full of %s", ([, yaml]) => {
  const faults = faultsOf({ ...soundSource(), yaml });

  expect(faults.length).toBeGreaterThan(0);
  expect(Math.max(...faults.map((fault) => fault.length))).toBeLessThan(1000);
});

test("readProgram() takes keys such as __proto__ for unknown keys and nothing else", () => {
  const { source, places } = plant([
    ["yaml", "language: en", "language: en\n☞__proto__: { polluted: true }\n☞constructor: 1"],
    ["yaml", "  welcome:", "  ☞__proto__: x\n  welcome:"],
  ]);

  expect(faultsOf(source).map((fault) => fault.split(" ")[0])).toEqual(places);
  expect({}).not.toHaveProperty("polluted");
});

test("readProgram() says that the template is missing", () => {
  expect(faultsOf({ ...soundSource(), template: null })).toEqual([
    "beekeeper.md:1:1 There is no template of this name",
  ]);
});

test("readProgram() refuses a template that leaves no room for what people add", () => {
  const template = `${soundSource().template}${"a".repeat(65_536)}`;

  expect(faultsOf({ ...soundSource(), template })).toEqual([
    `beekeeper.md:1:1 The template is too long: ${template.length} characters, at most 65536`,
  ]);
});

test("readProgram() counts lines and columns in files with CRLF", () => {
  const { source, places } = plant([
    ["yaml", "requires: [hive]", "requires: [☞hives]"],
    ["template", "- [ ] Build a hive", "- ☞[x] Build a hive"],
  ]);
  const toCrlf = (text: string): string => text.replaceAll("\n", "\r\n");

  const faults = faultsOf({ ...source, yaml: toCrlf(source.yaml), template: toCrlf(source.template ?? "") });

  expect(faults.map((fault) => fault.split(" ")[0])).toEqual(places);
});

test("readProgram() believes any command and sentence when it is not told which there are", () => {
  const { source } = plant([
    ["yaml", "  welcome:", "  whatever:"],
    ["template", "`@onboarding-bot next`", "`@onboarding-bot dance`"],
  ]);

  expect(readProgram(source)).toMatchObject({ ok: true });
});

const LINES = soundSource().yaml.split("\n");

test("readProgram() places every fault inside the file when lines are lost", () => {
  const someLines = fc.subarray(
    LINES.map((_, index) => index),
    { minLength: LINES.length - 6 },
  );
  fc.assert(
    fc.property(someLines, (kept) => {
      const yaml = kept.map((index) => LINES[index]).join("\n");

      const result = readProgram({ ...soundSource(), yaml }, KNOWN);

      const faults = result.ok ? [] : result.faults.filter(({ file }) => file === "beekeeper.yaml");
      const lengths = yaml.split("\n").map((line) => line.length);
      const isOutside = ({ line, column }: Fault): boolean =>
        line < 1 || column < 1 || column > (lengths[line - 1] ?? -1) + 1;
      expect(faults.filter(isOutside)).toEqual([]);
    }),
  );
});

test("readProgram() never throws, whatever the file holds", () => {
  const anyYaml = fc.string({
    unit: fc.constantFrom(...Array.from(`ab:-[]{}&*!#|>'"%@, \n\t\u0000\u2028é`)),
    maxLength: 60,
  });
  fc.assert(
    fc.property(anyYaml, (yaml) => {
      expect(readProgram({ ...soundSource(), yaml }, KNOWN)).toMatchObject({ ok: false });
    }),
    { numRuns: 500 },
  );
});
