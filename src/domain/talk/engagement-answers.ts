import { scheduledFor } from "../engagement/engagement.ts";
import type { DaysFault } from "../engagement/days.ts";
import type { WhenDoubt, WhenFault } from "../engagement/when.ts";
import type { Answer, EngagementAnswer } from "../enrollment/action.ts";
import { type CommandName, isCommandName, usageOf } from "../commands/commands.ts";
import { findEngagementKind } from "../program/program.ts";
import { sayDate, sayMoment, sayTime } from "./dates.ts";
import { sayAt, sayDay, sayEngagementIds, sayIsoDay, sayMethods, sayStart, zonesOf } from "./engagement-words.ts";
import { codeBlock, type Inert, inert, inertCode, join } from "./safe-markdown.ts";
import type { Scene, Voice } from "./voice.ts";

type Words = readonly (Inert | null)[];

const KINDS: Readonly<Record<EngagementAnswer["kind"], true>> = {
  "bad-date": true,
  "bad-days": true,
  "bad-length": true,
  "unknown-engagement": true,
  "unknown-method": true,
  "unknown-words": true,
  "denied-name": true,
  "already-scheduled": true,
  "nothing-scheduled": true,
  "engagement-done": true,
  "engagement-too-early": true,
  "engagement-over": true,
  busy: true,
  "same-date": true,
  "only-on-desk": true,
};

const INCOMPLETE: Readonly<Record<"no-time" | "no-zone", { readonly suggesting: string; readonly bare: string }>> = {
  "no-time": { suggesting: "answer.no-time", bare: "answer.no-time-bare" },
  "no-zone": { suggesting: "answer.no-zone", bare: "answer.no-zone-bare" },
};

const DOUBTS: Readonly<Record<WhenDoubt["kind"], string>> = {
  year: "answer.doubt-year",
  order: "answer.doubt-order",
  relative: "answer.doubt-relative",
  weekday: "answer.doubt-weekday",
  time: "answer.doubt-time",
  zone: "answer.doubt-zone",
  offset: "answer.doubt-offset",
};

export function isEngagementAnswer(answer: Answer): answer is EngagementAnswer {
  return Object.hasOwn(KINDS, answer.kind);
}

/** Words of the answer to `schedule`, `reschedule`, `cancel` or `request`. */
export function sayEngagementAnswer(scene: Scene, voice: Voice, answer: EngagementAnswer): Words {
  const { say } = voice;
  switch (answer.kind) {
    case "bad-date":
      return sayDateFault(scene, voice, answer.fault, (date) => [answer.command, date, answer.rest].join(" ").trim());
    case "bad-days":
      return sayDaysFault(scene, voice, answer);
    case "bad-length":
      return [say("answer.bad-length", { words: inert(answer.words, 60) })];
    case "unknown-engagement": {
      const word = inert(answer.word, 60);
      if (answer.suggestion === null) {
        return [say("answer.unknown-engagement", { word, engagements: sayEngagementIds(scene) })];
      }
      return [say("answer.unknown-engagement-guess", { word, suggestion: inertCode(answer.suggestion) })];
    }
    case "unknown-method": {
      const methods = sayMethods(findEngagementKind(scene.program, answer.engagement));
      return [say("answer.unknown-method", { word: inert(answer.word, 60), methods })];
    }
    case "unknown-words":
      return [say("answer.unknown-words", { words: inert(answer.words, 100) }), sayUsage(scene, answer.command)];
    case "denied-name":
      return [say("answer.denied-name", { command: inertCode(answer.command) })];
    case "only-on-desk":
      return [say("answer.only-on-desk", { command: inertCode(answer.command) })];
    case "already-scheduled":
    case "engagement-over":
    case "same-date":
      return sayAboutEngagement(scene, voice, answer);
    case "nothing-scheduled":
    case "engagement-done":
    case "engagement-too-early":
      return sayNotNow(scene, voice, answer);
    case "busy":
      return sayBusy(scene, voice, answer);
  }
}

function sayUsage(scene: Scene, command: string): Inert | null {
  return isCommandName(command) ? codeBlock(usageOf(command satisfies CommandName, scene.botHandle)) : null;
}

type About = Extract<EngagementAnswer, { kind: "already-scheduled" | "engagement-over" | "same-date" }>;

function sayAboutEngagement(scene: Scene, voice: Voice, answer: About): Words {
  const engagement = scene.enrollment.engagements.find(({ number }) => number === answer.number);
  if (engagement === undefined) return [];
  switch (answer.kind) {
    case "already-scheduled":
      return [
        voice.say("answer.already-scheduled", { moment: sayStart(scene, engagement) }),
        voice.commandBlock(`reschedule ${engagement.kind} YYYY-MM-DD HH:MM Area/City`),
      ];
    case "engagement-over":
      return [voice.say("answer.engagement-over", { date: sayDay(scene, engagement) })];
    case "same-date":
      return [voice.say("answer.same-date", { moment: sayStart(scene, engagement) })];
  }
}

type NotNow = Extract<EngagementAnswer, { kind: "nothing-scheduled" | "engagement-done" | "engagement-too-early" }>;

