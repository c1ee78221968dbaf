import type { Database } from "../../src/store/database.ts";
import { openStore } from "./open-store.ts";

/** Every database this bot can live on. A suite runs once for each, for all of them have to behave alike. */
export const STORES: readonly TestStore[] = [{ name: "SQLite", openTestDatabase: () => openStore() }];

export interface TestStore {
  readonly name: string;
  /** An empty store with all tables, closed when the test is over. */
  readonly openTestDatabase: () => Promise<Database>;
}
