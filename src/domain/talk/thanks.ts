import type { PersonId } from "../enrollment/fact.ts";
import { isSelfConfirmed } from "../program/program.ts";
import { helperLeads } from "./engagement-words.ts";
import type { Inert } from "./safe-markdown.ts";
import type { Scene, Voice } from "./voice.ts";

/**
 * Thanks to those who helped a candidate: who led or observed by what they did, whoever else confirmed a task for
 * making it happen. `null` where nobody is left to thank; the forgotten are not named.
 */
export function sayThanks(scene: Scene, voice: Voice): Inert | null {
  const { enrollment, program } = scene;
  const { say } = voice;
  const held = enrollment.engagements.filter((one) => one.state === "held" && isKnown(scene, one.helper));
  const confirmers = program.tasks
    .filter((task) => !isSelfConfirmed(task))
    .map((task) => enrollment.tasks.get(task.id)?.confirmation?.by ?? null);
  const helpers = new Set(held.map((one) => one.helper));
  const others = new Set(confirmers.filter((person) => isKnown(scene, person) && !helpers.has(person)));
  const listed = (people: ReadonlySet<PersonId | null>): Inert =>
    voice.listed([...people].map((person) => voice.person(person)));

  if (helpers.size === 0) {
    return others.size === 0 ? null : say("certified.thanks", { people: listed(others) });
  }
  // Whoever helped with one engagement and confirms another took part in that, too, with or without a date.
  const confirmed = program.tasks.flatMap(({ id, engagement: kind }) =>
    kind !== null && helpers.has(enrollment.tasks.get(id)?.confirmation?.by ?? null) ? [{ kind }] : [],
  );
  const kinds = [...held, ...confirmed].map((one) => helperLeads(scene, one));
  const deeds = [true, false]
    .filter((leads) => kinds.includes(leads))
    .map((leads) => (leads ? "certified.led" : "certified.observed"));
  const values = { helpers: listed(helpers), deed: voice.listed(deeds.map((deed) => say(deed))) };
  return others.size === 0
    ? say("certified.thanks-helpers", values)
    : say("certified.thanks-all", { ...values, people: listed(others) });
}

function isKnown({ nameOf }: Scene, person: PersonId | null): boolean {
  return person !== null && nameOf(person) !== null;
}
