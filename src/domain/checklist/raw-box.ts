/** A checkbox written as HTML. It has no text of its own. */
export interface RawBox {
  readonly done: boolean;
  /** Lines between the start of the HTML and the box. */
  readonly lineOffset: number;
}

/** Tags end at the next `<` at the latest, so an unfinished one costs its own length only. */
const PART = /<!--[^]*?(?:-->|$)|<(\/?)(td|th|input)\b([^<>]*)>/gi;
const CODE = /^<(?:pre|script|style|textarea)\b/i;

/**
 * Find the checkboxes that GitLab takes for its own: raw inputs with the class of a rendered task, alone in a cell
 * with the class of a rendered task's cell. They count in `task_completion_status`, and their text is empty.
 */
export function readRawBoxes(html: string): RawBox[] {
  if (!html.includes("task-list-item-checkbox") || CODE.test(html)) return [];
  const boxes: RawBox[] = [];
  let inTaskCell = false;
  let lineOffset = 0;
  let counted = 0;
  for (const { index, 1: closing, 2: tag, 3: attributes = "" } of html.matchAll(PART)) {
    if (tag === undefined) continue;
    if (tag.toLowerCase() !== "input") {
      inTaskCell = closing === "" && attributes.includes("task-table-item");
      continue;
    }
    if (!inTaskCell || !attributes.includes("task-list-item-checkbox")) continue;
    lineOffset += html.slice(counted, index).split("\n").length - 1;
    counted = index;
    boxes.push({ done: /\schecked\b/i.test(attributes), lineOffset });
  }
  return boxes;
}
