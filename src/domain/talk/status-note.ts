import type { PersonId } from "../enrollment/fact.ts";
import { isDone, prerequisitesDone, readyToSchedule } from "../enrollment/progress.ts";
import { isSelfConfirmed, type RoleId, type Task, type TaskId } from "../program/program.ts";
import { sayBadgeLine } from "./badge-notes.ts";
import { sayDate } from "./dates.ts";
import { sayFeedbackPart } from "./form-notes.ts";
import { sayListFaults } from "./list-words.ts";
import { helperLeads, sayKind, sayStart, sayWishes } from "./engagement-words.ts";
import { foldedPart, frameNote, table } from "./note-frame.ts";
import { assignableRole, sayAssigners, sayFirstContact, sayPeople } from "./people-words.ts";
import { type Inert, inert, join } from "./safe-markdown.ts";
import { progressValues, sayCell, sayTurns } from "./standing-words.ts";
import { numberOf, type Scene, type Voice, voiceOf } from "./voice.ts";
import { sayWelcome } from "./welcome.ts";
import { cellsOf, taskAfter } from "./whose-turn.ts";

/** Key of the status note's hidden marker. */
const STATUS_KEY = "status";

export interface StatusView {
  readonly scene: Scene;
  /** The edition that is posted: the welcome, which mentions the candidate. Every later one mentions nobody. */
  readonly isFirstEdition: boolean;
  /** `false` when GitLab would not let the candidate tick: a Guest who is neither author nor assignee. */
  readonly canCandidateTick: boolean;
  /** Was the box of this task ticked when it was last seen? */
  readonly wasTicked: (task: TaskId) => boolean;
  /** People of this enrollment who cannot open the issue. */
  readonly cannotSee: readonly PersonId[];
  /** When GitLab was last not heard for a while; `null` when not lately. */
  readonly deaf: { readonly from: Date; readonly to: Date } | null;
}

/**
 * The living status note. Equal views give equal text, so comparing it with the note on GitLab tells whether to write.
 *
 * @returns The whole body, ending with the hidden marker.
 */
export function renderStatusNote(view: StatusView): string {
  const { scene } = view;
  const voice = voiceOf(scene);
  const { say } = voice;
  const { enrollment } = scene;
  const isRevoked = enrollment.badge.revoked !== null;
  const certified =
    enrollment.certifiedAt === null
      ? []
      : [say(isRevoked ? "status.certified-once" : "status.certified", { date: voice.date(enrollment.certifiedAt) })];
  return frameNote(STATUS_KEY, [
    ...(view.isFirstEdition ? sayWelcome(scene, voice, { canTick: view.canCandidateTick, where: "here" }) : []),
    sayHeading(scene, voice),
    join([say("status.done", progressValues(scene)), ...certified], " "),
    ...sayNotices(view, voice),
    say("status.now", { turns: sayTurns(scene, voice) }),
    sayBadgeLine(scene, voice),
    ...sayWishesHere(scene, voice),
    sayTable(scene, voice),
    say("status.people", { heading: inert(scene.program.peopleHeading), people: sayPeople(scene, voice) }),
    sayNext(scene, voice),
    sayFeedbackPart(scene, voice),
    sayWhoConfirms(scene, voice),
    sayEngagements(scene, voice),
    sayQuestions(scene, voice),
    say("status.foot", { moment: voice.moment(enrollment.lastChangeAt) }),
  ]);
}

function sayHeading(scene: Scene, voice: Voice): Inert {
  const title = inert(scene.program.shortTitle);
  if (scene.enrollment.candidate === null) return voice.say("status.heading-nobody", { title });
  return voice.say("status.heading", { title, candidate: voice.candidate });
}

function sayNotices(view: StatusView, voice: Voice): readonly (Inert | null)[] {
  const { scene } = view;
  const { enrollment, program } = scene;
  const { say, candidate } = voice;
  const people = inert(program.peopleHeading);
  const notices: (Inert | null)[] = [];

  if (enrollment.status === "withdrawn" && enrollment.closedAt !== null) {
    notices.push(say("notice.closed", { date: voice.date(enrollment.closedAt) }));
  }
  if (enrollment.status === "moved") notices.push(say("notice.moved"));
  if (enrollment.status === "active") notices.push(sayPause(scene, voice));
  if (enrollment.status === "active") {
    if (enrollment.listFault !== null) {
      const words = sayListFaults(scene, voice, enrollment.listFault, view.wasTicked);
      notices.push(...words.headlines, ...words.repair);
    }
    const isGuessed =
      enrollment.candidate?.source === "author" && !enrollment.everCandidates.has(enrollment.candidate.person);
    if (isGuessed) notices.push(say("notice.guessed", { candidate, people }));
    if (enrollment.candidate !== null && !view.canCandidateTick && !view.isFirstEdition) {
      notices.push(say("notice.cannot-tick", { candidate, command: voice.command("done TASK") }));
    }
    notices.push(sayNobody(scene, voice));
    const known = view.cannotSee.filter((person) => scene.nameOf(person) !== null);
    notices.push(...known.map((person) => say("notice.cannot-see", { person: voice.person(person) })));
  }
  if (view.deaf !== null) {
    notices.push(
      say("notice.deaf", { from: voice.moment(view.deaf.from), to: voice.until(view.deaf.from, view.deaf.to) }),
    );
  }
  return notices;
}