function sayNotNow(scene: Scene, voice: Voice, answer: NotNow): Words {
  const { say } = voice;
  switch (answer.kind) {
    case "nothing-scheduled": {
      const name = findEngagementKind(scene.program, answer.engagement)?.name ?? answer.engagement;
      const usage = `schedule ${answer.engagement} YYYY-MM-DD HH:MM Area/City`;
      return [say("answer.nothing-scheduled", { kind: inert(name) }), voice.commandBlock(usage)];
    }
    case "engagement-done":
      return [say("answer.engagement-done", { task: voice.task(answer.task) })];
    case "engagement-too-early": {
      if (answer.after.length === 0) return [say("answer.engagement-too-early-start", { candidate: voice.candidate })];
      const numbers = voice.taskNumbers(answer.after);
      return [say("answer.engagement-too-early", { task: voice.task(answer.task), numbers })];
    }
  }
}

/** When, and nothing of what or with whom, unless it is on this very issue. */
function sayBusy(scene: Scene, voice: Voice, answer: Extract<EngagementAnswer, { kind: "busy" }>): Words {
  const [start, end] = [new Date(answer.start), new Date(answer.end)];
  const [zone = scene.program.timeZone] = [scene.zoneOf(answer.person) ?? [], zonesOf(scene, null)].flat();
  const style = { language: scene.program.language, timeZone: zone };
  const isOneDay = sayDate(start, style) === sayDate(end, style);
  const values = {
    person: voice.person(answer.person),
    start: sayMoment(start, style),
    end: isOneDay ? sayTime(end, style) : sayMoment(end, style),
  };
  if (!answer.isHere) return [voice.say("answer.busy", values)];
  const here = scene.program.tasks
    .map(({ id }) => scheduledFor(scene.enrollment.engagements, id))
    .find((one) => one !== null && one.start.getTime() === start.getTime());
  const kind = findEngagementKind(scene.program, here?.kind ?? "")?.name ?? "";
  return [voice.say("answer.busy-here", { ...values, kind: inert(kind) })];
}

function sayDaysFault(scene: Scene, voice: Voice, answer: Extract<EngagementAnswer, { kind: "bad-days" }>): Words {
  const { fault } = answer;
  switch (fault.kind) {
    case "backwards":
      return [voice.say("answer.days-backwards", { words: inert(fault.words, 80) })];
    case "too-many":
      return [voice.say("answer.days-too-many", { most: fault.most })];
    case "past":
      return [voice.say("answer.days-past", { date: sayIsoDay(scene, fault.moment.at.toISOString().slice(0, 10)) })];
    case "missing":
    case "placeholder":
    case "no-such-day":
    case "too-far":
    case "no-time":
    case "no-such-time":
    case "no-zone":
    case "unknown-zone":
    case "ambiguous":
    case "gap":
    case "overlap": {
      const again = (day: string): string => [answer.command, day, answer.rest].join(" ").trim();
      return sayDateFault(scene, voice, fault, again);
    }
  }
}

/**
 * Why a date is none, and what to write instead.
 *
 * @param line - The whole command with another date in it.
 */
function sayDateFault(
  scene: Scene,
  voice: Voice,
  fault: Exclude<WhenFault | DaysFault, { kind: "backwards" | "too-many" }>,
  line: (date: string) => string,
): Words {
  const { say } = voice;
  const block = (dates: readonly string[]): Inert => voice.commandBlock(...dates.map(line));
  switch (fault.kind) {
    case "missing":
      return [say("answer.missing-date"), block(["YYYY-MM-DD HH:MM Area/City"])];
    case "placeholder":
      return [say("answer.missing-placeholder"), block(["YYYY-MM-DD HH:MM Area/City"])];
    case "no-such-day":
      return [say("answer.no-such-day", { words: inert(fault.words, 60) })];
    case "too-far":
      return [say("answer.day-too-far", { words: inert(fault.words, 60), year: fault.lastYear })];
    case "no-time":
    case "no-zone": {
      const words = inert(fault.words, 80);
      const ids = INCOMPLETE[fault.kind];
      if (fault.suggestion === null) return [say(ids.bare, { words })];
      return [say(ids.suggesting, { words }), block([fault.suggestion])];
    }
    case "no-such-time":
      return [say("answer.no-such-time", { words: inert(fault.words, 60) })];
    case "unknown-zone": {
      const word = inert(fault.word, 60);
      if (fault.suggestion === null) return [say("answer.unknown-zone-date", { word })];
      return [say("answer.unknown-zone-date-guess", { word, suggestion: inertCode(fault.suggestion) })];
    }
    case "ambiguous": {
      const doubts = [...new Set(fault.doubts.map(({ kind }) => kind))].map((kind) => say(DOUBTS[kind]));
      const id = fault.suggestions.length > 1 ? "answer.ambiguous-many" : "answer.ambiguous";
      return [say(id, { words: inert(fault.words, 80), doubts: join(doubts, ", ") }), block(fault.suggestions)];
    }
    case "gap": {
      const { day, time, zone, from, to } = fault.moment;
      const told = { time: inert(time), from: inert(from), to: inert(to), zone: inert(cityOf(zone)) };
      return [say("answer.clock-gap", { ...told, date: sayIsoDay(scene, day) }), block(fault.suggestions)];
    }
    case "overlap":
      return [say("answer.clock-overlap", { words: inert(fault.words, 80) }), block(fault.suggestions)];
    case "past": {
      const zones = [fault.moment.zone, ...zonesOf(scene, null)];
      return [say("answer.date-past", { moment: sayAt(scene, fault.moment.at, zones) })];
    }
  }
}

function cityOf(zone: string): string {
  return (zone.split("/").at(-1) ?? zone).replaceAll("_", " ");
}
