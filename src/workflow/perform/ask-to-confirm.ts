import type { NotePlan } from "../../domain/enrollment/action.ts";
import { progressOf } from "../../domain/enrollment/enrollment.ts";
import type { PersonId } from "../../domain/enrollment/fact.ts";
import { waitsForConfirmation } from "../../domain/enrollment/progress.ts";
import { findTask, type RoleId } from "../../domain/program/program.ts";
import { type AddresseeFound, findAddressee, whoeverOpened } from "../people/ask-whom.ts";
import type { Performance, PlannedNote } from "./performance.ts";
import { type Draft, postNote } from "./post-note.ts";
import { isFresh } from "./settle-asks.ts";

/** A person who ticks one box after the other gets one note, but nobody waits longer than this for it. */
const BUNDLE_AT_MOST_MS = 10 * 60_000;

/** Several tasks waiting for one person are one note, sent when the last tick has stood its time. */
export async function sendAsksToConfirm(performance: Performance, planned: readonly PlannedNote[]): Promise<void> {
  const { ports, recorded } = performance;
  const { program, enrollment } = recorded;
  const now = ports.now();
  const asks = planned.flatMap((stored) =>
    stored.action.note.kind === "ask-confirm" ? [{ stored, note: stored.action.note }] : [],
  );
  const wanted: typeof asks = [];
  for (const ask of asks) {
    const task = findTask(program, ask.note.task);
    const isWanted =
      enrollment.status === "active" && task !== undefined && waitsForConfirmation(program, enrollment, task);
    if (isWanted) wanted.push(ask);
    else await ports.actions.drop(ask.stored.key, "the task no longer waits for a confirmation");
  }
  const due = wanted.filter(({ stored }) => stored.notBefore <= now);
  if (due.length === 0) return;
  const firstDue = Math.min(...due.map(({ stored }) => stored.notBefore.getTime()));
  const isYoung = now.getTime() - firstDue < BUNDLE_AT_MOST_MS;
  if (program.asks.bundle && due.length < wanted.length && isYoung) return;
  const groups = Map.groupBy(
    await Promise.all(due.map(async (ask) => ({ ...ask, ...(await confirmerOf(performance, ask.note.task)) }))),
    ({ to }) => to,
  );
  const answered = tasksOf(planned, "declined", "confirmation-withdrawn");
  const askedAnyway = tasksOf(planned, "ask-again");
  for (const [to, group] of groups) {
    // Whoever ticked with the right to is asked for their word; that nobody is named matters to nobody then.
    const open = to === null ? group.filter(({ note }) => !askedAnyway.has(note.task)) : group;
    for (const { stored } of group.filter((ask) => !open.includes(ask))) {
      await ports.actions.drop(stored.key, "whoever ticked it is asked");
    }
    await askToConfirm(performance, to, open, answered);
  }
}

/** Tasks that planned notes of these kinds are about. */
function tasksOf(planned: readonly PlannedNote[], ...kinds: readonly NotePlan["kind"][]): ReadonlySet<string> {
  return new Set(
    planned.flatMap(({ action: { note } }) => ("task" in note && kinds.includes(note.kind) ? [note.task] : [])),
  );
}

type AskGroup = readonly {
  readonly stored: PlannedNote;
  readonly note: Extract<NotePlan, { kind: "ask-confirm" }>;
  readonly insteadOf: PersonId | null;
}[];

/** @param answered - Tasks of which the candidate is about to hear "not yet": who said so is asked anew. */
async function askToConfirm(
  performance: Performance,
  to: PersonId | null,
  group: AskGroup,
  answered: ReadonlySet<string>,
): Promise<void> {
  const { ports, recorded, scenery } = performance;
  const insteadTo = whoeverOpened(recorded) ?? recorded.enrollment.author;
  const addressee = to ?? insteadTo;
  const open: AskGroup[number][] = [];
  for (const ask of group) {
    const repeats = open.some((one) => one.note.task === ask.note.task);
    const isKnown = to === null && (await wasToldOfNobody(performance, addressee));
    if (repeats || isKnown || (await wasAsked(performance, ask.note.task, addressee, answered))) {
      await ports.actions.drop(ask.stored.key, "this person was asked already");
    } else open.push(ask);
  }
  const bundles = recorded.program.asks.bundle ? [open] : open.map((ask) => [ask]);
  for (const bundle of bundles) {
    const [first] = bundle;
    if (first === undefined) continue;
    const tasks = bundle.map((ask) => ask.note.task);
    const insteadOf = bundle.every((ask) => ask.insteadOf === first.insteadOf) ? first.insteadOf : null;
    await scenery.meet([addressee, insteadOf]);
    const handOver = await roleToHandOver(performance, to, tasks);
    const body = scenery.note(first.stored.key, { kind: "ask-confirm", tasks, to, insteadTo, insteadOf, handOver });
    const keys = bundle.map((ask) => ask.stored.key);
    const draft: Draft = { keys, markerKey: first.stored.key, body, askedPerson: addressee, settles: true };
    await postNote(performance, draft);
  }
}

async function confirmerOf({ ports, recorded }: Performance, id: string): Promise<AddresseeFound> {
  const roles = findTask(recorded.program, id)?.confirmedBy ?? [];
  return await findAddressee(ports, recorded, roles);
}

/** A coordinator who is asked may hand the task over; the note says how. */
async function roleToHandOver(
  { recorded }: Performance,
  to: PersonId | null,
  tasks: readonly string[],
): Promise<RoleId | null> {
  const { program, enrollment } = recorded;
  if (to === null) return null;
  const task = findTask(program, tasks[0] ?? "");
  const role = task?.confirmedBy.find((one) =>
    [
      ...(enrollment.assigned.get(one) ?? []).map(({ person }) => person),
      ...(enrollment.proposed.get(one) ?? []),
      ...(one === "coordinator" && enrollment.coordinator !== null ? [enrollment.coordinator] : []),
    ].includes(to),
  );
  if (role === undefined) return null;
  return program.roles[role].assignedBy.includes(role) ? role : null;
}

/** Was this person asked for this very claim before, or just now for an earlier one, and did not answer yet? */
export async function wasAsked(
  performance: Performance,
  task: string,
  person: PersonId,
  answered: ReadonlySet<string>,
): Promise<boolean> {
  const { ports, recorded } = performance;
  const claimedAt = progressOf(recorded.enrollment, task).claim?.at ?? null;
  const asks = await ports.actions.unsettled(recorded.id);
  return asks.some((ask) => {
    const { action, askedPerson, doneAt } = ask;
    const isForClaim = claimedAt === null || (doneAt !== null && doneAt >= claimedAt);
    if (action.kind === "note" && action.note.kind === "handed-over") return askedPerson === person && isForClaim;
    return (
      action.kind === "note" &&
      (action.note.kind === "ask-confirm" || action.note.kind === "ask-again") &&
      action.note.task === task &&
      askedPerson === person &&
      (isForClaim || (isFresh(performance, ask) && !answered.has(task)))
    );
  });
}

/** Did this person, who holds no role, hear a moment ago that nobody does? As soon as somebody does, that one is asked. */
async function wasToldOfNobody(performance: Performance, person: PersonId): Promise<boolean> {
  const asks = await performance.ports.actions.unsettled(performance.recorded.id);
  return asks.some(
    (ask) =>
      ask.action.kind === "note" &&
      ask.action.note.kind === "ask-confirm" &&
      ask.askedPerson === person &&
      isFresh(performance, ask),
  );
}
