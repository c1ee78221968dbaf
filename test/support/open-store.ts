import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { onTestFinished } from "vitest";

import { openDatabase, type Database, type DatabaseOptions } from "../../src/store/database.ts";

/** A directory of its own, gone when the test is over. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(path.join(tmpdir(), "onboarding-bot-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** An empty store with all tables, closed when the test is over. */
export async function openStore(options: Partial<DatabaseOptions> = {}): Promise<Database> {
  const database = await openDatabase({ dataDir: temporaryDirectory(), ...options });
  onTestFinished(() => database.close());
  return database;
}
