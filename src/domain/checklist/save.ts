import { type BoxState, parseChecklist } from "./checklist.ts";

export interface TurnedBox {
  readonly text: string;
  readonly from: BoxState;
  readonly to: BoxState;
}

/**
 * Find the one box a save turned, if the save did nothing else.
 *
 * A stale page saves its old copy of the whole description, and with it other people's ticks and words. So every
 * character but the one between that box's brackets must be where it was; only line ends may differ, as browsers
 * rewrite those.
 *
 * @returns `null` for every other save: text edited, several boxes turned, none turned.
 */
export function soleTurnedBox(previous: string, current: string): TurnedBox | null {
  const before = unifyLineEnds(previous);
  const after = unifyLineEnds(current);
  if (!differInOneMark(before, after)) return null;

  const old = parseChecklist(before);
  const now = parseChecklist(after);
  // The mark made a box, or ended one: the rest cannot be paired.
  if (old.length !== now.length) return null;
  const turned = now.flatMap(({ text, state }, index): TurnedBox[] => {
    const from = old[index]?.state;
    return from === undefined || from === state ? [] : [{ text, from, to: state }];
  });
  return turned.length === 1 ? (turned[0] ?? null) : null;
}

function unifyLineEnds(text: string): string {
  return text.replace(/\r\n?/g, "\n").replace(/\n+$/, "");
}

/** Cheap, so that most saves need no parsing: exactly one character differs, and it stands in brackets. */
function differInOneMark(before: string, after: string): boolean {
  if (before.length !== after.length || before === after) return false;
  let place = 0;
  while (before[place] === after[place]) place += 1;
  return before.slice(place + 1) === after.slice(place + 1) && before[place - 1] === "[" && before[place + 1] === "]";
}
