import { BotError } from "../../domain/error.ts";
import { type Fault, formatFault } from "../../domain/program/fault.ts";
import type { Program } from "../../domain/program/program.ts";
import { type ProgramSource, readProgram, type ReadProgramOptions } from "../../domain/program/read-program.ts";
import type { Log } from "../ports/ports.ts";
import type { ProgramsPort, StoredProgram } from "../ports/store-port.ts";

export interface LoadedPrograms {
  /** Every version of every program that is known. */
  readonly programs: readonly Program[];
  /** Faults of files that were not loaded; the stored version before them keeps running. */
  readonly faults: readonly string[];
}

/**
 * Load the programs of the templates folder, and every version this installation has ever run: enrollments stay on
 * theirs. The full text of every version is kept; the same number with other content refuses to load.
 *
 * A broken program never replaces a good one: its last good version goes on, and the faults are told.
 *
 * @throws {BotError} `PROGRAM_INVALID`, naming all faults, when a program has no good version to go on with.
 */
export async function loadPrograms(
  store: ProgramsPort,
  sources: readonly ProgramSource[],
  options: ReadProgramOptions,
  log: Log,
): Promise<LoadedPrograms> {
  const before = await readStored(store, log);
  const faults: string[] = [];
  const fresh: Program[] = [];
  const homeless: string[] = [];
  for (const source of sources) {
    const told = await loadOne(store, source, options, fresh);
    faults.push(...told);
    if (told.length > 0 && !before.some((program) => program.id === source.id)) homeless.push(source.id);
  }
  if (homeless.length > 0) {
    throw new BotError("PROGRAM_INVALID", "operator", `Cannot load ${homeless.join(", ")}:\n${faults.join("\n")}`);
  }
  const known = new Set(fresh.map((program) => `${program.id} ${program.version}`));
  const older = before.filter((program) => !known.has(`${program.id} ${program.version}`));
  if (fresh.length + older.length === 0) {
    throw new BotError(
      "PROGRAM_NOT_FOUND",
      "operator",
      "Cannot start: TEMPLATES_DIR holds no program, it should hold <id>.yaml and <id>.md",
    );
  }
  return { programs: [...fresh, ...older], faults };
}

async function loadOne(
  store: ProgramsPort,
  source: ProgramSource,
  options: ReadProgramOptions,
  fresh: Program[],
): Promise<readonly string[]> {
  const result = readProgram(source, options);
  if (!result.ok) return result.faults.map((fault: Fault) => formatFault(fault));
  const { program } = result;
  const version = { id: program.id, version: program.version, yaml: source.yaml, template: source.template ?? "" };
  if (!(await store.remember(version))) {
    return [
      `${source.yamlFile}: version ${program.version} is known with other content; give the changed program a new number`,
    ];
  }
  fresh.push(program);
  return [];
}

async function readStored(store: ProgramsPort, log: Log): Promise<readonly Program[]> {
  const stored = await store.all();
  return stored.flatMap((version: StoredProgram) => {
    const files = { yamlFile: `${version.id}.yaml (stored)`, templateFile: `${version.id}.md (stored)` };
    // What was good when it was stored stays good: a newer bot may know other messages and commands.
    const result = readProgram({ id: version.id, yaml: version.yaml, template: version.template, ...files });
    if (result.ok) return [result.program];
    const { id, version: number } = version;
    log.error("Leave out a stored program version: this bot cannot read it", { id, number, faults: result.faults });
    return [];
  });
}
