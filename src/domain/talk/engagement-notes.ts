import type { Engagement } from "../engagement/engagement.ts";
import { printWhen } from "../engagement/when.ts";
import type { NotePlan } from "../enrollment/action.ts";
import type { PersonId } from "../enrollment/fact.ts";
import { isDone } from "../enrollment/progress.ts";
import { findEngagementKind, findTask } from "../program/program.ts";
import { sayLength } from "./dates.ts";
import { helperLeads, sayAt, sayKind, sayStart, zonesOf } from "./engagement-words.ts";
import { stack } from "./note-frame.ts";
import { type Inert, inert, join, linkTarget } from "./safe-markdown.ts";
import type { Scene, Voice } from "./voice.ts";

/** A date was set, moved or called off: told to those who take part. */
export type EngagementNews = Extract<NotePlan, { kind: "engagement" }>;

const HEADLINES: Readonly<Record<EngagementNews["news"], { readonly somebody: string; readonly nobody: string }>> = {
  scheduled: { somebody: "date.scheduled", nobody: "date.scheduled-nobody" },
  moved: { somebody: "date.moved", nobody: "date.moved-nobody" },
  cancelled: { somebody: "date.cancelled", nobody: "date.cancelled-nobody" },
  missed: { somebody: "date.missed", nobody: "date.missed-nobody" },
};

const DAY_MS = 86_400_000;

/** Words of the news about a date, without its marker. Whoever brought it about is not mentioned. */
export function sayEngagementNews(scene: Scene, voice: Voice, view: EngagementNews): readonly (Inert | null)[] {
  const engagement = scene.enrollment.engagements.find(({ number }) => number === view.number);
  if (engagement === undefined) return [];
  const isOff = view.news === "cancelled" || view.news === "missed";
  const first = sayHeadline(scene, voice, view, engagement);
  return isOff
    ? [first, sayWhy(voice, view), sayWhatNow(scene, voice, engagement), sayCalendar(scene, voice, view)]
    : [first, sayDetails(scene, voice, view, engagement), sayAfterwards(scene, voice, engagement)];
}

/** Everybody this concerns: who takes part, who did until now, and whoever finds dates. */
export function concerned(scene: Scene, view: EngagementNews): readonly PersonId[] {
  const engagement = scene.enrollment.engagements.find(({ number }) => number === view.number);
  const { candidate } = scene.enrollment;
  const helper = engagement?.helper ?? null;
  // A coordinator who set the date knows it; one whose date somebody else changed has to look again.
  const scheduler = view.by === helper || view.by === view.helperBefore ? scene.scheduler : null;
  const people = [candidate?.person ?? null, helper, view.helperBefore, scheduler];
  const known = new Set(people.filter((person) => person !== null));
  return [...known].filter((person) => person !== view.by && scene.nameOf(person) !== null);
}

function sayHeadline(scene: Scene, voice: Voice, view: EngagementNews, engagement: Engagement): Inert {
  const pings = join(
    concerned(scene, view).map((person) => voice.ping(person)),
    " ",
  );
  const values = {
    kind: sayKind(scene, engagement.kind),
    moment: sayStart(scene, engagement),
    length: sayLength(engagement.end.getTime() - engagement.start.getTime(), scene.program.language),
  };
  const ids = HEADLINES[view.news];
  if (pings === "") return voice.say(ids.nobody, values);
  const isSameTime = view.news === "moved" && !isElsewhen(view, engagement);
  return voice.say(isSameTime ? "date.moved-helper" : ids.somebody, { ...values, pings });
}

/** Was the time moved, or only who leads or observes? */
function isElsewhen({ movedFrom }: EngagementNews, { start }: Engagement): boolean {
  return movedFrom !== null && new Date(movedFrom).getTime() !== start.getTime();
}

