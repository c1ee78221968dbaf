import { parseChecklist } from "../checklist/checklist.ts";
import type { Box } from "../checklist/checklist.ts";
import { readMarker } from "../checklist/marker.ts";
import { readPeople } from "../checklist/people.ts";
import { normalizeTaskText } from "../checklist/task-text.ts";
import type { Sections } from "./build-program.ts";
import type { SoundDocument } from "./check-shape.ts";
import { closestWord } from "./closest-word.ts";
import type { Position } from "./fault.ts";
import { ROLES } from "./program.ts";
import type { Report, SoundTask } from "./report.ts";

/** The handle templates are written with; the real one takes its place when a template is installed. */
const TEMPLATE_HANDLE = "onboarding-bot";

/** A description longer than this is read by a worker, every time; a template must leave room for what people add. */
const MAX_TEMPLATE_CHARACTERS = 65_536;

/** Says that something is wrong at a place of the template. */
type ReportAt = (position: Position, message: string) => void;

interface TemplateContext {
  /** Commands that work; `null` to believe any. */
  readonly commands: ReadonlySet<string> | null;
  /** About the program's file. */
  readonly report: Report;
  /** About the template. */
  readonly reportAt: ReportAt;
}

/** Hold the issue template against its program: what people see must be what is counted, box by box. */
export function checkTemplate(template: string, document: SoundDocument, context: TemplateContext): Sections {
  if (template.length > MAX_TEMPLATE_CHARACTERS) {
    const length = `${template.length} characters, at most ${MAX_TEMPLATE_CHARACTERS}`;
    context.reportAt({ line: 1, column: 1 }, `The template is too long: ${length}`);
    return NO_SECTIONS;
  }
  checkMarker(template, document, context.reportAt);
  checkPeople(template, document, context);
  checkCommands(template, context);
  return checkBoxes(template, document, context);
}

export const NO_SECTIONS: Sections = { tasks: new Map(), confirmBoxes: new Map() };

const MARKER = /<!--\s*onboarding-bot\b/g;

function checkMarker(template: string, { id, version }: SoundDocument, reportAt: ReportAt): void {
  const [first, ...others] = [...template.matchAll(MARKER)];
  const wanted = `<!-- onboarding-bot: ${id ?? "<id>"} v${version ?? "<version>"} -->`;
  if (!first) {
    reportAt(endOf(template), `The marker is missing: ${wanted}`);
    return;
  }
  for (const other of others) reportAt(positionAt(template, other.index), "There is a marker above already");
  const marker = readMarker(template);
  const isRight =
    marker?.kind === "program" &&
    (id === undefined || marker.programId === id) &&
    (version === undefined || marker.version === version);
  if (!isRight) reportAt(positionAt(template, first.index), `The marker must be ${wanted}`);
}

/** The owner is known from the program; everybody else may be named by whoever opens the issue. */
function checkPeople(
  template: string,
  { roles, people_heading: heading = "People" }: SoundDocument,
  { report, reportAt }: TemplateContext,
): void {
  const named = ROLES.filter((role) => role !== "owner").flatMap((role) => {
    const label = roles?.[role]?.label;
    return label === undefined ? [] : [{ role, label }];
  });
  const people = readPeople(
    template,
    named.map(({ label }) => label),
    heading,
  );
  for (const { role, label } of named) {
    const usernames = people.get(label);
    if (usernames === undefined) {
      report(["roles", role, "label"], `The template has no line "- ${label}:" under the heading "${heading}"`);
    } else if (usernames.length > 0) {
      reportAt(findLine(template, label), `The line "${label}:" must be empty in the template`);
    }
  }
}

function checkCommands(template: string, { commands, reportAt }: TemplateContext): void {
  if (!commands) return;
  for (const match of template.matchAll(ADVERTISED)) {
    const [, word = ""] = match;
    if (commands.has(word)) continue;
    const closest = closestWord(word, commands);
    const suggestion = closest === null ? "" : `, did you mean "${closest}"?`;
    reportAt(positionAt(template, match.index), `The bot knows no command "${word}"${suggestion}`);
  }
}

const ADVERTISED = new RegExp(`@${TEMPLATE_HANDLE}[ \\t]+([\\w-]+)`, "g");

interface NamedBox {
  readonly task: string;
  readonly isConfirmBox: boolean;
  readonly index: number;
  readonly found: Box[];
}

