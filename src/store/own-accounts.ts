import type { OwnAccountsPort } from "../workflow/ports/store-port.ts";
import type { Database } from "./database.ts";

export function createOwnAccounts(database: Database): OwnAccountsPort {
  const { kysely } = database;
  return {
    async add({ userId, username, name }) {
      await kysely
        .insertInto("own_accounts")
        .values({ user_id: userId, username, name })
        .onConflict((conflict) => conflict.column("user_id").doUpdateSet({ username, name }))
        .execute();
    },
    async ids() {
      const rows = await kysely.selectFrom("own_accounts").select("user_id").execute();
      return new Set(rows.map((row) => row.user_id));
    },
  };
}
