import { closeSync, fdatasync, fsyncSync, openSync } from "node:fs";
import path from "node:path";
import { DatabaseSync, type StatementSync } from "node:sqlite";
import { promisify } from "node:util";

import { BotError } from "../domain/error.ts";

/** Primary result codes, https://www.sqlite.org/rescode.html */
export const SQLITE_BUSY = 5;
const SQLITE_IOERR = 10;

/** Lists in `in (…)` make a statement for each length; the cache starts anew beyond this many. */
const MOST_STATEMENTS = 500;

/**
 * - A delivery of the usual 6 KB fits a page of 8 KiB and is written as one piece.
 * - `normal`: the log is synced before a checkpoint; after a commit {@link SqliteFile.sync} does it.
 * - The log is copied back into the file every 16 MiB instead of 4: most pages of the index on random ids are written
 *   again and again meanwhile, and copied once.
 */
const SETTINGS = `
  pragma page_size = 8192;
  pragma journal_mode = wal;
  pragma synchronous = normal;
  pragma wal_autocheckpoint = 2000;
  pragma journal_size_limit = 67108864;
  pragma cache_size = -16000`;

export interface PreparedStatement {
  readonly statement: StatementSync;
  readonly hasRows: boolean;
}

/** An open database file that can be opened again. */
export interface SqliteFile {
  /** @throws {BotError} `STORE_UNAVAILABLE` when it had to be opened again and could not. */
  readonly prepare: (text: string) => PreparedStatement;
  /** Runs `work` and remembers when it met an I/O error: the next {@link recover} opens the file again. */
  watch<Result>(work: () => Result): Result;
  readonly isInTransaction: () => boolean;
  /** Opens the file again after an I/O error: SQLite's idea of it may be wrong, and only a new connection reads it anew. */
  recover(): void;
  /** Everything committed before the call is on disk once it resolves: fdatasync of the write-ahead log. */
  readonly sync: () => Promise<void>;
  close(): void;
}

/** @throws {BotError} `STORE_UNAVAILABLE` when it cannot be opened as a database. */
export function openSqliteFile(file: string): SqliteFile {
  const statements = new Map<string, PreparedStatement>();
  let isBroken = false;
  let handles: Handles | null = open(file);

  function close(): void {
    statements.clear();
    const closing = handles;
    handles = null;
    if (closing === null) return;
    closing.log.close();
    closing.db.close();
  }

  function recover(): Handles {
    if (isBroken) close();
    handles ??= open(file);
    isBroken = false;
    return handles;
  }

  return {
    prepare(text) {
      const known = statements.get(text);
      if (known) return known;
      if (statements.size >= MOST_STATEMENTS) statements.clear();
      const statement = (handles ?? recover()).db.prepare(text);
      const prepared = { statement, hasRows: statement.columns().length > 0 };
      statements.set(text, prepared);
      return prepared;
    },
    watch(work) {
      try {
        return work();
      } catch (error) {
        if (resultCode(error) === SQLITE_IOERR) isBroken = true;
        throw error;
      }
    },
    isInTransaction: () => handles?.db.isTransaction ?? false,
    recover,
    async sync() {
      // Once the disk refused, nobody knows what of the log is on it, and asking it again would not tell.
      if (isBroken) throw new Error("Cannot sync the log: an earlier write failed");
      try {
        await (handles ?? recover()).log.sync();
      } catch (error) {
        isBroken = true;
        throw error;
      }
    },
    close,
  };
}

/** @returns The primary code, or `null` for an error that is not SQLite's. */
export function resultCode(error: unknown): number | null {
  if (!(error instanceof Error) || !("errcode" in error) || typeof error.errcode !== "number") return null;
  return error.errcode & 0xff;
}

interface Handles {
  readonly db: DatabaseSync;
  readonly log: LogFile;
}

/** The write-ahead log, opened a second time to sync it. SQLite holds no locks on that file, so closing it is safe. */
interface LogFile {
  sync(): Promise<void>;
  /** Waits for what is being synced: a descriptor closed meanwhile could already be another file's. */
  close(): void;
}

function open(file: string): Handles {
  try {
    const db = new DatabaseSync(file, { timeout: 0, enableForeignKeyConstraints: true });
    db.exec(SETTINGS);
    // The first look into the file makes the log; its name must be on disk before anything in it counts.
    db.exec("select count(*) from sqlite_schema");
    syncDirectory(path.dirname(file));
    return { db, log: openLog(`${file}-wal`) };
  } catch (error) {
    throw new BotError("STORE_UNAVAILABLE", "operator", `Cannot open ${file}: see the cause`, { cause: error });
  }
}

const fdatasyncOf = promisify(fdatasync);

function openLog(file: string): LogFile {
  const descriptor = openSync(file, "r");
  let users = 1;
  let running: Promise<void> | null = null;
  let next: Promise<void> | null = null;

  function leave(): void {
    users -= 1;
    if (users === 0) closeSync(descriptor);
  }

  async function run(): Promise<void> {
    users += 1;
    try {
      await fdatasyncOf(descriptor);
    } finally {
      running = null;
      leave();
    }
  }

  /** What runs may have begun before the caller's commit; all who come meanwhile share the one after it. */
  async function runAfter(before: Promise<void>): Promise<void> {
    try {
      await before;
    } finally {
      next = null;
    }
    running = run();
    await running;
  }

  return {
    sync() {
      if (running !== null) return (next ??= runAfter(running));
      running = run();
      return running;
    },
    close: leave,
  };
}

function syncDirectory(directory: string): void {
  const descriptor = openSync(directory, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
