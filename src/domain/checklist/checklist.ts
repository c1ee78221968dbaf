import type { Env } from "markdown-it";

import { type Block, readBlocks } from "./blocks.ts";
import { readRawBoxes } from "./raw-box.ts";
import { trackSections } from "./sections.ts";
import { readText } from "./task-text.ts";

/** `[ ]` is open, `[x]` and `[X]` are done, GitLab's own `[~]` is inapplicable. */
export type BoxState = "open" | "done" | "inapplicable";

export interface Box {
  /**
   * The task as people read it: no marks, link targets, HTML tags or comments, white space folded. Of a table row: its
   * other cells, joined by " | ".
   */
  readonly text: string;
  readonly state: BoxState;
  /** 1-based line in the description. */
  readonly line: number;
  /** Text of the nearest heading above, or `null`. Headings inside a quote are headings of that quote only. */
  readonly section: string | null;
}

/** A box may hold any one white space, as GitLab's renderer has it: people paste no-break spaces. */
const BOX = String.raw`\[([xX~]|[^\S\r\n\ufeff])\]`;
/** A box needs text after it: `- [ ]` alone is shown as text. */
const TASK = new RegExp(String.raw`^${BOX}[\t\n\v\f\r ]+(?=[^\t\n\v\f\r ])`);
const CELL = new RegExp(`^${BOX}$`);

/**
 * Read the boxes of a description by what GitLab 18.9 and newer render: list items at any depth, in quotes and
 * `<details>` too, and table rows with a cell that holds nothing but a box. Nothing in code or HTML comments.
 *
 * @param description - GitLab Flavored Markdown, at most 1,048,576 characters; time grows with its length alone.
 * @returns Boxes in document order. Never throws: any string is Markdown.
 * @see https://docs.gitlab.com/user/markdown/#task-lists for `[~]`
 */
export function parseChecklist(description: string): Box[] {
  if (!description.includes("[") && !description.includes("<")) return [];
  const { blocks, env } = readBlocks(description);
  const sections = trackSections(env);
  const boxes: Box[] = [];
  for (const block of blocks) {
    if (block.kind === "heading") sections.pass(block);
    for (const { text, state, line } of boxesOf(block, env)) {
      boxes.push({ text, state, line, section: sections.above(block) });
    }
  }
  return boxes;
}

type BareBox = Omit<Box, "section">;

const NONE: readonly BareBox[] = [];

function boxesOf(block: Block, env: Env): readonly BareBox[] {
  if (block.kind === "item") return boxOfItem(block, env);
  if (block.kind === "row") return boxesOfRow(block, env);
  if (block.kind !== "html") return NONE;
  return readRawBoxes(block.source).map(({ done, lineOffset }) => ({
    text: "",
    state: done ? "done" : "open",
    line: block.line + lineOffset,
  }));
}

function boxOfItem({ source, line }: Block, env: Env): readonly BareBox[] {
  if (!source.startsWith("[")) return NONE;
  const match = TASK.exec(source);
  if (!match) return NONE;
  return [{ text: readText(source.slice(match[0].length), env), state: stateOf(match[1]), line }];
}

/** Several boxes in one row are several tasks with one text. */
function boxesOfRow({ cells, line }: Block, env: Env): readonly BareBox[] {
  const marks = cells.map((cell) => CELL.exec(cell.source)?.[1]);
  const states = marks.filter((mark) => mark !== undefined).map(stateOf);
  if (states.length === 0) return NONE;
  const text = cells
    .filter((_, index) => marks[index] === undefined)
    .map((cell) => readText(cell.source, env))
    .filter((words) => words !== "")
    .join(" | ");
  return states.map((state) => ({ text, state, line }));
}

function stateOf(mark: string | undefined): BoxState {
  if (mark === "x" || mark === "X") return "done";
  return mark === "~" ? "inapplicable" : "open";
}
