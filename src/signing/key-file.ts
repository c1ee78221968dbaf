import { randomUUID } from "node:crypto";
import { type FileHandle, link, open, rename, rm } from "node:fs/promises";
import path from "node:path";
import { isDeepStrictEqual } from "node:util";

import { z } from "zod";

import { BotError } from "../domain/error.ts";
import { exportSecret, importSecret, type KeyPair, KINDS, publicJwkOf } from "./key-pair.ts";

const KeyFile = z.strictObject({
  about: z.string(),
  keys: z.array(
    z.strictObject({
      id: z.string().regex(/^[a-z]+-[\d-]+$/),
      kind: z.enum(KINDS),
      createdAt: z.iso.datetime(),
      state: z.enum(["current", "retired", "removed"]),
      jwk: z.record(z.string(), z.string()),
      private: z.string().nullable(),
    }),
  ),
});

const ABOUT =
  "Keys that sign badges. Whoever has this file can issue badges in your name: keep it secret, and keep a copy";

/** Some thousand keys. */
const MOST_BYTES = 4 * 1024 * 1024;

/** Readable or writable by anybody but its owner. */
const OPEN_TO_OTHERS = 0o077;

/**
 * @returns Every key there ever was, oldest first; `null` when there is no such file.
 * @throws {BotError} `BADGE_KEYS_UNUSABLE` when others than its owner may open it, or it cannot be read. No error quotes
 *   the file.
 */
export async function readKeyFile(file: string): Promise<readonly KeyPair[] | null> {
  const text = await readOwn(file);
  if (text === null) return null;
  const keys = parse(text);
  if (keys === null) throw unusable(file, "it is damaged, restore it from the backup");
  return keys;
}

/** @returns `false` when somebody else made it first, whose keys count. @throws {BotError} `BADGE_KEYS_UNUSABLE`. */
export async function createKeyFile(file: string, keys: readonly KeyPair[]): Promise<boolean> {
  return writeBeside(file, keys, async (draft) => {
    // Unlike a renaming, a link never takes the place of a file.
    const isNew = await link(draft, file).then(
      () => true,
      (error: unknown) => {
        if (codeOf(error) === "EEXIST") return false;
        throw error;
      },
    );
    await rm(draft);
    return isNew;
  });
}

/** @throws {BotError} `BADGE_KEYS_UNUSABLE`; the file is as before then. */
export async function replaceKeyFile(file: string, keys: readonly KeyPair[]): Promise<void> {
  await writeBeside(file, keys, (draft) => rename(draft, file));
}

/** Whenever the power goes: the file is the old one or the new one, never half of one. */
async function writeBeside<Result>(
  file: string,
  keys: readonly KeyPair[],
  putInPlace: (draft: string) => Promise<Result>,
): Promise<Result> {
  const draft = `${file}.${randomUUID()}.new`;
  try {
    await withFile(await open(draft, "wx", 0o600), async (handle) => {
      await handle.writeFile(print(keys));
      await handle.sync();
    });
    const result = await putInPlace(draft);
    await withFile(await open(path.dirname(file), "r"), (folder) => folder.sync());
    return result;
  } catch (error) {
    await rm(draft, { force: true }).catch(() => {});
    throw unusable(file, "it cannot be written, its folder has to be there and writable", error);
  }
}

async function readOwn(file: string): Promise<string | null> {
  const handle = await open(file, "r").catch((error: unknown) => {
    if (codeOf(error) === "ENOENT") return null;
    throw unusable(file, "it cannot be opened", error);
  });
  if (handle === null) return null;
  return withFile(handle, async () => {
    const stats = await handle.stat();
    if (!stats.isFile() || stats.size > MOST_BYTES) throw unusable(file, "it is no file of keys");
    if (process.platform !== "win32" && (stats.mode & OPEN_TO_OTHERS) !== 0) {
      throw unusable(file, `others than its owner may open it, set its mode to 600 (chmod 600 ${path.basename(file)})`);
    }
    return handle.readFile("utf8");
  });
}

function print(keys: readonly KeyPair[]): string {
  const entries = keys.map(({ id, kind, createdAt, state, jwk, secret }) => ({
    id,
    kind,
    createdAt: createdAt.toISOString(),
    state,
    jwk,
    private: secret === null ? null : exportSecret(secret),
  }));
  return `${JSON.stringify({ about: ABOUT, keys: entries }, null, 2)}\n`;
}

/** @returns `null` when it is no such file. Why is not told: the reader's own words would quote it. */
function parse(text: string): KeyPair[] | null {
  const file = KeyFile.safeParse(parseJson(text));
  if (!file.success) return null;
  const keys = file.data.keys.map(({ private: pem, createdAt, ...key }) => ({
    ...key,
    createdAt: new Date(createdAt),
    secret: pem === null || key.state !== "current" ? null : importSecret(pem),
  }));
  const areWhole = keys.every(
    ({ state, secret, jwk }) => state !== "current" || (secret !== null && isDeepStrictEqual(publicJwkOf(secret), jwk)),
  );
  const areSingle = new Set(keys.map(({ id }) => id)).size === keys.length;
  const haveCurrent = KINDS.every(
    (kind) => keys.filter((key) => key.kind === kind && key.state === "current").length === 1,
  );
  return areWhole && areSingle && haveCurrent ? keys : null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

async function withFile<Result>(handle: FileHandle, work: (handle: FileHandle) => Promise<Result>): Promise<Result> {
  try {
    return await work(handle);
  } finally {
    await handle.close();
  }
}

function unusable(file: string, why: string, cause?: unknown): BotError {
  return new BotError("BADGE_KEYS_UNUSABLE", "operator", `Cannot use the badge keys in ${file}: ${why}`, { cause });
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : null;
}
