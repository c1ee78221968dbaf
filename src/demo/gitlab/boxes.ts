/** A box somebody can click. */
export interface Box {
  /** 0-based line of the description. */
  readonly line: number;
  readonly done: boolean;
  /** What follows the box on its line, as written. */
  readonly source: string;
}

const ITEM = /^(?:>\s{0,4})*(?:\s*(?:[-+*]|\d{1,9}[.)]))+\s+\[([ xX\u00a0\u2007\u202f\u2009])\]\s+(\S.*)$/u;
const ROW = /^\s*\|\s*\[([ xX])\]\s*\|(.+)$/;
const FENCE = /^\s{0,3}(?:>\s{0,4})*(`{3,}|~{3,})/;

/**
 * Find the boxes of a description, line by line: list items and table rows, none in code fences and HTML comments.
 *
 * Simpler than GitLab, and simpler than what the bot does on purpose: two ways of reading that agree are worth more.
 */
export function readBoxes(description: string): readonly Box[] {
  const boxes: Box[] = [];
  let fence: string | null = null;
  let inComment = false;
  for (const [line, raw] of description.split("\n").entries()) {
    const text = raw.replace(/\r$/, "");
    const mark = FENCE.exec(text)?.[1];
    if (fence !== null) {
      if (mark?.startsWith(fence)) fence = null;
      continue;
    }
    if (inComment) {
      inComment = !text.includes("-->");
      continue;
    }
    if (mark !== undefined) {
      fence = mark;
      continue;
    }
    if (/^\s{0,3}<!--/.test(text)) {
      inComment = !text.includes("-->");
      continue;
    }
    const found = ITEM.exec(text) ?? ROW.exec(text);
    if (found) boxes.push({ line, done: /x/i.test(found[1] ?? ""), source: (found[2] ?? "").trim() });
  }
  return boxes;
}

/** `task_completion_status` of the REST API. */
export function countBoxes(description: string | null): { readonly count: number; readonly completed_count: number } {
  const boxes = description?.includes("[") ? readBoxes(description) : [];
  return { count: boxes.length, completed_count: boxes.filter((box) => box.done).length };
}

/** The description with one box set; every other byte stays. */
export function setBox(description: string, box: Box, checked: boolean): string {
  const lines = description.split("\n");
  const line = lines[box.line] ?? "";
  lines[box.line] = line.replace(/\[[ xX\u00a0\u2007\u202f\u2009]\]/, checked ? "[x]" : "[ ]");
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
