import { readFileSync } from "node:fs";

import { parse } from "yaml";

import { apply, type Enrollment } from "../../../../src/domain/enrollment/enrollment.ts";
import type { FactBody, PersonId } from "../../../../src/domain/enrollment/fact.ts";
import { NOTHING_KNOWN } from "../../../../src/domain/people/person-settings.ts";
import type { EngagementKind, Program, Role, RoleId, Task, TaskId } from "../../../../src/domain/program/program.ts";
import type { PersonName, Scene } from "../../../../src/domain/talk/voice.ts";
import { createWording } from "../../../../src/domain/talk/wording.ts";

export const catalogue = parse(readFileSync("templates/comments/en.yaml", "utf8")) as Record<string, string>;

export const MARIA = 1;
export const JONAS = 2;
export const PRIYA = 3;
export const TOM = 4;
export const ALEX = 5;
/** Forgotten: the store has no name any more. */
export const GHOST = 99;

export const NAMES: ReadonlyMap<PersonId, PersonName> = new Map([
  [MARIA, { name: "Maria Silva", username: "msilva" }],
  [JONAS, { name: "Jonas Weber", username: "jweber" }],
  [PRIYA, { name: "Priya Nair", username: "pnair" }],
  [TOM, { name: "Tom Becker", username: "tbecker" }],
  [ALEX, { name: "Alex Doe", username: "alex" }],
]);

/** Where people are, for the notes that tell a date. */
const ZONES: ReadonlyMap<PersonId, string> = new Map([
  [MARIA, "America/Sao_Paulo"],
  [TOM, "Europe/Berlin"],
]);

function role(id: RoleId, label: string, more: Partial<Role> = {}): Role {
  return { id, label, users: [], group: null, minAccess: null, assignedBy: [], fallback: [], ...more };
}

function task(id: TaskId, text: string, more: Partial<Task>): Task {
  return {
    id,
    text,
    name: id,
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
    section: "Candidate Tasks",
    ...more,
  };
}

function engagement(id: string, more: Pick<EngagementKind, "helperLeads">): EngagementKind {
  return {
    id,
    name: id,
    helper: "engineer",
    lengthMs: 4 * 3_600_000,
    methods: ["congregate", "direct-transfer", "file-export", "other"],
    notice: { days: 5, for: "migrations to GitLab.com" },
    scheduledLabel: null,
    log: null,
    setsDueDate: false,
    ...more,
  };
}

/** The shipped program as it was when these tests were written; they are about words, not about its file. */
export const program: Program = {
  id: "migration-onboarding",
  version: 1,
  accepts: [],
  title: "GitLab Certified Migration Services Engineer",
  shortTitle: "Migration Services Engineer certification",
  language: "en",
  timeZone: "Etc/UTC",
  peopleHeading: "People",
  badge: null,
  audiences: [
    { id: "partner", projects: ["partners/**"], firstContact: "GitLab representative" },
    { id: "team-member", projects: ["gitlab-com/**"], firstContact: "manager" },
  ],
  roles: {
    candidate: role("candidate", "Candidate"),
    sponsor: role("sponsor", "Manager or GitLab representative"),
    coordinator: role("coordinator", "Project coordinator", { assignedBy: ["coordinator", "owner"] }),
    engineer: role("engineer", "PSE Migration Engineer", { assignedBy: ["coordinator", "owner"] }),
    owner: role("owner", "Program owner"),
  },
  tasks: [
    task("review-resources", "Review migration services resources, including documentation and delivery kits", {
      name: "resources",
    }),
    task("assessment", "Pass a graded migration assessment", {
      confirmBox: "Assessment: result seen, passed",
      confirmedBy: ["coordinator", "engineer"],
      confirmSection: "Coordinator Tasks",
    }),
    task("workshop", "Complete a congregate-onboarding workshop", {
      confirmBox: "Workshop: completed",
      confirmedBy: ["coordinator", "engineer"],
      confirmSection: "Coordinator Tasks",
    }),
    task("shadow", "Shadow a migration that is led by a PSE Migration Engineer", {
      confirmBox: "Shadow: the candidate shadowed my migration",
      confirmedBy: ["engineer", "coordinator"],
      confirmSection: "PSE Tasks",
      requires: ["review-resources", "assessment", "workshop"],
      engagement: "shadow",
      askToScheduleAfter: ["assessment"],
      need: "a migration led by a PSE Migration Engineer, with room for one person to watch",
    }),
    task("lead", "Lead a migration with a PSE Migration Engineer observing and providing feedback", {
      confirmBox: "Lead: observed, feedback given, ready to certify",
      confirmedBy: ["engineer"],
      confirmSection: "PSE Tasks",
      requires: ["shadow"],
      engagement: "lead",
      askToScheduleAfter: ["shadow"],
      need: "a migration the candidate can lead, and a PSE Migration Engineer who observes and gives feedback",
    }),
  ],
  engagements: [engagement("shadow", { helperLeads: true }), engagement("lead", { helperLeads: false })],
  forms: [],
  workingHours: { days: [1, 2, 3, 4, 5], from: 540, to: 1020, country: null, daysOff: [] },
  reminders: [],
  sponsorStep: null,
  labels: { prefix: "onboarding::", states: ["in-progress", "certified", "withdrawn"] },
  asks: { settleMs: 120_000, bundle: true },
  completion: { close: true },
  repairAfterMs: 600_000,
  wording: {},
};

