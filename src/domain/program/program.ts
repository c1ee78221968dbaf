/**
 * What a certification is, as data. Read from `templates/<id>.yaml` by `read-program.ts`; no code knows any one program.
 */

/** The five words for who somebody is to a program. They are fixed; what they are called and who holds them is data. */
export const ROLES = ["candidate", "sponsor", "coordinator", "engineer", "owner"] as const;
export type RoleId = (typeof ROLES)[number];

/** Program-wide id of a task, such as `review-resources`. Stable over versions. */
export type TaskId = string;

export interface Program {
  readonly id: string;
  readonly version: number;
  /** Older versions an issue's marker may still ask for. */
  readonly accepts: readonly number[];
  /** What people earn: "GitLab Certified Migration Services Engineer". */
  readonly title: string;
  /** The short form for headings: "Migration Services Engineer certification". */
  readonly shortTitle: string;
  /** BCP 47 tag for dates. */
  readonly language: string;
  /** Zone for absolute dates where nobody's own is known; IANA name. */
  readonly timeZone: string;
  /** Heading of the list that names people: "People". */
  readonly peopleHeading: string;
  readonly audiences: readonly Audience[];
  readonly roles: Readonly<Record<RoleId, Role>>;
  readonly tasks: readonly Task[];
  readonly labels: Labels;
  readonly asks: Asks;
  readonly completion: { readonly close: boolean };
  /** A broken list is told to its editor after this long, in milliseconds. */
  readonly repairAfterMs: number;
  /** Sentences that replace the shipped ones, by message id. */
  readonly wording: Readonly<Record<string, string>>;
}

export interface Audience {
  readonly id: string;
  /** Globs over the project's full path: `partners/**`. */
  readonly projects: readonly string[];
  /** Whom to ask first: "manager". */
  readonly firstContact: string;
}

export interface Role {
  readonly id: RoleId;
  /** What people call it, also in *People*; empty when the program has no use for this role. */
  readonly label: string;
  /** Usernames admitted by the program. */
  readonly users: readonly string[];
  /** Group whose members are admitted; `null` when none. */
  readonly group: string | null;
  /** Access level in the project that admits; `null` when none does. */
  readonly minAccess: number | null;
  /** Roles whose holders may name somebody for this one. */
  readonly assignedBy: readonly RoleId[];
  /** For the candidate: where to look when *People* names nobody. */
  readonly fallback: readonly ("assignee" | "author")[];
}

export interface Task {
  readonly id: TaskId;
  /** The line people tick, as text without markup. */
  readonly text: string;
  /** Other spellings of the line that count as the same task. */
  readonly also: readonly string[];
  /** A second box by which an entitled person confirms; `null` when the task has none. */
  readonly confirmBox: string | null;
  /** Who may confirm. `candidate` in it makes the task self-confirmed: a tick is enough. */
  readonly confirmedBy: readonly RoleId[];
  /** `false` makes the task optional: it never blocks the certification. */
  readonly required: boolean;
  /** Tasks that must be done before a confirmation of this one counts. */
  readonly requires: readonly TaskId[];
  /** Kind of engagement this task needs ("shadow"); `null` when none. */
  readonly engagement: string | null;
  /** The coordinator is told "ready to schedule" when these are done; empty when there is nothing to schedule. */
  readonly askToScheduleAfter: readonly TaskId[];
  /** Label state while the engagement waits for a date, such as `schedule-shadow`; `null` when none. */
  readonly scheduleLabel: string | null;
  /** What the coordinator has to find, one line for the "ready to schedule" note; empty when not told. */
  readonly need: string;
  /** Short name in sentences: "the assessment", "assessment". */
  readonly name: string;
  /** Heading under which the template has the box: "Candidate Tasks"; absent when it stands under none. */
  readonly section?: string;
  /** The same for the confirm box. */
  readonly confirmSection?: string;
}

export interface Labels {
  /** Such as `onboarding::`. */
  readonly prefix: string;
  /** States without the prefix; the bot adds and removes only these. */
  readonly states: readonly string[];
}

export interface Asks {
  /** How long a tick stands before anyone is asked, in milliseconds. */
  readonly settleMs: number;
  /** Several asks for one person become one note. */
  readonly bundle: boolean;
}

/** Does a tick of this task's box alone confirm it, whoever made it? */
export function isSelfConfirmed(task: Task): boolean {
  return task.confirmedBy.includes("candidate");
}

/** The roles this program knows, in the fixed order. */
export function rolesOf(program: Program): readonly Role[] {
  return ROLES.map((id) => program.roles[id]).filter((role) => role.label !== "");
}

export function findTask(program: Program, id: TaskId): Task | undefined {
  return program.tasks.find((task) => task.id === id);
}

/** Full label of a state: `onboarding::in-progress`. */
export function labelOf(program: Program, state: string): string {
  return `${program.labels.prefix}${state}`;
}
