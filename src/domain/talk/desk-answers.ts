import { DESK_COMMANDS } from "../desk/commands/desk-commands.ts";
import type { DeskAnswer, DeskCommandName } from "../desk/desk-note-plan.ts";
import type { PersonId } from "../enrollment/fact.ts";
import { type DeskScene, deskVoiceOf, offersToCome, sayKindName, sharedScene } from "./desk-scene.ts";
import { sayFailures } from "./desk-failures.ts";
import { sayEngagementAnswer } from "./engagement-answers.ts";
import { sayEngagementIds } from "./engagement-words.ts";
import { sayMissing, sayRoleIds, sayTaskIds } from "./help.ts";
import { frameAnswers, stack } from "./note-frame.ts";
import { sayPersonAnswer } from "./person-answers.ts";
import { type Inert, inert, inertCode, join } from "./safe-markdown.ts";
import type { Voice } from "./voice.ts";

export interface DeskAnswerView {
  /** Whoever wrote the comment: named, not mentioned, for they get the note as participants anyway. */
  readonly to: PersonId;
  readonly answer: DeskAnswer;
  /** What this person may do here now; `help` shows nothing else. */
  readonly allowed: readonly DeskCommandName[];
}

type Words = readonly (Inert | null)[];

/**
 * Write the answers to several commands of one person as one note, each once.
 *
 * @throws {TypeError} as `renderNote` does.
 */
export function renderDeskAnswers(scene: DeskScene, key: string, views: readonly DeskAnswerView[]): string {
  const voice = deskVoiceOf(scene);
  return frameAnswers(
    key,
    views.map((view) => sayDeskAnswer(scene, voice, view)),
  );
}

function sayDeskAnswer(scene: DeskScene, voice: Voice, view: DeskAnswerView): Words {
  const { say } = voice;
  const { answer, to } = view;
  const person = voice.person(to);
  switch (answer.kind) {
    case "help":
      return sayDeskHelp(scene, voice, view);
    case "status":
      return [say("desk.answer.status", { offers: offersToCome(scene).length, waiting: scene.waiting.length })];
    case "unknown-command": {
      const word = inert(answer.word, 60);
      if (answer.suggestion === null) return [say("answer.unknown-command", { word, command: voice.command("help") })];
      return [say("answer.did-you-mean", { word }), voice.commandBlock(answer.suggestion)];
    }
    case "not-here":
      return [say("desk.answer.not-here", { command: inertCode(answer.command), help: voice.command("help") })];
    case "malformed":
      return [sayMissing(scene, voice, answer.missing), usageBlock(voice, answer.command)];
    case "unknown-zone":
    case "unknown-country":
    case "my-settings":
      return sayPersonAnswer(sharedScene(scene), voice, to, answer);
    case "bad-date":
    case "bad-days":
    case "bad-length":
    case "unknown-engagement":
    case "unknown-method":
    case "unknown-words":
    case "denied-name":
      return sayEngagementAnswer(sharedScene(scene), voice, answer);
    case "bad-seats":
    case "already-offered":
    case "engineer-gone":
    case "unknown-offer":
    case "offer-withdrawn":
    case "not-own-offer":
    case "no-seat":
    case "does-not-fit":
    case "not-waiting":
      return sayOfferAnswer(scene, voice, person, answer);
    case "nobody-found": {
      const failures = answer.parts.flatMap(({ why, ...who }) => (why === null ? [] : [{ ...who, why }]));
      return [say("desk.answer.nobody-found", { person }), sayFailures(scene, voice, failures)];
    }
    case "unknown-user":
      return [say("answer.unknown-user", { username: inert(answer.username, 60) })];
    case "unknown-task": {
      const word = inert(answer.word, 60);
      return [say("answer.unknown-task", { word, tasks: sayTaskIds(scene) })];
    }
    case "unknown-role": {
      const word = inert(answer.word, 60);
      return [say("answer.unknown-role", { word, roles: sayRoleIds(scene) })];
    }
    case "not-for-role": {
      const values = { user: inert(answer.username, 80), role: voice.role(answer.role) };
      return [say(answer.why === "no-member" ? "desk.answer.no-member" : `answer.not-for-role-${answer.why}`, values)];
    }
    case "nothing-to-hand-over":
      return [say("desk.answer.nothing-to-hand-over", { person })];
    case "not-entitled": {
      const command = inertCode(answer.command);
      return [say("answer.not-entitled-command", { person, command, roles: voice.roles(answer.roles) })];
    }
    case "not-eligible":
      return [say(answer.why === "bot" ? "answer.not-eligible-bot" : "answer.not-eligible-inactive")];
    case "edited-comment":
      return [say("answer.edited-comment", { command: inertCode(answer.command) })];
    case "cannot-check":
      return [say("answer.cannot-check", { person, reference: inert(answer.reference, 40) })];
  }
}