/** A moment in the year 2026, UTC: `at("12-01 09:12")`. */
export function at(moment: string): Date {
  return new Date(`2026-${moment.replace(" ", "T")}:00Z`);
}

export type Happening = readonly [moment: string, fact: FactBody];

/** Where every story begins: Jonas opened the issue for Maria on 23 November; Priya coordinates. */
export const BEGINNING: readonly Happening[] = [
  [
    "11-23 13:04",
    {
      kind: "enrolled",
      programId: "migration-onboarding",
      version: 1,
      issue: { projectId: 7, issueIid: 12 },
      issueId: 1012,
      author: JONAS,
      audience: "partner",
      adopted: false,
    },
  ],
  ["11-23 13:04", { kind: "candidate-set", person: MARIA, source: "people" }],
  ["11-23 13:04", { kind: "role-proposed", role: "sponsor", people: [JONAS] }],
  ["11-23 13:04", { kind: "role-proposed", role: "coordinator", people: [PRIYA] }],
];

export function claimed(moment: string, id: TaskId, by: PersonId | null = MARIA): Happening {
  return [moment, { kind: "task-claimed", task: id, by }];
}

export function confirmed(moment: string, id: TaskId, by: PersonId): Happening {
  return [moment, { kind: "task-confirmed", task: id, by, via: "command" }];
}

/** Everything up to "the shadow is ready to schedule". */
export const READY_FOR_SHADOW: readonly Happening[] = [
  ...BEGINNING,
  confirmed("11-25 10:00", "review-resources", MARIA),
  claimed("12-01 09:12", "assessment"),
  confirmed("12-01 15:00", "assessment", PRIYA),
  claimed("12-04 08:00", "workshop"),
  confirmed("12-04 12:20", "workshop", PRIYA),
];

export const CERTIFIED: readonly Happening[] = [
  ...READY_FOR_SHADOW,
  ["12-05 09:00", { kind: "role-assigned", role: "engineer", person: TOM, by: PRIYA, member: true }],
  confirmed("12-14 09:00", "shadow", TOM),
  confirmed("12-18 09:40", "lead", TOM),
  ["12-18 09:41", { kind: "certified" }],
];

function enrollmentOf(story: readonly Happening[]): Enrollment {
  const end = story.reduce<Enrollment | null>(
    (before, [moment, fact], index) => apply(before, { ...fact, key: String(index), at: at(moment) }),
    null,
  );
  if (end === null) throw new TypeError("Cannot tell a story without a beginning");
  return end;
}

export function sceneOf(story: readonly Happening[], more: Partial<Scene> = {}): Scene {
  const given = more.program ?? program;
  return {
    wording: createWording(catalogue, given.wording),
    program: given,
    enrollment: enrollmentOf(story),
    botHandle: "onboarding-bot",
    nameOf: (person) => NAMES.get(person) ?? null,
    confirmers: new Map(given.tasks.map((one) => [one.id, one.id === "lead" ? TOM : PRIYA])),
    scheduler: PRIYA,
    now: at("12-05 10:00"),
    zoneOf: (person) => ZONES.get(person) ?? null,
    settingsOf: (person) => ({ ...NOTHING_KNOWN, zone: ZONES.get(person) ?? null }),
    calendarOf: () => null,
    badge: null,
    ...more,
  };
}
