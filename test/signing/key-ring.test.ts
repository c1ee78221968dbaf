import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { inspect } from "node:util";

import { beforeAll, describe, expect, test } from "vitest";

import { BotError } from "../../src/domain/error.ts";
import { type KeyRing, openKeyRing } from "../../src/signing/key-ring.ts";
import type { PublicKey } from "../../src/workflow/ports/badge-port.ts";
import { temporaryDirectory } from "../support/open-store.ts";
import { credentialOf, ISSUER, keyOf, NOW, split } from "./support/issuer.ts";
import { createProofs } from "../../src/signing/proofs.ts";
import { createSigning } from "../../src/signing/signing.ts";

const NEXT_YEAR = new Date("2027-11-22T10:00:00.000Z");

/** Making keys takes a while, so most tests begin with a copy of these. */
let first: { readonly text: string; readonly known: readonly PublicKey[] };
/** What nobody but the file may show. */
let secrets: readonly string[];

beforeAll(async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "onboarding-bot-keys-"));
  const file = path.join(folder, "badge-keys.json");
  const known = (await open(file, [])).keys();
  first = { text: readFileSync(file, "utf8"), known };
  rmSync(folder, { recursive: true });
  const { keys } = JSON.parse(first.text) as { readonly keys: readonly { readonly private: string }[] };
  secrets = keys.flatMap((key) => key.private.split("\n")).filter((line) => /^[\w+/=]{40,}$/.test(line));
});

test("openKeyRing() makes keys once, for their owner alone, and finds them again", async () => {
  const folder = temporaryDirectory();
  const file = path.join(folder, "badge-keys.json");
  const made = await open(file, []);
  const before = readFileSync(file, "utf8");
  const found = await open(file, made.keys(), NEXT_YEAR);

  expect(made.keys().map(({ id, kind, state }) => [id, kind, state])).toEqual([
    ["ed-2026-11-22", "Ed25519", "current"],
    ["rs-2026-11-22", "RS256", "current"],
  ]);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder)).toEqual(["badge-keys.json"]);
  expect(found.keys()).toEqual(made.keys());
  expect(readFileSync(file, "utf8")).toBe(before);
});

test("openKeyRing() by two that start at the same time gives both the same keys", async () => {
  const file = path.join(temporaryDirectory(), "badge-keys.json");
  const [one, other] = await Promise.all([open(file, []), open(file, [])]);

  expect(one.keys()).toEqual(other.keys());
  expect((await open(file, one.keys())).keys()).toEqual(one.keys());
});

test("openKeyRing() finds keys again that the store has not heard of: the bot died in between", async () => {
  const file = copyOfFirst();

  expect((await open(file, [])).keys()).toEqual(first.known);
});

