import { randomUUID } from "node:crypto";
import { open, readFile, realpath, rename, rm } from "node:fs/promises";
import path from "node:path";
import { parseEnv } from "node:util";

import { BotError } from "../domain/error.ts";
import { changeEnvText } from "../workflow/setup/env-text.ts";

/** The `.env` file of an installation. It holds secrets: only its owner may read it. */
export interface EnvFile {
  /** Variables as they stand there now. */
  readonly values: Readonly<Record<string, string | undefined>>;
  readonly path: string;
  /**
   * Set variables, see `changeEnvText`; on disk when it resolves, the whole file or none of it.
   *
   * @throws {BotError} `CONFIG_INVALID` when it cannot be written.
   */
  save(change: Readonly<Record<string, string>>): Promise<void>;
}

const EXAMPLE = new URL("../../.env.example", import.meta.url);

/** A file that is not there begins as a copy of `.env.example`, with its explanations. */
export async function openEnvFile(file: string): Promise<EnvFile> {
  const target = await realpath(file).catch(() => path.resolve(file));
  let text = await readIfThere(target);
  let values = text === null ? {} : parseEnv(text);
  return {
    path: file,
    get values() {
      return values;
    },
    async save(change) {
      if (Object.keys(change).length === 0) return;
      const changed = changeEnvText(text ?? (await readIfThere(EXAMPLE)) ?? "", change);
      try {
        await replace(target, changed);
      } catch (error) {
        throw new BotError("CONFIG_INVALID", "operator", `Cannot write ${file}: its folder has to be writable`, {
          cause: error,
        });
      }
      text = changed;
      values = parseEnv(changed);
    },
  };
}

async function replace(file: string, text: string): Promise<void> {
  const draft = `${file}.${randomUUID()}.new`;
  try {
    const handle = await open(draft, "wx", 0o600);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

async function readIfThere(file: string | URL): Promise<string | null> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}
