import type { PersonId } from "../enrollment/fact.ts";
import { printLength } from "../engagement/length.ts";
import { type EngagementKind, findEngagementKind, findTask, type TaskId } from "../program/program.ts";
import { sayMethods, sayWishes } from "./engagement-words.ts";
import { foldedPart, stack } from "./note-frame.ts";
import { sayAssigners, sayInsteadOf } from "./people-words.ts";
import { type Inert, inert, inertCode } from "./safe-markdown.ts";
import type { Scene, Voice } from "./voice.ts";
import { cellsOf } from "./whose-turn.ts";

/** Asks the coordinator to find a date. */
export interface AskSchedule {
  readonly kind: "ask-schedule";
  readonly task: TaskId;
  readonly to: PersonId | null;
  readonly insteadTo: PersonId;
  /** Who would have been asked, were they there. */
  readonly insteadOf?: PersonId | null;
}

/** Words that ask for a date, or for somebody who finds one. */
export function saySchedule(scene: Scene, voice: Voice, ask: AskSchedule): readonly (Inert | null)[] {
  const { say, candidate } = voice;
  const values = { candidate, task: voice.taskNames([ask.task]) };
  if (ask.to === null) {
    return [
      say("schedule.nobody", { ...values, ping: voice.ping(ask.insteadTo) }),
      sayNeeds(scene, voice, ask.task),
      say("schedule.nobody-how", {
        roles: voice.role("coordinator"),
        people: inert(scene.program.peopleHeading),
        assigners: sayAssigners(scene, voice, "coordinator"),
      }),
      voice.commandBlock("assign coordinator @username"),
    ];
  }
  return [
    say("schedule.first", { ...values, ping: voice.ping(ask.to) }),
    sayInsteadOf(voice, ask.insteadOf),
    sayNeeds(scene, voice, ask.task),
    ...sayAgree(scene, voice, ask.task),
  ];
}

/** Words for the end of a "not yet": somebody is asked for a new date, in the same note. */
export function sayNewDate(
  scene: Scene,
  voice: Voice,
  task: TaskId,
  { to, isSettled }: { readonly to: PersonId; readonly isSettled: boolean },
): readonly Inert[] {
  const values = { task: voice.taskNames([task]), candidate: voice.candidate };
  if (isSettled) return [voice.say("declined.date-settled", values)];
  return [voice.say("declined.date", { ...values, ping: voice.ping(to) }), ...sayAgree(scene, voice, task)];
}

/** How to set the date, and what is good to know about it. */
function sayAgree(scene: Scene, voice: Voice, id: TaskId): readonly Inert[] {
  const { say } = voice;
  const kind = findEngagementKind(scene.program, findTask(scene.program, id)?.engagement ?? "");
  if (kind === undefined) return [say("schedule.agree", { candidate: voice.candidate })];
  const example = `schedule ${kind.id} YYYY-MM-DD HH:MM Area/City for ${printLength(kind.lengthMs)} with @username codename CODENAME`;
  const folded = foldedPart(say("schedule.good"), [sayGoodToKnow(scene, voice, kind)]);
  const parts = [say("schedule.how"), voice.commandBlock(example), say("schedule.tells"), folded];
  return parts.filter((part) => part !== null);
}

function sayGoodToKnow(scene: Scene, voice: Voice, kind: EngagementKind): Inert | null {
  const { say } = voice;
  const known = (scene.enrollment.assigned.get(kind.helper) ?? [])
    .map(({ person }) => person)
    .filter((person) => scene.nameOf(person) !== null)
    .map((person) => voice.person(person));
  return stack([
    say("schedule.good-any"),
    kind.notice === null ? null : say("schedule.good-notice", { for: inert(kind.notice.for), days: kind.notice.days }),
    known.length === 0
      ? say("schedule.good-with-nobody")
      : say(known.length === 1 ? "schedule.good-with" : "schedule.good-with-many", { people: voice.listed(known) }),
    kind.methods.length === 0 ? null : say("schedule.good-method", { methods: sayMethods(kind) }),
    say("schedule.good-codename"),
  ]);
}

function sayNeeds(scene: Scene, voice: Voice, id: TaskId): Inert | null {
  const task = findTask(scene.program, id);
  const cells = cellsOf(scene);
  const done = (task?.requires ?? []).flatMap((one) => {
    const cell = cells.get(one);
    return cell?.kind === "confirmed" || cell?.kind === "waived" ? [{ task: one, at: cell.at }] : [];
  });
  const open = (task?.requires ?? []).filter((one) => !done.some((other) => other.task === one));
  const last = done.reduce<Date | null>((latest, one) => (latest !== null && latest > one.at ? latest : one.at), null);
  return stack([
    voice.say("schedule.task", { task: voice.task(id) }),
    task === undefined || task.need === "" ? null : voice.say("schedule.needed", { need: inert(task.need) }),
    last === null
      ? null
      : voice.say(done.length === 1 ? "schedule.done-one" : "schedule.done", {
          tasks: voice.taskNames(done.map((one) => one.task)),
          date: voice.date(last),
        }),
    open.length === 0 ? null : voice.say("schedule.open", { tasks: voice.taskNames(open) }),
    ...sayCandidatesSide(scene, voice, task?.engagement ?? ""),
  ]);
}

/** Where the candidate is, and what they wish. */
function sayCandidatesSide(scene: Scene, voice: Voice, kind: string): readonly (Inert | null)[] {
  const { candidate, requests } = scene.enrollment;
  const wishes = sayWishes(scene, voice, requests.get(kind));
  return [
    candidate === null ? null : sayZone(scene, voice, candidate.person),
    wishes === null ? null : voice.say("schedule.wishes", { candidate: voice.candidate, wishes }),
  ];
}

/** What GitLab tells may be wrong, and whose zone it is can say so. */
function sayZone({ settingsOf }: Scene, voice: Voice, person: PersonId): Inert | null {
  const { zone, zoneFrom } = settingsOf(person);
  if (zone === null) return null;
  const values = { candidate: voice.candidate, zone: inertCode(zone) };
  if (zoneFrom !== "gitlab") return voice.say("schedule.zone", values);
  return voice.say("schedule.zone-gitlab", { ...values, command: voice.command("my zone Area/City") });
}
