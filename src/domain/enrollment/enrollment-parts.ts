import type { TaskId } from "../program/program.ts";
import type { DayRange, FormReply, PersonId } from "./fact.ts";

/** What an enrollment remembers beside its tasks. */

export interface Confirmation {
  readonly at: Date;
  /** `null` where silence was taken for a yes, or nobody is known. */
  readonly by: PersonId | null;
}

/** Somebody is to say that the candidate may start. */
export interface AwaitedStart {
  readonly since: Date;
  readonly confirmed: Confirmation | null;
  /** "Not yet"; whoever said so may say yes later. */
  readonly declined: { readonly at: Date; readonly by: PersonId; readonly reason: string | null } | null;
  /** Nobody answered, so the coordinator was asked. */
  readonly isEscalated: boolean;
}

export interface Pause {
  readonly since: Date;
  /** ISO date, the first day on which it goes on; `null` until somebody says `resume`. */
  readonly until: string | null;
  readonly by: PersonId;
}

export interface EngagementRequest {
  readonly at: Date;
  readonly by: PersonId;
  readonly days: readonly DayRange[];
  readonly method: string | null;
  readonly language: string | null;
}

export interface Score {
  readonly at: Date;
  readonly by: PersonId;
  readonly score: number;
  readonly passed: boolean;
}

export interface FormAsk {
  readonly at: Date;
  readonly form: string;
  readonly task: TaskId;
  readonly engagement: number | null;
  readonly person: PersonId;
  /** The first time, or for what was missing? */
  readonly isAgain: boolean;
}

export interface FormEntry extends FormReply {
  readonly at: Date;
}
