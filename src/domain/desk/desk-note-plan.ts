import type { EngagementAnswer, OwnAnswer } from "../enrollment/action.ts";
import type { ErrandOutcome } from "../enrollment/ledger.ts";
import type { PersonId } from "../enrollment/fact.ts";
import type { IssueRef } from "../issue.ts";
import type { RoleId } from "../program/program.ts";
import type { SeatVerdict } from "./take-seat.ts";

/** What a new note on the desk of a program will say. */
export type DeskNotePlan =
  /** Several open engagements fit those who wait for one coordinator. */
  | { readonly kind: "proposal"; readonly to: PersonId; readonly lines: readonly ProposalLine[] }
  /** What became of a command that was carried out on candidates' issues; waits until all of them answered. */
  | DeskOutcomePlan
  /** Everybody in the project could read along. */
  | { readonly kind: "not-confidential"; readonly to: PersonId }
  /** The program has a desk already. */
  | { readonly kind: "second-desk"; readonly to: PersonId; readonly first: IssueRef }
  | { readonly kind: "answer"; readonly to: PersonId; readonly answer: DeskAnswer };

export interface ProposalLine {
  readonly enrollmentId: string;
  readonly candidate: PersonId;
  readonly engagement: string;
  /** ISO 8601. */
  readonly since: string;
  /** Best first. */
  readonly offers: readonly number[];
}

export interface DeskOutcomePlan {
  readonly kind: "outcome";
  readonly to: PersonId;
  readonly command: "accept" | "assign" | "confirm";
  /** The comment that is marked when everything went well. */
  readonly noteId: number;
  /** What the keys of its errands begin with. */
  readonly errands: string;
  readonly parts: readonly OutcomePart[];
  /** Whom everything was handed over to; they hear of it in one note. */
  readonly handedTo: PersonId | null;
}

/** One candidate a command named. */
export interface OutcomePart {
  readonly username: string;
  /** `null` when nobody has this username. */
  readonly candidate: PersonId | null;
  /** Key of the errand; `null` when the desk knew already that it does not work. */
  readonly errand: string | null;
  readonly why: CandidateFault | null;
}

/** Why a username names no enrollment of the program. */
export type CandidateFault = "unknown-user" | "no-enrollment" | "several-enrollments";

/** Why an enrollment did not do what was asked of it on the desk. */
export type ErrandRefusal = Extract<ErrandOutcome, { kind: "refused" }>["why"];

/** The answer to one comment on the desk. Free text in it came from people and is made inert when rendered. */
export type DeskAnswer =
  | { readonly kind: "help" }
  | { readonly kind: "status" }
  | { readonly kind: "unknown-command"; readonly word: string; readonly suggestion: string | null }
  /** It makes sense on a candidate's issue. */
  | { readonly kind: "not-here"; readonly command: string }
  | OwnAnswer
  | OfferFault
  | { readonly kind: "bad-seats"; readonly word: string }
  | { readonly kind: "already-offered"; readonly offer: number }
  | { readonly kind: "unknown-offer"; readonly word: string }
  /** Takers keep their dates. */
  | { readonly kind: "offer-withdrawn"; readonly offer: number; readonly takers: readonly PersonId[] }
  | { readonly kind: "not-own-offer"; readonly offer: number; readonly engineer: PersonId }
  | {
      readonly kind: "no-seat";
      readonly offer: number;
      readonly candidate: PersonId;
      readonly why: Exclude<SeatVerdict, "taken" | "already" | "unknown">;
    }
  | {
      readonly kind: "does-not-fit";
      readonly offer: number;
      readonly candidate: PersonId;
      readonly why: "busy" | "not-free";
    }
  | { readonly kind: "not-waiting"; readonly candidate: PersonId; readonly engagement: string }
  | { readonly kind: "engineer-gone"; readonly offer: number }
  | { readonly kind: "unknown-user"; readonly username: string }
  | { readonly kind: "nobody-found"; readonly parts: readonly OutcomePart[] }
  | { readonly kind: "unknown-task"; readonly word: string; readonly suggestion: string | null }
  | { readonly kind: "unknown-role"; readonly word: string }
  | {
      readonly kind: "not-for-role";
      readonly role: RoleId;
      readonly username: string;
      readonly why: "bot" | "inactive" | "no-member";
    }
  | { readonly kind: "nothing-to-hand-over" }
  | { readonly kind: "not-entitled"; readonly command: DeskCommandName; readonly roles: readonly RoleId[] }
  | { readonly kind: "not-eligible"; readonly why: "bot" | "inactive" }
  | { readonly kind: "edited-comment"; readonly command: string }
  | { readonly kind: "cannot-check"; readonly reference: string };

/** What a date or an engagement may lack, said here as on a candidate's issue. */
export type OfferFault = Extract<
  EngagementAnswer,
  { kind: "bad-date" | "bad-length" | "unknown-engagement" | "unknown-method" | "unknown-words" | "denied-name" }
>;

export type DeskCommandName =
  | "offer"
  | "accept"
  | "cancel"
  | "confirm"
  | "assign"
  | "status"
  | "my"
  | "away"
  | "back"
  | "recheck"
  | "help";
