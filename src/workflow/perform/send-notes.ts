import type { NotePlan } from "../../domain/enrollment/action.ts";
import type { PersonId } from "../../domain/enrollment/fact.ts";
import { waitsForCoordinator } from "../../domain/enrollment/hand-over.ts";
import { mayStart, readyToSchedule, waitsForConfirmation } from "../../domain/enrollment/progress.ts";
import { readySince } from "../../domain/enrollment/waiting.ts";
import { findTask } from "../../domain/program/program.ts";
import type { AnswerView } from "../../domain/talk/answers.ts";
import type { NoteView } from "../../domain/talk/notes.ts";
import { allowedCommands } from "./allowed-commands.ts";
import { sendAsksToConfirm, wasAsked } from "./ask-to-confirm.ts";
import { findAddressee, whoeverOpened, whomToAsk } from "../people/ask-whom.ts";
import { engagementView } from "./engagement-view.ts";
import { digestOf } from "./keep-status-note.ts";
import { formView } from "./form-view.ts";
import { reminderView } from "./reminder-view.ts";
import { isAsk, type Performance, type PlannedNote } from "./performance.ts";
import { type Draft, postNote } from "./post-note.ts";
import type { StoredAction } from "../ports/store-port.ts";

/** Send the notes whose time has come; those no longer wanted are dropped. */
export async function sendNotes(performance: Performance, unfinished: readonly StoredAction[]): Promise<void> {
  const now = performance.ports.now();
  const planned = unfinished.filter((stored): stored is PlannedNote => stored.action.kind === "note");
  const due = planned.filter((stored) => stored.notBefore <= now);
  // The welcome comes first, so that it is the first thing people read.
  for (const stored of due.filter(({ action }) => action.note.kind === "status")) await sendStatus(performance, stored);
  await sendAsksToConfirm(performance, planned);
  await sendAnswers(performance, due);
  const sent = new Set<string>();
  for (const stored of due) {
    if (sent.has(stored.key) || ["status", "ask-confirm", "answer"].includes(stored.action.note.kind)) continue;
    for (const key of await sendOne(performance, stored, due)) sent.add(key);
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

/** @returns Keys of the actions that are dealt with: one note may do for two of them. */
async function sendOne(
  performance: Performance,
  stored: PlannedNote,
  due: readonly PlannedNote[],
): Promise<readonly string[]> {
  const { ports, scenery } = performance;
  const found = await viewOf(performance, stored);
  if (typeof found === "string") {
    await ports.actions.drop(stored.key, found);
    return [];
  }
  if (found instanceof Date) {
    await ports.actions.postpone(stored.key, found);
    return [];
  }
  const search = await searchAfter(performance, found, due);
  const isWithSearch = search !== null && found.kind === "declined";
  const view = isWithSearch ? { ...found, newDate: { to: search.to, isSettled: false } } : found;
  const askedPerson = search?.to ?? addresseeOf(view);
  await scenery.meet([
    askedPerson,
    view.kind === "declined" || view.kind === "confirmation-withdrawn" ? view.by : null,
  ]);
  const body = scenery.note(stored.key, view);
  const keys = [stored.key, ...(search === null ? [] : [search.key]), ...readyWith(performance, found, due)];
  const { program, enrollment } = performance.recorded;
  const isNothingOpen = view.kind === "handed-over" && !waitsForCoordinator(program, enrollment, ports.now());
  const settles = search !== null || (isAsk(stored) && !isNothingOpen);
  const draft: Draft = { keys, markerKey: stored.key, body, askedPerson, settles };
  await postNote(performance, draft);
  return keys;
}

/** The search for a new date that follows from a "not yet": whoever is asked reads in the same note why. */
async function searchAfter(
  performance: Performance,
  view: NoteView,
  due: readonly PlannedNote[],
): Promise<{ readonly key: string; readonly to: PersonId } | null> {
  if (view.kind !== "declined") return null;
  const search = due.find(({ action }) => action.note.kind === "ask-schedule" && action.note.task === view.task);
  if (search === undefined) return null;
  const asked = await viewOf(performance, search);
  if (typeof asked === "string" || asked instanceof Date || asked.kind !== "ask-schedule") return null;
  return asked.to === null ? null : { key: search.key, to: asked.to };
}

/** What a planned note says today; a string tells why it is no longer wanted, a date until when it has to wait. */
async function viewOf(performance: Performance, stored: PlannedNote): Promise<NoteView | string | Date> {
  const plan = stored.action.note;
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
      if (enrollment.pause !== null) return "it is paused, and asked for when it goes on";
      const { to, insteadOf } = await findAddressee(ports, recorded, ["coordinator"]);
      const insteadTo = whoeverOpened(recorded) ?? enrollment.author;
      const since = readySince(enrollment, task);
      const asked = (await ports.actions.unsettled(recorded.id)).some(({ action, askedPerson, doneAt }) => {
        if (action.kind !== "note" || askedPerson !== (to ?? insteadTo)) return false;
        if (action.note.kind === "handed-over") return doneAt !== null && doneAt >= since;
        return action.note.kind === "ask-schedule" && action.note.task === plan.task;
      });
      if (asked) return "this person was asked already";
      await scenery.meet([insteadOf]);
      await scenery.locate([enrollment.candidate?.person ?? null], program.timeZone);
      return { kind: "ask-schedule", task: plan.task, to, insteadTo, insteadOf };
    }
    case "declined":
    case "confirmation-withdrawn":
      return plan;
    case "list-broken": {
      if (!isActive || enrollment.listFault === null) return "the list was repaired";
      return { kind: "list-broken", to: editorToTell(performance, plan.by), wasTicked: scenery.wasTicked };
    }
    case "adopted":
      return { kind: "adopted", to: await whomToAsk(ports, recorded, ["coordinator"]) };
    case "held-back":
      return enrollment.status === "held" ? { kind: "held-back", to: enrollment.author } : "it goes on already";
    case "certified":
      return plan;
    case "badge-ready":
    case "badge-renewed":
      return await badgeView(performance, plan);
    case "badge-revoked":
      return plan;
    case "ask-form":
      return await formView(performance, plan);
    case "engagement":
      return await engagementView(performance, stored, plan);
    case "handed-over":
      await scenery.meet([plan.from]);
      return isActive ? plan : "the enrollment is not active";
    case "started":
      return isActive ? plan : "the enrollment is not active";
    case "start-declined":
      await scenery.meet([plan.by]);
      return isActive ? plan : "the enrollment is not active";
    case "ask-start":
      return await askToStart(performance, plan.role);
    case "reminder":
      return await reminderView(performance, stored);
  }
}

