import type { NotePlan } from "../domain/enrollment/action.ts";
import { progressOf } from "../domain/enrollment/enrollment.ts";
import type { PersonId } from "../domain/enrollment/fact.ts";
import { readyToSchedule, waitsForConfirmation } from "../domain/enrollment/progress.ts";
import { findTask, type RoleId } from "../domain/program/program.ts";
import type { AnswerView } from "../domain/talk/answers.ts";
import type { NoteView } from "../domain/talk/notes.ts";
import { allowedCommands } from "./allowed-commands.ts";
import { whoeverOpened, whomToAsk } from "./ask-whom.ts";
import { digestOf } from "./keep-status-note.ts";
import { isAsk, type Performance } from "./performance.ts";
import { type Draft, postNote } from "./post-note.ts";
import { isFresh } from "./settle-asks.ts";
import type { StoredAction } from "./store-port.ts";

type PlannedNote = StoredAction & { readonly action: { readonly kind: "note"; readonly note: NotePlan } };

/** A person who ticks one box after the other gets one note, but nobody waits longer than this for it. */
const BUNDLE_AT_MOST_MS = 10 * 60_000;

/** Send the notes whose time has come; those no longer wanted are dropped. */
export async function sendNotes(performance: Performance, unfinished: readonly StoredAction[]): Promise<void> {
  const now = performance.ports.now();
  const planned = unfinished.filter((stored): stored is PlannedNote => stored.action.kind === "note");
  const due = planned.filter((stored) => stored.notBefore <= now);
  // The welcome comes first, so that it is the first thing people read.
  for (const stored of due.filter(({ action }) => action.note.kind === "status")) await sendStatus(performance, stored);
  await sendAsksToConfirm(performance, planned);
  await sendAnswers(performance, due);
  for (const stored of due) {
    if (!["status", "ask-confirm", "answer"].includes(stored.action.note.kind)) await sendOne(performance, stored);
  }
}

async function sendStatus(performance: Performance, stored: PlannedNote): Promise<void> {
  const { ports, recorded, scenery, issue } = performance;
  const { enrollment } = recorded;
  if (enrollment.status === "held" || enrollment.status === "moved" || performance.watch.statusNote !== null) {
    await ports.actions.drop(stored.key, "there is a status note, or nothing to tell yet");
    return;
  }
  const [existing] = performance.own.get("status") ?? [];
  const later = scenery.statusNote(false);
  if (existing !== undefined) {
    // A note of this bot is there already: this installation starts on a store that was lost, or the issue was moved.
    performance.watch = { ...performance.watch, statusNote: { noteId: existing.noteId, digest: "" } };
    await ports.actions.done(stored.key, {
      at: ports.now(),
      noteId: existing.noteId,
      askedPerson: null,
      settles: false,
    });
    return;
  }
  const body = enrollment.adopted ? later : scenery.statusNote(true);
  const draft: Draft = { keys: [stored.key], markerKey: "status", body, askedPerson: null, settles: false };
  const noteId = await postNote(performance, draft);
  if (noteId !== null) {
    performance.watch = { ...performance.watch, statusNote: { noteId, digest: digestOf(later) } };
    ports.log.info("Follow an issue", { ...issue, program: recorded.program.id });
  }
}

/** Several tasks waiting for one person are one note, sent when the last tick has stood its time. */
async function sendAsksToConfirm(performance: Performance, planned: readonly PlannedNote[]): Promise<void> {
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
    await Promise.all(due.map(async (ask) => ({ ...ask, to: await confirmerOf(performance, ask.note.task) }))),
    ({ to }) => to,
  );
  const answered = tasksAnswered(planned);
  for (const [to, group] of groups) await askToConfirm(performance, to, group, answered);
}

/** Tasks of which the candidate is about to hear "not yet": who said so is asked anew. */
function tasksAnswered(planned: readonly PlannedNote[]): ReadonlySet<string> {
  return new Set(
    planned.flatMap(({ action: { note } }) =>
      note.kind === "declined" || note.kind === "confirmation-withdrawn" ? [note.task] : [],
    ),
  );
}

type AskGroup = readonly { readonly stored: PlannedNote; readonly note: Extract<NotePlan, { kind: "ask-confirm" }> }[];

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
    await scenery.meet([addressee]);
    const handOver = await roleToHandOver(performance, to, tasks);
    const body = scenery.note(first.stored.key, { kind: "ask-confirm", tasks, to, insteadTo, handOver });
    const keys = bundle.map((ask) => ask.stored.key);
    const draft: Draft = { keys, markerKey: first.stored.key, body, askedPerson: addressee, settles: true };
    await postNote(performance, draft);
  }
}

async function confirmerOf({ ports, recorded }: Performance, id: string): Promise<PersonId | null> {
  const task = findTask(recorded.program, id);
  return task === undefined ? null : await whomToAsk(ports, recorded, task.confirmedBy);
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
    ].includes(to),
  );
  if (role === undefined) return null;
  return program.roles[role].assignedBy.includes(role) ? role : null;
}

