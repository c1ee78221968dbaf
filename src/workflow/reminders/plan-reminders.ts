import type { NotePlan } from "../../domain/enrollment/action.ts";
import type { Enrollment } from "../../domain/enrollment/enrollment.ts";
import type { PersonId } from "../../domain/enrollment/fact.ts";
import { assignmentsThatCount, isOrWasCandidate } from "../../domain/enrollment/standing.ts";
import { whoLooksAfter } from "../../domain/enrollment/waiting.ts";
import { isAway } from "../../domain/people/absence.ts";
import { ADDRESSEES, type Addressee, type Program, type RoleId, type TaskId } from "../../domain/program/program.ts";
import { type Cause, causeKey, causesOf } from "../../domain/reminders/causes.ts";
import { type DueReminder, dueReminders } from "../../domain/reminders/due-reminders.ts";
import { listedPeople } from "../people/ask-whom.ts";
import type { ReviewPorts } from "../ports/ports.ts";
import type { NewReminder } from "../ports/reminders-port.ts";
import type { StoredAction } from "../ports/store-port.ts";
import { workingTimesOf } from "../people/working-times.ts";

type ReminderPorts = Pick<ReviewPorts, "actions" | "people" | "gitlab" | "reminders" | "holidays" | "now">;

interface Reminded {
  readonly id: string;
  readonly enrollment: Enrollment;
  readonly program: Program;
}

export interface PlannedReminders {
  /** Everything people are to be reminded of, now or later, if nobody acts until then. */
  readonly planned: readonly NewReminder[];
  /** The candidate has gone quiet and was reminded of it. */
  readonly isStalled: boolean;
}

/** Only these roles are reminded for what they are, whatever they were asked. */
const ROLES: readonly RoleId[] = ["coordinator", "sponsor", "owner"];

/**
 * What people are to be reminded of, by what an enrollment waits for. Whom only the candidate named is never reminded.
 *
 * @throws {GitLabFailure} when somebody the program names was never met, and GitLab cannot say who that is.
 */
export async function planReminders(ports: ReminderPorts, reminded: Reminded): Promise<PlannedReminders> {
  const { id, enrollment, program } = reminded;
  const causes = causesOf(program, enrollment);
  const isReminded = causes.some((cause) => program.reminders.some((rule) => rule.when === cause.trigger));
  if (!isReminded) return { planned: [], isStalled: false };
  const sent = new Map([...(await ports.reminders.sent(id))].map(([key, { at }]) => [key.slice(id.length + 1), at]));
  const due = await dueFor(ports, reminded, causes, sent);
  const quiet = causes.filter((cause) => cause.trigger === "candidate-quiet").map(causeKey);
  return {
    planned: due.map((one) => toNewReminder(id, one)),
    isStalled: [...sent.keys()].some((key) => quiet.some((cause) => key.startsWith(`${cause}:`))),
  };
}

/** Does what these reminders were sent for still wait? Their keys, as the store has them. */
export function stillWaiting({ id, enrollment, program }: Reminded, keys: readonly string[]): ReadonlySet<string> {
  const waiting = causesOf(program, enrollment).map((cause) => `${id}:${causeKey(cause)}:`);
  return new Set(keys.filter((key) => waiting.some((prefix) => key.startsWith(prefix))));
}

async function dueFor(
  ports: ReminderPorts,
  reminded: Reminded,
  causes: readonly Cause[],
  sent: ReadonlyMap<string, Date>,
): Promise<readonly DueReminder[]> {
  const { enrollment, program } = reminded;
  const whom = await whomToRemind(ports, reminded);
  const people = new Set(causes.flatMap((cause) => ADDRESSEES.flatMap((addressee) => whom(addressee, cause))));
  const time = await workingTimesOf(ports, program, people);
  return dueReminders({ program, enrollment, sent, whom, time });
}

