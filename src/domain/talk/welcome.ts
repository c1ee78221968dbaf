import type { PersonId } from "../enrollment/fact.ts";
import { sayFirstContact } from "./people-words.ts";
import { type Inert, inert } from "./safe-markdown.ts";
import { stack } from "./note-frame.ts";
import type { Scene, Voice } from "./voice.ts";
import { turnsOf } from "./whose-turn.ts";

/**
 * Greet the candidate: the top of the status note's first edition, or a note of its own when the candidate was replaced.
 * The only mention is the candidate's, and the author's where they have to assign the issue first.
 */
export function sayWelcome(
  scene: Scene,
  voice: Voice,
  options: { readonly canTick: boolean; readonly where: "here" | "above" },
): readonly (Inert | null)[] {
  const { program, enrollment } = scene;
  const { say } = voice;
  const people = inert(program.peopleHeading);
  if (enrollment.candidate === null) return [say("welcome.who", { ping: voice.ping(enrollment.author), people })];

  const { person } = enrollment.candidate;
  return [
    ...(options.canTick ? [sayFirstTask(scene, voice, person)] : sayAssignFirst(scene, voice, person)),
    sayPath(scene, voice),
    stack([
      say("welcome.ticks"),
      say(options.where === "here" ? "welcome.where-here" : "welcome.where-above"),
      sayDates(scene, voice),
      sayContact(scene, voice),
    ]),
    say("welcome.privacy"),
    say("welcome.quiet"),
  ];
}

function sayPath({ program }: Scene, { say }: Voice): Inert {
  const count = program.tasks.filter((task) => task.required).length;
  const hasBadge = program.badge !== null;
  const title = inert(program.title);
  if (count === 1) return say(hasBadge ? "welcome.path.one-badge" : "welcome.path.one", { title });
  return say(hasBadge ? "welcome.path.many-badge" : "welcome.path.many", { title, count });
}

function sayFirstTask(scene: Scene, voice: Voice, candidate: PersonId): Inert {
  const ping = voice.ping(candidate);
  const turns = turnsOf(scene);
  if (turns.some((turn) => turn.kind === "start")) return voice.say("welcome.first-start", { ping });
  const work = turns.find((turn) => turn.kind === "work");
  if (work === undefined) return voice.say("welcome.first-none", { ping });
  return voice.say("welcome.first", { ping, task: voice.taskNames([work.task]) });
}

function sayAssignFirst(scene: Scene, voice: Voice, candidate: PersonId): readonly Inert[] {
  const values = { ping: voice.ping(candidate), author: voice.ping(scene.enrollment.author) };
  const work = turnsOf(scene).find((turn) => turn.kind === "work");
  const [first] = scene.program.tasks;
  return [
    voice.say("welcome.assign", { ...values, candidate: voice.candidate }),
    voice.say("welcome.assign-why", { candidate: voice.candidate }),
    voice.commandBlock(`done ${work?.task ?? first?.id ?? "TASK"}`),
  ];
}

function sayDates(scene: Scene, voice: Voice): Inert | null {
  const scheduled = scene.program.tasks.filter((task) => task.askToScheduleAfter.length > 0).map((task) => task.id);
  if (scheduled.length === 0 || scene.scheduler === null) return null;
  return voice.say("welcome.dates", { tasks: voice.taskNames(scheduled), person: voice.person(scene.scheduler) });
}

function sayContact(scene: Scene, voice: Voice): Inert | null {
  const contact = sayFirstContact(scene, voice);
  return contact === null ? null : voice.say("welcome.help", { contact });
}
