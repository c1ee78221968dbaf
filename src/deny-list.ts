import { createHmac, randomBytes } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { rename, writeFile } from "node:fs/promises";
import path from "node:path";

import { z } from "zod";

import { BotError } from "./domain/error.ts";
import { makeDataDir } from "./store/database.ts";

/** Beside the data, readable by its owner alone; holds no name, only what tells whether a name is on the list. */
const FILE = "denied-names.json";

const DenyFile = z.object({ salt: z.base64url(), hashes: z.array(z.base64url()) });
type DenyFile = z.infer<typeof DenyFile>;

const SALT_BYTES = 32;
/** A name is found inside a text by its words, up to so many in a row. */
const MOST_WORDS = 4;
/** More of a text is not looked at; no command and no form is as long. */
const MOST_TEXT_WORDS = 10_000;

/**
 * Names that must not be written in an issue, such as those of customers: kept as salted hashes, so that the file tells
 * nobody who they are. A list that was changed counts at once, without a new start.
 *
 * @returns Is one of them in a text, whatever its case, spaces and punctuation? Without a list nothing is.
 * @throws {BotError} `CONFIG_INVALID` when there is a list that cannot be read: nothing would be denied any more.
 */
export function createDenyList(dataDir: string): (text: string) => boolean {
  const file = path.join(dataDir, FILE);
  let known = { stamp: "", list: null as DenyFile | null, hashes: new Set<string>() };

  function current(): typeof known {
    const stats = statSync(file, { throwIfNoEntry: false });
    const stamp = stats === undefined ? "none" : `${stats.mtimeMs} ${stats.size} ${stats.ino}`;
    if (stamp === known.stamp) return known;
    const list = stats === undefined ? null : readList(file);
    known = { stamp, list, hashes: new Set(list?.hashes) };
    return known;
  }

  current();
  return (text) => {
    const { list, hashes } = current();
    return list !== null && runsOf(text).some((run) => hashes.has(hashOf(list.salt, run)));
  };
}

/**
 * Put names on the list; one that is there already, or holds no letter or digit, is passed over.
 *
 * @returns How many are new, and how many there are now.
 */
export async function denyNames(
  dataDir: string,
  names: readonly string[],
): Promise<{ readonly added: number; readonly total: number }> {
  await makeDataDir(dataDir);
  const file = path.join(dataDir, FILE);
  const isThere = statSync(file, { throwIfNoEntry: false }) !== undefined;
  const before = isThere ? readList(file) : { salt: randomBytes(SALT_BYTES).toString("base64url"), hashes: [] };
  const runs = names.map((name) => wordsOf(name).join("")).filter((run) => run !== "");
  const hashes = new Set([...before.hashes, ...runs.map((run) => hashOf(before.salt, run))]);
  const next: DenyFile = { salt: before.salt, hashes: [...hashes].toSorted() };
  const draft = `${file}.new`;
  await writeFile(draft, `${JSON.stringify(next, null, 2)}\n`, { mode: 0o600 });
  await rename(draft, file);
  return { added: hashes.size - before.hashes.length, total: hashes.size };
}

function readList(file: string): DenyFile {
  try {
    return DenyFile.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (error) {
    throw new BotError("CONFIG_INVALID", "operator", `Cannot read the denied names in ${file}: see the cause`, {
      cause: error,
    });
  }
}

/** The whole text, and every run of its words a name could be. */
function runsOf(text: string): readonly string[] {
  const words = wordsOf(text).slice(0, MOST_TEXT_WORDS);
  const runs = words.flatMap((_, start) =>
    Array.from({ length: MOST_WORDS }, (__, more) => words.slice(start, start + more + 1).join("")),
  );
  return [...new Set([...runs, words.join("")])];
}

function wordsOf(text: string): readonly string[] {
  return (
    text
      .normalize("NFKC")
      .toLowerCase()
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? []
  );
}

function hashOf(salt: string, run: string): string {
  return createHmac("sha256", Buffer.from(salt, "base64url")).update(run).digest("base64url");
}
