import type { BadgeAnswer } from "../enrollment/action.ts";
import { sayBadgeAddress } from "./badge-notes.ts";
import { type Inert, inert } from "./safe-markdown.ts";
import type { Scene, Voice } from "./voice.ts";

/** Words of the answer to what somebody wants of a badge. */
export function sayBadgeAnswer(scene: Scene, voice: Voice, answer: BadgeAnswer): readonly (Inert | null)[] {
  const { say } = voice;
  switch (answer.kind) {
    case "no-badge-here":
      return [say("answer.no-badge-here")];
    case "badge-address":
      return sayBadgeAddress(scene, voice);
    case "unknown-badge-word": {
      const word = inert(answer.word, 60);
      if (answer.suggestion !== null) {
        return [say("answer.unknown-badge-word-guess", { word }), voice.commandBlock(`badge ${answer.suggestion}`)];
      }
      return [
        say("answer.unknown-badge-word", { word }),
        voice.commandBlock("badge", "badge show-name", "badge hide-name", "badge publish", "badge hide", "badge show"),
      ];
    }
    case "not-your-badge":
      return [say("answer.not-your-badge", { candidate: voice.candidate })];
    case "badge-revoked-before":
      return [say("answer.badge-revoked-before", { date: voice.date(new Date(answer.at)) })];
    case "not-renewable":
      return [
        answer.from === null
          ? say("answer.not-renewable")
          : say("answer.not-renewable-yet", { date: voice.date(new Date(answer.from)) }),
      ];
    case "not-certified":
      return [say("answer.not-certified")];
  }
}
