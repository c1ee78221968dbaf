import { existsSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";

import { BotError } from "../domain/error.ts";
import { makeDataDir } from "./database.ts";

/** Held until released or until the process ends, however it ends: the operating system frees it, even on `kill -9`. */
export interface DataDirLock {
  release(): Promise<void>;
}

/**
 * Become the only owner of a data directory, which is made when it is missing.
 *
 * The lock is SQLite's on an empty file beside the store, so it holds wherever SQLite itself is safe (not on every
 * network file system). `owner.txt` only says who holds it.
 *
 * @throws {BotError} `DATA_DIR_IN_USE` when another process, or this one, holds it.
 */
export async function lockDataDir(dataDir: string): Promise<DataDirLock> {
  await makeDataDir(dataDir);
  const note = path.join(dataDir, "owner.txt");
  const db = lockExclusively(path.join(dataDir, "owner.lock"));
  if (db === null) {
    const owner = await readFile(note, "utf8").catch(() => "unknown");
    throw new BotError(
      "DATA_DIR_IN_USE",
      "operator",
      `Cannot use DATA_DIR ${dataDir}: it belongs to a running bot (${owner.trim()}), stop that one or choose another directory`,
    );
  }
  await writeFile(note, `process ${process.pid} on ${hostname()}\n`, { mode: 0o600 });

  return {
    async release() {
      if (!db.isOpen) return;
      await rm(note, { force: true });
      db.close();
    },
  };
}

/**
 * Who owns a data directory just now: `process 12 on some-host`.
 *
 * @returns `null` when nobody does. Nothing is made or changed.
 * @throws {BotError} `STORE_UNAVAILABLE` when that cannot be found out.
 */
export async function ownerOf(dataDir: string): Promise<string | null> {
  const file = path.join(dataDir, "owner.lock");
  if (!existsSync(file)) return null;
  const db = lockExclusively(file);
  if (db === null)
    return (await readFile(path.join(dataDir, "owner.txt"), "utf8").catch(() => "another process")).trim();
  db.close();
  return null;
}

/** @returns The connection whose open transaction is the lock, or `null` when somebody has it. */
function lockExclusively(file: string): DatabaseSync | null {
  const db = openLockFile(file);
  try {
    db.exec("begin exclusive");
    return db;
  } catch (error) {
    db.close();
    // https://www.sqlite.org/rescode.html#busy
    if (error instanceof Error && "errcode" in error && error.errcode === 5) return null;
    throw new BotError("STORE_UNAVAILABLE", "operator", `Cannot lock ${file}: see the cause`, { cause: error });
  }
}

function openLockFile(file: string): DatabaseSync {
  try {
    return new DatabaseSync(file, { timeout: 0 });
  } catch (error) {
    throw new BotError("STORE_UNAVAILABLE", "operator", `Cannot open ${file}: see the cause`, { cause: error });
  }
}