/** Who was forgotten is nobody any more. */
async function whomToRemind(
  ports: ReminderPorts,
  { id, enrollment, program }: Reminded,
): Promise<(addressee: Addressee, cause: Cause) => readonly PersonId[]> {
  const listed = await listedPeople(ports, program, ROLES);
  const asks = await ports.actions.unsettled(id);
  const known = await ports.people.find(everybodyIn(enrollment, asks, listed));
  const isThereStill = (person: PersonId | null | undefined): person is PersonId => person != null && known.has(person);
  const holders = (role: RoleId): readonly PersonId[] =>
    [...assignmentsThatCount(enrollment, role).map((one) => one.person), ...(listed.get(role) ?? [])]
      .filter(isThereStill)
      .filter((person) => !isOrWasCandidate(enrollment, person));
  const coordinators = new Set(holders("coordinator"));
  const coordinator = [coordinatorIn(enrollment), askedToSchedule(enrollment, asks), ...coordinators].find(
    isThereStill,
  );
  const settings = await ports.people.settings(coordinators);
  const isAbsent = (person: PersonId): boolean => {
    const away = settings.get(person)?.away ?? null;
    return away !== null && isAway(ports.now(), [away]);
  };
  const substitute = [...coordinators].find((person) => person !== coordinator && !isAbsent(person));
  const one = (person: PersonId | null | undefined): readonly PersonId[] => (isThereStill(person) ? [person] : []);
  return (addressee, cause) => {
    switch (addressee) {
      case "candidate":
        return one(enrollment.candidate?.person);
      case "asked":
        // A coordinator it was handed over to on the desk was never asked here.
        return one(cause.person ?? askedToConfirm(enrollment, asks, cause.task) ?? coordinator);
      case "helper":
        return one(enrollment.engagements.find(({ number }) => number === cause.engagement)?.helper);
      case "coordinator":
        return one(coordinator);
      case "substitute":
        return one(substitute);
      case "sponsor":
        return one(holders("sponsor")[0]);
      case "owner":
        return one(holders("owner")[0]);
    }
  };
}

function everybodyIn(
  { candidate, assigned, coordinator, engagements, formAsks }: Enrollment,
  asks: readonly StoredAction[],
  listed: ReadonlyMap<RoleId, readonly PersonId[]>,
): ReadonlySet<PersonId> {
  const people = [
    candidate?.person ?? null,
    coordinator,
    ...[...assigned.values()].flat().map(({ person }) => person),
    ...engagements.map(({ helper }) => helper),
    ...formAsks.map(({ person }) => person),
    ...asks.map(({ askedPerson }) => askedPerson),
    ...[...listed.values()].flat(),
  ];
  return new Set(people.filter((person) => person !== null));
}

/** Who looks after it, unless a candidate brought them in. */
function coordinatorIn(enrollment: Enrollment): PersonId | null {
  const person = whoLooksAfter(enrollment);
  if (person === null || isOrWasCandidate(enrollment, person)) return null;
  const isAssigned = assignmentsThatCount(enrollment, "coordinator").some((one) => one.person === person);
  return isAssigned || person === enrollment.coordinator ? person : null;
}

/** Who was asked to confirm a task: the last one, where it was handed over. While nobody could, a candidate heard it. */
function askedToConfirm(enrollment: Enrollment, asks: readonly StoredAction[], task: TaskId | null): PersonId | null {
  return lastAsked(
    enrollment,
    asks,
    (note) => (note.kind === "ask-confirm" || note.kind === "ask-again") && note.task === task,
  );
}

function askedToSchedule(enrollment: Enrollment, asks: readonly StoredAction[]): PersonId | null {
  return lastAsked(enrollment, asks, (note) => note.kind === "ask-schedule");
}

function lastAsked(
  enrollment: Enrollment,
  asks: readonly StoredAction[],
  isIt: (note: NotePlan) => boolean,
): PersonId | null {
  const ask = asks.findLast(({ action }) => action.kind === "note" && isIt(action.note));
  const person = ask?.askedPerson ?? null;
  return person === null || isOrWasCandidate(enrollment, person) ? null : person;
}

function toNewReminder(
  id: string,
  { key, person, notBefore, notAfter, trigger, step, task, engagement }: DueReminder,
): NewReminder {
  return { key: `${id}:${key}`, person, notBefore, notAfter, reminder: { trigger, step, task, engagement } };
}