/** The day it goes on is a date of the calendar, the same everywhere. */
function sayPause({ program, enrollment }: Scene, voice: Voice): Inert | null {
  const { pause } = enrollment;
  if (pause === null) return null;
  const person = voice.person(pause.by);
  if (pause.until === null) return voice.say("notice.paused", { person, command: voice.command("resume") });
  const style = { language: program.language, timeZone: "UTC" };
  return voice.say("notice.paused-until", { person, date: sayDate(new Date(`${pause.until}T00:00:00Z`), style) });
}

/** Tasks that could move now, if only somebody were named who may confirm them, or find a date. */
function sayNobody(scene: Scene, voice: Voice): Inert | null {
  const { program, enrollment } = scene;
  const stuck = program.tasks.filter((task) => {
    if (isDone(program, enrollment, task)) return false;
    if (readyToSchedule(program, enrollment, task)) return scene.scheduler === null;
    const isFree = prerequisitesDone(program, enrollment, task);
    return isFree && !isSelfConfirmed(task) && (scene.confirmers.get(task.id) ?? null) === null;
  });
  const isForDates = stuck.length > 0 && stuck.every((task) => readyToSchedule(program, enrollment, task));
  const role: RoleId | null = isForDates ? "coordinator" : assignableRole(scene, stuck);
  if (stuck.length === 0 || role === null) return null;
  return voice.say("notice.nobody", {
    roles: isForDates ? voice.role(role) : voice.roles([...new Set(stuck.flatMap((task) => task.confirmedBy))]),
    numbers: voice.taskNumbers(stuck.map((task) => task.id)),
    people: inert(program.peopleHeading),
    assigners: sayAssigners(scene, voice, role),
    command: voice.command(`assign ${role} @username`),
  });
}

function sayTable(scene: Scene, voice: Voice): Inert {
  const { say } = voice;
  const cells = cellsOf(scene);
  const head = [say("status.table-number"), say("status.table-task"), say("status.table-standing")];
  const rows = scene.program.tasks.map((task) => {
    const cell = cells.get(task.id) ?? { kind: "open" };
    const text = task.required ? voice.task(task.id) : say("status.optional", { task: voice.task(task.id) });
    return [inert(String(numberOf(scene.program, task))), text, sayCell(scene, voice, cell)];
  });
  return table(head, rows);
}

function sayNext(scene: Scene, voice: Voice): Inert | null {
  const task = taskAfter(scene);
  if (task === null || scene.enrollment.candidate === null) return null;
  return voice.say("status.next", { number: voice.taskNumbers([task.id]), task: voice.task(task.id) });
}

function sayWhoConfirms(scene: Scene, voice: Voice): Inert | null {
  const { program, enrollment } = scene;
  const { say } = voice;
  const gated = program.tasks.filter((task) => !isSelfConfirmed(task) && !isDone(program, enrollment, task));
  if (enrollment.status !== "active" || gated.length === 0) return null;
  const byRoles = Map.groupBy(gated, (task) => task.confirmedBy.join(" "));
  const rows = [...byRoles.values()].map((tasks) => [
    voice.numbers(tasks.map((task) => task.id)),
    voice.roles((tasks[0] satisfies Task | undefined)?.confirmedBy ?? []),
  ]);
  return foldedPart(say("details.who-confirms"), [
    say("details.who-confirms-intro"),
    table([say("status.table-task"), say("status.table-confirmer")], rows),
    say("details.who-confirms-own"),
  ]);
}

/** Looking back: when it was, and with whom. */
function sayEngagements(scene: Scene, voice: Voice): Inert | null {
  const { say } = voice;
  const { status, engagements } = scene.enrollment;
  const held = engagements.filter(({ state }) => state === "held");
  if (status !== "certified" || held.length === 0) return null;
  const rows = held.map((one) => {
    const withWhom = helperLeads(scene, one) ? "engagements.led" : "engagements.observed";
    const person = one.helper === null ? inert("–") : say(withWhom, { person: voice.person(one.helper) });
    return [sayKind(scene, one.kind), sayStart(scene, one), person];
  });
  const head = [say("engagements.kind"), say("engagements.when"), say("engagements.with")];
  return foldedPart(say("details.engagements"), [table(head, rows)]);
}

/** What the candidate would like, while a date is looked for. */
function sayWishesHere(scene: Scene, voice: Voice): readonly (Inert | null)[] {
  const { program, enrollment } = scene;
  if (enrollment.status !== "active") return [];
  return program.tasks
    .filter((task) => readyToSchedule(program, enrollment, task))
    .map((task) => {
      const wishes = sayWishes(scene, voice, enrollment.requests.get(task.engagement ?? ""));
      const values = { candidate: voice.candidate, kind: voice.taskNames([task.id]) };
      return wishes === null ? null : voice.say("status.wishes", { ...values, wishes });
    });
}

function sayQuestions(scene: Scene, voice: Voice): Inert | null {
  const { say } = voice;
  if (scene.enrollment.status !== "active") return null;
  const contact = sayFirstContact(scene, voice);
  const hasDates = scene.program.tasks.some((task) => task.askToScheduleAfter.length > 0);
  const lines = [
    contact === null ? null : say("details.questions-program", { contact }),
    hasDates && scene.scheduler !== null
      ? say("details.questions-dates", { person: voice.person(scene.scheduler) })
      : null,
  ].filter((line) => line !== null);
  return foldedPart(say("details.questions"), [
    join(lines, " "),
    say("details.commands-intro"),
    voice.commandBlock("next"),
    say("details.commands-more"),
  ]);
}
