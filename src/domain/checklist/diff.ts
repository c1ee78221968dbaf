import type { Box, BoxState } from "./checklist.ts";

export type BoxChange =
  | { readonly kind: "changed"; readonly text: string; readonly from: BoxState; readonly to: BoxState }
  | { readonly kind: "added"; readonly text: string; readonly state: BoxState }
  | { readonly kind: "removed"; readonly text: string; readonly state: BoxState };

/**
 * Compare two checklists by text, never by place: people drag lines and write new ones above.
 *
 * Equal texts pair in order, the first with the first. A reworded box is one removed and one added: whoever ticked the
 * old words did not tick the new ones. The "changed" ones are what GitLab's system notes call marked as completed or
 * incomplete.
 *
 * @returns Removed boxes in the order of `before`, then changed and added ones in the order of `after`.
 */
export function diffChecklists(before: readonly Box[], after: readonly Box[]): BoxChange[] {
  const unpaired = Map.groupBy(before, (box) => box.text);
  const taken = new Map<string, number>();
  const changes = after.flatMap(({ text, state }): BoxChange[] => {
    const nth = taken.get(text) ?? 0;
    const old = unpaired.get(text)?.[nth];
    if (!old) return [{ kind: "added", text, state }];
    taken.set(text, nth + 1);
    return old.state === state ? [] : [{ kind: "changed", text, from: old.state, to: state }];
  });
  return [...removedBoxes(before, taken), ...changes];
}

function removedBoxes(before: readonly Box[], taken: ReadonlyMap<string, number>): BoxChange[] {
  const seen = new Map<string, number>();
  return before.flatMap(({ text, state }): BoxChange[] => {
    const nth = seen.get(text) ?? 0;
    seen.set(text, nth + 1);
    return nth < (taken.get(text) ?? 0) ? [] : [{ kind: "removed", text, state }];
  });
}
