import { describe, expect, test } from "vitest";

import { createOwnAccounts } from "../../src/store/own-accounts.ts";
import { STORES } from "../support/store.ts";

describe.each(STORES)("on $name", ({ openTestDatabase }) => {
  test("ids() gives every account this bot ever had", async () => {
    const accounts = createOwnAccounts(await openTestDatabase());

    const before = await accounts.ids();
    await accounts.add({ userId: 1, username: "bot", name: "Bot" });
    await accounts.add({ userId: 2, username: "bot", name: "Bot" });
    await accounts.add({ userId: 1, username: "old-bot", name: "Bot" });

    expect(before).toEqual(new Set());
    expect(await accounts.ids()).toEqual(new Set([1, 2]));
  });
});
