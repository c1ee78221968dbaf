import type { ProgramSource } from "../../../src/domain/program/read-program.ts";

/** A sound program that uses every key, so that each can be spoiled. */
const YAML = `id: beekeeper
version: 2
accepts: [1]
title: Certified Beekeeper
short_title: Beekeeper certification
language: en
time_zone: Europe/Berlin
people_heading: Who
audiences:
  club: { projects: ["clubs/**"], first_contact: club secretary }
  school: { projects: ["schools/*/bees"], first_contact: teacher }
roles:
  candidate:
    label: Candidate
    fallback: [assignee, author]
  sponsor: { label: Teacher, users: [teacher] }
  coordinator:
    label: Club secretary
    group: bees/secretaries
    assigned_by: [owner]
  engineer:
    label: Master beekeeper
    assigned_by: [coordinator]
  owner:
    label: Chair
    users: [chair]
    min_access: owner
tasks:
  - id: read
    name: reading
    text: Read the leaflet
    confirmed_by: [candidate]
  - id: hive
    text: Build a hive
    also: [Build an hive]
    confirm_box: "Hive: seen"
    confirmed_by: [coordinator, engineer]
    requires: [read]
    score: { pass: 70, required: true, attempts: 2, cooldown_days: 3 }
  - id: visit
    text: Visit a master
    confirm_box: "Visit: done"
    confirmed_by: [engineer]
    required: false
    requires: [hive]
    engagement: visit
    ask_to_schedule_after: [read]
    schedule_label: schedule-visit
    need: a master with time
    feedback: { form: mastery, required: true }
engagements:
  visit:
    name: visit to a master
    helper: engineer
    helper_leads: false
    length: PT2H
    methods: [by-car, by-train]
    notice: { days: 5, for: visits abroad }
    scheduled_label: visit-planned
    log: visit-log
    due_date: true
forms:
  mastery:
    kind: scored
    scale: 4
    average: 3.5
    least: 2
    questions: { calm: Stays calm, smoke: Uses little smoke }
  visit-log: { kind: log, questions: { saw: What did you see? } }
badge:
  name: Beekeeper of the Year
  description: Keeps bees well.
  criteria: Read, built and visited.
  skills:
    - { name: Hives, description: Builds a hive., url: https://bees.example.com/hives }
    - { name: Calm }
  valid_for: P1Y6M
  renewable: P90D
  result_of: hive
  linkedin_organization: 5101804
  credly_template: 0a1b2c3d-bees
  art:
    shape: hexagon
    ornament: rays
    lines: [Bee-, keeper]
    over: Certified
    under: Bee School
    colors: { background: "#3a2a00", accent: "#f2c14e", text: "#ffffff" }
labels:
  prefix: "bees::"
  states: [in-progress, schedule-visit, visit-planned, certified, withdrawn]
asks: { settle: PT1M, bundle: false }
working_hours:
  days: [sat, mon]
  from: "08:30"
  to: "16:00"
  country: DE-BY
  days_off: ["2026-12-24..2027-01-01", "2026-05-15"]
reminders:
  - { when: engagement-tomorrow, to: [candidate, helper] }
  - { when: confirmation-waits, steps: [{ after: 3, to: asked }, { after: 2, to: [substitute, owner] }] }
  - { when: start-waits, after: 4, to: sponsor }
  - { when: cool-down-over, to: candidate }
sponsor_step: { silence: { after: 5, then: start } }
repair_after: PT5M
completion: { close: false }
wording:
  welcome: "Hello, {name}!"
`;

const TEMPLATE = `# Certified Beekeeper

## Who

- Candidate:
- Teacher:
- Club secretary:
- Master beekeeper:

## Your tasks

- [ ] Read the leaflet
- [ ] Build a hive
- [ ] Visit a master

## For the others

- [ ] Hive: seen
- [ ] Visit: done

What is next? \`@onboarding-bot next\`

<!-- onboarding-bot: beekeeper v2 -->
`;

const FILES = { yaml: YAML, template: TEMPLATE } as const;
type FileKind = keyof typeof FILES;

const NAMES: Readonly<Record<FileKind, string>> = { yaml: "beekeeper.yaml", template: "beekeeper.md" };

/** Put in front of the place where a fault must be found. */
const HERE = "☞";

/** Text to look for, exactly once in the sound file, and what to put there; {@link HERE} marks the expected place. */
export type Edit = readonly [file: FileKind, find: string, put: string];

/** The same program for which nobody has to say that the candidate may start. */
export const WITHOUT_SPONSOR: readonly Edit[] = [
  ["yaml", "  sponsor: { label: Teacher, users: [teacher] }\n", ""],
  ["yaml", "  - { when: start-waits, after: 4, to: sponsor }\n", ""],
  ["yaml", "sponsor_step: { silence: { after: 5, then: start } }\n", ""],
  ["template", "- Teacher:\n", ""],
];

export interface Planted {
  readonly source: ProgramSource;
  /** `file:line:column` of every mark, in the order of the files. */
  readonly places: readonly string[];
}

export function soundSource(): ProgramSource {
  return toSource(FILES);
}

/** Spoil the sound program. Places are found by reading the marks, not by asking the code under test. */
export function plant(edits: readonly Edit[]): Planted {
  const spoiled = { ...FILES } as Record<FileKind, string>;
  for (const [file, find, put] of edits) {
    const parts = spoiled[file].split(find);
    if (parts.length !== 2) throw new Error(`${JSON.stringify(find)} is ${parts.length - 1} times in ${NAMES[file]}`);
    spoiled[file] = parts.join(put);
  }
  const yaml = takeMarks("yaml", spoiled.yaml);
  const template = takeMarks("template", spoiled.template);
  return {
    source: toSource({ yaml: yaml.text, template: template.text }),
    places: [...yaml.places, ...template.places],
  };
}

function takeMarks(file: FileKind, text: string): { text: string; places: readonly string[] } {
  const places = text.split("\n").flatMap((line, index) =>
    line
      .split(HERE)
      .slice(0, -1)
      .map((_, mark, parts) => {
        const before = parts.slice(0, mark + 1).join("");
        return `${NAMES[file]}:${index + 1}:${before.length + 1}`;
      }),
  );
  return { text: text.replaceAll(HERE, ""), places };
}

function toSource({ yaml, template }: Readonly<Record<FileKind, string>>): ProgramSource {
  return { id: "beekeeper", yaml, template, yamlFile: NAMES.yaml, templateFile: NAMES.template };
}
