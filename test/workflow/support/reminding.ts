import { onTestFinished } from "vitest";

import type { FactBody, NewFact, PersonId } from "../../../src/domain/enrollment/fact.ts";
import { fold } from "../../../src/domain/enrollment/enrollment.ts";
import type { Program } from "../../../src/domain/program/program.ts";
import { createActions } from "../../../src/store/actions.ts";
import { openDatabase } from "../../../src/store/database.ts";
import { createJournal } from "../../../src/store/journal.ts";
import { createPeople } from "../../../src/store/people.ts";
import { createReminders } from "../../../src/store/reminders.ts";
import type { GitLabPort, Presence } from "../../../src/workflow/ports/gitlab-port.ts";
import { planReminders } from "../../../src/workflow/reminders/plan-reminders.ts";
import type { ReviewPorts } from "../../../src/workflow/ports/ports.ts";
import type { NewReminder } from "../../../src/workflow/ports/reminders-port.ts";
import type { ReviewRecord } from "../../../src/workflow/ports/store-port.ts";
import { SHIPPED } from "../../domain/enrollment/support.ts";
import { temporaryDirectory } from "../../support/open-store.ts";
import { newReminder, reviewRecord } from "../../support/review-record.ts";

/** In the order they are remembered, so that these are their numbers. */
export const [MARIA, PRIYA, TOM, OLGA, ALEX] = [1, 2, 3, 4, 5] as const;
const USERNAMES = ["msilva", "pnair", "tbecker", "olga", "alex"];

const PROJECT = 7;
const NOT_BUSY: Presence = { localTime: null, busy: false, clearsAt: null };

/** What a test may turn, and what it can look at afterwards. */
export interface Knobs {
  now: Date;
  /** By person; nothing is told of others. */
  readonly presence: Map<PersonId, Presence>;
  /** Access levels of people in the project of the desk. */
  readonly access: Map<PersonId, number | Error>;
  readonly programs: Program[];
  readonly woken: number[];
}

export type Ports = Pick<
  ReviewPorts,
  | "reminders"
  | "people"
  | "holidays"
  | "journal"
  | "actions"
  | "gitlab"
  | "programs"
  | "projectPath"
  | "wake"
  | "now"
  | "log"
>;

/** All that reminding somebody touches, over a real store. The clock stands where the test puts it. */
export async function openReminding(now: string, dataDir = temporaryDirectory()) {
  const database = await openDatabase({ dataDir });
  onTestFinished(() => database.close());
  const people = createPeople(database);
  await people.remember(USERNAMES.map((username, index) => ({ userId: 500 + index + 1, username, name: username })));
  const journal = createJournal(database);
  const knobs: Knobs = { now: new Date(now), presence: new Map(), access: new Map(), programs: [SHIPPED], woken: [] };
  const ports: Ports = {
    journal,
    people,
    reminders: createReminders(database),
    actions: createActions(database),
    gitlab: gitlabWith(knobs),
    holidays: {
      prepare: () => Promise.resolve(),
      isHoliday: (country, day) => country === "DE" && day === "2026-12-25",
      knows: () => Promise.resolve(true),
    },
    programs: () => knobs.programs,
    projectPath: (projectId) => (projectId === PROJECT ? "partners/onboarding" : null),
    wake: ({ issueIid }) => void knobs.woken.push(issueIid),
    now: () => knobs.now,
    log: { debug() {}, info() {}, warn() {}, error() {} },
  };
  return { database, dataDir, people, journal, ports, knobs };
}

export function issueOf(issueIid: number): ReviewRecord["issue"] {
  return { projectId: PROJECT, issueIid };
}

/** An enrollment as a review leaves it, with what the review planned to remind people of. */
export async function review(
  ports: Ports,
  issueIid: number,
  bodies: readonly [moment: string, fact: FactBody][],
  actions: ReviewRecord["actions"] = [],
) {
  const id = `e-${issueIid}`;
  const before = await ports.journal.get(id);
  const facts = bodies.map(([moment, fact], index): NewFact => ({
    ...fact,
    key: `${moment} ${index}`,
    at: new Date(moment),
  }));
  const afterSeq = before?.facts.length ?? 0;
  const enrollment = fold([
    ...(before?.facts ?? []),
    ...facts.map((fact, index) => ({ ...fact, seq: afterSeq + index + 1 })),
  ]);
  if (enrollment === null) throw new TypeError("Cannot review nothing");
  const { planned } = await planReminders(ports, { id, enrollment, program: SHIPPED });
  const candidate = enrollment.candidate?.person ?? null;
  const isOpen = enrollment.status === "active";
  await ports.journal.commit(
    reviewRecord({
      enrollmentId: id,
      issue: issueOf(issueIid),
      candidate,
      isOpen,
      afterSeq,
      facts,
      reminders: planned,
      actions,
    }),
  );
  return { id, enrollment, program: SHIPPED };
}

