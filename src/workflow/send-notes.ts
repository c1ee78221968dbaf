import type { NotePlan } from "../domain/enrollment/action.ts";
import type { PersonId } from "../domain/enrollment/fact.ts";
import { readyToSchedule, waitsForConfirmation } from "../domain/enrollment/progress.ts";
import { findTask } from "../domain/program/program.ts";
import type { AnswerView } from "../domain/talk/answers.ts";
import type { NoteView } from "../domain/talk/notes.ts";
import { allowedCommands } from "./allowed-commands.ts";
import { sendAsksToConfirm, wasAsked } from "./ask-to-confirm.ts";
import { whoeverOpened, whomToAsk } from "./ask-whom.ts";
import { digestOf } from "./keep-status-note.ts";
import { isAsk, type Performance, type PlannedNote } from "./performance.ts";
import { type Draft, postNote } from "./post-note.ts";
import type { StoredAction } from "./store-port.ts";

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
