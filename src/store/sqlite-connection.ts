import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";

import { BotError } from "../domain/error.ts";
import { createMutex, type Mutex } from "./mutex.ts";

/** Primary result codes, https://www.sqlite.org/rescode.html */
const SQLITE_BUSY = 5;
const SQLITE_IOERR = 10;

/** Lists in `in (…)` make a statement for each length; the cache starts anew beyond this many. */
const MOST_STATEMENTS = 500;

const LOCK_RETRY_MS = 10;

export interface Changes {
  readonly changes: number | bigint;
  readonly lastInsertRowid: number | bigint;
}

/** The one connection of the process. Whoever uses it holds its `mutex` meanwhile. */
export interface SqliteConnection {
  readonly mutex: Mutex;
  /** Rows of a statement that has some, else what it changed. */
  execute(text: string, parameters: readonly unknown[]): { readonly rows: readonly unknown[] } | Changes;
  run(text: string, parameters: SQLInputValue[]): Changes;
  iterate(text: string, parameters: readonly unknown[]): Iterable<unknown>;
  /**
   * Start a transaction that may write.
   *
   * @returns `undefined` when that worked at once; else a promise that waits, without stopping the event loop, for
   *   the lock of another program, and throws when it was not given in time.
   */
  begin(): Promise<void> | undefined;
  /** Does what `work` does, again and again while another program holds the lock, for as long as {@link begin}. */
  whileLocked<Result>(work: () => Result): Promise<Result>;
  /** On disk once it returns. After a throw call {@link rollback}. */
  commit(): void;
  /** Never throws: what cannot be rolled back is dropped with its connection, and a new one is opened. */
  rollback(): void;
  close(): void;
}

/**
 * @param file - Made when it is missing.
 * @throws {BotError} `STORE_UNAVAILABLE` when it cannot be opened as a database.
 */
export function openSqliteConnection(file: string, lockWaitMs: number): SqliteConnection {
  const mutex = createMutex();
  const statements = new Map<string, { readonly statement: StatementSync; readonly hasRows: boolean }>();
  let isBroken = false;
  let isClosed = false;
  let db = open(file);

  function prepare(text: string) {
    const known = statements.get(text);
    if (known) return known;
    if (statements.size >= MOST_STATEMENTS) statements.clear();
    const statement = db.prepare(text);
    const prepared = { statement, hasRows: statement.columns().length > 0 };
    statements.set(text, prepared);
    return prepared;
  }

  /** After an I/O error SQLite's idea of the file may be wrong; only a new connection reads it anew. */
  function noticing<Result>(work: () => Result): Result {
    try {
      return work();
    } catch (error) {
      if (resultCode(error) === SQLITE_IOERR) isBroken = true;
      throw error;
    }
  }

  function reopen(): void {
    statements.clear();
    if (db.isOpen) db.close();
    db = open(file);
    isBroken = false;
  }

  function begin(): void {
    if (isClosed) throw new Error("Cannot write: the store is closed");
    if (isBroken || !db.isOpen) reopen();
    noticing(() => prepare("begin immediate").statement.run());
  }

  return {
    mutex,
    whileLocked: (work) => whileLocked(work, lockWaitMs),
    execute: (text, parameters) =>
      noticing(() => {
        const { statement, hasRows } = prepare(text);
        const values = parameters as SQLInputValue[];
        return hasRows ? { rows: statement.all(...values) } : statement.run(...values);
      }),
    run: (text, parameters) => noticing(() => prepare(text).statement.run(...parameters)),
    iterate: (text, parameters) => prepare(text).statement.iterate(...(parameters as SQLInputValue[])),
    begin() {
      try {
        begin();
        return undefined;
      } catch (error) {
        if (resultCode(error) !== SQLITE_BUSY) throw error;
        return whileLocked(begin, lockWaitMs);
      }
    },
    commit: () => void noticing(() => prepare("commit").statement.run()),
    rollback() {
      try {
        if (db.isTransaction) db.exec("rollback");
        if (isBroken) reopen();
      } catch {
        // The file cannot be reached just now; the next `begin` opens it again and tells its caller.
        isBroken = true;
      }
    },
    close() {
      isClosed = true;
      statements.clear();
      if (db.isOpen) db.close();
    },
  };
}

function open(file: string): DatabaseSync {
  try {
    const db = new DatabaseSync(file, { timeout: 0, enableForeignKeyConstraints: true });
    db.exec("pragma journal_mode = wal; pragma synchronous = full; pragma journal_size_limit = 67108864");
    return db;
  } catch (error) {
    throw new BotError("STORE_UNAVAILABLE", "operator", `Cannot open ${file}: see the cause`, { cause: error });
  }
}

async function whileLocked<Result>(work: () => Result, lockWaitMs: number): Promise<Result> {
  const deadline = performance.now() + lockWaitMs;
  while (true) {
    try {
      return work();
    } catch (error) {
      if (resultCode(error) !== SQLITE_BUSY || performance.now() >= deadline) throw error;
    }
    await sleep(LOCK_RETRY_MS);
  }
}

/** @returns The primary code, or `null` for an error that is not SQLite's. */
function resultCode(error: unknown): number | null {
  if (!(error instanceof Error) || !("errcode" in error) || typeof error.errcode !== "number") return null;
  return error.errcode & 0xff;
}