function checkBoxes(template: string, document: SoundDocument, { report, reportAt }: TemplateContext): Sections {
  const byText = nameBoxes(document);
  const lines = template.split(/\r\n?|\n/);
  const isComplete = (document.tasks ?? [undefined]).every((task) => task !== undefined && hasAllTexts(task));
  for (const box of parseChecklist(template)) {
    const at = { line: box.line, column: Math.max(1, (lines[box.line - 1] ?? "").indexOf("[") + 1) };
    const named = byText.get(normalizeTaskText(box.text));
    if (!named) {
      // A text with a fault of its own may be the one of this box.
      if (isComplete) reportAt(at, explainUnknownBox(box, byText));
      continue;
    }
    if (named.found.length > 0) reportAt(at, `The box "${box.text}" is here twice`);
    if (box.state !== "open") reportAt(at, `The box "${box.text}" must not be ticked in the template`);
    named.found.push(box);
  }
  const boxes = [...new Set(byText.values())];
  for (const { found, isConfirmBox, index } of boxes) {
    const task = document.tasks?.[index];
    if (found.length > 0 || (task && !hasAllTexts(task))) continue;
    report(["tasks", index, isConfirmBox ? "confirm_box" : "text"], "The template has no such box");
  }
  return checkSections(boxes, lines, reportAt);
}

function nameBoxes({ tasks = [] }: SoundDocument): Map<string, NamedBox> {
  const byText = new Map<string, NamedBox>();
  for (const [index, task] of tasks.entries()) {
    if (!task) continue;
    const claim: NamedBox = { task: task.id ?? "", isConfirmBox: false, index, found: [] };
    const texts = [task.text, ...(task.also ?? [])].filter((text) => text !== undefined);
    for (const text of texts) byText.set(normalizeTaskText(text), claim);
    if (task.confirm_box === undefined) continue;
    byText.set(normalizeTaskText(task.confirm_box), { ...claim, isConfirmBox: true, found: [] });
  }
  return byText;
}

function hasAllTexts(task: SoundTask): boolean {
  const { text, also = [], confirm_box } = task;
  return text !== undefined && !also.includes(undefined) && (confirm_box !== undefined || !("confirm_box" in task));
}

function explainUnknownBox(box: Box, byText: ReadonlyMap<string, NamedBox>): string {
  const closest = closestWord(normalizeTaskText(box.text), byText.keys());
  const hint = closest === null ? "no task has this text" : `did you mean "${closest}"?`;
  return `The box "${box.text}" does nothing: ${hint}`;
}

/** People look for their boxes under one heading; a candidate must not find the ones that confirm among theirs. */
function checkSections(boxes: readonly NamedBox[], lines: readonly string[], reportAt: ReportAt): Sections {
  const sections = { tasks: new Map<string, string>(), confirmBoxes: new Map<string, string>() };
  const placed = boxes.flatMap((named) => {
    const [box] = named.found;
    if (!box) return [];
    const column = Math.max(1, (lines[box.line - 1] ?? "").indexOf("[") + 1);
    const { task, isConfirmBox } = named;
    return [{ task, isConfirmBox, text: box.text, section: box.section, at: { line: box.line, column } }];
  });
  const home = placed.find((box) => !box.isConfirmBox && box.section !== null)?.section ?? null;
  for (const { task, isConfirmBox, text, section, at } of placed) {
    if (section === null) reportAt(at, `The box "${text}" stands under no heading`);
    else if (isConfirmBox && section === home) {
      reportAt(at, `The box "${text}" confirms, so it must not stand among the candidate's under "${home}"`);
    } else if (!isConfirmBox && section !== home) {
      reportAt(at, `The box "${text}" must stand with the other tasks under "${home}"`);
    }
    if (section !== null) (isConfirmBox ? sections.confirmBoxes : sections.tasks).set(task, section);
  }
  return sections;
}

function findLine(template: string, label: string): Position {
  const index = template.split(/\r\n?|\n/).findIndex((line) => /^\s*[-*+]/.test(line) && line.includes(label));
  return { line: Math.max(index, 0) + 1, column: 1 };
}

function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, offset).split(/\r\n?|\n/);
  return { line: before.length, column: (before.at(-1) ?? "").length + 1 };
}

function endOf(text: string): Position {
  return { line: positionAt(text, text.trimEnd().length).line, column: 1 };
}
