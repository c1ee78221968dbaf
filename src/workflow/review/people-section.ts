import type { Enrollment } from "../../domain/enrollment/enrollment.ts";
import type { PersonId } from "../../domain/enrollment/fact.ts";
import { readSystemNote } from "../../domain/enrollment/system-note.ts";
import type { Save } from "../../domain/enrollment/saves.ts";
import type { Issue, Note, UserRef } from "../../domain/issue.ts";
import { type Program, type RoleId, rolesOf } from "../../domain/program/program.ts";
import type { GitLabPort } from "../ports/gitlab-port.ts";
import type { ReadDescription } from "../ports/read-description.ts";
import type { PeoplePort } from "../ports/store-port.ts";

export interface PeopleSectionPorts {
  readonly gitlab: Pick<GitLabPort, "findAccount">;
  readonly people: Pick<PeoplePort, "remember">;
  readonly read: Pick<ReadDescription, "readPeople">;
}

export interface PeopleSection {
  readonly proposed: ReadonlyMap<RoleId, readonly PersonId[]>;
  /** Who wrote the section as it stands, if GitLab's record proves it; `null` when nobody did or nothing proves it. */
  readonly writtenBy: PersonId | null;
  /**
   * Others who saved the description meanwhile: only deliveries tell that they left the section alone, and those say
   * nothing about somebody who may edit the webhook.
   */
  readonly unless: readonly PersonId[];
}

/** A save and its system note come from one request. */
const SAME_SAVE_MS = 10_000;
const MOST_NAMES_A_ROLE = 10;

/**
 * Read whom *People* names. Usernames are looked up only where the section changed: afterwards the numeric id counts,
 * and a recycled username gains nothing.
 */
export async function readPeopleSection(
  ports: PeopleSectionPorts,
  program: Program,
  before: { readonly description: string; readonly issueUpdatedAt: Date; readonly enrollment: Enrollment } | null,
  sight: { readonly issue: Issue; readonly notes: readonly Note[]; readonly saves: readonly Save[] },
  person: (user: UserRef) => PersonId,
): Promise<PeopleSection> {
  const now = await namesByRole(ports, program, sight.issue.description);
  const then = before === null ? null : await namesByRole(ports, program, before.description);
  const proposed = new Map<RoleId, readonly PersonId[]>();
  let changed = false;
  for (const { id: role } of rolesOf(program)) {
    const names = now.get(role) ?? [];
    if (then !== null && JSON.stringify(then.get(role) ?? []) === JSON.stringify(names)) {
      proposed.set(role, before?.enrollment.proposed.get(role) ?? []);
      continue;
    }
    changed = true;
    proposed.set(role, await lookUp(ports, names));
  }
  if (!changed) return { proposed, writtenBy: null, unless: [] };
  const touching = await savesThatTouch(ports, program, sight.saves, now);
  const told = before === null ? sight.notes : notesAfter(sight.notes, before.issueUpdatedAt);
  const writtenBy =
    before === null
      ? writtenAtFirst(sight, touching, person)
      : writtenSince({ ...sight, notes: told }, touching, person);
  const editors = told.filter((note) => note.system && readSystemNote(note.body) !== null);
  const others = editors.map((note) => person(note.author)).filter((one) => one !== writtenBy);
  return { proposed, writtenBy, unless: [...new Set(others)] };
}

/** A section that cannot be read names nobody. */
async function namesByRole(
  ports: PeopleSectionPorts,
  program: Program,
  description: string,
): Promise<ReadonlyMap<RoleId, readonly string[]>> {
  const roles = rolesOf(program);
  const labels = roles.map((role) => role.label);
  const read = await ports.read.readPeople(description, labels, program.peopleHeading);
  const named = read === "unreadable" ? new Map<string, readonly string[]>() : read;
  return new Map(roles.map((role) => [role.id, (named.get(role.label) ?? []).slice(0, MOST_NAMES_A_ROLE)]));
}

async function lookUp(ports: PeopleSectionPorts, usernames: readonly string[]): Promise<readonly PersonId[]> {
  const found: PersonId[] = [];
  for (const username of usernames) {
    const account = await ports.gitlab.findAccount(username);
    if (account === null) continue;
    const people = await ports.people.remember([account]);
    const id = people.get(account.userId);
    if (id !== undefined) found.push(id);
  }
  return found;
}

type Sight = Parameters<typeof readPeopleSection>[3];

/**
 * At first sight the section is its author's word, unless somebody else may have touched it since: every save by
 * others must be known from its delivery, and have left the section alone.
 */
function writtenAtFirst(
  sight: Sight,
  touching: ReadonlyMap<Save, Outcome>,
  person: (user: UserRef) => PersonId,
): PersonId | null {
  const author = person(sight.issue.author);
  const foreign = sight.notes.filter(
    (note) => note.system && readSystemNote(note.body) !== null && note.author.userId !== sight.issue.author.userId,
  );
  const explained = foreign.every((note) =>
    sight.saves.some((save) => isSaveOf(save, note, person) && !touching.has(save)),
  );
  const altered = [...touching.keys()].some((save) => save.by !== author);
  return explained && !altered ? author : null;
}

/** Later it is the word of whoever GitLab's record names for the one change of the description that can have done it. */
function writtenSince(
  sight: Sight,
  touching: ReadonlyMap<Save, Outcome>,
  person: (user: UserRef) => PersonId,
): PersonId | null {
  const rewrites = sight.notes.filter(
    (note) => note.system && readSystemNote(note.body)?.kind === "description-changed",
  );
  const save = [...touching.keys()].toSorted((a, b) => a.at.getTime() - b.at.getTime()).at(-1);
  if (save) {
    // Somebody wrote over it since, and their delivery is late or lost.
    if (touching.get(save) !== "stands") return null;
    const match = rewrites.find((note) => isSaveOf(save, note, person));
    return match ? person(match.author) : null;
  }
  // The delivery was lost. One rewrite and no tick in sight: nothing else can have changed the section.
  const ticks = sight.notes.some((note) => note.system && readSystemNote(note.body)?.kind === "ticked");
  const [only, ...others] = rewrites;
  return only && others.length === 0 && !ticks ? person(only.author) : null;
}

function notesAfter(notes: readonly Note[], at: Date): readonly Note[] {
  return notes.filter((note) => note.createdAt > at);
}

function isSaveOf(save: Save, note: Note, person: (user: UserRef) => PersonId): boolean {
  return save.by === person(note.author) && Math.abs(save.at.getTime() - note.createdAt.getTime()) <= SAME_SAVE_MS;
}

/** Whether the section still is what a save made of it. */
type Outcome = "stands" | "overwritten";

/** Saves of which a delivery shows that they changed the section. */
async function savesThatTouch(
  ports: PeopleSectionPorts,
  program: Program,
  saves: readonly Save[],
  now: ReadonlyMap<RoleId, readonly string[]>,
): Promise<ReadonlyMap<Save, Outcome>> {
  const touching = new Map<Save, Outcome>();
  for (const save of saves) {
    const before = await namesByRole(ports, program, save.previous.text);
    const after = await namesByRole(ports, program, save.current.text);
    if (isEqual(before, after)) continue;
    touching.set(save, isEqual(after, now) ? "stands" : "overwritten");
  }
  return touching;
}

function isEqual(one: ReadonlyMap<RoleId, readonly string[]>, other: ReadonlyMap<RoleId, readonly string[]>): boolean {
  return JSON.stringify([...one]) === JSON.stringify([...other]);
}
