import { describe, expect, test } from "vitest";

import { BotError } from "../../src/domain/error.ts";
import { createBadgeIssuer } from "../../src/store/badge-issuer.ts";
import type { PublicKey } from "../../src/workflow/ports/badge-port.ts";
import { STORES } from "../support/store.ts";

const URL = "https://certify.example.com";
const MOVED = "https://badges.example.org";

describe.each(STORES)("on $name", ({ openTestDatabase }) => {
  async function setup() {
    return createBadgeIssuer(await openTestDatabase());
  }

  test("freezeUrl() fixes the address with the first badge", async () => {
    const issuer = await setup();
    const before = await issuer.frozenUrl();

    await issuer.freezeUrl(URL);
    await issuer.freezeUrl(URL);

    expect(before).toBeNull();
    expect(await issuer.frozenUrl()).toBe(URL);
    await expect(issuer.freezeUrl(MOVED)).rejects.toMatchObject({ code: "BADGE_URL_DIFFERS", blame: "operator" });
    expect(await issuer.frozenUrl()).toBe(URL);
  });

  test("freezeUrl() lets one of two be first, and tells the other", async () => {
    const issuer = await setup();

    const [first, second] = await Promise.allSettled([issuer.freezeUrl(URL), issuer.freezeUrl(MOVED)]);

    expect([first.status, second.status].toSorted()).toEqual(["fulfilled", "rejected"]);
    expect(await issuer.frozenUrl()).toBe(first.status === "fulfilled" ? URL : MOVED);
  });

  test("freezeUrl() moves badges from the address somebody names, and from no other", async () => {
    const issuer = await setup();
    await issuer.freezeUrl(URL);

    await expect(issuer.freezeUrl(MOVED, "https://elsewhere.example.com")).rejects.toThrow(URL);
    await issuer.freezeUrl(MOVED, URL);
    await issuer.freezeUrl(MOVED, URL);

    expect(await issuer.frozenUrl()).toBe(MOVED);
  });

  test("saveKeys() adds keys and changes their states, oldest first, and keeps when they were made", async () => {
    const issuer = await setup();
    const old = key("ed-2026-11-22", { createdAt: new Date(1000) });
    const next = key("ed-2027-01-05", { createdAt: new Date(2000), jwk: { kty: "OKP", crv: "Ed25519", x: "n" } });

    await issuer.saveKeys([next, old]);
    await issuer.saveKeys([{ ...old, state: "retired", createdAt: new Date(3000) }]);
    await issuer.saveKeys([]);

    expect(await issuer.keys()).toEqual([{ ...old, state: "retired" }, next]);
  });

  test.for<[what: string, change: Partial<PublicKey>, isRefused: boolean]>([
    ["the same key", {}, false],
    ["the same key with its members in another order", { jwk: { x: "a", crv: "Ed25519", kty: "OKP" } }, false],
    ["another key", { jwk: { kty: "OKP", crv: "Ed25519", x: "b" } }, true],
    ["the same key with one member more", { jwk: { kty: "OKP", crv: "Ed25519", x: "a", use: "sig" } }, true],
    ["a key of another kind", { kind: "RS256" }, true],
  ])("saveKeys() is given %s under an id it knows", async ([, change, isRefused]) => {
    const issuer = await setup();
    const known = key("ed-1");
    await issuer.saveKeys([known]);

    const outcome = await issuer.saveKeys([key("ed-0"), { ...known, state: "retired", ...change }]).then(
      () => "saved",
      (error: unknown) => (error instanceof BotError ? error.code : error),
    );

    const saved = [
      { id: "ed-1", jwk: known.jwk, state: "retired" },
      { id: "ed-0", jwk: known.jwk, state: "current" },
    ];
    expect(outcome).toEqual(isRefused ? "BADGE_KEYS_DIFFER" : "saved");
    // All or none.
    expect((await issuer.keys()).map(({ id, jwk, state }) => ({ id, jwk, state }))).toEqual(
      isRefused ? [{ id: "ed-1", jwk: known.jwk, state: "current" }] : saved,
    );
  });
});

function key(id: string, change: Partial<PublicKey> = {}): PublicKey {
  const jwk = { kty: "OKP", crv: "Ed25519", x: "a" };
  return { id, kind: "Ed25519", jwk, createdAt: new Date(1000), state: "current", ...change };
}
