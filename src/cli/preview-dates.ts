import type { FactBody } from "../domain/enrollment/fact.ts";
import { type EngagementKind, findEngagementKind, type Task } from "../domain/program/program.ts";
import { DAY_MS, holderOf, type PreviewedNote, PRIYA, type Teller } from "./preview-teller.ts";

const REASON = "The customer has to put it off";
const SATURDAY = 6;

/** A date is set, moved, called off, and set again; nothing where the program has no engagement for the task. */
export function tellDates(teller: Teller, task: Task): readonly PreviewedNote[] {
  const { program, happen, note, status, enrollment, now } = teller;
  const kind = findEngagementKind(program, task.engagement ?? "");
  if (kind === undefined) return [];
  const number = enrollment().engagements.length + 1;
  const by = PRIYA;
  const news = { kind: "engagement", number, by, movedFrom: null, helperBefore: null, reason: null } as const;
  const first = saturdayAfter(now(), 14);

  happen(scheduled(task, kind, number, first));
  const notes = [note("A date is set", { ...news, news: "scheduled" }), status("Status note, with the date")];
  const { helper, zone } = whenOf(kind);
  const start = saturdayAfter(first, 7).toISOString();
  happen({ kind: "engagement-moved", number, start, lengthMs: kind.lengthMs, zone, helper, by });
  notes.push(note("The date is moved", { ...news, news: "moved", movedFrom: first.toISOString() }));
  happen({ kind: "engagement-cancelled", number, by, missed: false, reason: REASON });
  notes.push(note("The date is called off", { ...news, news: "cancelled", reason: REASON }));
  happen(scheduled(task, kind, number + 1, saturdayAfter(now(), 3)));
  notes.push(note("A date is set at short notice", { ...news, number: number + 1, news: "scheduled" }));
  return notes;
}

/** A date as a coordinator would set it. */
export function scheduled(task: Task, kind: EngagementKind, number: number, start: Date): FactBody {
  return {
    kind: "engagement-scheduled",
    number,
    engagement: kind.id,
    task: task.id,
    start: start.toISOString(),
    lengthMs: kind.lengthMs,
    ...whenOf(kind),
    method: kind.methods[0] ?? null,
    by: PRIYA,
    offer: null,
    details: { codename: "blue-heron", source: null },
  };
}

/** 08:00 UTC on the first Saturday that is so many days ahead or more: migrations are at weekends. */
export function saturdayAfter(at: Date, days: number): Date {
  const earliest = new Date(at.getTime() + days * DAY_MS);
  earliest.setUTCHours(8, 0, 0, 0);
  return new Date(earliest.getTime() + ((SATURDAY - earliest.getUTCDay() + 7) % 7) * DAY_MS);
}

function whenOf(kind: EngagementKind): { readonly zone: string; readonly helper: number } {
  return { zone: "Europe/Berlin", helper: holderOf(kind.helper) };
}
