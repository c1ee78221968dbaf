import { type Enrollment, progressOf } from "../domain/enrollment/enrollment.ts";
import type { PersonId } from "../domain/enrollment/fact.ts";
import type { UserRef } from "../domain/issue.ts";
import type { Program, TaskId } from "../domain/program/program.ts";
import { type Ask, renderSettled } from "../domain/talk/asks.ts";
import type { AnswerView } from "../domain/talk/answers.ts";
import { type NoteView, renderAnswers, renderNote } from "../domain/talk/notes.ts";
import { renderStatusNote } from "../domain/talk/status-note.ts";
import type { Scene } from "../domain/talk/voice.ts";
import { whomToShow } from "./ask-whom.ts";
import type { ReviewPorts } from "./ports.ts";

/** Everything notes of one enrollment are told from, with the names people have now. */
export interface Scenery {
  /** Have these people's names at hand for the notes that follow. */
  meet(people: Iterable<PersonId | null>): Promise<void>;
  note(key: string, view: NoteView): string;
  /** Several answers to one person in one note. */
  answers(key: string, views: readonly AnswerView[]): string;
  settled(key: string, ask: Ask): string;
  statusNote(isFirstEdition: boolean): string;
  /** Was this task's box ticked when it was last seen, as far as the journal tells? */
  readonly wasTicked: (task: TaskId) => boolean;
}

export async function createScenery(
  ports: ReviewPorts,
  { id, program, enrollment }: { readonly id: string; readonly program: Program; readonly enrollment: Enrollment },
  canCandidateTick: boolean,
): Promise<Scenery> {
  const { forTask, scheduler } = await whomToShow(ports, { program, enrollment }, await ports.actions.unsettled(id));
  const confirmers = new Map(program.tasks.map((task) => [task.id, forTask(task)]));
  const names = new Map<PersonId, UserRef>();

  async function meet(people: Iterable<PersonId | null>): Promise<void> {
    const wanted = [...people].filter((person) => person !== null && !names.has(person)) as PersonId[];
    if (wanted.length === 0) return;
    for (const [person, user] of await ports.people.find(wanted)) names.set(person, user);
  }

  await meet([...peopleOf(enrollment), ...confirmers.values(), scheduler]);
  const scene: Scene = {
    wording: ports.wording(program),
    program,
    enrollment,
    botHandle: ports.bot().handle,
    nameOf: (person) => names.get(person) ?? null,
    confirmers,
    scheduler,
  };
  const wasTicked = (task: TaskId): boolean => {
    const { claim, confirmation } = progressOf(enrollment, task);
    return claim !== null || confirmation !== null;
  };
  return {
    meet,
    wasTicked,
    note: (key, view) => renderNote(scene, key, view),
    answers: (key, views) => renderAnswers(scene, key, views),
    settled: (key, ask) => renderSettled(scene, key, ask),
    statusNote: (isFirstEdition) =>
      renderStatusNote({ scene, isFirstEdition, canCandidateTick, wasTicked, cannotSee: [], deaf: null }),
  };
}

function peopleOf(enrollment: Enrollment): readonly (PersonId | null)[] {
  const { author, candidate, proposed, assigned, tasks, listFault } = enrollment;
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
  ];
}
