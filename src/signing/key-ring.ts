import type { KeyObject } from "node:crypto";
import { isDeepStrictEqual } from "node:util";

import { BotError } from "../domain/error.ts";
import type { PublicKey } from "../workflow/ports/badge-port.ts";
import { createKeyFile, readKeyFile, replaceKeyFile } from "./key-file.ts";
import { type KeyPair, KINDS, makeKeyPair } from "./key-pair.ts";
import { takeTurns } from "./take-turns.ts";

export interface KeyRingOptions {
  /** Where the private halves are: `BADGE_KEYS_FILE`, or `badge-keys.json` in `DATA_DIR`. */
  readonly file: string;
  /** What the store knows of keys, see `BadgeIssuerPort.keys`. */
  readonly known: readonly PublicKey[];
  readonly now: () => Date;
}

/**
 * The keys of an installation. The file is always changed before the store, so whoever opens or changes a ring saves
 * {@link KeyRing.keys} in the store right after, each time: a crash in between is made good by the next start.
 */
export interface KeyRing {
  /** The public halves of all keys there ever were, oldest first. */
  keys(): readonly PublicKey[];
  /** The key that signs. */
  current(kind: PublicKey["kind"]): { readonly id: string; readonly secret: KeyObject };
  /** New keys from now on. The private halves of the old ones are gone; what they signed stays right. */
  rotate(): Promise<void>;
  /**
   * Publish a key no longer, so that nothing it signed is right any more. When it was the one that signs, there is a new
   * one.
   *
   * @returns `false` when there is no such key.
   */
  remove(id: string): Promise<boolean>;
}

/**
 * Open the keys of an installation; they are made when it has none yet.
 *
 * @throws {BotError}
 * - `BADGE_KEYS_MISSING` when badges were signed before and the file is gone.
 * - `BADGE_KEYS_DIFFER` when the file holds other keys than those that signed, or is older than they are.
 * - `BADGE_KEYS_UNUSABLE` when it cannot be read or made, or others may read it.
 */
export async function openKeyRing({ file, known, now }: KeyRingOptions): Promise<KeyRing> {
  let pairs = await load();
  const inTurn = takeTurns(1);

  async function load(): Promise<readonly KeyPair[]> {
    const found = await readKeyFile(file);
    if (found !== null) return reconcile(file, found, known);
    if (known.length > 0) throw missing(file);
    const made = await Promise.all(KINDS.map((kind) => makeKeyPair(kind, new Set(), now())));
    // Another node with the same file may be faster: then both sign with its keys.
    return (await createKeyFile(file, made)) ? made : ((await readKeyFile(file)) ?? made);
  }

  function change(work: (before: readonly KeyPair[]) => Promise<readonly KeyPair[]>): Promise<void> {
    return inTurn(async () => {
      const found = await readKeyFile(file);
      if (found === null) throw missing(file);
      // What another process did meanwhile stays.
      const after = await work(reconcile(file, found, pairs));
      await replaceKeyFile(file, after);
      pairs = after;
    });
  }

  return {
    keys: () => pairs.map(({ id, kind, jwk, createdAt, state }) => ({ id, kind, jwk, createdAt, state })),
    current(kind) {
      for (const { id, secret, ...key } of pairs) {
        if (key.kind === kind && key.state === "current" && secret !== null) return { id, secret };
      }
      throw new TypeError(`Cannot sign with ${kind}: a ring always has a key of each kind`);
    },
    rotate: () =>
      change(async (before) => {
        const retired = before.map((key) =>
          key.state === "current" ? { ...key, state: "retired" as const, secret: null } : key,
        );
        return complete(retired, now());
      }),
    async remove(id) {
      if (!pairs.some((key) => key.id === id)) return false;
      await change((before) => {
        const rest = before.map((key) => (key.id === id ? { ...key, state: "removed" as const, secret: null } : key));
        return complete(rest, now());
      });
      return true;
    },
  };
}

/** Makes a key of each kind that has none that signs. */
async function complete(keys: readonly KeyPair[], now: Date): Promise<readonly KeyPair[]> {
  const taken = new Set(keys.map(({ id }) => id));
  const lacking = KINDS.filter((kind) => !keys.some((key) => key.kind === kind && key.state === "current"));
  return [...keys, ...(await Promise.all(lacking.map((kind) => makeKeyPair(kind, taken, now))))];
}

/** The file may be ahead, for it is written first. It may never be behind, or another one. */
function reconcile(file: string, found: readonly KeyPair[], known: readonly PublicKey[]): readonly KeyPair[] {
  for (const { id, kind, jwk, state } of known) {
    const key = found.find((one) => one.id === id);
    const isSame = key?.kind === kind && isDeepStrictEqual(key.jwk, jwk);
    if (!isSame || (key.state === "current" && state !== "current")) throw different(file, id);
  }
  const removed = new Set(known.flatMap(({ id, state }) => (state === "removed" ? [id] : [])));
  // An older copy of the file may not bring back what was removed.
  return found.map((key) => (removed.has(key.id) ? { ...key, state: "removed" } : key));
}

function missing(file: string): BotError {
  return new BotError(
    "BADGE_KEYS_MISSING",
    "operator",
    `Cannot sign badges: ${file} is not there, but badges were signed with its keys before, restore it from the backup`,
  );
}

function different(file: string, id: string): BotError {
  return new BotError(
    "BADGE_KEYS_DIFFER",
    "operator",
    `Cannot sign badges with the keys in ${file}: badges were signed with another key ${id}, restore the newest copy of the file that belongs to this DATA_DIR`,
    { details: { key: id } },
  );
}