/** News of a badge, or of a new edition of it, wait until it is made. */
async function badgeView(
  { ports, recorded, scenery }: Performance,
  plan: Extract<NotePlan, { kind: "badge-ready" | "badge-renewed" }>,
): Promise<NoteView | string | Date> {
  if (recorded.enrollment.badge.revoked !== null) return "the certification was revoked";
  const unfinished = await ports.actions.unfinished(recorded.id);
  const making = unfinished.find(({ action }) => action.kind === "issue-badge");
  if (making !== undefined) return making.notBefore;
  return scenery.badge?.address == null ? "there is no badge" : plan;
}

/** Where the certification is told with its badge, nobody has to be told of the badge once more. */
function readyWith({ scenery }: Performance, view: NoteView, due: readonly PlannedNote[]): readonly string[] {
  if (view.kind !== "certified" || scenery.badge?.address == null) return [];
  return due.filter(({ action }) => action.note.kind === "badge-ready").map(({ key }) => key);
}

async function askToStart(
  { ports, recorded }: Performance,
  role: "sponsor" | "coordinator",
): Promise<NoteView | string> {
  const { enrollment } = recorded;
  if (enrollment.status !== "active" || mayStart(enrollment)) return "nobody's word is missing any more";
  const insteadTo = whoeverOpened(recorded) ?? enrollment.author;
  const to = await whomToAsk(ports, recorded, [role]);
  const isKnown = (await ports.actions.unsettled(recorded.id)).some(
    ({ action, askedPerson }) =>
      action.kind === "note" && action.note.kind === "ask-start" && askedPerson === (to ?? insteadTo),
  );
  return isKnown ? "this person was asked already" : { kind: "ask-start", role, to, insteadTo };
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
    case "ask-start":
      return view.to ?? view.insteadTo;
    case "ask-form":
    case "reminder":
      return view.person;
    case "handed-over":
    case "ask-again":
    case "list-broken":
    case "adopted":
    case "held-back":
    case "answer":
      return view.to;
    case "welcome":
    case "started":
    case "start-declined":
    case "declined":
    case "confirmation-withdrawn":
    case "certified":
    case "badge-ready":
    case "badge-renewed":
    case "badge-revoked":
    case "engagement":
      return null;
  }
}
