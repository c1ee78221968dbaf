import { isOrWasCandidate, heldRoles, peopleForRole } from "../domain/enrollment/standing.ts";
import type { NotePlan } from "../domain/enrollment/action.ts";
import type { Enrollment } from "../domain/enrollment/enrollment.ts";
import type { PersonId } from "../domain/enrollment/fact.ts";
import { isSelfConfirmed, type Program, type RoleId, type Task } from "../domain/program/program.ts";
import { GitLabFailure } from "./gitlab-port.ts";
import type { ReviewPorts } from "./ports.ts";
import { candidatesOf, listedUserId, lookUpStanding } from "./standings.ts";
import type { StoredAction } from "./store-port.ts";

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
  { program, enrollment }: AskedEnrollment,
  roles: readonly RoleId[],
): Promise<PersonId | null> {
  const listed = await listedPeople(ports, program, roles);
  for (const role of roles) {
    for (const person of peopleForRole(program, enrollment, role, listed)) {
      const user = (await ports.people.find([person])).get(person);
      if (user === undefined) continue;
      const standing = await lookUpStanding(ports, program, enrollment.issue.projectId, user, candidatesOf(enrollment));
      if (standing === "unknown") throw cannotTell();
      const held = heldRoles(enrollment, person, standing);
      if (held !== "unknown" && held.has(role)) return person;
    }
  }
  return null;
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
    const ask = asks.findLast(({ action }) => action.kind === "note" && isFor(action.note));
    if (ask === undefined) return people[0] ?? null;
    if (ask.action.kind === "note" && ask.action.note.kind === "ask-again") return ask.askedPerson;
    return people.find((person) => person === ask.askedPerson) ?? null;
  };
  return {
    scheduler: asked(["coordinator"], (note) => note.kind === "ask-schedule"),
    forTask: (task) =>
      isSelfConfirmed(task)
        ? (enrollment.candidate?.person ?? null)
        : asked(task.confirmedBy, (note) => ASKS.has(note.kind) && "task" in note && note.task === task.id),
  };
}

/** Who hears that something is missing while nobody holds the role: whoever opened the issue, else the candidate. */
export function whoeverOpened({ enrollment }: AskedEnrollment): PersonId | null {
  const { author, candidate } = enrollment;
  return isOrWasCandidate(enrollment, author) ? (candidate?.person ?? author) : author;
}

async function listedPeople(
  ports: ReviewPorts,
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

function cannotTell(): GitLabFailure {
  const facts = { status: null, ambiguous: false, retryAfterMs: null };
  return new GitLabFailure(
    "GITLAB_UNAVAILABLE",
    "Cannot choose whom to ask: GitLab does not say who holds the role",
    facts,
  );
}