describe("openKeyRing() refuses", () => {
  test("when keys were used before and the file is gone, without making new ones", async () => {
    const file = path.join(temporaryDirectory(), "badge-keys.json");

    await expect(open(file, first.known)).rejects.toEqual(
      expect.objectContaining({
        code: "BADGE_KEYS_MISSING",
        message: expect.stringMatching(/^Cannot sign badges: .+ restore it/),
      }),
    );
    expect(readdirSync(path.dirname(file))).toEqual([]);
  });

  test("another set of keys, even one with the same names", async () => {
    const file = path.join(temporaryDirectory(), "badge-keys.json");
    await open(file, []);

    await expect(open(file, first.known)).rejects.toEqual(expect.objectContaining({ code: "BADGE_KEYS_DIFFER" }));
  });

  test("a copy from before the last rotation", async () => {
    const file = copyOfFirst();
    const ring = await open(file, first.known, NEXT_YEAR);
    await ring.rotate();
    writeFileSync(file, first.text);

    await expect(open(file, ring.keys())).rejects.toEqual(expect.objectContaining({ code: "BADGE_KEYS_DIFFER" }));
  });

  test.for(["640", "604", "620", "666"])("a file that others may open: mode %s", async (mode) => {
    const file = copyOfFirst();
    chmodSync(file, mode);

    await expect(open(file, first.known)).rejects.toEqual(
      expect.objectContaining({ code: "BADGE_KEYS_UNUSABLE", message: expect.stringMatching(/others .*chmod 600/) }),
    );
  });

  test.for<[what: string, change: (text: string) => string]>([
    ["half of a file", (text) => text.slice(0, text.length / 2)],
    ["an empty file", () => ""],
    ["no list of keys", () => "{}"],
    ["a key with another's private half", (text) => text.replace(/"x": "../, '"x": "zz')],
    ["a private half that is none", (text) => text.replace("BEGIN PRIVATE", "BEGIN PUBLIC")],
    ["no key that signs", (text) => text.replace(/"state": "current"/, '"state": "retired"')],
    ["two keys of one name", (text) => text.replace("rs-2026-11-22", "ed-2026-11-22")],
  ])("%s, and quotes nothing of it", async ([, change]) => {
    const file = copyOfFirst();
    writeFileSync(file, change(first.text));
    const error: unknown = await open(file, first.known).catch((thrown: unknown) => thrown);

    expect(error).toMatchObject({
      code: "BADGE_KEYS_UNUSABLE",
      message: expect.stringContaining("it is damaged") as unknown,
    });
    expect(shownIn(printed(error))).toEqual([]);
  });

  test("a folder that is not there, and says so", async () => {
    const file = path.join(temporaryDirectory(), "not-there/badge-keys.json");

    await expect(open(file, [])).rejects.toEqual(
      expect.objectContaining({
        code: "BADGE_KEYS_UNUSABLE",
        message: expect.stringContaining("its folder has to be there"),
      }),
    );
  });

  test("a folder in the place of the file", async () => {
    const file = path.join(temporaryDirectory(), "badge-keys.json");
    mkdirSync(file);

    await expect(open(file, [])).rejects.toEqual(expect.objectContaining({ code: "BADGE_KEYS_UNUSABLE" }));
  });
});

describe("rotate()", () => {
  test("signs by new keys, forgets the private halves of the old ones, and still publishes those", async () => {
    const file = copyOfFirst();
    const ring = await open(file, first.known, NEXT_YEAR);
    const signing = createSigning({ ring, issuerUrl: ISSUER.url, now: () => NOW });
    const old = split((await signing.signBadge(credentialOf(signing))).json);
    await ring.rotate();
    const next = await signing.signBadge(credentialOf(signing));
    const proofs = createProofs();

    expect(statesOf(ring)).toEqual([
      "ed-2026-11-22 retired",
      "rs-2026-11-22 retired",
      "ed-2027-11-22 current",
      "rs-2027-11-22 current",
    ]);
    expect(next.keyIds).toEqual(["ed-2027-11-22", "rs-2027-11-22"]);
    expect(signing.publishedKeys()).toEqual(ring.keys());
    expect(await proofs.verifyDataIntegrity(old.credential, old.proof, keyOf(ring.keys(), "Ed25519"))).toBe("right");
    expect(shownIn(readFileSync(file, "utf8"))).toEqual([]);
    expect(shownIn(first.text)).toEqual(secrets);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test("never takes a name again, however often a day", async () => {
    const file = copyOfFirst();
    const ring = await open(file, first.known);
    await ring.rotate();
    await ring.remove("ed-2026-11-22-2");

    expect(ring.keys().map(({ id }) => id)).toEqual([
      "ed-2026-11-22",
      "rs-2026-11-22",
      "ed-2026-11-22-2",
      "rs-2026-11-22-2",
      "ed-2026-11-22-3",
    ]);
  });

  test("is made good by the next start when the bot dies before the store knows", async () => {
    const file = copyOfFirst();
    const ring = await open(file, first.known, NEXT_YEAR);
    await ring.rotate();

    expect((await open(file, first.known)).keys()).toEqual(ring.keys());
  });

  test("keeps what another process did to the file meanwhile", async () => {
    const file = copyOfFirst();
    const [one, other] = [await open(file, first.known), await open(file, first.known, NEXT_YEAR)];
    await one.remove("ed-2026-11-22");
    await other.rotate();

    expect(statesOf(other)).toEqual([
      "ed-2026-11-22 removed",
      "rs-2026-11-22 retired",
      "ed-2026-11-22-2 retired",
      "ed-2027-11-22 current",
      "rs-2027-11-22 current",
    ]);
  });

  test("leaves all as it was when the file cannot be written", async () => {
    const file = copyOfFirst();
    const ring = await open(file, first.known);
    rmSync(path.dirname(file), { recursive: true });

    await expect(ring.rotate()).rejects.toEqual(expect.objectContaining({ code: "BADGE_KEYS_MISSING" }));
    expect(ring.keys()).toEqual(first.known);
  });
});

describe("remove()", () => {
  test("puts a new key in the place of one that signs, and publishes the old one no more", async () => {
    const file = copyOfFirst();
    const ring = await open(file, first.known, NEXT_YEAR);
    const signing = createSigning({ ring, issuerUrl: ISSUER.url, now: () => NOW });

    expect(await ring.remove("ed-2026-11-22")).toBe(true);
    expect(statesOf(ring)).toEqual(["ed-2026-11-22 removed", "rs-2026-11-22 current", "ed-2027-11-22 current"]);
    expect(signing.publishedKeys().map(({ id }) => id)).toEqual(["rs-2026-11-22", "ed-2027-11-22"]);
    expect((await open(file, ring.keys())).keys()).toEqual(ring.keys());
  });

  test("stays, even with an older copy of the file", async () => {
    const file = copyOfFirst();
    const ring = await open(file, first.known, NEXT_YEAR);
    await ring.rotate();
    const copy = readFileSync(file);
    await ring.remove("ed-2026-11-22");
    writeFileSync(file, copy);

    expect(statesOf(await open(file, ring.keys()))).toEqual(statesOf(ring));
  });

  test("knows when there is no such key", async () => {
    const ring = await open(copyOfFirst(), first.known);

    expect(await ring.remove("ed-2025-01-01")).toBe(false);
    expect(ring.keys()).toEqual(first.known);
  });
});

test("private halves show nowhere, however a ring is printed", async () => {
  const ring = await open(copyOfFirst(), first.known);

  expect(shownIn(printed([ring, ring.current("Ed25519"), ring.current("RS256"), ring.keys()]))).toEqual([]);
  expect(printed(ring.current("RS256"))).not.toContain("PRIVATE KEY");
});

function open(file: string, known: readonly PublicKey[], now = NOW): Promise<KeyRing> {
  return openKeyRing({ file, known, now: () => now });
}

function copyOfFirst(): string {
  const file = path.join(temporaryDirectory(), "badge-keys.json");
  writeFileSync(file, first.text, { mode: 0o600 });
  return file;
}

function statesOf(ring: KeyRing): string[] {
  return ring.keys().map(({ id, state }) => `${id} ${state}`);
}

function shownIn(text: string): string[] {
  expect(secrets.length).toBeGreaterThan(20);
  return secrets.filter((line) => text.includes(line));
}

/** In every way that comes to mind. */
function printed(value: unknown): string {
  return [
    inspect(value, { depth: 10, showHidden: true }),
    JSON.stringify(value),
    String(value),
    value instanceof BotError ? inspect(value.cause) + JSON.stringify(value.details) : "",
  ].join("\n");
}
