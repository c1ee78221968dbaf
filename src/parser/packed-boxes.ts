import type { Box, BoxState } from "../domain/checklist/checklist.ts";

/**
 * Boxes on their way between threads, in columns. As objects, a quarter of a million of them would keep the receiving
 * thread busy for a second.
 */
export interface PackedBoxes {
  readonly texts: PackedTexts;
  readonly sections: PackedTexts;
  /** Place in `STATES`. */
  readonly states: Uint8Array;
  readonly lines: Uint32Array;
}

interface PackedTexts {
  /** Each text once, one a line: texts of boxes are folded, so they hold no line end. */
  readonly lines: string;
  /** For each box the line of its text, from 0; -1 for none. */
  readonly places: Int32Array;
}

const STATES: readonly BoxState[] = ["open", "done", "inapplicable"];

export function packBoxes(boxes: readonly Box[]): PackedBoxes {
  return {
    texts: packTexts(boxes.map((box) => box.text)),
    sections: packTexts(boxes.map((box) => box.section)),
    states: Uint8Array.from(boxes, (box) => STATES.indexOf(box.state)),
    lines: Uint32Array.from(boxes, (box) => box.line),
  };
}

export function unpackBoxes({ texts, sections, states, lines }: PackedBoxes): Box[] {
  const textAt = unpackTexts(texts);
  const sectionAt = unpackTexts(sections);
  return Array.from(lines, (line, index) => ({
    text: textAt(index) ?? "",
    state: STATES[states[index] ?? 0] ?? "open",
    line,
    section: sectionAt(index),
  }));
}

function packTexts(texts: readonly (string | null)[]): PackedTexts {
  const places = new Map<string, number>();
  const placeOf = (text: string): number => {
    const place = places.get(text) ?? places.size;
    places.set(text, place);
    return place;
  };
  return {
    places: Int32Array.from(texts, (text) => (text === null ? -1 : placeOf(text))),
    lines: [...places.keys()].join("\n"),
  };
}

function unpackTexts({ lines, places }: PackedTexts): (index: number) => string | null {
  const texts = lines.split("\n");
  return (index) => texts[places[index] ?? -1] ?? null;
}
