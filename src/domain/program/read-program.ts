import { buildProgram } from "./build-program.ts";
import { checkProgram } from "./check-program.ts";
import type { MessageCatalogue } from "./check-program.ts";
import { checkShape } from "./check-shape.ts";
import { checkTemplate, NO_SECTIONS } from "./check-template.ts";
import { sortFaults } from "./fault.ts";
import type { Fault } from "./fault.ts";
import type { Program } from "./program.ts";
import type { Report } from "./report.ts";
import { readYaml } from "./yaml-text.ts";

/** The two files of one version of a program, as text. */
export interface ProgramSource {
  /** The name both files share, without ending. */
  readonly id: string;
  readonly yaml: string;
  /** Text of the issue template; `null` when there is no such file. */
  readonly template: string | null;
  /** How messages name the files. */
  readonly yamlFile: string;
  readonly templateFile: string;
}

export type ReadProgram =
  | { readonly ok: true; readonly program: Program }
  /** At least one; those of the program first, then those of the template, each in the order of its file. */
  | { readonly ok: false; readonly faults: readonly Fault[] };

export interface ReadProgramOptions {
  /** Sentences `wording` may replace; without it any key is believed. */
  readonly knownMessages?: MessageCatalogue;
  /** Commands the template may name; without it any word is believed. */
  readonly knownCommands?: ReadonlySet<string>;
}

/**
 * Read one program with its template, with every fault of both at once.
 *
 * A fault is told once: what depends on a value that is wrong itself is not looked at, and behind a place where the
 * nesting of the file is broken nothing is believed.
 */
export function readProgram(source: ProgramSource, options: ReadProgramOptions = {}): ReadProgram {
  const yaml = readYaml(source.yaml);
  const shape = checkShape(yaml);
  const inProgram: Fault[] = [...yaml.faults, ...shape.faults].map((fault) => ({ ...fault, file: source.yamlFile }));
  const inTemplate: Fault[] = [];
  const report: Report = (path, message, at) => {
    const position = at === "key" ? yaml.locateKey(path) : yaml.locateValue(path);
    inProgram.push({ file: source.yamlFile, ...position, message });
  };

  if (source.template === null) {
    inTemplate.push({ file: source.templateFile, line: 1, column: 1, message: "There is no template of this name" });
  }
  let sections = NO_SECTIONS;
  if (yaml.brokenFrom === null) {
    checkProgram(shape.sound, { id: source.id, messages: options.knownMessages ?? null }, report);
  }
  if (yaml.brokenFrom === null && source.template !== null) {
    sections = checkTemplate(source.template, shape.sound, {
      commands: options.knownCommands ?? null,
      report,
      reportAt: (position, message) => inTemplate.push({ file: source.templateFile, ...position, message }),
    });
  }

  const faults = [...sortFaults(inProgram), ...sortFaults(inTemplate)];
  if (faults.length > 0 || shape.document === null) return { ok: false, faults };
  return { ok: true, program: buildProgram(shape.document, sections) };
}
