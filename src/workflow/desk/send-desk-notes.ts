import type { DeskNotePlan, DeskOutcomePlan } from "../../domain/desk/desk-note-plan.ts";
import { seatsLeft } from "../../domain/desk/desk.ts";
import { hasBegun } from "../../domain/desk/take-seat.ts";
import { fold } from "../../domain/enrollment/enrollment.ts";
import { openThings } from "../../domain/enrollment/hand-over.ts";
import type { Program } from "../../domain/program/program.ts";
import { findVersion } from "../../domain/program/program-set.ts";
import { type DeskAnswerView, renderDeskAnswers } from "../../domain/talk/desk-answers.ts";
import type { Failure } from "../../domain/talk/desk-failures.ts";
import {
  type DeskNoteView,
  type DonePart,
  type OutcomeView,
  type ProposalView,
  renderDeskNote,
} from "../../domain/talk/desk-notes.ts";
import type { DeskScene } from "../../domain/talk/desk-scene.ts";
import { allowedOnDesk } from "./desk-scenery.ts";
import { digestOf } from "../perform/keep-status-note.ts";
import type { Posting } from "../perform/performance.ts";
import type { ReviewPorts } from "../ports/ports.ts";
import { postNote } from "../perform/post-note.ts";
import { markComment } from "../perform/react.ts";
import type { RecordedDesk } from "./review-desk.ts";
import { sendDeskReminders } from "./send-desk-reminders.ts";
import type { StoredAction } from "../ports/store-port.ts";

/** A desk while its actions are performed. */
export interface DeskPerformance {
  readonly posting: Posting;
  readonly recorded: RecordedDesk;
  readonly scene: DeskScene;
}

type PlannedDeskNote = StoredAction & { readonly action: { readonly kind: "desk-note"; readonly note: DeskNotePlan } };

/** Send the notes whose time has come, the living note first; those no longer wanted are dropped. */
export async function sendDeskNotes(performance: DeskPerformance, unfinished: readonly StoredAction[]): Promise<void> {
  const now = performance.posting.ports.now();
  const due = unfinished.filter(({ notBefore }) => notBefore <= now);
  for (const { key, action } of due) {
    if (action.kind === "note" && action.note.kind === "status") await sendLivingNote(performance, key);
  }
  const planned = due.filter((stored): stored is PlannedDeskNote => stored.action.kind === "desk-note");
  await sendAnswers(performance, planned);
  await sendDeskReminders(performance, due);
  for (const stored of planned) if (stored.action.note.kind !== "answer") await sendOne(performance, stored);
}

async function sendLivingNote({ posting }: DeskPerformance, key: string): Promise<void> {
  const { ports } = posting;
  const [existing] = posting.own.get("status") ?? [];
  if (posting.watch.statusNote !== null || existing !== undefined) {
    if (existing !== undefined) {
      posting.watch = { ...posting.watch, statusNote: { noteId: existing.noteId, digest: "" } };
    }
    await ports.actions.drop(key, "there is a living note already");
    return;
  }
  const body = posting.livingNote(true);
  const noteId = await postNote(posting, { keys: [key], markerKey: "status", body, askedPerson: null, settles: false });
  if (noteId !== null) posting.watch = { ...posting.watch, statusNote: { noteId, digest: digestOf(body) } };
}

/** All that one person is to be answered now is one note. */
async function sendAnswers(
  { posting, recorded, scene }: DeskPerformance,
  planned: readonly PlannedDeskNote[],
): Promise<void> {
  const answers = planned.flatMap(({ key, action: { note } }) => (note.kind === "answer" ? [{ key, ...note }] : []));
  for (const [to, group] of Map.groupBy(answers, (one) => one.to)) {
    const isHelp = group.some(({ answer }) => answer.kind === "help");
    const allowed = isHelp ? await allowedOnDesk(posting.ports, recorded, to) : [];
    const views = group.map(({ answer }): DeskAnswerView => ({ to, answer, allowed }));
    const keys = group.map(({ key }) => key);
    const [markerKey = ""] = keys;
    const body = renderDeskAnswers(scene, markerKey, views);
    await postNote(posting, { keys, markerKey, body, askedPerson: to, settles: false });
  }
}

