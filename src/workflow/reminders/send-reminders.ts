import { foldDesk } from "../../domain/desk/desk.ts";
import type { PersonId } from "../../domain/enrollment/fact.ts";
import { startOfDay } from "../../domain/people/local-day.ts";
import { isWorkingMoment, localDay, nextWorkingMoment, type WorkingTime } from "../../domain/people/working-time.ts";
import type { Program } from "../../domain/program/program.ts";
import { newestVersion } from "../../domain/program/program-set.ts";
import { GitLabFailure } from "../ports/gitlab-port.ts";
import { isFinalRefusal } from "../perform/performance.ts";
import type { ReviewPorts } from "../ports/ports.ts";
import { mayReadDesk } from "../people/may-read-desk.ts";
import { refreshPresence } from "../people/presence.ts";
import type { ReminderBundle, StoredReminder } from "../ports/reminders-port.ts";
import { workingTimeOf } from "../people/working-times.ts";

type SendPorts = Pick<
  ReviewPorts,
  "reminders" | "people" | "holidays" | "journal" | "gitlab" | "programs" | "projectPath" | "wake" | "now" | "log"
>;

const PEOPLE_AT_ONCE = 100;
const DAY_MS = 86_400_000;
/** GitLab did not answer: look again then, so that one person keeps nobody else waiting. */
const AGAIN_MS = 15 * 60_000;
/** Nobody works within the time that is looked ahead: look again then. */
const NEVER_MS = 30 * DAY_MS;

/**
 * Remind everybody whose time has come, each in their own working hours and at most once on a day: everything that
 * waits for a person is one note. It is only planned here, in the transaction that takes the person's day; the review
 * of the issue that carries it posts it, so a crash anywhere ends in one note.
 *
 * @returns How many people are reminded.
 */
export async function sendReminders(ports: SendPorts): Promise<number> {
  let reminded = 0;
  for (const person of await ports.reminders.peopleDue(ports.now(), PEOPLE_AT_ONCE)) {
    try {
      if (await remind(ports, person)) reminded += 1;
    } catch (error) {
      if (!(error instanceof GitLabFailure)) throw error;
      ports.log.warn("Cannot choose where to remind somebody: GitLab does not say what they may read", { error });
      await ports.reminders.postpone(person, new Date(ports.now().getTime() + AGAIN_MS));
    }
  }
  return reminded;
}

async function remind(ports: SendPorts, person: PersonId): Promise<boolean> {
  const now = ports.now();
  const { program, due } = await whatIsDue(ports, person, now);
  if (program === null) {
    await ports.reminders.postpone(person, new Date(now.getTime() + DAY_MS));
    return false;
  }
  await refreshPresence(ports, person, program.timeZone);
  const time = await workingTimeOf(ports, program, person);
  if (!isWorkingMoment(now, time)) {
    await ports.reminders.postpone(person, nextWorkingMoment(now, time) ?? new Date(now.getTime() + NEVER_MS));
    return false;
  }
  const { carrier, rows } = await chooseCarrier(ports, program, person, due);
  const outcome = await ports.reminders.send(bundleOf(person, time, now, carrier.id, rows));
  if (outcome === "heard-already") await ports.reminders.postpone(person, tomorrow(now, time));
  if (outcome !== "sent") return false;
  // The next step of each rule counts from now.
  for (const { issue } of [carrier, ...rows]) ports.wake(issue);
  return true;
}

/** What of one program is due, the most urgent first: what begins soonest, then what waits longest. */
async function whatIsDue(
  ports: SendPorts,
  person: PersonId,
  now: Date,
): Promise<{ readonly program: Program | null; readonly due: readonly StoredReminder[] }> {
  const latest = ({ notAfter }: StoredReminder): number => notAfter?.getTime() ?? Number.MAX_SAFE_INTEGER;
  const due = (await ports.reminders.pendingOf(person))
    .filter((one) => one.notBefore <= now && isFollowed(ports, one))
    .toSorted((one, other) => latest(one) - latest(other));
  const newest = (id: string): Program | null => newestVersion(ports.programs(), id);
  const first = due.find(({ programId }) => newest(programId) !== null);
  if (first === undefined) return { program: null, due: [] };
  return { program: newest(first.programId), due: due.filter(({ programId }) => programId === first.programId) };
}

function isFollowed(ports: SendPorts, { issue }: StoredReminder): boolean {
  return ports.projectPath(issue.projectId) !== null;
}

interface Carried {
  readonly carrier: { readonly id: string; readonly issue: StoredReminder["issue"] };
  readonly rows: readonly StoredReminder[];
}

/**
 * On which issue somebody is reminded: what belongs to one enrollment on its own issue. What belongs to several goes to
 * the desk when they can read it there; otherwise the most urgent comes first, and the rest another day. A candidate
 * never reads of others.
 */
async function chooseCarrier(
  ports: SendPorts,
  program: Program,
  person: PersonId,
  due: readonly StoredReminder[],
): Promise<Carried> {
  const [first] = due;
  if (first === undefined) throw new TypeError("Cannot choose where to remind somebody of nothing");
  const own = due.filter((one) => one.enrollmentId === first.enrollmentId);
  const onItsIssue: Carried = { carrier: { id: first.enrollmentId, issue: first.issue }, rows: own };
  if (own.length === due.length) return onItsIssue;
  const asCandidate = new Set((await ports.journal.openOf(program.id, person)).map(({ id }) => id));
  if (due.some(({ enrollmentId }) => asCandidate.has(enrollmentId))) return onItsIssue;
  const desk = await ports.journal.deskOf(program.id);
  if (desk === null || !(await hearsOnDesk(ports, desk.issue.projectId, person))) return onItsIssue;
  if (due.some(({ issue }) => issue.projectId !== desk.issue.projectId) && (await isLocal(ports, desk))) {
    return onItsIssue;
  }
  return { carrier: desk, rows: due };
}

/** Nobody reads on a desk of one project of the candidates of another. */
async function isLocal(ports: SendPorts, { issue }: Carried["carrier"]): Promise<boolean> {
  const stored = await ports.journal.findDesk(issue);
  return stored === null || foldDesk(stored.facts)?.isLocal !== false;
}

async function hearsOnDesk(ports: SendPorts, projectId: number, person: PersonId): Promise<boolean> {
  const user = (await ports.people.find([person])).get(person);
  if (user === undefined) return false;
  try {
    return await mayReadDesk(ports, projectId, user.userId);
  } catch (error) {
    if (isFinalRefusal(error)) return false;
    throw error;
  }
}

function bundleOf(
  person: PersonId,
  time: WorkingTime,
  at: Date,
  carrier: string,
  rows: readonly StoredReminder[],
): ReminderBundle {
  const day = localDay(at, time.zone);
  return {
    person,
    day,
    at,
    keys: rows.map(({ key }) => key),
    carrier,
    action: {
      // Not the day: what was taken back is sent by another action, maybe on the same day.
      key: `reminder-${person}-${at.getTime()}`,
      notBefore: at,
      action: { kind: "note", note: { kind: "reminder", person } },
    },
  };
}

/** The person's first working moment on a later day of theirs. */
function tomorrow(now: Date, time: WorkingTime): Date {
  const today = Date.parse(localDay(now, time.zone));
  const day = new Date(today + DAY_MS).toISOString().slice(0, 10);
  return nextWorkingMoment(startOfDay(day, time.zone), time) ?? new Date(now.getTime() + NEVER_MS);
}