/** GitLab, of which nothing else is asked: any other call fails the test. */
function gitlabWith({ presence, access }: Knobs): GitLabPort {
  const unasked = (): Promise<never> => Promise.reject(new Error("GitLab is asked for something else"));
  return {
    currentUser: unasked,
    getIssue: unasked,
    listNotes: unasked,
    createNote: unasked,
    editNote: unasked,
    deleteNote: unasked,
    awardEmoji: unasked,
    updateIssue: unasked,
    getAccount: unasked,
    findAccount: unasked,
    emailOf: unasked,
    listThreads: unasked,
    groupMembership: unasked,
    listIssuesUpdatedSince: unasked,
    getProject: unasked,
    listGroupProjects: unasked,
    clockSkewMs: () => null,
    presence: (userId) => Promise.resolve(presence.get(userId - 500) ?? NOT_BUSY),
    projectMembership: (_project, userId) => {
      const level = access.get(userId - 500) ?? 0;
      if (level instanceof Error) return Promise.reject(level);
      return Promise.resolve(level === 0 ? null : { accessLevel: level, addedBy: null });
    },
  };
}

/** A date for Maria's shadow is looked for since Tuesday, 1 December, at ten; Priya coordinates, Tom stands in. */
export const LIFE: readonly [moment: string, fact: FactBody][] = [
  [
    "2026-12-01T08:00:00Z",
    {
      kind: "enrolled",
      programId: SHIPPED.id,
      version: SHIPPED.version,
      issue: issueOf(1),
      issueId: 1001,
      author: OLGA,
      audience: null,
      adopted: false,
    },
  ],
  ["2026-12-01T08:01:00Z", { kind: "candidate-set", person: MARIA, source: "people" }],
  ["2026-12-01T08:02:00Z", { kind: "role-assigned", role: "coordinator", person: TOM, by: OLGA, member: true }],
  ["2026-12-01T08:03:00Z", { kind: "role-assigned", role: "coordinator", person: PRIYA, by: OLGA, member: true }],
  ["2026-12-01T09:00:00Z", { kind: "task-confirmed", task: "review-resources", by: MARIA, via: "command" }],
  ["2026-12-01T10:00:00Z", { kind: "task-confirmed", task: "assessment", by: PRIYA, via: "command" }],
];
export const DATE_WAITS = `e-1:date-waits:shadow.${Date.parse("2026-12-01T10:00:00Z")}`;

/** The last review of an enrollment left these reminders for Priya. */
export async function waits(
  { journal }: Ports,
  issueIid: number,
  reminders: Readonly<Record<string, Partial<NewReminder>>>,
  change: Partial<ReviewRecord> = {},
): Promise<void> {
  const enrollmentId = `e-${issueIid}`;
  const planned = Object.entries(reminders).map(([key, more]) =>
    newReminder(`${enrollmentId}:${key}`, { person: PRIYA, notBefore: new Date("2026-12-07T09:00:00Z"), ...more }),
  );
  await journal.commit(reviewRecord({ enrollmentId, issue: issueOf(issueIid), reminders: planned, ...change }));
}

export async function keysOf({ reminders }: Ports, person: PersonId = PRIYA): Promise<readonly string[]> {
  return (await reminders.pendingOf(person)).map(({ key }) => key);
}

export async function timesOf({ reminders }: Ports, person: PersonId = PRIYA): Promise<readonly string[]> {
  return (await reminders.pendingOf(person)).map(({ notBefore }) => notBefore.toISOString());
}

/** What is planned on an enrollment or desk: to whom, and of what. */
export async function notesOn({ actions, reminders }: Ports, carrier: string) {
  const planned = await actions.unfinished(carrier);
  return await Promise.all(
    planned.map(async ({ key, action }) => ({
      action,
      of: (await reminders.ofBundle(key)).map((one) => one.key),
    })),
  );
}

export function noteTo(person: PersonId, ...of: readonly string[]) {
  return { action: { kind: "note", note: { kind: "reminder", person } }, of };
}
