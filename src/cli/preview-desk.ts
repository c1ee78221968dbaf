import { DESK_COMMANDS } from "../domain/desk/commands/desk-commands.ts";
import { applyDesk, type Desk, type DeskFactBody, type Offer } from "../domain/desk/desk.ts";
import type { DeskAnswer } from "../domain/desk/desk-note-plan.ts";
import type { Waiting } from "../domain/desk/match.ts";
import type { PersonId } from "../domain/enrollment/fact.ts";
import {
  type EngagementKind,
  isSelfConfirmed,
  type Program,
  type ReminderTrigger,
  type TaskId,
} from "../domain/program/program.ts";
import { renderDeskAnswers } from "../domain/talk/desk-answers.ts";
import { type DeskNoteView, renderDeskNote } from "../domain/talk/desk-notes.ts";
import { renderDeskReminders } from "../domain/talk/desk-reminders.ts";
import type { DeskScene } from "../domain/talk/desk-scene.ts";
import { renderDeskStatus } from "../domain/talk/desk-status.ts";
import type { Inert } from "../domain/talk/safe-markdown.ts";
import { sayReminded } from "../domain/talk/reminder-notes.ts";
import { voiceOf } from "../domain/talk/voice.ts";
import type { Wording } from "../domain/talk/wording.ts";
import { saturdayAfter } from "./preview-dates.ts";
import {
  ANA,
  claim,
  createTeller,
  LENA,
  MARIA,
  type Moment,
  type PreviewedNote,
  PRIYA,
  sharedParts,
  TOM,
  withFacts,
} from "./preview-teller.ts";

const ISSUE = "partners/acme/certification#12";

/** What coordinators and engineers read on the desk; no notes where the program has no engagements. */
export function tellDesk(program: Program, wording: Wording): Moment {
  const title = "The desk, for coordinators and engineers";
  const [kind] = program.engagements;
  if (kind === undefined) return { title, notes: [] };
  const scene = deskScene(program, wording, kind);
  const note = (name: string, view: DeskNoteView): PreviewedNote => ({
    title: name,
    body: renderDeskNote(scene, "preview", view),
  });
  const outcome = { kind: "outcome", to: PRIYA, handedTo: null, done: [], failed: [] } as const;
  const maria = { username: "msilva", candidate: MARIA };
  const tasks = program.tasks.filter((task) => !isSelfConfirmed(task)).slice(0, 1);
  const failed = [
    { ...maria, why: "already-scheduled" },
    { username: "nobody.here", candidate: null, why: "unknown-user" },
  ] as const;
  return {
    title,
    notes: [
      { title: "Living note", body: renderDeskStatus(scene) },
      note("Open engagements fit somebody who waits", proposal(scene)),
      note("A command did not work for everybody", { ...outcome, command: "confirm", done: [], failed }),
      note("Candidates are handed over", {
        ...outcome,
        command: "assign",
        handedTo: ANA,
        done: [{ ...maria, open: { claims: tasks, dates: [], start: false } }],
      }),
      tellDeskReminders(program, wording, scene),
      note("Everybody could read along", { kind: "not-confidential", to: PRIYA }),
      note("The program has a desk already", {
        kind: "second-desk",
        to: PRIYA,
        first: "partners/acme/certification#1",
      }),
    ],
  };
}

