import { scheduledFor } from "../domain/engagement/engagement.ts";
import { readyToSchedule } from "../domain/enrollment/progress.ts";
import { isSelfConfirmed, type Program, type Task } from "../domain/program/program.ts";
import { type Ask, renderSettled } from "../domain/talk/asks.ts";
import type { Wording } from "../domain/talk/wording.ts";
import { tellBadge, tellEnd } from "./preview-badge.ts";
import { tellAnswers, tellEngagementAnswers, tellFormAnswers } from "./preview-answers.ts";
import { tellDates } from "./preview-dates.ts";
import { tellDesk, tellDeskAnswers } from "./preview-desk.ts";
import { tellOddTurns } from "./preview-odd-turns.ts";
import { tellForms } from "./preview-forms.ts";
import { tellReminders } from "./preview-reminders.ts";
import { tellStart } from "./preview-start.ts";
import {
  begin,
  confirmerOf,
  createTeller,
  handedOverBy,
  MARIA,
  type Moment,
  type PreviewedNote,
  PRIYA,
  type Teller,
} from "./preview-teller.ts";

/**
 * Tell the whole life of one enrollment on a program, and what its desk says: Maria Silva is the candidate, Priya Nair
 * coordinates, Tom Becker confirms what engineers do. Everything comes from the program; nothing here knows a certain
 * one, and what a program does not use is left out.
 */
export function tellStory(program: Program, wording: Wording): readonly Moment[] {
  const teller = createTeller(program, wording);
  const fresh = (): Teller => createTeller(program, wording);
  const moments = [
    tellOpening(teller),
    tellStart(program, wording),
    ...program.tasks.map((task) => tellTask(teller, task)),
    tellEnd(teller),
    tellBadge(teller),
    tellOddTurns(fresh()),
    tellReminders(fresh()),
    tellAnswers(fresh()),
    tellEngagementAnswers(fresh()),
    tellFormAnswers(fresh()),
    tellDesk(program, wording),
    tellDeskAnswers(program, wording),
  ];
  return moments.filter(({ notes }) => notes.length > 0);
}

function tellOpening({ program, scene, status }: Teller): Moment {
  const audiences = program.audiences.length === 0 ? [null] : program.audiences;
  const welcomes = audiences.map((audience) =>
    status(audience === null ? "Status note, first edition" : `Status note, first edition (audience ${audience.id})`, {
      first: true,
      scene: scene({ enrollment: begin(program, audience?.id ?? null) }),
    }),
  );
  const cannotTick = status("The same when GitLab would not let the candidate tick", { first: true, canTick: false });
  return { title: "The issue is opened", notes: [...welcomes, cannotTick] };
}

function tellTask(teller: Teller, task: Task): Moment {
  const { program, enrollment, happen, note, status, scene } = teller;
  const notes: PreviewedNote[] = [];
  const isReady = readyToSchedule(program, enrollment(), task);
  const schedule: Ask = { kind: "ask-schedule", task: task.id, to: PRIYA, insteadTo: PRIYA };
  if (isReady) notes.push(status("Status note, before it"), note("Ready to schedule, to the coordinator", schedule));
  notes.push(...tellDates(teller, task));
  const hasDate = scheduledFor(enrollment().engagements, task.id) !== null;
  if (isReady && hasDate) {
    notes.push({ title: "The ask for a date, once it is settled", body: renderSettled(scene(), "preview", schedule) });
  }
  if (isSelfConfirmed(task)) {
    happen({ kind: "task-confirmed", task: task.id, by: MARIA, via: "tick" });
    return { title: `${task.name}: ticked by the candidate`, notes: [...notes, status("Status note")] };
  }
  notes.push(...tellForms(teller, task), ...tellConfirmation(teller, task));
  return { title: `${task.name}: ticked by the candidate, confirmed by somebody else`, notes };
}

function tellConfirmation(
  { program, enrollment, happen, note, status, scene }: Teller,
  task: Task,
): readonly PreviewedNote[] {
  happen({ kind: "task-claimed", task: task.id, by: MARIA });
  const by = confirmerOf(task);
  const handOver = handedOverBy(program, task, by);
  const ask: Ask = { kind: "ask-confirm", tasks: [task.id], to: by, insteadTo: PRIYA, handOver };
  const notes = [status("Status note, after the candidate's tick"), note("Please confirm", ask)];
  happen({ kind: "task-confirmed", task: task.id, by, via: "command" });
  const held = scheduledFor(enrollment().engagements, task.id);
  if (held !== null) happen({ kind: "engagement-held", number: held.number });
  return [...notes, { title: "The ask, once it is settled", body: renderSettled(scene(), "preview", ask) }];
}
