import { cancelled, held, moved, scheduled } from "./engagement-facts.ts";
import type { AwaitedStart } from "./enrollment-parts.ts";
import type { Enrollment } from "./enrollment.ts";
import type { Fact, NewFact } from "./fact.ts";

/** About who looks after an enrollment, when it starts and rests, and its dates, scores and forms. */
const PACE_KINDS = [
  "coordinator-chosen",
  "start-awaited",
  "start-confirmed",
  "start-declined",
  "paused",
  "resumed",
  "engagement-requested",
  "engagement-proposed",
  "engagement-scheduled",
  "engagement-moved",
  "engagement-cancelled",
  "engagement-held",
  "score-recorded",
  "try-allowed",
  "form-asked",
  "form-asked-again",
  "form-filled",
] as const;

export type PaceFact = Extract<Fact | NewFact, { readonly kind: (typeof PACE_KINDS)[number] }>;

export function isPaceFact(fact: Fact | NewFact): fact is PaceFact {
  return (PACE_KINDS as readonly string[]).includes(fact.kind);
}

/** What one of these facts changes. */
export function paceAfter(e: Enrollment, fact: PaceFact): Partial<Enrollment> {
  switch (fact.kind) {
    case "coordinator-chosen":
      return { coordinator: fact.person };
    case "start-awaited":
      return { start: e.start === null ? startSince(fact.at) : { ...e.start, isEscalated: true } };
    case "start-confirmed":
      return { start: { ...(e.start ?? startSince(fact.at)), confirmed: { at: fact.at, by: fact.by } } };
    case "start-declined": {
      const declined = { at: fact.at, by: fact.by, reason: fact.reason };
      return { start: { ...(e.start ?? startSince(fact.at)), declined } };
    }
    case "paused":
      return { pause: { since: fact.at, until: fact.until, by: fact.by } };
    case "resumed":
      return { pause: null, activeSince: fact.at };
    case "engagement-requested": {
      const { by, days, method, language } = fact;
      return { requests: new Map(e.requests).set(fact.engagement, { at: fact.at, by, days, method, language }) };
    }
    case "engagement-proposed":
      return { proposals: new Map(e.proposals).set(fact.engagement, { at: fact.at, to: fact.to }) };
    case "engagement-scheduled":
      return { engagements: scheduled(e.engagements, fact) };
    case "engagement-moved":
      return { engagements: moved(e.engagements, fact) };
    case "engagement-cancelled":
      return { engagements: cancelled(e.engagements, fact) };
    case "engagement-held":
      return { engagements: held(e.engagements, fact) };
    case "score-recorded": {
      const { by, score, passed } = fact;
      const scores = [...(e.scores.get(fact.task) ?? []), { at: fact.at, by, score, passed }];
      return { scores: new Map(e.scores).set(fact.task, scores) };
    }
    case "try-allowed":
      return { moreTries: new Map(e.moreTries).set(fact.task, (e.moreTries.get(fact.task) ?? 0) + 1) };
    case "form-asked":
    case "form-asked-again": {
      const { at, form, task, engagement, person } = fact;
      const ask = { at, form, task, engagement, person, isAgain: fact.kind === "form-asked-again" };
      return { formAsks: [...e.formAsks, ask] };
    }
    case "form-filled": {
      const { at, form, task, engagement, by, scores, verdict, isComplete, answers } = fact;
      return { forms: [...e.forms, { at, form, task, engagement, by, scores, verdict, isComplete, answers }] };
    }
  }
}

function startSince(since: Date): AwaitedStart {
  return { since, confirmed: null, declined: null, isEscalated: false };
}
