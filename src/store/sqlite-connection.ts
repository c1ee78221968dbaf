import type { SQLInputValue } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";

import { createMutex, type Mutex } from "./mutex.ts";
import { openSqliteFile, resultCode, SQLITE_BUSY } from "./sqlite-file.ts";

const LOCK_RETRY_MS = 10;

export interface Changes {
  readonly changes: number | bigint;
  readonly lastInsertRowid: number | bigint;
}

/** The one connection of the process. Whoever uses it holds its `mutex` meanwhile. */
export interface SqliteConnection {
  readonly mutex: Mutex;
  /**
   * Rows of a statement that has some, else what it changed. Outside of a transaction it waits for the lock of
   * another program as {@link begin} does.
   */
  execute(text: string, parameters: readonly unknown[]): Promise<{ readonly rows: readonly unknown[] } | Changes>;
  run(text: string, parameters: SQLInputValue[]): Changes;
  iterate(text: string, parameters: readonly unknown[]): Iterable<unknown>;
  /**
   * Start a transaction that may write.
   *
   * Waits, without stopping the event loop, for the lock of another program, and throws when it is not given in time.
   */
  begin(): Promise<void>;
  isInTransaction(): boolean;
  /** Seen by every reader once it returns, but safe only after {@link sync}. After a throw call {@link rollback}. */
  commit(): void;
  /**
   * Everything committed before the call is on disk once it resolves.
   *
   * SQLite's own `synchronous = full` would do the same inside `commit` and stop the event loop for as long as the
   * disk takes; the order of what is in the log, and so what survives a power cut, is the same.
   */
  sync(): Promise<void>;
  /** Never throws: what cannot be rolled back is dropped with its connection, and the next `begin` opens a new one. */
  rollback(): void;
  close(): void;
}

/**
 * @param path - Made when it is missing.
 * @throws {BotError} `STORE_UNAVAILABLE` when it cannot be opened as a database.
 */
export function openSqliteConnection(path: string, lockWaitMs: number): SqliteConnection {
  const file = openSqliteFile(path);
  let isClosed = false;

  function begin(): void {
    if (isClosed) throw new Error("Cannot write: the store is closed");
    file.recover();
    file.watch(() => file.prepare("begin immediate").statement.run());
  }

  return {
    mutex: createMutex(),
    execute: (text, parameters) =>
      whileLocked(lockWaitMs, () =>
        file.watch(() => {
          if (!file.isInTransaction()) file.recover();
          const { statement, hasRows } = file.prepare(text);
          const values = parameters as SQLInputValue[];
          return hasRows ? { rows: statement.all(...values) } : statement.run(...values);
        }),
      ),
    run: (text, parameters) => file.watch(() => file.prepare(text).statement.run(...parameters)),
    iterate: (text, parameters) => file.prepare(text).statement.iterate(...(parameters as SQLInputValue[])),
    begin: () => whileLocked(lockWaitMs, begin),
    isInTransaction: file.isInTransaction,
    commit: () => void file.watch(() => file.prepare("commit").statement.run()),
    sync: file.sync,
    rollback() {
      try {
        if (file.isInTransaction()) file.watch(() => file.prepare("rollback").statement.run());
      } catch {
        // Only closing is sure to end the transaction now.
        file.close();
      }
    },
    close() {
      isClosed = true;
      file.close();
    },
  };
}

async function whileLocked<Result>(lockWaitMs: number, work: () => Result): Promise<Result> {
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