export function tellDeskAnswers(program: Program, wording: Wording): Moment {
  const title = "Answers on the desk";
  const [kind] = program.engagements;
  if (kind === undefined) return { title, notes: [] };
  const scene = deskScene(program, wording, kind);
  const seat = { kind: "no-seat", offer: 1, candidate: MARIA } as const;
  const answers: readonly (readonly [title: string, to: PersonId, answer: DeskAnswer])[] = [
    ["help, from a coordinator", PRIYA, { kind: "help" }],
    ["status", PRIYA, { kind: "status" }],
    ["a command of candidates' issues", PRIYA, { kind: "not-here", command: "schedule" }],
    ["a number is missing", PRIYA, { kind: "malformed", command: "accept", missing: "offer" }],
    ["too many seats", TOM, { kind: "bad-seats", word: "99" }],
    ["the same offer again", TOM, { kind: "already-offered", offer: 1 }],
    ["an unknown number", PRIYA, { kind: "unknown-offer", word: "7" }],
    ["the last seat is gone", ANA, { ...seat, why: "full" }],
    ["it was called off", PRIYA, { ...seat, why: "withdrawn" }],
    ["the candidate has something else then", PRIYA, { ...seat, kind: "does-not-fit", why: "busy" }],
    ["nobody waits for it", PRIYA, { kind: "not-waiting", candidate: MARIA, engagement: kind.id }],
    ["an offer with seats taken is withdrawn", TOM, { kind: "offer-withdrawn", offer: 1, takers: [LENA] }],
    ["somebody without the right", TOM, { kind: "not-entitled", command: "accept", roles: ["coordinator", "owner"] }],
  ];
  const allowed = DESK_COMMANDS.map(({ name }) => name);
  return {
    title,
    notes: answers.map(([name, to, answer]) => ({
      title: `Answer: ${name}`,
      body: renderDeskAnswers(scene, "preview", [{ to, answer, allowed }]),
    })),
  };
}

/** Tom offers two, Lena has a seat of the first, Maria waits. */
function deskScene(program: Program, wording: Wording, kind: EngagementKind): DeskScene {
  const { now } = createTeller(program, wording);
  const offered = { kind: "offer-made", by: TOM, engagement: kind.id, zone: "Europe/Berlin" } as const;
  const details = { lengthMs: kind.lengthMs, language: "en", codename: "blue-heron" };
  const [method = null, other = method] = kind.methods;
  const offer = (number: number, days: number): DeskFactBody => ({
    ...offered,
    ...details,
    offer: number,
    start: saturdayAfter(now(), days).toISOString(),
    method: number === 1 ? method : other,
    seats: 2,
  });
  const facts: readonly DeskFactBody[] = [
    { kind: "desk-opened", programId: program.id, by: PRIYA, isLocal: false },
    offer(1, 14),
    offer(2, 21),
    { kind: "seat-taken", offer: 1, enrollmentId: "lena", candidate: LENA, by: ANA },
  ];
  const desk = facts.reduce<Desk | null>(
    (before, fact, index) => applyDesk(before, { ...fact, key: `desk-${index}`, at: now() }),
    null,
  );
  if (desk === null) throw new TypeError("Cannot tell of a desk: nothing happened on it");
  return { ...sharedParts(program, wording, now()), desk, waiting: [mariaWaits(kind, now())] };
}

function mariaWaits(kind: EngagementKind, since: Date): Waiting {
  return {
    enrollmentId: "maria",
    candidate: MARIA,
    not: [],
    engagement: kind.id,
    zone: "America/Sao_Paulo",
    language: null,
    method: kind.methods[0] ?? null,
    coordinator: PRIYA,
    since,
    freeDays: [],
    busy: [],
  };
}

function proposal({ desk, waiting }: DeskScene): DeskNoteView {
  const offers: readonly Offer[] = [...desk.offers.values()];
  return { kind: "proposal", to: PRIYA, lines: waiting.map((one) => ({ ...one, offers })) };
}

/** Several candidates wait for one coordinator. */
function tellDeskReminders(program: Program, wording: Wording, scene: DeskScene): PreviewedNote {
  const { scene: sceneOf, enrollment } = createTeller(program, wording);
  const claimed = program.tasks.find((task) => !isSelfConfirmed(task));
  const dated = program.tasks.find((task) => task.engagement !== null);
  const told = sceneOf({ enrollment: withFacts(enrollment(), claimed === undefined ? [] : [claim(claimed)]) });
  const say = (trigger: ReminderTrigger, task: TaskId | null): Inert =>
    sayReminded(told, voiceOf(told), { trigger, step: 0, task, engagement: null }, PRIYA);
  const zone = scene.zoneOf(PRIYA) ?? program.timeZone;
  const confirm = claimed === undefined ? null : `confirm ${claimed.id} @msilva`;
  const items = [
    { issue: ISSUE, what: say("confirmation-waits", claimed?.id ?? null), command: confirm },
    { issue: "partners/acme/certification#14", what: say("date-waits", dated?.id ?? null), command: null },
  ];
  const body = renderDeskReminders(scene, "preview", { person: PRIYA, items, isFirst: true, zone });
  return { title: "Several things wait for one coordinator", body };
}
