import type { GeneratedAlways } from "kysely";

import type { EngagementState } from "../domain/engagement/engagement.ts";
import type { SettingSource } from "../domain/people/person-settings.ts";

/*
 * What is looked up across enrollments. Whatever a review wrote here follows from its facts; nothing in it is in
 * people's own words but the commands among the errands. Moments and truth are written as in `tables.ts`.
 */

/** Shadows and leads as the last review of their enrollment left them. */
export interface EngagementsTable {
  enrollment_id: string;
  number: number;
  kind: string;
  task: string;
  state: EngagementState;
  start_at: number;
  end_at: number;
  zone: string;
  method: string | null;
  candidate: number | null;
  helper: number | null;
  set_by: number;
  /** Where it was taken from; both or none. */
  offer_desk: string | null;
  offer_number: number | null;
  changes: number;
  changed_at: number;
  scheduled_at: number;
  /** Made when it is first asked for. */
  calendar_id: string | null;
}

/** Addresses of people's own calendars. */
export interface FeedsTable {
  person: number;
  id: string;
}

export interface WaitingTable {
  enrollment_id: string;
  /** Id of its kind. */
  engagement: string;
  program_id: string;
  since: number;
  /** JSON array. */
  days: string;
  method: string | null;
  language: string | null;
}

export interface ErrandsTable {
  /** Order of asking. */
  seq: GeneratedAlways<number>;
  key: string;
  /** Where it is to be done. */
  project_id: number;
  issue_iid: number;
  from_id: string;
  done_at: number | null;
  /** JSON; `null` as long as it is not done. */
  outcome: string | null;
  /** JSON. */
  errand: string;
}

export interface RemindersTable {
  key: string;
  enrollment_id: string;
  person: number;
  not_before: number;
  not_after: number | null;
  /** `null` as long as it waits; with `action_key`. */
  sent_at: number | null;
  /** The note it went out in. */
  action_key: string | null;
  /** JSON. */
  reminder: string;
}

/** The one note of reminders a person got on a day of theirs. */
export interface RemindedDaysTable {
  person: number;
  /** ISO date in the person's own zone. */
  day: string;
  action_key: string;
  at: number;
}

/** One row for each thing known of a person. */
export interface PersonSettingsTable {
  person: number;
  setting: "zone" | "country" | "away";
  /** JSON. */
  value: string;
  source: SettingSource;
  /** When it was told. */
  at: number;
  /** From then on it says nothing any more; `null` for ever. */
  until: number | null;
}
