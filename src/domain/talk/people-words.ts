import type { PersonId } from "../enrollment/fact.ts";
import { peopleForRole } from "../enrollment/standing.ts";
import { isSelfConfirmed, type RoleId, type Task, type TaskId } from "../program/program.ts";
import { type Inert, inert, join } from "./safe-markdown.ts";
import type { Scene, Voice } from "./voice.ts";

/** Roles whose people are shown besides the candidate; owners steer unseen. */
const SHOWN_ROLES: readonly RoleId[] = ["sponsor", "coordinator", "engineer"];
const MOST_SHOWN = 3;

/** "Maria Silva (candidate) · Jonas Weber (GitLab representative) · PSE Migration Engineer: not named yet" */
export function sayPeople(scene: Scene, voice: Voice): Inert {
  const { program } = scene;
  const needed = new Set(program.tasks.flatMap((task) => (isSelfConfirmed(task) ? [] : task.confirmedBy)));
  const others = SHOWN_ROLES.flatMap((role) => {
    if (program.roles[role].label === "") return [];
    const people = shownPeople(scene, role);
    if (people.length === 0) {
      return needed.has(role) ? [voice.say("status.people-missing", { role: inert(program.roles[role].label) })] : [];
    }
    const label = role === "sponsor" ? sponsorWord(scene, voice) : voice.role(role);
    return people.map((person) => voice.say("status.people-item", { person: voice.person(person), role: label }));
  });
  const { candidate } = scene.enrollment;
  const first =
    candidate === null
      ? []
      : [voice.say("status.people-item", { person: voice.candidate, role: voice.role("candidate") })];
  return join([...first, ...others], " · ");
}

/** Whom to ask first: "Jonas Weber, your GitLab representative". `null` when the program names nobody for it. */
export function sayFirstContact(scene: Scene, voice: Voice): Inert | null {
  const [sponsor] = shownPeople(scene, "sponsor");
  if (scene.program.roles.sponsor.label === "" && audienceOf(scene) === null) return null;
  const role = sponsorWord(scene, voice);
  if (sponsor === undefined) return voice.say("contact.role", { role });
  return voice.say("contact.person-and-role", { person: voice.person(sponsor), role });
}

/** Who may name somebody for a role: "project coordinator or program owner". */
export function sayAssigners(scene: Scene, voice: Voice, role: RoleId): Inert {
  return voice.roles(scene.program.roles[role].assignedBy);
}

/** The role to name somebody for so that these tasks can move: the first that others may assign. `null` when none. */
export function assignableRole(scene: Scene, tasks: readonly Task[]): RoleId | null {
  const roles = tasks.flatMap((task) => task.confirmedBy);
  return roles.find((role) => role !== "candidate" && scene.program.roles[role].assignedBy.length > 0) ?? null;
}

/** The tasks of these ids, in the program's order. */
export function tasksOf(scene: Scene, ids: readonly TaskId[]): readonly Task[] {
  return scene.program.tasks.filter((task) => ids.includes(task.id));
}

/** Why somebody reads this who usually does not, and what puts it right: a status on GitLab may say busy for long. */
export function sayInsteadOf(voice: Voice, insteadOf: PersonId | null | undefined): Inert | null {
  return insteadOf === null || insteadOf === undefined
    ? null
    : voice.say("ask.instead-of", { person: voice.person(insteadOf), command: voice.command("back") });
}

/** What the sponsor is called here: "GitLab representative". */
export function sponsorWord(scene: Scene, voice: Voice): Inert {
  const audience = audienceOf(scene);
  return audience === null ? voice.role("sponsor") : inert(audience.firstContact);
}

function audienceOf(scene: Scene): { readonly firstContact: string } | null {
  return scene.program.audiences.find((one) => one.id === scene.enrollment.audience) ?? null;
}

/** Whom to show for a role: named by somebody admitted first, then by *People*; at most three. */
function shownPeople(scene: Scene, role: RoleId): readonly PersonId[] {
  return peopleForRole(scene.program, scene.enrollment, role, new Map()).slice(0, MOST_SHOWN);
}
