import { apply, type Enrollment } from "../domain/enrollment/enrollment.ts";
import type { FactBody, PersonId } from "../domain/enrollment/fact.ts";
import { NOTHING_KNOWN } from "../domain/people/person-settings.ts";
import { isSelfConfirmed, type Program, type RoleId, rolesOf, type Task } from "../domain/program/program.ts";
import { type NoteView, renderNote } from "../domain/talk/notes.ts";
import { renderStatusNote } from "../domain/talk/status-note.ts";
import type { PersonName, Scene } from "../domain/talk/voice.ts";
import type { Wording } from "../domain/talk/wording.ts";

/** A step of a candidate's way, and what people read then. */
export interface Moment {
  readonly title: string;
  readonly notes: readonly PreviewedNote[];
}

export interface PreviewedNote {
  readonly title: string;
  /** Markdown, as it would be posted. */
  readonly body: string;
}

/** What tells one enrollment: where it stands, what happens next, and the notes of it. */
export interface Teller {
  readonly program: Program;
  readonly scene: (more?: Partial<Scene>) => Scene;
  readonly enrollment: () => Enrollment;
  readonly now: () => Date;
  /** Something happens, a day after what happened last. */
  readonly happen: (fact: FactBody) => void;
  /** Nothing happens until then. */
  readonly wait: (until: Date) => void;
  readonly note: (title: string, view: NoteView, more?: Partial<Scene>) => PreviewedNote;
  readonly status: (title: string, more?: { first?: boolean; canTick?: boolean; scene?: Scene }) => PreviewedNote;
}

export const MARIA: PersonId = 1;
export const PRIYA: PersonId = 2;
export const TOM: PersonId = 3;
const JONAS: PersonId = 4;
/** Another coordinator. */
export const ANA: PersonId = 5;
/** Another candidate. */
export const LENA: PersonId = 6;

const NAMES: ReadonlyMap<PersonId, PersonName> = new Map([
  [MARIA, { name: "Maria Silva", username: "msilva" }],
  [PRIYA, { name: "Priya Nair", username: "pnair" }],
  [TOM, { name: "Tom Becker", username: "tbecker" }],
  [JONAS, { name: "Jonas Weber", username: "jweber" }],
  [ANA, { name: "Ana Costa", username: "acosta" }],
  [LENA, { name: "Lena Okafor", username: "lokafor" }],
]);
const ZONES: ReadonlyMap<PersonId, string> = new Map([
  [MARIA, "America/Sao_Paulo"],
  [PRIYA, "Asia/Kolkata"],
  [TOM, "Europe/Berlin"],
]);
const CALENDAR = "https://onboarding.example.com/calendar/SAMPLE-OF-AN-ADDRESS-NOBODY-GUESSES.ics";
const NO_BADGE_YET = { address: null, isOpenlyTold: true, validUntil: null, isMirrored: false };
const BEGAN = Date.UTC(2026, 0, 12, 9, 12);

export const DAY_MS = 86_400_000;

export function createTeller(
  program: Program,
  wording: Wording,
  start = begin(program, firstAudience(program)),
): Teller {
  let now = new Date(BEGAN);
  let facts = 0;
  let enrollment = start;
  const scene = (more: Partial<Scene> = {}): Scene => ({
    ...sharedParts(program, wording, now),
    enrollment,
    confirmers: new Map(program.tasks.map((task) => [task.id, confirmerOf(task)])),
    calendarOf: () => CALENDAR,
    badge: program.badge === null ? null : NO_BADGE_YET,
    scheduler: program.roles.coordinator.label === "" ? null : PRIYA,
    ...more,
  });
  return {
    program,
    scene,
    enrollment: () => enrollment,
    now: () => now,
    happen(fact) {
      now = new Date(now.getTime() + DAY_MS);
      facts += 1;
      enrollment = apply(enrollment, { ...fact, key: String(facts), at: now });
    },
    wait(until) {
      now = new Date(Math.max(now.getTime(), until.getTime()));
    },
    note: (title, view, more) => ({ title, body: renderNote(scene(more), "preview", view) }),
    status: (title, { first = false, canTick = true, scene: told = scene() } = {}) => ({
      title,
      body: renderStatusNote({
        scene: told,
        isFirstEdition: first,
        canCandidateTick: canTick,
        wasTicked: () => false,
        cannotSee: [],
        deaf: null,
      }),
    }),
  };
}

/** What notes of an enrollment and of a desk are both told from. */
export function sharedParts(
  program: Program,
  wording: Wording,
  now: Date,
): Pick<Scene, "wording" | "program" | "botHandle" | "nameOf" | "zoneOf" | "settingsOf" | "now"> {
  return {
    wording,
    program,
    botHandle: "onboarding-bot",
    nameOf: (person) => NAMES.get(person) ?? null,
    zoneOf: (person) => ZONES.get(person) ?? null,
    settingsOf: (person) => ({ ...NOTHING_KNOWN, zone: ZONES.get(person) ?? null, zoneFrom: "own-word" }),
    now,
  };
}

/** Maria's enrollment with everybody named, and nothing done. */
export function begin(program: Program, audience: string | null): Enrollment {
  const at = new Date(BEGAN);
  const enrolled: FactBody = {
    kind: "enrolled",
    programId: program.id,
    version: program.version,
    issue: { projectId: 1, issueIid: 1 },
    issueId: 1,
    author: PRIYA,
    audience,
    adopted: false,
  };
  const others = rolesOf(program).filter(({ id }) => id !== "candidate");
  const facts: readonly FactBody[] = [
    { kind: "candidate-set", person: MARIA, source: "people" },
    ...others.map(({ id }): FactBody => ({ kind: "role-proposed", role: id, people: [holderOf(id)] })),
  ];
  return facts.reduce(
    (enrollment, fact, index) => apply(enrollment, { ...fact, key: `begin-${index}`, at }),
    apply(null, { ...enrolled, key: "enrolled", at }),
  );
}

export function firstAudience(program: Program): string | null {
  return program.audiences[0]?.id ?? null;
}

/** The same enrollment, had these things happened to it the day after it began. */
export function withFacts(enrollment: Enrollment, facts: readonly FactBody[]): Enrollment {
  const at = new Date(BEGAN + DAY_MS);
  return facts.reduce((before, fact, index) => apply(before, { ...fact, key: `odd-${index}`, at }), enrollment);
}

export function claim(task: Task): FactBody {
  return { kind: "task-claimed", task: task.id, by: MARIA };
}

export function confirmerOf(task: Task): PersonId {
  const role = task.confirmedBy.find((one) => one !== "candidate");
  return isSelfConfirmed(task) || role === undefined ? MARIA : holderOf(role);
}

/** The role that whoever is asked may give to somebody else. */
export function handedOverBy(program: Program, task: Task, by: PersonId): RoleId | null {
  const mayGive = (role: RoleId): boolean => program.roles[role].assignedBy.some((giver) => holderOf(giver) === by);
  return task.confirmedBy.find((role) => role !== "candidate" && mayGive(role)) ?? null;
}

export function holderOf(role: RoleId): PersonId {
  switch (role) {
    case "candidate":
      return MARIA;
    case "sponsor":
      return JONAS;
    case "engineer":
      return TOM;
    case "coordinator":
    case "owner":
      return PRIYA;
  }
}
