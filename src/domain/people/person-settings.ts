import type { PersonId } from "../enrollment/fact.ts";
import type { TimeAway } from "./absence.ts";

/** Where somebody is and when they are away, over all enrollments. `null`: not known. */
export interface PersonSettings {
  /** IANA name or fixed offset. */
  readonly zone: string | null;
  readonly zoneFrom: SettingSource | null;
  /** `DE`, `DE-BY`. */
  readonly country: string | null;
  readonly away: Absence | null;
}

/** `own-word`: they wrote it to the bot, which outweighs what GitLab tells. */
export type SettingSource = "own-word" | "gitlab";

export interface Absence extends TimeAway {
  readonly source: SettingSource;
}

/** What somebody told of themselves; what is absent stays as it was. The latest by `at` counts. */
export interface PersonChange {
  readonly person: PersonId;
  readonly at: Date;
  readonly zone?: { readonly zone: string; readonly from: SettingSource };
  readonly country?: string | null;
  readonly away?: Absence | null;
}

export const NOTHING_KNOWN: PersonSettings = { zone: null, zoneFrom: null, country: null, away: null };
