import { COMMANDS } from "../domain/commands/commands.ts";
import { formatFault } from "../domain/program/fault.ts";
import type { Program } from "../domain/program/program.ts";
import { readProgram } from "../domain/program/read-program.ts";
import { messagesOf } from "../domain/talk/wording.ts";
import { readCatalogue } from "./read-catalogue.ts";
import { readTemplates } from "./read-templates.ts";

export interface GoodPrograms {
  readonly programs: readonly Program[];
  /** Text of the issue template by program id. */
  readonly templates: ReadonlyMap<string, string>;
  /** `file:line:column message`, or that the folder cannot be read. */
  readonly faults: readonly string[];
}

/** The programs of a folder that can be loaded, and what is wrong with the others. */
export async function readGoodPrograms(dir: string): Promise<GoodPrograms> {
  const programs: Program[] = [];
  const templates = new Map<string, string>();
  const faults: string[] = [];
  const read = await readTemplates(dir).catch(() => null);
  if (read === null) return { programs, templates, faults: [`TEMPLATES_DIR ${dir} cannot be read`] };
  const knownMessages = messagesOf(await readCatalogue());
  const knownCommands = new Set<string>(COMMANDS.map(({ name }) => name));
  for (const source of read.sources) {
    const result = readProgram(source, { knownMessages, knownCommands });
    if (!result.ok) {
      faults.push(...result.faults.map(formatFault));
      continue;
    }
    programs.push(result.program);
    templates.set(source.id, source.template ?? "");
  }
  if (read.sources.length === 0)
    faults.push(`TEMPLATES_DIR ${dir} holds no program, it should hold <id>.yaml and <id>.md`);
  return { programs, templates, faults };
}
