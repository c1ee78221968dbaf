import { writeFile } from "node:fs/promises";
import path from "node:path";

import { formatFault } from "../domain/program/fault.ts";
import { programJsonSchema } from "../domain/program/program-schema.ts";
import { readProgram } from "../domain/program/read-program.ts";
import { COMMANDS } from "../domain/commands/commands.ts";
import { messagesOf } from "../domain/talk/wording.ts";
import { readCatalogue } from "./read-catalogue.ts";
import { readTemplates } from "./read-templates.ts";

type Environment = Readonly<Record<string, string | undefined>>;

const SCHEMA_FILE = "program.schema.json";

/**
 * `npm run check:templates`: name every fault of every program, one a line, as `file:line:column message`.
 *
 * With `--write-schema` it first writes `program.schema.json`, from which editors take completion and help.
 *
 * @param env - `TEMPLATES_DIR` says where the programs are; `./templates` without it.
 * @param print - Takes one line; the default writes to standard output.
 * @returns Exit status: 0 when all programs can be loaded, 1 when not, 2 when the call itself makes no sense.
 */
export async function checkTemplates(
  argv: readonly string[],
  env: Environment,
  print: (line: string) => void = printLine,
): Promise<number> {
  const unknown = argv.filter((argument) => argument !== "--write-schema");
  if (unknown.length > 0) {
    print(`Cannot check templates: unknown argument ${unknown.join(" ")}; there is only --write-schema`);
    return 2;
  }
  const dir = env["TEMPLATES_DIR"] || "./templates";
  if (argv.length > 0) await writeFile(path.join(dir, SCHEMA_FILE), programSchemaText());

  const { sources } = await readTemplates(dir);
  const knownMessages = messagesOf(await readCatalogue());
  const knownCommands = new Set<string>(COMMANDS.map(({ name }) => name));
  const results = sources.map((source) => readProgram(source, { knownCommands, knownMessages }));
  const faults = results.flatMap((result) => (result.ok ? [] : result.faults));
  for (const fault of faults) print(formatFault(fault));
  if (sources.length === 0) {
    print(`Cannot find a program: no file <id>.yaml in ${dir}`);
    return 1;
  }
  return faults.length === 0 ? 0 : 1;
}

/** What `program.schema.json` must hold. */
export function programSchemaText(): string {
  return `${JSON.stringify(programJsonSchema(), null, 2)}\n`;
}

function printLine(line: string): void {
  process.stdout.write(`${line}\n`);
}
