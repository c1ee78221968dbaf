import { beforeAll, expect, test } from "vitest";
import * as fc from "fast-check";

import type { KeyRing } from "../../src/signing/key-ring.ts";
import { createProofs } from "../../src/signing/proofs.ts";
import { createSigning } from "../../src/signing/signing.ts";
import { takeTurns } from "../../src/signing/take-turns.ts";
import type { PublicKey, SigningPort } from "../../src/workflow/ports/badge-port.ts";
import { credentialOf, DID, EMAIL, ISSUER, keyOf, NOW, openIssuer, split } from "./support/issuer.ts";

const proofs = createProofs();
let signing: SigningPort;
let keys: readonly PublicKey[];
let ring: KeyRing;

beforeAll(async () => {
  ({ signing, keys, ring } = await openIssuer());
});

test("500 badges at once are all signed, each its own, two at a time", { timeout: 60_000 }, async () => {
  const ids = Array.from({ length: 500 }, (_, index) => `badge-${index}`);
  let begun = 0;
  let done = 0;
  let most = 0;
  const watched: Pick<KeyRing, "keys" | "current"> = {
    keys: () => ring.keys(),
    current(kind) {
      if (kind === "Ed25519") begun += 1;
      most = Math.max(most, begun - done);
      return ring.current(kind);
    },
  };
  const port = createSigning({ ring: watched, issuerUrl: ISSUER.url, now: () => NOW });
  const badges = await Promise.all(
    ids.map(async (id) => {
      const badge = await port.signBadge(credentialOf(signing, { id }));
      done += 1;
      return badge;
    }),
  );
  const last = split(badges.at(-1)?.json ?? "");

  expect(badges.map(({ json }) => split(json).credential["id"])).toEqual(ids.map((id) => `${ISSUER.url}/badges/${id}`));
  expect(new Set(badges.map(({ jwt }) => jwt)).size).toBe(500);
  expect(new Set(badges.map(({ json }) => split(json).proof["proofValue"])).size).toBe(500);
  expect(await proofs.verifyDataIntegrity(last.credential, last.proof, keyOf(keys, "Ed25519"))).toBe("right");
  // One that is done is counted a moment after the next one begins.
  expect([2, 3, 4]).toContain(most);
});

test("takeTurns() never runs more at once than it may, in the order they came, also when some fail", async () => {
  const inTurn = takeTurns(2);
  const begun: number[] = [];
  let running = 0;
  let most = 0;
  const results = await Promise.allSettled(
    Array.from({ length: 50 }, (_, index) =>
      inTurn(async () => {
        begun.push(index);
        running += 1;
        most = Math.max(most, running);
        await new Promise((resolve) => setImmediate(resolve));
        running -= 1;
        if (index % 7 === 0) throw new TypeError(`Cannot do ${index}`);
        return index;
      }),
    ),
  );

  expect(most).toBe(2);
  expect(begun).toEqual(Array.from({ length: 50 }, (_, index) => index));
  expect(results.map(({ status }) => status === "fulfilled")).toEqual(begun.map((index) => index % 7 !== 0));
  expect(await inTurn(async () => "still here")).toBe("still here");
});

test("signBadge() says by which keys, where they are found, and when", async () => {
  const { json, jwt, keyIds } = await signing.signBadge(credentialOf(signing));
  const { credential, proof } = split(json);

  expect(keyIds).toEqual(["ed-2026-11-22", "rs-2026-11-22"]);
  expect(proof).toMatchObject({
    verificationMethod: `${DID}#ed-2026-11-22`,
    created: "2026-11-22T10:00:00Z",
    proofPurpose: "assertionMethod",
  });
  expect(JSON.parse(Buffer.from(jwt.split(".")[0] ?? "", "base64url").toString())).toEqual({
    alg: "RS256",
    typ: "JWT",
    kid: `${DID}#rs-2026-11-22`,
  });
  expect(JSON.stringify(credential)).not.toContain(EMAIL);
});

test("signBadge() refuses a credential with a word nobody defines: nothing would prove it", async () => {
  const body = { ...credentialOf(signing), grade: "A" };

  await expect(signing.signBadge(body)).rejects.toThrow("Safe mode validation error");
});

test("publishedKeys() are those that may still be asked for", () => {
  const states = {
    keys: () => (["current", "retired", "removed"] as const).map((state) => ({ ...keys[0]!, id: state, state })),
    current: () => {
      throw new TypeError("Cannot sign: nobody asked");
    },
  };
  const port = createSigning({ ring: states, issuerUrl: ISSUER.url, now: () => NOW });

  expect(port.publishedKeys().map(({ id }) => id)).toEqual(["current", "retired"]);
});

test("hashRecipient() takes another salt each time, and only the name is recognised", () => {
  const [one, other] = [
    signing.hashRecipient("emailAddress", " Ada@Example.com"),
    signing.hashRecipient("emailAddress", EMAIL),
  ];

  expect(one).toEqual({
    type: "emailAddress",
    hash: expect.stringMatching(/^sha256\$[\da-f]{64}$/) as unknown,
    salt: expect.stringMatching(/^[\da-f]{32}$/) as unknown,
  });
  expect(one.salt).not.toBe(other.salt);
  expect([one, other].map((recipient) => signing.isRecipient(recipient, "ADA@example.com "))).toEqual([true, true]);
  expect(signing.isRecipient(one, "bob@example.com")).toBe(false);
  expect(signing.isRecipient({ ...one, salt: other.salt }, EMAIL)).toBe(false);
});

test("newSubjectId() is another one each time", () => {
  const ids = Array.from({ length: 100 }, () => signing.newSubjectId());

  expect(
    ids.filter((id) => !/^urn:uuid:[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/.test(id)),
  ).toEqual([]);
  expect(new Set(ids).size).toBe(100);
});

test("a status list gives back every bit it was given, whatever they are", async () => {
  const place = fc.nat({ max: 200_000 });
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(place, { maxLength: 40 }),
      fc.array(place, { maxLength: 10 }),
      async (set, others) => {
        const list = await signing.encodeStatusList(set);
        const length = Math.ceil((Math.max(131_071, ...set) + 1) / 8) * 8;
        const asked = [...set, ...others];

        expect(await Promise.all(asked.map((index) => proofs.readStatusBit(list, index)))).toEqual(
          asked.map((index) => (index < length ? set.includes(index) : null)),
        );
      },
    ),
    { numRuns: 40 },
  );
});

test("an empty list and a full one are 131,072 bits", async () => {
  const [empty, full] = [
    await signing.encodeStatusList([]),
    await signing.encodeStatusList(Array.from({ length: 131_072 }, (_, index) => index)),
  ];

  expect(await Promise.all([empty, full].map((list) => proofs.readStatusBit(list, 131_071)))).toEqual([false, true]);
  expect(await Promise.all([empty, full].map((list) => proofs.readStatusBit(list, 131_072)))).toEqual([null, null]);
});
