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
labels:
  prefix: "bees::"
  states: [in-progress, schedule-visit, certified, withdrawn]
asks: { settle: PT1M, bundle: false }
repair_after: PT5M
completion: { close: false }
wording:
  welcome: "Hello, {name}!"
`;

const TEMPLATE = `# Certified Beekeeper

## Who

- Candidate:
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
