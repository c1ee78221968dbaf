import { assert, asyncProperty, constantFrom, integer, string, boolean, oneof, constant } from "fast-check";
import { expect, test } from "vitest";

import type { CredentialFacts } from "../../../src/domain/badge/credential.ts";
import type { Json, JsonObject } from "../../../src/domain/badge/json.ts";
import { bakePng } from "../../../src/signing/bake-png.ts";
import { bakeSvg } from "../../../src/signing/bake-svg.ts";
import { verifyBadge } from "../../../src/workflow/badge/verify-badge.ts";
import type { OwnIssuer } from "../../../src/workflow/badge/verify-ports.ts";
import { createProofs } from "../../../src/signing/proofs.ts";
import { credentialOf, DID, EMAIL, ISSUER, NOW, openIssuer } from "../../signing/support/issuer.ts";
import { fetcherOf, makeKey, signed, token, told, verify, type World } from "./support/other-issuer.ts";

const { signing, keys } = await openIssuer();
const ID = "rTq1lJ5nVbC7oYp2sXw9uZ0aKd3fGh6i";
const ADDRESS = `${ISSUER.url}/badges/${ID}`;

interface Register {
  readonly revoked?: readonly number[];
  readonly changes?: Partial<OwnIssuer>;
}

function ownIssuer({ revoked = [], changes = {} }: Register = {}): OwnIssuer {
  return {
    did: DID,
    url: ISSUER.url,
    isDemo: false,
    keys: () => keys,
    readStatus: async (list, index) => (list === 1 ? revoked.includes(index) : null),
    readBadge: async () => null,
    ...changes,
  };
}

async function issue(facts: Partial<CredentialFacts> = {}) {
  return await signing.signBadge(credentialOf(signing, facts));
}

test.for(["json", "jwt"] as const)(
  "verifyBadge() calls our own badge valid without asking anybody: %s",
  async (form) => {
    const asked: string[] = [];
    const badge = (await issue())[form];
    const own = ownIssuer({ changes: { readBadge: async (id) => (id === ID ? badge : null) } });
    const report = await verify(badge, { own, asked, recipient: EMAIL });

    expect(report).toEqual({
      verdict: "valid",
      checks: [
        { id: "format", outcome: "pass", reason: "well-formed", values: {} },
        { id: "proof", outcome: "pass", reason: "signature-right", values: {} },
        { id: "issuer", outcome: "pass", reason: "issued-here", values: { domain: "certify.example.com", id: DID } },
        { id: "status", outcome: "pass", reason: "not-revoked", values: {} },
        {
          id: "dates",
          outcome: "pass",
          reason: "in-force",
          values: { from: "2026-11-21T09:00:00.000Z", until: "2028-11-21T09:00:00.000Z" },
        },
        { id: "recipient", outcome: "pass", reason: "recipient-right", values: {} },
      ],
      claims: {
        name: "Certified Kompostmeister »Größe 3«",
        description: "Turns leaves into soil. 🌱",
        issuerName: "Example Services",
        issuerId: DID,
        issuerDomain: "certify.example.com",
        validFrom: new Date("2026-11-21T09:00:00Z"),
        validUntil: new Date("2028-11-21T09:00:00Z"),
        skills: ["Layering", "Patience"],
        page: ADDRESS,
      },
    });
    expect(asked).toEqual([]);
  },
);

test("verifyBadge() reads our badge out of pictures", async () => {
  const { json, jwt } = await issue();
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"></svg>';
  const files = [bakeSvg(svg, json), bakeSvg(svg, jwt), bakePng(ONE_PIXEL, json), bakePng(ONE_PIXEL, jwt)];

  for (const file of files) {
    const bytes = typeof file === "string" ? Buffer.from(file) : file;
    expect(told(await verify(bytes, { own: ownIssuer() }))).toBe("valid");
  }
});

test.for<[what: string, facts: Partial<CredentialFacts>, register: Register, told: string]>([
  ["revoked", {}, { revoked: [77_777] }, "invalid, status fail revoked"],
  ["beside a revoked one", {}, { revoked: [77_776, 77_778] }, "valid"],
  ["of a list that is gone", { statusList: 2 }, {}, "unproven, status unknown status-unreachable"],
  ["expired", { validUntil: new Date("2026-11-22T09:59:59Z") }, {}, "invalid, dates fail expired"],
  ["not yet valid", { validFrom: new Date("2026-11-22T10:00:01Z") }, {}, "invalid, dates fail not-yet"],
  ["for ever", { validUntil: null }, {}, "valid"],
  ["of a demonstration", {}, { changes: { isDemo: true } }, "valid, issuer warn issuer-demo"],
  [
    "signed with a key that was removed",
    {},
    { changes: { keys: () => keys.map((key) => ({ ...key, state: "removed" as const })) } },
    "invalid, proof fail key-unknown",
  ],
  [
    "signed with a key that retired",
    {},
    { changes: { keys: () => keys.map((key) => ({ ...key, state: "retired" as const })) } },
    "valid",
  ],
  ["signed with a key nobody knows", {}, { changes: { keys: () => [] } }, "invalid, proof fail key-unknown"],
])("verifyBadge() tells of our own badge that it is %s", async ([, facts, register, expected]) => {
  const { json, jwt } = await issue(facts);

  expect(told(await verify(json, { own: ownIssuer(register) }))).toBe(expected);
  expect(told(await verify(jwt, { own: ownIssuer(register) }))).toBe(expected);
});

