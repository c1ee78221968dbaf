import { parseChecklist } from "../../domain/checklist/checklist.ts";
import type { Issue } from "./model.ts";

/** A box somebody can click. */
export interface Box {
  /** 0-based line of the description. */
  readonly line: number;
  readonly done: boolean;
  /** What follows the box as it is written; of a table row its other cells. */
  readonly source: string;
  /** The same without marks. */
  readonly text: string;
}

const MARK = /\[([xX]|[^\S\r\n])\]/;

/** The boxes GitLab shows and lets one click; `[~]` is none of them. */
export function readBoxes(description: string): readonly Box[] {
  const lines = description.split("\n");
  return parseChecklist(description)
    .filter((box) => box.state !== "inapplicable")
    .map(({ line, state, text }) => {
      const written = lines[line - 1] ?? "";
      const isRow = written.trimStart().startsWith("|");
      const rest = written.slice(written.search(MARK) + 3).trim();
      return { line: line - 1, done: state === "done", source: isRow ? text : rest, text };
    });
}

export interface BoxCount {
  readonly count: number;
  readonly completed_count: number;
}

const counted = new WeakMap<Issue, { readonly description: string | null; readonly count: BoxCount }>();

/** `task_completion_status` of the REST API; reading a long list of issues again costs no parsing. */
export function countBoxes(issue: Issue): BoxCount {
  const known = counted.get(issue);
  if (known?.description === issue.description) return known.count;
  const boxes = readBoxes(issue.description ?? "");
  const count = { count: boxes.length, completed_count: boxes.filter((box) => box.done).length };
  counted.set(issue, { description: issue.description, count });
  return count;
}

/** The description with one box set; every other byte stays. */
export function setBox(description: string, line: number, checked: boolean): string {
  const lines = description.split("\n");
  lines[line] = (lines[line] ?? "").replace(MARK, checked ? "[x]" : "[ ]");
  return lines.join("\n");
}

/**
 * The boxes a save has ticked or unticked, the way GitLab finds them: pairs by position whose text is the same.
 * A line inserted above therefore hides every tick below it.
 */
export function changedBoxes(before: string, after: string): readonly Box[] {
  const old = readBoxes(before);
  return readBoxes(after).filter((box, index) => {
    const pair = old[index];
    return pair !== undefined && pair.source === box.source && pair.done !== box.done;
  });
}
