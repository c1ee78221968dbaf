import { createActions } from "./actions.ts";
import { createBadgeIssuer } from "./badge-issuer.ts";
import { createBadges } from "./badges.ts";
import { type Database, openDatabase } from "./database.ts";
import { createEngagements } from "./engagements.ts";
import { createErrands } from "./errands.ts";
import { createInbox } from "./inbox.ts";
import { createIssueGuard } from "./issue-guard.ts";
import { createJournal } from "./journal.ts";
import { lockDataDir } from "./lock.ts";
import { createMirrors } from "./mirrors.ts";
import { createOwnAccounts } from "./own-accounts.ts";
import { createPeople } from "./people.ts";
import { createPrograms } from "./programs.ts";
import { createProjects } from "./projects.ts";
import { createReminders } from "./reminders.ts";

/** Everything one installation keeps. */
export interface Stores {
  readonly database: Database;
  readonly inbox: ReturnType<typeof createInbox>;
  readonly journal: ReturnType<typeof createJournal>;
  readonly actions: ReturnType<typeof createActions>;
  readonly people: ReturnType<typeof createPeople>;
  readonly projects: ReturnType<typeof createProjects>;
  readonly programs: ReturnType<typeof createPrograms>;
  readonly accounts: ReturnType<typeof createOwnAccounts>;
  readonly guard: ReturnType<typeof createIssueGuard>;
  readonly engagements: ReturnType<typeof createEngagements>;
  readonly errands: ReturnType<typeof createErrands>;
  readonly reminders: ReturnType<typeof createReminders>;
  readonly badges: ReturnType<typeof createBadges>;
  readonly badgeIssuer: ReturnType<typeof createBadgeIssuer>;
  readonly mirrors: ReturnType<typeof createMirrors>;
  /** Closing twice is fine. */
  close(): Promise<void>;
}

/**
 * Become the owner of a data directory and open what is in it.
 *
 * @throws {BotError} `DATA_DIR_IN_USE` while another process owns it, `STORE_UNAVAILABLE` when it cannot be opened.
 */
export async function openStores(dataDir: string): Promise<Stores> {
  const lock = await lockDataDir(dataDir);
  try {
    const database = await openDatabase({ dataDir });
    return {
      database,
      inbox: createInbox(database),
      journal: createJournal(database),
      actions: createActions(database),
      people: createPeople(database),
      projects: createProjects(database),
      programs: createPrograms(database),
      accounts: createOwnAccounts(database),
      guard: createIssueGuard(database),
      engagements: createEngagements(database),
      errands: createErrands(database),
      reminders: createReminders(database),
      badges: createBadges(database),
      badgeIssuer: createBadgeIssuer(database),
      mirrors: createMirrors(database),
      async close() {
        await database.close();
        await lock.release();
      },
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
}