function sayDetails(scene: Scene, voice: Voice, view: EngagementNews, engagement: Engagement): Inert | null {
  const { say, candidate } = voice;
  const { details, method } = engagement;
  const movedFrom = isElsewhen(view, engagement) && view.movedFrom !== null ? new Date(view.movedFrom) : null;
  return stack([
    movedFrom === null
      ? null
      : say("date.before", {
          moment: sayAt(scene, movedFrom, [engagement.zone, ...zonesOf(scene, engagement.helper)]),
        }),
    sayWho(scene, voice, engagement),
    view.helperBefore === null ? null : say("date.no-longer", { person: voice.person(view.helperBefore) }),
    details?.codename ? say("date.codename", { codename: inert(details.codename, 80) }) : null,
    details?.source ? say("date.source", { source: inert(details.source, 80) }) : null,
    method === null ? null : say("date.method", { method: inert(method, 80) }),
    sayCalendar(scene, voice, view),
    sayShortNotice(scene, voice, engagement),
    scene.scheduler === null
      ? say("date.cannot-nobody", { candidate })
      : say("date.cannot", { candidate, person: voice.person(scene.scheduler) }),
  ]);
}

function sayWho(scene: Scene, voice: Voice, engagement: Engagement): Inert {
  const { candidate } = voice;
  const leads = helperLeads(scene, engagement);
  if (engagement.helper !== null) {
    const id = leads ? "date.who-helper-leads" : "date.who-candidate-leads";
    return voice.say(id, { candidate, helper: voice.person(engagement.helper) });
  }
  const date = printWhen({ at: engagement.start, zone: engagement.zone });
  const command = voice.command(`reschedule ${engagement.kind} ${date} with @username`);
  return voice.say(leads ? "date.who-helper-leads-nobody" : "date.who-candidate-leads-nobody", { candidate, command });
}

function sayCalendar(scene: Scene, voice: Voice, { number, news }: EngagementNews): Inert | null {
  const address = scene.calendarOf(number);
  if (address === null) return null;
  const values = { address: linkTarget(address) };
  switch (news) {
    case "scheduled":
      return voice.say("date.calendar", values);
    case "moved":
      return voice.say("date.calendar-moved", values);
    case "cancelled":
    case "missed":
      return voice.say("date.calendar-cancelled", values);
  }
}

function sayShortNotice(scene: Scene, voice: Voice, { kind, start, changedAt }: Engagement): Inert | null {
  const notice = findEngagementKind(scene.program, kind)?.notice ?? null;
  if (notice === null) return null;
  const days = Math.floor((start.getTime() - changedAt.getTime()) / DAY_MS);
  if (days >= notice.days) return null;
  const left =
    days < 1
      ? voice.say("date.left-hours")
      : days === 1
        ? voice.say("date.left-day")
        : voice.say("date.left-days", { days });
  return voice.say("date.short", { for: inert(notice.for), days: notice.days, left });
}

/** How to say afterwards that it was done: by whoever helps, where they may. */
function sayAfterwards(scene: Scene, voice: Voice, engagement: Engagement): Inert | null {
  const task = findTask(scene.program, engagement.task);
  if (task === undefined) return null;
  const command = voice.command(`confirm ${task.id}`);
  const role = findEngagementKind(scene.program, engagement.kind)?.helper;
  const isTheirs = role !== undefined && task.confirmedBy.includes(role);
  if (engagement.helper === null || !isTheirs) {
    return voice.say("date.then-roles", { roles: voice.roles(task.confirmedBy), command });
  }
  const values = { person: voice.person(engagement.helper), command };
  if (task.feedback !== null) return voice.say("date.then-form", { person: values.person });
  if (task.confirmBox === null) return voice.say("date.then", values);
  const box = inert(task.confirmBox);
  if (task.confirmSection === undefined) return voice.say("date.then-box", { ...values, box });
  return voice.say("date.then-box-under", { ...values, box, section: inert(task.confirmSection) });
}

function sayWhy(voice: Voice, { by, reason }: EngagementNews): Inert | null {
  return reason === null ? null : voice.say("date.why", { person: voice.person(by), reason: inert(reason, 1000) });
}

function sayWhatNow(scene: Scene, voice: Voice, engagement: Engagement): Inert {
  const { candidate } = voice;
  const task = findTask(scene.program, engagement.task);
  if (task !== undefined && isDone(scene.program, scene.enrollment, task)) return voice.say("date.not-needed");
  if (scene.scheduler === null) return voice.say("date.free-nobody", { candidate });
  return voice.say("date.free", { candidate, person: voice.person(scene.scheduler) });
}
