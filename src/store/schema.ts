import type { GeneratedAlways, Selectable } from "kysely";

import type {
  BadgeIssuerTable,
  BadgeKeysTable,
  BadgeMirrorsTable,
  BadgeStandingsTable,
  BadgesTable,
} from "./badge-tables.ts";
import type {
  EngagementsTable,
  ErrandsTable,
  FeedsTable,
  PersonSettingsTable,
  RemindedDaysTable,
  RemindersTable,
  WaitingTable,
} from "./people-tables.ts";
import type {
  ActionsTable,
  EnrollmentsTable,
  FactsTable,
  GuardedIssuesTable,
  ListedUsersTable,
  OwnAccountsTable,
  PeopleTable,
  ProgramVersionsTable,
  ProjectsTable,
  TextsTable,
} from "./tables.ts";

/** Every table, by name. A new one: its interface in the file that owns it, one line here, one migration. */
export interface Schema {
  inbox: InboxTable;
  storable: StorableTable;
  enrollments: EnrollmentsTable;
  facts: FactsTable;
  texts: TextsTable;
  people: PeopleTable;
  listed_users: ListedUsersTable;
  actions: ActionsTable;
  projects: ProjectsTable;
  program_versions: ProgramVersionsTable;
  own_accounts: OwnAccountsTable;
  guarded_issues: GuardedIssuesTable;
  engagements: EngagementsTable;
  feeds: FeedsTable;
  waiting: WaitingTable;
  errands: ErrandsTable;
  reminders: RemindersTable;
  reminded_days: RemindedDaysTable;
  person_settings: PersonSettingsTable;
  badges: BadgesTable;
  badge_standings: BadgeStandingsTable;
  badge_keys: BadgeKeysTable;
  badge_issuer: BadgeIssuerTable;
  badge_mirrors: BadgeMirrorsTable;
}

/**
 * - `new`: stored, nobody looked at it yet. `routed`: its issue is known, a review has to take it in.
 * - `done`: taken in. `ignored`: nothing this bot follows. `foreign`: of a project that is not configured.
 *   `unreadable`: not what GitLab sends. `parked`: failed too often, waits for a person.
 */
export type InboxState = "new" | "routed" | "done" | "ignored" | "foreign" | "unreadable" | "parked";

/** One webhook request that was authentic. Times are milliseconds since 1970, UTC. */
export interface InboxTable {
  /** Order of arrival on disk. */
  seq: GeneratedAlways<number>;
  /** What GitLab calls this delivery; equal for every repeat of it. */
  id: string;
  received_at: number;
  /** Header `X-Gitlab-Event`. */
  event: string;
  /** The few other headers worth keeping, as JSON. */
  headers: string;
  /** As it came; `null` once it was deleted for its age. */
  body: Uint8Array | null;
  state: InboxState;
  reason: string | null;
  /** What the delivery turned out to be about, once read; with `project_id` and `issue_iid`. */
  kind: string | null;
  project_id: number | null;
  issue_iid: number | null;
  /** Counted before each try, so that a crash counts. */
  attempts: number;
  not_before: number | null;
  done_at: number | null;
}

export type InboxRow = Selectable<InboxTable>;

/** One row that is written to learn whether the store still takes writes. */
export interface StorableTable {
  id: number;
  at: number;
}
