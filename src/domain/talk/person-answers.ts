import type { PersonAnswer } from "../enrollment/action.ts";
import type { PersonId } from "../enrollment/fact.ts";
import type { Absence, PersonSettings } from "../people/person-settings.ts";
import { sayMoment } from "./dates.ts";
import { stack } from "./note-frame.ts";
import { type Inert, inert, inertCode, inertCodes } from "./safe-markdown.ts";
import type { Scene, Voice } from "./voice.ts";

type Words = readonly (Inert | null)[];

/** Words of the answer to what somebody told of themselves or of the pace of an enrollment. */
export function sayPersonAnswer(scene: Scene, voice: Voice, to: PersonId, answer: PersonAnswer): Words {
  const { say } = voice;
  switch (answer.kind) {
    case "unknown-zone": {
      const word = inert(answer.word, 60);
      if (answer.suggestion === null) return [say("answer.unknown-zone", { word })];
      return [say("answer.unknown-zone-guess", { word }), voice.commandBlock(`my zone ${answer.suggestion}`)];
    }
    case "unknown-country":
      return [
        say(answer.isZoneKept ? "answer.unknown-country-zone-kept" : "answer.unknown-country", {
          word: inert(answer.word, 60),
        }),
      ];
    case "my-settings":
      return saySettings(scene, voice, to);
    case "not-paused":
      return [say("answer.not-paused")];
    case "no-score-here":
      return [
        answer.tasks.length === 0
          ? say("answer.no-score-here")
          : say("answer.no-score-for-it", { tasks: inertCodes(answer.tasks) }),
      ];
    case "bad-score":
      return [say("answer.bad-score", { word: inert(answer.word, 60) })];
    case "score-too-early":
      return [
        say("answer.score-too-early", {
          task: voice.taskNames([answer.task]),
          moment: voice.moment(new Date(answer.from)),
        }),
      ];
    case "no-tries-left":
      return [
        say("answer.no-tries-left", {
          task: voice.taskNames([answer.task]),
          count: answer.attempts,
          roles: voice.roles(["coordinator", "owner"]),
        }),
        voice.commandBlock(`score ${answer.task} again`),
      ];
    case "score-needed":
      return [
        say("answer.score-needed", { task: voice.taskNames([answer.task]) }),
        voice.commandBlock(`score ${answer.task} POINTS`),
      ];
    case "no-start-needed":
      return [say("answer.no-start-needed", { candidate: voice.candidate })];
  }
}

/** All that is known of somebody, where it comes from, and how to put it right. */
function saySettings(scene: Scene, voice: Voice, person: PersonId): Words {
  const { say } = voice;
  const settings = scene.settingsOf(person);
  const away = settings.away !== null && settings.away.until > scene.now ? settings.away : null;
  return [
    say("my.first", { person: voice.person(person) }),
    stack([sayZone(scene, voice, settings), sayCountry(scene, voice, settings), sayAway(scene, voice, settings, away)]),
    say("my.how"),
    voice.commandBlock(
      "my zone Area/City country COUNTRY",
      "away until YYYY-MM-DD",
      ...(away === null ? [] : ["back"]),
    ),
  ];
}

function sayZone({ program }: Scene, { say }: Voice, { zone, zoneFrom }: PersonSettings): Inert {
  if (zone === null) return say("my.zone-program", { zone: inertCode(program.timeZone) });
  return say(zoneFrom === "own-word" ? "my.zone-own" : "my.zone-gitlab", { zone: inertCode(zone) });
}

function sayCountry({ program }: Scene, { say }: Voice, { country }: PersonSettings): Inert {
  if (country !== null) return say("my.country", { country: inertCode(country) });
  const usual = program.workingHours.country;
  return usual === null ? say("my.country-none") : say("my.country-program", { country: inertCode(usual) });
}

function sayAway({ program, now }: Scene, { say }: Voice, { zone }: PersonSettings, away: Absence | null): Inert {
  if (away === null) return say("my.here");
  const style = { language: program.language, timeZone: zone ?? program.timeZone };
  const moment = sayMoment(away.until, style);
  if (away.source === "gitlab") return say("my.away-gitlab", { moment });
  if (away.from === null || away.from <= now) return say("my.away-own", { moment });
  return say("my.away-later", { from: sayMoment(away.from, style), moment });
}