test("verifyBadge() says whom it was given to, to whoever knows already", async () => {
  const { json } = await issue();
  const ask = async (recipient: string) => told(await verify(json, { own: ownIssuer(), recipient }));

  expect(await ask(" Ada@Example.com")).toBe("valid, recipient pass recipient-right");
  expect(await ask("@ada")).toBe("valid, recipient pass recipient-right");
  expect(await ask("eve@example.com")).toBe("invalid, recipient fail recipient-wrong");
  expect(await ask("   ")).toBe("valid");
});

const ROGUE = makeKey();

/** Whoever makes a key can publish it, too, and write there whatever they like. */
test.for<[what: string, method: string, world: World]>([
  ["a key in an address", `https://evil.example/#${ROGUE.multibase}`, {}],
  ["a key as a DID", `did:key:${ROGUE.multibase}#${ROGUE.multibase}`, {}],
  [
    "a key document that says whose it is",
    "https://evil.example/key",
    { "https://evil.example/key": { controller: "https://evil.example", publicKeyMultibase: ROGUE.multibase } },
  ],
  [
    "a key document that says it is ours",
    "https://evil.example/key",
    { "https://evil.example/key": { controller: DID, publicKeyMultibase: ROGUE.multibase } },
  ],
  [
    "a DID document that says the key is ours",
    "did:web:evil.example#key",
    {
      "https://evil.example/.well-known/did.json": {
        id: "did:web:evil.example",
        alsoKnownAs: [DID],
        verificationMethod: [{ id: "did:web:evil.example#key", controller: DID, publicKeyMultibase: ROGUE.multibase }],
        assertionMethod: ["did:web:evil.example#key"],
      },
    },
  ],
])("verifyBadge() believes nobody who says they are us: %s", async ([, method, world]) => {
  const forged = await signed(credentialOf(signing), ROGUE, method);
  const forgedToken = await token({ ...credentialOf(signing) }, ROGUE, { kid: method, jwk: ROGUE.jwk });

  for (const badge of [forged, forgedToken]) {
    expect(told(await verify(badge, { own: ownIssuer(), world }))).toBe(
      "invalid, issuer fail issuer-mismatch, status unknown status-unreachable",
    );
  }
});

test("verifyBadge() believes no key with one of our names, nor one that was brought along", async () => {
  const [first] = keys;
  const named = await signed(credentialOf(signing), ROGUE, `${DID}#${first?.id}`);
  const brought = await token({ ...credentialOf(signing) }, ROGUE, { jwk: ROGUE.jwk });
  const unsigned = `${Buffer.from('{"alg":"none"}').toString("base64url")}.${Buffer.from(JSON.stringify(credentialOf(signing))).toString("base64url")}.`;

  expect(told(await verify(named, { own: ownIssuer() }))).toBe("invalid, proof fail signature-wrong");
  expect(told(await verify(brought, { own: ownIssuer() }))).toBe(
    "invalid, issuer fail issuer-mismatch, status unknown status-unreachable",
  );
  expect((await verify(unsigned, { own: ownIssuer() })).verdict).not.toBe("valid");
});

