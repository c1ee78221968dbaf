import type { Enrollment } from "../domain/enrollment/enrollment.ts";
import type { FactBody, PersonId } from "../domain/enrollment/fact.ts";
import { dutiesOf } from "../domain/enrollment/forms.ts";
import {
  type Addressee,
  findEngagementKind,
  isSelfConfirmed,
  type Program,
  type ReminderTrigger,
  type Task,
} from "../domain/program/program.ts";
import type { ReminderItem, ReminderNote } from "../domain/talk/reminder-notes.ts";
import { saturdayAfter, scheduled } from "./preview-dates.ts";
import { ANA, claim, confirmerOf, holderOf, MARIA, type Moment, type Teller, withFacts } from "./preview-teller.ts";

interface Reminded {
  readonly item: ReminderItem;
  readonly person: PersonId;
}

/** Every reminder of the program, one for each who may get it, and then several in one note. */
export function tellReminders({ program, enrollment, note, scene, now }: Teller): Moment {
  const waiting = waitingFor(program, enrollment(), now());
  const told = scene({ enrollment: waiting });
  const items = program.reminders.flatMap(({ when, steps }): readonly Reminded[] => {
    const item = itemOf(program, waiting, when);
    if (item === null) return [];
    const people = new Set(steps.flatMap(({ to }) => to.map((one) => whoIs(program, item, one))));
    return [...people].map((person) => ({ item, person }));
  });
  const zoneOf = (person: PersonId): string => told.zoneOf(person) ?? program.timeZone;
  const notes = items.map(({ item, person }, index) => {
    const view = { kind: "reminder", person, items: [item], isFirst: index === 0, zone: zoneOf(person) } as const;
    return note(`Reminder: ${item.trigger}, to ${told.nameOf(person)?.name ?? ""}`, view, told);
  });
  const several = severalFor(items);
  if (several !== null) {
    const view = { kind: "reminder", ...several, isFirst: false, zone: zoneOf(several.person) } as const;
    notes.push(note("Several reminders for one person", view, told));
  }
  return { title: "Reminders, when nothing happens", notes };
}

/** One for each task of whoever has most to do; a candidate who is quiet has nothing else to be told of. */
function severalFor(reminders: readonly Reminded[]): Pick<ReminderNote, "person" | "items"> | null {
  const others = reminders.filter(({ item, person }) => person !== MARIA && item.trigger !== "candidate-quiet");
  const [most] = [...Map.groupBy(others, ({ person }) => person)]
    .map(([person, own]) => ({ person, items: [...new Map(own.map(({ item }) => [item.task, item])).values()] }))
    .toSorted((a, b) => b.items.length - a.items.length);
  return most === undefined || most.items.length < 2 ? null : most;
}

/** Something of everything waits: a date lies ahead, a form was asked for, a tick waits for a word. */
function waitingFor(program: Program, begun: Enrollment, now: Date): Enrollment {
  const task = datedTask(program);
  const kind = findEngagementKind(program, task?.engagement ?? "");
  const claimed = claimedTask(program);
  const dates = task && kind ? [scheduled(task, kind, 1, saturdayAfter(now, 14))] : [];
  const dated = withFacts(begun, [...dates, ...(claimed ? [claim(claimed)] : [])]);
  const duties = dated.engagements.flatMap((engagement) => dutiesOf(program, dated, engagement));
  return withFacts(
    dated,
    duties.map((duty): FactBody => ({ kind: "form-asked", ...duty })),
  );
}

/** What the program reminds of; `null` where it has nothing of the kind. */
function itemOf(program: Program, { formAsks }: Enrollment, trigger: ReminderTrigger): ReminderItem | null {
  const about = (task: Task | undefined, engagement: number | null = null): ReminderItem | null =>
    task === undefined ? null : { trigger, step: 0, task: task.id, engagement };
  switch (trigger) {
    case "engagement-tomorrow":
    case "engagement-passed":
      return about(datedTask(program), 1);
    case "form-waits":
      return formAsks.length === 0 ? null : about(datedTask(program), 1);
    case "date-waits":
      return about(datedTask(program));
    case "confirmation-waits":
      return about(claimedTask(program));
    case "cool-down-over":
      return about(program.tasks.find((task) => task.score !== null));
    case "candidate-quiet":
      return about(program.tasks[0]);
    case "start-waits":
      return { trigger, step: 0, task: null, engagement: null };
  }
}

function whoIs(program: Program, { task: id }: ReminderItem, addressee: Addressee): PersonId {
  const task = program.tasks.find((one) => one.id === id);
  switch (addressee) {
    case "candidate":
    case "coordinator":
    case "sponsor":
    case "owner":
      return holderOf(addressee);
    case "substitute":
      return ANA;
    case "helper":
      return holderOf(findEngagementKind(program, task?.engagement ?? "")?.helper ?? "coordinator");
    case "asked":
      return task === undefined ? holderOf("sponsor") : confirmerOf(task);
  }
}

/** One with a form, where there is one. */
function datedTask(program: Program): Task | undefined {
  const dated = program.tasks.filter(({ engagement }) => findEngagementKind(program, engagement ?? "") !== undefined);
  return dated.find((task) => task.feedback !== null) ?? dated[0];
}

function claimedTask(program: Program): Task | undefined {
  return program.tasks.find((task) => !isSelfConfirmed(task));
}
