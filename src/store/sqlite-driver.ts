import { SelectQueryNode, type CompiledQuery, type DatabaseConnection, type Driver, type QueryResult } from "kysely";

import type { SqliteConnection } from "./sqlite-connection.ts";

/**
 * Kysely's way to the one connection: taking it is taking its mutex, so a query of somebody else never falls into an
 * open transaction.
 *
 * @param isInTransaction - Whether the caller runs inside a transaction and would wait for its own end.
 */
export function createSqliteDriver(connection: SqliteConnection, isInTransaction: () => boolean): Driver {
  const kyselyConnection = createConnection(connection);
  let isDestroyed = false;

  return {
    async init() {},
    async acquireConnection() {
      if (isInTransaction()) {
        throw new Error("Cannot query outside the running transaction: use the transaction that was passed in");
      }
      await connection.mutex.take();
      if (isDestroyed) {
        connection.mutex.free();
        throw new Error("Cannot query: the store is closed");
      }
      return kyselyConnection;
    },
    async releaseConnection() {
      connection.mutex.free();
    },
    async beginTransaction() {
      await connection.begin();
    },
    async commitTransaction() {
      connection.commit();
      await connection.sync();
    },
    async rollbackTransaction() {
      connection.rollback();
    },
    async destroy() {
      await connection.mutex.take();
      isDestroyed = true;
      connection.mutex.free();
    },
  };
}

function createConnection(connection: SqliteConnection): DatabaseConnection {
  return {
    async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
      const parameters = query.parameters.map(toSqlite);
      const result = await connection.execute(query.sql, parameters);
      // Outside of transactions a statement is one of its own; raw text may have written something too.
      if (!SelectQueryNode.is(query.query) && !connection.isInTransaction()) await connection.sync();
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
