import { isOrWasCandidate, heldRoles, peopleForRole } from "../../domain/enrollment/standing.ts";
import type { NotePlan } from "../../domain/enrollment/action.ts";
import type { Enrollment } from "../../domain/enrollment/enrollment.ts";
import type { PersonId } from "../../domain/enrollment/fact.ts";
import { handedItOver } from "../../domain/enrollment/hand-over.ts";
import { isSelfConfirmed, type Program, type RoleId, type Task } from "../../domain/program/program.ts";
import { cannotTell } from "../ports/gitlab-port.ts";
import type { ReviewPorts } from "../ports/ports.ts";
import { isAwayNow } from "./presence.ts";
import { candidatesOf, listedUserId, lookUpStanding, type StandingsPorts } from "./standings.ts";
import type { StoredAction } from "../ports/store-port.ts";

const ASKS: ReadonlySet<NotePlan["kind"]> = new Set(["ask-confirm", "ask-again"]);

export interface AskedEnrollment {
  readonly program: Program;
  readonly enrollment: Enrollment;
}

/**
 * Find the one person to ask for any of these roles: named for it and, by GitLab's word right now, holding it. Whom
 * only the candidate named is never mentioned.
 *
 * @returns `null` when nobody is known.
 * @throws {GitLabFailure} when GitLab cannot say: asking the wrong person cannot be called back.
 */
export async function whomToAsk(
  ports: ReviewPorts,
  asked: AskedEnrollment,
  roles: readonly RoleId[],
): Promise<PersonId | null> {
  return (await findAddressee(ports, asked, roles)).to;
}

/** Somebody to ask, and in whose place where that one is away; `null` when nobody is known, or is replaced. */
export interface AddresseeFound {
  readonly to: PersonId | null;
  readonly insteadOf: PersonId | null;
}

/** The same as {@link whomToAsk}; tells who is away where the next of several coordinators is asked instead. */
export async function findAddressee(
  ports: ReviewPorts,
  asked: AskedEnrollment,
  roles: readonly RoleId[],
): Promise<AddresseeFound> {
  const { program, enrollment } = asked;
  const listed = await listedPeople(ports, program, roles);
  for (const role of roles) {
    for (const person of peopleForRole(program, enrollment, role, listed)) {
      if (!(await holdsRole(ports, asked, person, role))) continue;
      const pool = role === "coordinator" ? (listed.get(role) ?? []) : [];
      const substitute = await findSubstitute(ports, asked, person, pool);
      return substitute === null ? { to: person, insteadOf: null } : { to: substitute, insteadOf: person };
    }
  }
  return { to: null, insteadOf: null };
}

/** The next of the coordinators who is there, when the one to ask is not; `null` when nobody takes their place. */
async function findSubstitute(
  ports: ReviewPorts,
  asked: AskedEnrollment,
  person: PersonId,
  pool: readonly PersonId[],
): Promise<PersonId | null> {
  const { timeZone } = asked.program;
  if (pool.length < 2 || !(await isAwayNow(ports, person, timeZone))) return null;
  const place = pool.indexOf(person);
  for (const other of [...pool.slice(place + 1), ...pool.slice(0, Math.max(0, place))]) {
    if (isOrWasCandidate(asked.enrollment, other) || (await isAwayNow(ports, other, timeZone))) continue;
    if (await holdsRole(ports, asked, other, "coordinator")) return other;
  }
  return null;
}

/** @throws {GitLabFailure} when GitLab cannot say. */
export async function holdsRole(
  ports: ReviewPorts,
  { program, enrollment }: AskedEnrollment,
  person: PersonId,
  role: RoleId,
): Promise<boolean> {
  const user = (await ports.people.find([person])).get(person);
  if (user === undefined) return false;
  const standing = await lookUpStanding(ports, program, enrollment.issue.projectId, user, candidatesOf(enrollment));
  if (standing === "unknown") throw cannotTell("Cannot choose whom to ask: GitLab does not say who holds the role");
  const held = heldRoles(enrollment, person, standing);
  return held !== "unknown" && held.has(role);
}

/**
 * Whom the status note names, without asking GitLab for anybody's rights: showing a name reaches nobody. Whoever was
 * asked is named; until then whoever would be, as far as the issue and the program tell.
 *
 * @param asks - Open asks, oldest first. One that had to go to somebody without the role says that nobody holds it.
 */
export async function whomToShow(
  ports: ReviewPorts,
  { program, enrollment }: AskedEnrollment,
  asks: readonly StoredAction[],
): Promise<{ readonly forTask: (task: Task) => PersonId | null; readonly scheduler: PersonId | null }> {
  const roles = [...new Set<RoleId>(["coordinator", ...program.tasks.flatMap((task) => task.confirmedBy)])];
  const listed = await listedPeople(ports, program, roles);
  const peopleFor = (wanted: readonly RoleId[]): readonly PersonId[] =>
    wanted.flatMap((role) => peopleForRole(program, enrollment, role, listed));
  const asked = (wanted: readonly RoleId[], isFor: (note: NotePlan) => boolean): PersonId | null => {
    const people = peopleFor(wanted);
    // What was asked of somebody who handed it over is no longer theirs.
    const ask = asks.findLast(
      ({ action, askedPerson }) =>
        action.kind === "note" &&
        isFor(action.note) &&
        !(askedPerson !== null && handedItOver(enrollment, askedPerson)),
    );
    if (ask === undefined) return people[0] ?? null;
    if (ask.action.kind === "note" && ask.action.note.kind === "ask-again") return ask.askedPerson;
    return people.find((person) => person === ask.askedPerson) ?? null;
  };
  return {
    scheduler: asked(["coordinator"], ({ kind }) => kind === "ask-schedule" || kind === "handed-over"),
    forTask: (task) =>
      isSelfConfirmed(task)
        ? (enrollment.candidate?.person ?? null)
        : asked(
            task.confirmedBy,
            (note) =>
              (ASKS.has(note.kind) && "task" in note && note.task === task.id) ||
              (note.kind === "handed-over" && task.confirmedBy.includes("coordinator")),
          ),
  };
}

/** Who hears that something is missing while nobody holds the role: whoever opened the issue, else the candidate. */
export function whoeverOpened({ enrollment }: AskedEnrollment): PersonId | null {
  const { author, candidate } = enrollment;
  return isOrWasCandidate(enrollment, author) ? (candidate?.person ?? author) : author;
}

/** Whom the program itself names for these roles, by number. */
export async function listedPeople(
  ports: StandingsPorts,
  program: Program,
  roles: readonly RoleId[],
): Promise<ReadonlyMap<RoleId, readonly PersonId[]>> {
  const listed = new Map<RoleId, readonly PersonId[]>();
  for (const role of roles) {
    const people: PersonId[] = [];
    for (const username of program.roles[role].users) {
      const userId = await listedUserId(ports, program, username);
      const known = userId === null ? null : await ports.people.known(userId);
      const account = userId === null || known !== null ? null : await ports.gitlab.getAccount(userId);
      const met = account === null ? null : (await ports.people.remember([account])).get(account.userId);
      const person = known ?? met ?? null;
      if (person !== null) people.push(person);
    }
    listed.set(role, people);
  }
  return listed;
}
