import type { PersonId } from "../enrollment/fact.ts";
import type { FormSubject } from "../enrollment/forms.ts";
import type { TaskId } from "../program/program.ts";
import { type AnswerView, sayAnswer } from "./answers.ts";
import { type Ask, sayAsk } from "./asks.ts";
import { type BadgeNote, sayBadgeNote } from "./badge-notes.ts";
import { type EngagementNews, sayEngagementNews } from "./engagement-notes.ts";
import { type FormAskView, sayFeedback, sayFormAsk } from "./form-notes.ts";
import { sayListFaults } from "./list-words.ts";
import { frameAnswers, frameNote } from "./note-frame.ts";
import { type PeopleNote, sayPeopleNote } from "./people-notes.ts";
import { sayFailedTry } from "./score-words.ts";
import { type ReminderNote, sayReminders } from "./reminder-notes.ts";
import { type Inert, inert } from "./safe-markdown.ts";
import { sayNewDate } from "./schedule-asks.ts";
import { type Scene, type Voice, voiceOf } from "./voice.ts";
import { sayWelcome } from "./welcome.ts";
import { cellsOf } from "./whose-turn.ts";
import type { Values } from "./wording.ts";

/** Every new note besides the status note. People are internal numbers; the scene has their names. */
export type NoteView =
  | Ask
  | AnswerView
  /** Greets the right candidate after the first edition of the status note greeted another. */
  | { readonly kind: "welcome"; readonly canCandidateTick: boolean }
  | Decision
  /** To the person who made the edit, else to the candidate. */
  | { readonly kind: "list-broken"; readonly to: PersonId; readonly wasTicked: (task: TaskId) => boolean }
  /** One summary of an older issue, to the coordinator; mentions nobody when there is none. */
  | { readonly kind: "adopted"; readonly to: PersonId | null }
  | { readonly kind: "held-back"; readonly to: PersonId }
  | BadgeNote
  | EngagementNews
  | FormAskView
  | PeopleNote
  | ReminderNote;

/** Somebody's word that the candidate has to hear. */
interface Decision {
  readonly kind: "declined" | "confirmation-withdrawn";
  readonly task: TaskId;
  readonly by: PersonId;
  readonly reason: string | null;
  /** The form that says so in the place of a reason. */
  readonly form?: FormSubject;
  /** It asks somebody for a new date as well, or did and that is settled; absent where nobody is asked. */
  readonly newDate?: { readonly to: PersonId; readonly isSettled: boolean };
}

/**
 * Write one note.
 *
 * @param key - The action's key; the note carries it as hidden marker, its last line.
 * @throws {TypeError} when the text could do harm (`checkNote`) or a message is missing: programmer's errors.
 */
export function renderNote(scene: Scene, key: string, view: NoteView): string {
  return frameNote(key, sayNote(scene, voiceOf(scene), view));
}

/**
 * Write the answers to several commands of one person as one note, each once.
 *
 * @throws {TypeError} as {@link renderNote} does.
 */
export function renderAnswers(scene: Scene, key: string, views: readonly AnswerView[]): string {
  const voice = voiceOf(scene);
  return frameAnswers(
    key,
    views.map((view) => sayAnswer(scene, voice, view)),
  );
}

function sayNote(scene: Scene, voice: Voice, view: NoteView): readonly (Inert | null)[] {
  switch (view.kind) {
    case "ask-confirm":
    case "ask-again":
    case "ask-schedule":
      return sayAsk(scene, voice, view);
    case "answer":
      return sayAnswer(scene, voice, view);
    case "welcome":
      return sayWelcome(scene, voice, { canTick: view.canCandidateTick, where: "above" });
    case "declined":
    case "confirmation-withdrawn":
      return sayDecision(scene, voice, view);
    case "list-broken":
      return sayBroken(scene, voice, view);
    case "adopted":
      return sayAdopted(scene, voice, view.to);
    case "held-back":
      return [
        view.to === scene.enrollment.candidate?.person
          ? voice.say("held.first", { ping: voice.ping(view.to) })
          : voice.say("held.first-other", { ping: voice.ping(view.to), candidate: voice.candidate }),
        voice.say("held.how", { roles: voice.roles(["coordinator", "owner"]) }),
        voice.commandBlock("enroll"),
      ];
    case "certified":
    case "badge-ready":
    case "badge-renewed":
    case "badge-revoked":
      return sayBadgeNote(scene, voice, view);
    case "engagement":
      return sayEngagementNews(scene, voice, view);
    case "ask-form":
      return sayFormAsk(scene, voice, view);
    case "ask-start":
    case "started":
    case "start-declined":
    case "handed-over":
      return sayPeopleNote(scene, voice, view);
    case "reminder":
      return sayReminders(scene, voice, view);
  }
}

function sayDecision(scene: Scene, voice: Voice, view: Decision): readonly (Inert | null)[] {
  const { candidate } = scene.enrollment;
  const values = {
    ping: candidate === null ? voice.candidate : voice.ping(candidate.person),
    task: voice.taskNames([view.task]),
    person: voice.person(view.by),
  };
  return [
    sayVerdict(scene, voice, view, values),
    ...(view.form === undefined ? [] : sayFeedback(scene, voice, view.form, view.by)),
    ...(view.newDate === undefined
      ? [voice.say("again.how"), voice.commandBlock(`done ${view.task}`)]
      : sayNewDate(scene, voice, view.task, view.newDate)),
  ];
}

function sayVerdict(scene: Scene, voice: Voice, view: Decision, values: Values): Inert {
  const isDeclined = view.kind === "declined";
  if (view.reason !== null) {
    const reason = inert(view.reason, 1000);
    return voice.say(isDeclined ? "declined.first" : "withdrawn.first", { ...values, reason });
  }
  if (view.form !== undefined) return voice.say("declined.form", values);
  const score = view.kind === "declined" ? sayFailedTry(scene, voice, view.task, view.by) : null;
  if (score !== null) return voice.say("declined.score", { ...values, score });
  return voice.say(isDeclined ? "declined.bare" : "withdrawn.bare", values);
}

function sayBroken(
  scene: Scene,
  voice: Voice,
  view: Extract<NoteView, { kind: "list-broken" }>,
): readonly (Inert | null)[] {
  const { listFault } = scene.enrollment;
  if (listFault === null) throw new TypeError("Cannot tell of a broken list: the list is whole");
  const { headlines, repair } = sayListFaults(scene, voice, listFault, view.wasTicked);
  const [gravest = inert(""), ...others] = headlines;
  return [voice.say("broken.to", { ping: voice.ping(view.to), headline: gravest }), ...others, ...repair];
}

function sayAdopted(scene: Scene, voice: Voice, to: PersonId | null): readonly (Inert | null)[] {
  const cells = cellsOf(scene);
  const waiting = scene.program.tasks
    .filter((task) => ["waiting", "ticked-early"].includes(cells.get(task.id)?.kind ?? ""))
    .map((task) => task.id);
  const { candidate } = voice;
  if (waiting.length === 0) return [voice.say("adopted.nothing", { candidate })];
  const values = { candidate, tasks: voice.taskNames(waiting) };
  return [
    to === null
      ? voice.say("adopted.waiting-nobody", values)
      : voice.say("adopted.waiting", { ...values, ping: voice.ping(to) }),
    voice.say("adopted.how"),
    voice.commandBlock(`confirm ${waiting.join(" ")}`),
  ];
}
