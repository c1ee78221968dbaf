import { SelectQueryNode, type CompiledQuery, type DatabaseConnection, type Driver, type QueryResult } from "kysely";

import type { Mutex } from "./mutex.ts";
import type { SqliteConnection } from "./sqlite-connection.ts";

/**
 * Kysely's way to the one connection: taking it is taking its mutex, so a query of somebody else never falls into an
 * open transaction. Whoever committed gives it back before waiting for the disk, so that one wait serves many.
 *
 * @param isInTransaction - Whether the caller runs inside a transaction and would wait for its own end.
 */
export function createSqliteDriver(connection: SqliteConnection, isInTransaction: () => boolean): Driver {
  const turns = new WeakMap<DatabaseConnection, Turn>();
  let isDestroyed = false;

  return {
    async init() {},
    async acquireConnection() {
      if (isInTransaction()) {
        throw new Error("Cannot query outside the running transaction: use the transaction that was passed in");
      }
      const turn = createTurn(connection.mutex);
      await turn.take();
      if (isDestroyed) {
        turn.free();
        throw new Error("Cannot query: the store is closed");
      }
      const kyselyConnection = createConnection(connection, turn);
      turns.set(kyselyConnection, turn);
      return kyselyConnection;
    },
    async releaseConnection(kyselyConnection) {
      turns.get(kyselyConnection)?.free();
    },
    async beginTransaction(kyselyConnection) {
      await turns.get(kyselyConnection)?.take();
      await connection.begin();
    },
    async commitTransaction(kyselyConnection) {
      connection.commit();
      turns.get(kyselyConnection)?.free();
      await connection.sync();
    },
    async rollbackTransaction(kyselyConnection) {
      // After a commit whose sync failed, what is open now is somebody else's.
      if (turns.get(kyselyConnection)?.isTaken() === true) connection.rollback();
    },
    async destroy() {
      await connection.mutex.take();
      isDestroyed = true;
      connection.mutex.free();
    },
  };
}

/** One user's hold on the mutex; taking or freeing it twice does nothing. */
interface Turn {
  isTaken(): boolean;
  take(): Promise<void>;
  free(): void;
}

function createTurn(mutex: Mutex): Turn {
  let isMine = false;
  return {
    isTaken: () => isMine,
    async take() {
      if (isMine) return;
      await mutex.take();
      isMine = true;
    },
    free() {
      if (isMine) mutex.free();
      isMine = false;
    },
  };
}

function createConnection(connection: SqliteConnection, turn: Turn): DatabaseConnection {
  return {
    async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
      await turn.take();
      const parameters = query.parameters.map(toSqlite);
      const result = await connection.execute(query.sql, parameters);
      // Outside of transactions a statement is one of its own; raw text may have written something too.
      if (!SelectQueryNode.is(query.query) && !connection.isInTransaction()) {
        turn.free();
        await connection.sync();
      }
      if ("rows" in result) return { rows: result.rows as Row[] };
      return { rows: [], numAffectedRows: BigInt(result.changes), insertId: BigInt(result.lastInsertRowid) };
    },
    async *streamQuery<Row>(query: CompiledQuery): AsyncGenerator<QueryResult<Row>> {
      for (const row of connection.iterate(query.sql, query.parameters.map(toSqlite))) yield { rows: [row as Row] };
    },
  };
}

/** SQLite knows no booleans; a moment is stored as milliseconds, whatever the caller's habit. */
function toSqlite(value: unknown): unknown {
  if (typeof value === "boolean") return value ? 1 : 0;
  if (value instanceof Date) return value.getTime();
  return value;
}
