import type { NotePlan } from "../enrollment/action.ts";
import type { PersonId } from "../enrollment/fact.ts";
import { openThings } from "../enrollment/hand-over.ts";
import { mayStart } from "../enrollment/progress.ts";
import { sayKind, sayStart } from "./engagement-words.ts";
import { frameNote, stack } from "./note-frame.ts";
import { sayAssigners } from "./people-words.ts";
import { type Inert, inert } from "./safe-markdown.ts";
import { type Scene, type Voice, voiceOf } from "./voice.ts";
import { turnsOf } from "./whose-turn.ts";
import { yesTo } from "./word-of.ts";

export type PeopleNote =
  | AskStart
  | Extract<NotePlan, { kind: "started" }>
  | Extract<NotePlan, { kind: "start-declined" }>
  | HandedOver;

/** Asks whether the candidate may start; `to` is `null` when nobody is known, and `insteadTo` hears so. */
interface AskStart {
  readonly kind: "ask-start";
  readonly role: "sponsor" | "coordinator";
  readonly to: PersonId | null;
  readonly insteadTo: PersonId;
}

type HandedOver = Extract<NotePlan, { kind: "handed-over" }>;

/** A note about who does what that waits no more. `passed-on`: whatever was asked, somebody else looks after it now. */
export type SettledPeopleNote = AskStart | HandedOver | { readonly kind: "passed-on"; readonly to: PersonId };

export function isPeopleNote(ask: { readonly kind: string }): ask is SettledPeopleNote {
  return ask.kind === "ask-start" || ask.kind === "handed-over" || ask.kind === "passed-on";
}

/** Words of notes about who does what. */
export function sayPeopleNote(scene: Scene, voice: Voice, view: PeopleNote): readonly (Inert | null)[] {
  switch (view.kind) {
    case "ask-start":
      return view.to === null ? sayNobodyStarts(scene, voice, view) : sayAskStart(voice, view.role, view.to);
    case "started":
      return sayStarted(scene, voice, view.by);
    case "start-declined": {
      const values = { ping: pingCandidate(scene, voice), person: voice.person(view.by) };
      return [
        view.reason === null
          ? voice.say("start.declined-bare", values)
          : voice.say("start.declined", { ...values, reason: inert(view.reason, 1000) }),
        voice.say("start.declined-how", { person: voice.person(view.by) }),
      ];
    }
    case "handed-over":
      return sayHandedOver(scene, voice, view);
  }
}

/** What such a note is edited into once nothing of it waits. It mentions nobody. @param key - The marker the note has. */
export function renderSettledPeople(scene: Scene, key: string, view: SettledPeopleNote): string {
  return frameNote(key, saySettled(scene, voiceOf(scene), view));
}

function sayAskStart(voice: Voice, role: AskStart["role"], to: PersonId): readonly Inert[] {
  const { say, candidate } = voice;
  return [
    say(role === "sponsor" ? "start.ask" : "start.ask-coordinator", { ping: voice.ping(to), candidate }),
    say("start.yes"),
    voice.commandBlock("confirm start"),
    say("start.no", { candidate }),
    voice.commandBlock("decline start WHAT IS MISSING"),
  ];
}

function sayNobodyStarts(scene: Scene, voice: Voice, { role: id, insteadTo }: AskStart): readonly Inert[] {
  const { program } = scene;
  const role = voice.role(id);
  const first = voice.say("start.nobody", { ping: voice.ping(insteadTo), candidate: voice.candidate });
  if (program.roles[id].assignedBy.length === 0) return [first, voice.say("start.nobody-role", { role })];
  const assigners = sayAssigners(scene, voice, id);
  return [
    first,
    voice.say("start.nobody-how", { role, people: inert(program.peopleHeading), assigners }),
    voice.commandBlock(`assign ${id} @username`),
  ];
}

function sayStarted(scene: Scene, voice: Voice, by: PersonId | null): readonly (Inert | null)[] {
  const ping = pingCandidate(scene, voice);
  const work = turnsOf(scene).find((turn) => turn.kind === "work");
  return [
    by === null
      ? voice.say("start.started-silence", { ping })
      : voice.say("start.started", { ping, person: voice.person(by) }),
    work?.kind === "work" ? voice.say("start.first-task", { task: voice.taskNames([work.task]) }) : null,
  ];
}

function pingCandidate({ enrollment }: Scene, voice: Voice): Inert {
  return enrollment.candidate === null ? voice.candidate : voice.ping(enrollment.candidate.person);
}

function sayHandedOver(scene: Scene, voice: Voice, { to, from }: HandedOver): readonly (Inert | null)[] {
  const { say, candidate } = voice;
  const { program, enrollment } = scene;
  const { claims, dates, start, engagements, forms } = openThings(program, enrollment);
  const lines = [
    start ? say("handed.start", { candidate, command: voice.command("confirm start") }) : null,
    ...claims.map((task) =>
      say("handed.claim", { task: voice.task(task.id), command: voice.command(yesTo(scene, task.id)) }),
    ),
    ...dates.map((task) => {
      const command = `schedule ${task.engagement ?? ""} YYYY-MM-DD HH:MM Area/City`;
      return say("handed.date", { task: voice.task(task.id), command: voice.command(command) });
    }),
    ...engagements.map((one) =>
      say("handed.engagement", { kind: sayKind(scene, one.kind), moment: sayStart(scene, one) }),
    ),
    ...forms.map((ask) => say("handed.form", { task: voice.taskNames([ask.task]), person: voice.person(ask.person) })),
  ].filter((line) => line !== null);
  const values = { ping: voice.ping(to), candidate };
  return [
    from === null ? say("handed.first", values) : say("handed.first-from", { ...values, person: voice.person(from) }),
    lines.length === 0 ? say("handed.nothing") : say("handed.open"),
    stack(lines),
  ];
}

function saySettled(scene: Scene, voice: Voice, view: SettledPeopleNote): readonly (Inert | null)[] {
  const { say, candidate } = voice;
  const { start } = scene.enrollment;
  switch (view.kind) {
    case "passed-on":
      return [say("settled.passed-on", { person: voice.person(view.to) })];
    case "handed-over":
      return [say("settled.handed-over")];
    case "ask-start":
      if (start === null || (mayStart(scene.enrollment) && start.confirmed === null))
        return [say("settled.start-gone")];
      if (start.confirmed !== null) {
        const date = voice.date(start.confirmed.at);
        const { by } = start.confirmed;
        return by === null
          ? [say("settled.start-silence", { candidate, date })]
          : [say("settled.start-confirmed", { person: voice.person(by), candidate, date })];
      }
      if (start.declined !== null) {
        const values = { person: voice.person(start.declined.by), date: voice.date(start.declined.at), candidate };
        return [say("settled.start-declined", values), voice.commandBlock("confirm start")];
      }
      return [say("settled.start-gone")];
  }
}