test.for<[what: string, url: string, told: string, fetched: number]>([
  ["our own", ADDRESS, "valid", 0],
  ["our own as a file", `  ${ADDRESS}.png `, "valid", 0],
  ["our own with more", `${ADDRESS}?from=mail#checks`, "valid", 0],
  [
    "one that shows no badge",
    `${ISSUER.url}/badges/${"x".repeat(32)}`,
    "unproven, format unknown address-unreachable",
    0,
  ],
  ["another site's", "https://badges.example.org/1", "valid", 1],
  ["another site's that is a page", "https://badges.example.org/page", "invalid, format fail not-a-badge", 1],
  ["a site that does not answer", "https://badges.example.org/2", "unproven, format unknown address-unreachable", 1],
  ["an address inside", "https://127.0.0.1/", "unproven, format unknown address-refused", 1],
  [
    "what looks like ours",
    `${ISSUER.url}.evil.example/badges/${ID}`,
    "unproven, format unknown address-unreachable",
    1,
  ],
])("verifyBadge() gets a badge from an address: %s", async ([, url, expected, fetched]) => {
  const { json } = await issue();
  const asked: string[] = [];
  const world = {
    "https://badges.example.org/1": json,
    "https://badges.example.org/page": "<!doctype html><title>Badge</title>",
    "https://127.0.0.1/": { kind: "fault", fault: "not-public" } as const,
  };
  const report = await verifyBadge(
    {
      proofs: createProofs(() => NOW),
      fetcher: fetcherOf(world, asked),
      own: ownIssuer({ changes: { readBadge: async (id) => (id === ID ? json : null) } }),
      now: () => NOW,
    },
    { source: { kind: "address", url }, recipient: "" },
  );

  expect([told(report), asked.length]).toEqual([expected, fetched]);
});

test("no badge is valid any more once a single value in it was changed", async () => {
  const { json, jwt } = await issue();
  const credential = JSON.parse(json) as JsonObject;
  const leaves = leavesOf(credential);
  const value = oneof(
    string(),
    integer(),
    boolean(),
    constant(null),
    constantFrom("2020-01-01T00:00:00Z", DID, "revocation"),
  );
  const change = asyncProperty(integer({ min: 0, max: leaves.length - 1 }), value, async (index, other) => {
    const [path = [], before] = leaves[index] ?? [];
    if (before === other) return;
    const report = await verify(replaced(credential, path, other), { own: ownIssuer() });
    expect([path.join("."), report.verdict]).not.toEqual([path.join("."), "valid"]);
  });
  const [header = "", payload = "", signature = ""] = jwt.split(".");
  const claims = JSON.parse(Buffer.from(payload, "base64url").toString()) as JsonObject;
  const claimLeaves = leavesOf(claims);
  const changeToken = asyncProperty(integer({ min: 0, max: claimLeaves.length - 1 }), value, async (index, other) => {
    const [path = [], before] = claimLeaves[index] ?? [];
    if (before === other) return;
    const changed = Buffer.from(JSON.stringify(replaced(claims, path, other))).toString("base64url");
    const report = await verify([header, changed, signature].join("."), { own: ownIssuer() });
    expect(report.verdict).not.toBe("valid");
  });

  expect((await verify(json, { own: ownIssuer() })).verdict).toBe("valid");
  await assert(change, { numRuns: 150 });
  await assert(changeToken, { numRuns: 100 });
});

test("no badge is valid any more once any of its values was taken out, unless it says nothing", async () => {
  const { json } = await issue();
  const credential = JSON.parse(json) as JsonObject;

  for (const [path] of leavesOf(credential)) {
    const report = await verify(replaced(credential, path, undefined), { own: ownIssuer() });
    expect([path.join("."), report.verdict]).not.toEqual([path.join("."), "valid"]);
  }
});

type Path = readonly (string | number)[];

function leavesOf(value: Json, path: Path = []): readonly (readonly [Path, Json])[] {
  if (typeof value !== "object" || value === null) return [[path, value]];
  const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(value as JsonObject);
  return entries.flatMap(([key, item]) => leavesOf(item as Json, [...path, key]));
}

function replaced(value: Json, [key, ...rest]: Path, other: Json | undefined): Json {
  if (key === undefined) return other ?? null;
  if (Array.isArray(value)) {
    const items = value as readonly Json[];
    if (rest.length === 0 && other === undefined) return items.filter((_, index) => index !== key);
    return items.map((item, index) => (index === key ? replaced(item, rest, other) : item));
  }
  const object = value as JsonObject;
  if (rest.length === 0 && other === undefined) {
    return Object.fromEntries(Object.entries(object).filter(([name]) => name !== key));
  }
  return { ...object, [key]: replaced(object[key] ?? null, rest, other) };
}

const ONE_PIXEL = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

test("verifyBadge() calls nothing valid whose proof it gave up checking", async () => {
  const proofs = { ...createProofs(), verifyDataIntegrity: async () => "gave-up" as const };
  const bytes = Buffer.from((await issue()).json);
  const ports = { proofs, fetcher: fetcherOf({}), own: ownIssuer(), now: () => NOW };

  const report = await verifyBadge(ports, { source: { kind: "file", bytes }, recipient: "" });

  expect(report.verdict).toBe("unproven");
  expect(report.checks.find(({ id }) => id === "proof")).toMatchObject({ outcome: "unknown", reason: "too-hard" });
});