/** Was this person asked for this very claim before, or just now for an earlier one, and did not answer yet? */
async function wasAsked(
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

/** All that one person is to be answered now is one note: a comment of ten commands is not ten mails to everybody. */
async function sendAnswers(performance: Performance, due: readonly PlannedNote[]): Promise<void> {
  const { scenery } = performance;
  const answers = due.flatMap((stored) =>
    stored.action.note.kind === "answer" ? [{ stored, plan: stored.action.note }] : [],
  );
  for (const [to, group] of Map.groupBy(answers, ({ plan }) => plan.to)) {
    await scenery.meet([to]);
    const views: AnswerView[] = [];
    for (const { plan } of group) {
      const allowed = await allowedCommands(performance.ports, performance.recorded, plan);
      views.push({ kind: "answer", to, answer: plan.answer, allowed });
    }
    const keys = group.map(({ stored }) => stored.key);
    const [markerKey = ""] = keys;
    const draft: Draft = { keys, markerKey, body: scenery.answers(markerKey, views), askedPerson: to, settles: false };
    await postNote(performance, draft);
  }
}

async function sendOne(performance: Performance, stored: PlannedNote): Promise<void> {
  const { ports, scenery } = performance;
  const view = await viewOf(performance, stored.action.note);
  if (typeof view === "string") {
    await ports.actions.drop(stored.key, view);
    return;
  }
  const askedPerson = addresseeOf(view);
  await scenery.meet([
    askedPerson,
    view.kind === "declined" || view.kind === "confirmation-withdrawn" ? view.by : null,
  ]);
  const body = scenery.note(stored.key, view);
  const draft: Draft = { keys: [stored.key], markerKey: stored.key, body, askedPerson, settles: isAsk(stored) };
  await postNote(performance, draft);
}

/** What a planned note says today; a string tells why it is no longer wanted. */
async function viewOf(performance: Performance, plan: NotePlan): Promise<NoteView | string> {
  const { ports, recorded, scenery } = performance;
  const { program, enrollment } = recorded;
  const isActive = enrollment.status === "active";
  switch (plan.kind) {
    case "status":
    case "ask-confirm":
    case "answer":
      return "sent elsewhere";
    case "welcome":
      if (!isActive || performance.watch.statusNote === null) return "the first edition greets them";
      return { kind: "welcome", canCandidateTick: performance.canCandidateTick };
    case "ask-again": {
      const task = findTask(program, plan.task);
      const isWanted = isActive && task !== undefined && waitsForConfirmation(program, enrollment, task);
      if (!isWanted || (await wasAsked(performance, plan.task, plan.person, new Set()))) {
        return "nothing to ask any more";
      }
      return { kind: "ask-again", task: plan.task, to: plan.person };
    }
    case "ask-schedule": {
      const task = findTask(program, plan.task);
      if (!isActive || task === undefined || !readyToSchedule(program, enrollment, task))
        return "nothing to find any more";
      const to = await whomToAsk(ports, recorded, ["coordinator"]);
      const insteadTo = whoeverOpened(recorded) ?? enrollment.author;
      const asked = (await ports.actions.unsettled(recorded.id)).some(
        ({ action, askedPerson }) =>
          action.kind === "note" &&
          action.note.kind === "ask-schedule" &&
          action.note.task === plan.task &&
          askedPerson === (to ?? insteadTo),
      );
      return asked ? "this person was asked already" : { kind: "ask-schedule", task: plan.task, to, insteadTo };
    }
    case "declined":
    case "confirmation-withdrawn":
      return { kind: plan.kind, task: plan.task, by: plan.by, reason: plan.reason };
    case "list-broken": {
      if (!isActive || enrollment.listFault === null) return "the list was repaired";
      return { kind: "list-broken", to: editorToTell(performance, plan.by), wasTicked: scenery.wasTicked };
    }
    case "adopted":
      return { kind: "adopted", to: await whomToAsk(ports, recorded, ["coordinator"]) };
    case "held-back":
      return enrollment.status === "held" ? { kind: "held-back", to: enrollment.author } : "it goes on already";
    case "certified":
      return { kind: "certified" };
  }
}

/** Only people who belong to this issue are mentioned; a stranger's name may stand in a delivery that was made up. */
function editorToTell({ recorded }: Performance, by: PersonId | null): PersonId {
  const { enrollment } = recorded;
  const candidate = enrollment.candidate?.person ?? enrollment.author;
  const assigned = [...enrollment.assigned.values()].flat().map(({ person }) => person);
  return by !== null && [candidate, enrollment.author, ...assigned].includes(by) ? by : candidate;
}

function addresseeOf(view: NoteView): PersonId | null {
  switch (view.kind) {
    case "ask-confirm":
    case "ask-schedule":
      return view.to ?? view.insteadTo;
    case "ask-again":
    case "list-broken":
    case "adopted":
    case "held-back":
    case "answer":
      return view.to;
    case "welcome":
    case "declined":
    case "confirmation-withdrawn":
    case "certified":
      return null;
  }
}
