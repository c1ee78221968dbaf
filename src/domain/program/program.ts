import type { BadgeDesign } from "../badge/design.ts";
import type { Rubric } from "../feedback/rubric.ts";

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
  /** What tasks call their `engagement`. */
  readonly engagements: readonly EngagementKind[];
  /** What people fill in after an engagement. */
  readonly forms: readonly Rubric[];
  readonly workingHours: WorkingHours;
  readonly reminders: readonly ReminderRule[];
  /** Somebody says that the candidate may start; `null` where nobody has to. */
  readonly sponsorStep: SponsorStep | null;
  readonly labels: Labels;
  readonly asks: Asks;
  readonly completion: { readonly close: boolean };
  /** What people are given who are certified; `null` where that is nothing. */
  readonly badge: BadgeDesign | null;
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
  /** How a result in points is judged; `null` when the task has none. */
  readonly score: ScoreRule | null;
  /** What whoever confirms fills in; `null` when nothing. */
  readonly feedback: FeedbackRule | null;
  /** Heading under which the template has the box: "Candidate Tasks"; absent when it stands under none. */
  readonly section?: string;
  /** The same for the confirm box. */
  readonly confirmSection?: string;
}

export interface ScoreRule {
  /** Points from which it is passed; out of 100. */
  readonly pass: number;
  /** The task is confirmed only with a passing score. */
  readonly required: boolean;
  /** Tries before the coordinator has to allow another one. */
  readonly attempts: number;
  /** Days between two tries. */
  readonly coolDownDays: number;
}

export interface FeedbackRule {
  /** Id of a form. */
  readonly form: string;
  /** The task is confirmed only with a form that says "pass". */
  readonly required: boolean;
}

/** A kind of engagement, such as a shadow or a lead. */
export interface EngagementKind {
  /** What commands call it: `schedule shadow`. */
  readonly id: string;
  /** What people call it in a sentence: "shadow". */
  readonly name: string;
  /** Role of whoever is named with `with @user`. */
  readonly helper: RoleId;
  /** Does the helper lead while the candidate watches? Else the candidate leads and the helper observes. */
  readonly helperLeads: boolean;
  /** How long it takes when nobody says so, in milliseconds. */
  readonly lengthMs: number;
  /** Words for `method …`; empty takes any. */
  readonly methods: readonly string[];
  /** Less notice than this is told as a warning; `null` when any notice is fine. */
  readonly notice: { readonly days: number; readonly for: string } | null;
  /** Label state once there is a date, such as `shadow-scheduled`; `null` when none. */
  readonly scheduledLabel: string | null;
  /** Id of the form the candidate fills in when it is over; `null` when none. */
  readonly log: string | null;
  /** Set the issue's due date to the day of the engagement, where it is empty or was set by the bot. */
  readonly setsDueDate: boolean;
}

/** When the bot may speak to people, unless they say otherwise. Never limits engagements. */
export interface WorkingHours {
  /** ISO weekdays, 1 Monday … 7 Sunday. */
  readonly days: readonly number[];
  /** Minutes after local midnight. */
  readonly from: number;
  readonly to: number;
  /** `DE`, `DE-BY`: whose public holidays count where somebody's own country is not known; `null` for none. */
  readonly country: string | null;
  /** Days nobody is reminded, ISO dates, inclusive. */
  readonly daysOff: readonly { readonly from: string; readonly to: string }[];
}

export const REMINDER_TRIGGERS = [
  /** On the last working day before an engagement. */
  "engagement-tomorrow",
  /** An engagement is over and nobody said how it went. */
  "engagement-passed",
  /** A form was asked for and is not filled in. */
  "form-waits",
  /** A claim waits for a confirmation. */
  "confirmation-waits",
  /** A date is looked for. */
  "date-waits",
  /** It is the candidate's turn and nothing happens. */
  "candidate-quiet",
  /** The next try at a score is open. */
  "cool-down-over",
  /** The sponsor has not said that the candidate may start. */
  "start-waits",
] as const;
export type ReminderTrigger = (typeof REMINDER_TRIGGERS)[number];

/** `asked`: whoever the waiting ask went to. `helper`: the engineer of the engagement. `substitute`: the next in the coordinator pool. */
export const ADDRESSEES = ["candidate", "asked", "helper", "coordinator", "substitute", "sponsor", "owner"] as const;
export type Addressee = (typeof ADDRESSEES)[number];

export interface ReminderRule {
  readonly when: ReminderTrigger;
  /** One after the other until somebody acts. */
  readonly steps: readonly ReminderStep[];
}

export interface ReminderStep {
  /** Working days of the addressee since the cause, or since the step before. */
  readonly afterWorkingDays: number;
  readonly to: readonly Addressee[];
}

export interface SponsorStep {
  /** What happens when the sponsor stays silent for so many working days; `null` waits for ever. */
  readonly silence: { readonly afterWorkingDays: number; readonly effect: "start" | "ask-coordinator" } | null;
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

export function findEngagementKind(program: Program, id: string): EngagementKind | undefined {
  return program.engagements.find((kind) => kind.id === id);
}

export function findForm(program: Program, id: string): Rubric | undefined {
  return program.forms.find((form) => form.id === id);
}

/** Full label of a state: `onboarding::in-progress`. */
export function labelOf(program: Program, state: string): string {
  return `${program.labels.prefix}${state}`;
}
