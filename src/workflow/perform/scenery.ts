import { type Enrollment, progressOf } from "../../domain/enrollment/enrollment.ts";
import type { PersonId } from "../../domain/enrollment/fact.ts";
import type { UserRef } from "../../domain/issue.ts";
import { NOTHING_KNOWN, type PersonSettings } from "../../domain/people/person-settings.ts";
import type { Program, TaskId } from "../../domain/program/program.ts";
import { type Ask, renderSettled } from "../../domain/talk/asks.ts";
import type { AnswerView } from "../../domain/talk/answers.ts";
import type { FormAskView } from "../../domain/talk/form-notes.ts";
import { type NoteView, renderAnswers, renderNote } from "../../domain/talk/notes.ts";
import { isPeopleNote, renderSettledPeople, type SettledPeopleNote } from "../../domain/talk/people-notes.ts";
import type { BadgeScene } from "../../domain/talk/badge-notes.ts";
import { renderStatusNote } from "../../domain/talk/status-note.ts";
import { type ReminderItem, sayReminded } from "../../domain/talk/reminder-notes.ts";
import type { Inert } from "../../domain/talk/safe-markdown.ts";
import { type Scene, voiceOf } from "../../domain/talk/voice.ts";
import { isTheirWord, yesTo } from "../../domain/talk/word-of.ts";
import { whomToShow } from "../people/ask-whom.ts";
import type { ReviewPorts } from "../ports/ports.ts";
import { refreshPresence } from "../people/presence.ts";

/** Everything notes of one enrollment are told from, with the names people have now. */
export interface Scenery {
  /** Have these people's names at hand for the notes that follow. */
  meet(people: Iterable<PersonId | null>): Promise<void>;
  /**
   * Ask GitLab, at most once a day, where these people are: times are told in their zones.
   *
   * @param likelyZone - Taken for that of somebody whose clock shows the same now.
   */
  locate(people: Iterable<PersonId | null>, likelyZone: string): Promise<void>;
  note(key: string, view: NoteView): string;
  /** Several answers to one person in one note. */
  answers(key: string, views: readonly AnswerView[]): string;
  settled(key: string, ask: Ask | FormAskView | SettledPeopleNote): string;
  statusNote(isFirstEdition: boolean): string;
  /** One thing somebody is reminded of, as a sentence. */
  reminded(item: ReminderItem, person: PersonId): Inert;
  /** Can this person settle it by confirming the task, and nothing else? */
  isConfirmable(item: ReminderItem, person: PersonId): boolean;
  /** How the badge stands; `null` where the program gives none. */
  readonly badge: BadgeScene | null;
  /** Was this task's box ticked when it was last seen, as far as the journal tells? */
  readonly wasTicked: (task: TaskId) => boolean;
}

export async function createScenery(
  ports: ReviewPorts,
  { id, program, enrollment, badge }: Told,
  canCandidateTick: boolean,
): Promise<Scenery> {
  const { forTask, scheduler } = await whomToShow(ports, { program, enrollment }, await ports.actions.unsettled(id));
  const confirmers = new Map(program.tasks.map((task) => [task.id, forTask(task)]));
  const names = new Map<PersonId, UserRef>();
  const settings = new Map<PersonId, PersonSettings>();

  async function meet(people: Iterable<PersonId | null>): Promise<void> {
    const wanted = [...people].filter((person) => person !== null && !names.has(person)) as PersonId[];
    if (wanted.length === 0) return;
    for (const [person, user] of await ports.people.find(wanted)) names.set(person, user);
    for (const [person, known] of await ports.people.settings(wanted)) settings.set(person, known);
  }

  async function locate(people: Iterable<PersonId | null>, likelyZone: string): Promise<void> {
    for (const person of new Set(people)) {
      if (person !== null) settings.set(person, await refreshPresence(ports, person, likelyZone));
    }
  }

  await meet([...peopleOf(enrollment), ...confirmers.values(), scheduler]);
  const calendars = await calendarAddresses(ports, id, enrollment);
  const scene: Scene = {
    wording: ports.wording(program),
    program,
    enrollment,
    botHandle: ports.bot().handle,
    nameOf: (person) => names.get(person) ?? null,
    confirmers,
    scheduler,
    now: ports.now(),
    zoneOf: (person) => settings.get(person)?.zone ?? null,
    settingsOf: (person) => settings.get(person) ?? NOTHING_KNOWN,
    calendarOf: (number) => calendars.get(number) ?? null,
    badge,
  };
  const wasTicked = (task: TaskId): boolean => {
    const { claim, confirmation } = progressOf(enrollment, task);
    return claim !== null || confirmation !== null;
  };
  return {
    meet,
    locate,
    wasTicked,
    badge,
    note: (key, view) => renderNote(scene, key, view),
    reminded: (item, person) => sayReminded(scene, voiceOf(scene), item, person),
    isConfirmable: (item, person) =>
      item.task !== null && isTheirWord(scene, item, person) && yesTo(scene, item.task) === `confirm ${item.task}`,
    answers: (key, views) => renderAnswers(scene, key, views),
    settled: (key, ask) => (isPeopleNote(ask) ? renderSettledPeople(scene, key, ask) : renderSettled(scene, key, ask)),
    statusNote: (isFirstEdition) =>
      renderStatusNote({ scene, isFirstEdition, canCandidateTick, wasTicked, cannotSee: [], deaf: null }),
  };
}

interface Told {
  readonly id: string;
  readonly program: Program;
  readonly enrollment: Enrollment;
  readonly badge: BadgeScene | null;
}

/** Addresses of the calendars of dates to come; without a public address there are none. */
async function calendarAddresses(
  ports: ReviewPorts,
  id: string,
  { engagements }: Enrollment,
): Promise<ReadonlyMap<number, string>> {
  const addresses = new Map<number, string>();
  if (ports.publicUrl === null) return addresses;
  for (const { number } of engagements) {
    addresses.set(number, `${ports.publicUrl}/calendar/${await ports.engagements.calendarOf(id, number)}.ics`);
  }
  return addresses;
}

function peopleOf(enrollment: Enrollment): readonly (PersonId | null)[] {
  const { author, candidate, proposed, assigned, tasks, listFault } = enrollment;
  const { coordinator, pause, start, engagements, forms, badge } = enrollment;
  return [
    author,
    candidate?.person ?? null,
    ...[...proposed.values()].flat(),
    ...[...assigned.values()].flat().map((one) => one.person),
    ...[...tasks.values()].flatMap(({ claim, confirmation, decline, waiver }) => [
      claim?.by ?? null,
      confirmation?.by ?? null,
      decline?.by ?? null,
      waiver?.by ?? null,
    ]),
    listFault?.by ?? null,
    coordinator,
    pause?.by ?? null,
    start?.confirmed?.by ?? null,
    start?.declined?.by ?? null,
    ...engagements.flatMap((one) => [one.helper, one.by]),
    ...forms.map((one) => one.by),
    badge.revoked?.by ?? null,
  ];
}
