import { readdir, readFile } from "node:fs/promises";
import path from "node:path";

import type { ProgramSource } from "../domain/program/read-program.ts";

const ENDING = ".yaml";

/**
 * Read the files of every program in a folder; parsing them is somebody else's work.
 *
 * A program is `<id>.yaml` with `<id>.md`. Other files are left alone, folders too.
 *
 * @returns By id, in alphabetical order. A missing template is `null`: that is a fault of the program, not of the disk.
 * @throws What the file system throws when the folder or a file cannot be read.
 */
export async function readTemplates(dir: string): Promise<{ readonly sources: readonly ProgramSource[] }> {
  const entries = await readdir(dir, { withFileTypes: true });
  const ids = entries
    .filter((entry) => !entry.isDirectory() && entry.name.endsWith(ENDING))
    .map((entry) => entry.name.slice(0, -ENDING.length))
    .toSorted();
  return { sources: await Promise.all(ids.map((id) => readSource(dir, id))) };
}

async function readSource(dir: string, id: string): Promise<ProgramSource> {
  const yamlFile = path.join(dir, `${id}${ENDING}`);
  const templateFile = path.join(dir, `${id}.md`);
  const [yaml, template] = await Promise.all([readFile(yamlFile, "utf8"), readIfThere(templateFile)]);
  return { id, yaml, template, yamlFile, templateFile };
}

async function readIfThere(file: string): Promise<string | null> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}