async function sendOne(performance: DeskPerformance, { key, action }: PlannedDeskNote): Promise<void> {
  const { posting, scene } = performance;
  const view = await viewOf(performance, action.note);
  if (view === "not yet") return;
  if (view === "nothing to tell") {
    await posting.ports.actions.drop(key, view);
    return;
  }
  const body = renderDeskNote(scene, key, view);
  const askedPerson = view.kind === "outcome" ? (view.handedTo ?? view.to) : view.to;
  await postNote(posting, { keys: [key], markerKey: key, body, askedPerson, settles: false });
}

async function viewOf(
  performance: DeskPerformance,
  plan: DeskNotePlan,
): Promise<DeskNoteView | "not yet" | "nothing to tell"> {
  const { posting, recorded } = performance;
  switch (plan.kind) {
    case "proposal": {
      const lines = plan.lines.flatMap((line) => proposalView(performance, line));
      return lines.length === 0 ? "nothing to tell" : { kind: "proposal", to: plan.to, lines };
    }
    case "outcome":
      return await outcomeView(performance, plan);
    case "not-confidential":
      return recorded.service === "public" ? plan : "nothing to tell";
    case "second-desk": {
      if (recorded.service !== "second") return "nothing to tell";
      const { projectId, issueIid } = plan.first;
      return { ...plan, first: `${posting.ports.projectPath(projectId) ?? projectId}#${issueIid}` };
    }
    case "answer":
      return "nothing to tell";
  }
}

/** What fits still: seats are taken between the plan and the note. */
function proposalView(
  { recorded: { desk, waiting }, scene }: DeskPerformance,
  line: Extract<DeskNotePlan, { kind: "proposal" }>["lines"][number],
): readonly ProposalView[] {
  const { enrollmentId, engagement } = line;
  const one = waiting.find((other) => other.enrollmentId === enrollmentId && other.engagement === engagement);
  const offers = line.offers
    .flatMap((number) => desk.offers.get(number) ?? [])
    .filter((offer) => seatsLeft(offer) > 0 && !hasBegun(offer, scene.now));
  return one === undefined || offers.length === 0 ? [] : [{ ...one, offers }];
}

/** When all candidates' issues have answered, a command that worked everywhere is marked, and anything else is told. */
async function outcomeView(
  { posting, recorded }: DeskPerformance,
  plan: DeskOutcomePlan,
): Promise<OutcomeView | "not yet" | "nothing to tell"> {
  const { ports } = posting;
  const sent = await ports.errands.sentBy(posting.id, plan.errands);
  if (sent.some(({ outcome }) => outcome === null)) return "not yet";
  const outcomes = new Map(sent.map((errand) => [errand.key, errand.outcome]));
  const judged = plan.parts.map((part) => {
    const outcome = part.errand === null ? null : (outcomes.get(part.errand) ?? null);
    return { part, why: outcome?.kind === "refused" ? outcome.why : part.why };
  });
  const failed = judged.flatMap(({ part, why }): readonly Failure[] => (why === null ? [] : [{ ...part, why }]));
  const worked = judged.flatMap(({ part, why }) => (why === null ? [part] : []));
  if (failed.length === 0) await markComment(posting, plan.noteId, "white_check_mark");
  const { to, command, handedTo } = plan;
  if (failed.length === 0 && handedTo === null) return "nothing to tell";
  const done: DonePart[] = [];
  for (const part of worked) {
    const enrollmentId = part.errand?.slice(plan.errands.length) ?? "";
    done.push({ ...part, open: handedTo === null ? null : await whatIsOpen(ports, recorded.program, enrollmentId) });
  }
  return { kind: "outcome", to, command, handedTo, done, failed };
}

async function whatIsOpen(
  ports: ReviewPorts,
  newest: Program,
  enrollmentId: string,
): Promise<ReturnType<typeof openThings> | null> {
  const stored = await ports.journal.get(enrollmentId);
  const enrollment = stored === null ? null : fold(stored.facts);
  if (enrollment === null) return null;
  const { programId, version } = enrollment;
  return openThings(findVersion(ports.programs(), programId, version) ?? newest, enrollment);
}