/** What is said of one open engagement. */
type OfferAnswer = Extract<
  DeskAnswer,
  | { kind: "bad-seats" | "already-offered" | "engineer-gone" | "unknown-offer" | "offer-withdrawn" | "not-own-offer" }
  | { kind: "no-seat" | "does-not-fit" | "not-waiting" }
>;

const NO_SEAT: Readonly<Record<Extract<OfferAnswer, { kind: "no-seat" | "does-not-fit" }>["why"], string>> = {
  full: "desk.answer.full",
  elsewhere: "desk.answer.elsewhere",
  "same-person": "desk.answer.same-person",
  withdrawn: "desk.answer.withdrawn",
  past: "desk.answer.past",
  busy: "desk.answer.busy",
  "not-free": "desk.answer.not-free",
};

function sayOfferAnswer(scene: DeskScene, voice: Voice, person: Inert, answer: OfferAnswer): Words {
  const { say } = voice;
  switch (answer.kind) {
    case "bad-seats":
      return [say("desk.answer.bad-seats", { word: inert(answer.word, 60) }), usageBlock(voice, "offer")];
    case "already-offered":
    case "engineer-gone":
      return [
        say(answer.kind === "already-offered" ? "desk.answer.already-offered" : "desk.answer.engineer-gone", {
          offer: answer.offer,
        }),
      ];
    case "unknown-offer":
      return [say("desk.answer.unknown-offer", { word: inert(answer.word, 60) })];
    case "offer-withdrawn":
      return [
        say("desk.answer.offer-withdrawn", {
          offer: answer.offer,
          people: voice.listed(answer.takers.map((one) => voice.person(one))),
        }),
      ];
    case "not-own-offer":
      return [
        say("desk.answer.not-own-offer", { person, offer: answer.offer, engineer: voice.person(answer.engineer) }),
      ];
    case "no-seat":
    case "does-not-fit": {
      return [say(NO_SEAT[answer.why], { person, offer: answer.offer, candidate: voice.person(answer.candidate) })];
    }
    case "not-waiting": {
      const engagement = sayKindName(scene, answer.engagement);
      return [say("desk.answer.not-waiting", { candidate: voice.person(answer.candidate), engagement })];
    }
  }
}

function sayDeskHelp(scene: DeskScene, voice: Voice, { to, allowed }: DeskAnswerView): Words {
  const shown = DESK_COMMANDS.filter(({ name }) => allowed.includes(name));
  return [
    voice.say("desk.help.intro", { person: voice.person(to) }),
    stack(
      shown.map(({ usage, explained }) => {
        const lines = usage.split("\n").map((line) => voice.command(line));
        return voice.say("help.item", { usage: join(lines, ", "), explained: voice.say(explained) });
      }),
    ),
    voice.say("desk.help.engagements", { engagements: sayEngagementIds(scene) }),
  ];
}

function usageBlock(voice: Voice, command: string): Inert {
  const usage = DESK_COMMANDS.find(({ name }) => name === command)?.usage ?? command;
  return voice.commandBlock(...usage.split("\n"));
}
