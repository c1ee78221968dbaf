/**
 * Find the word somebody most likely meant.
 *
 * @returns The closest candidate, or `null` when none is close enough to be worth suggesting: at most one slip in
 *   three letters, or else three letters or more of its beginning. Of equally close ones the first.
 */
export function closestWord(word: string, candidates: Iterable<string>): string | null {
  const words = [...candidates];
  return fewestSlips(word, words) ?? words.find((other) => isBeginning(word, other)) ?? null;
}

function isBeginning(word: string, other: string): boolean {
  return word.length >= 3 && other.toLowerCase().startsWith(word.toLowerCase());
}

function fewestSlips(word: string, candidates: readonly string[]): string | null {
  let best: string | null = null;
  let fewest = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - word.length) >= fewest) continue;
    const slips = countSlips(word.toLowerCase(), candidate.toLowerCase());
    if (slips < fewest) {
      best = candidate;
      fewest = slips;
    }
  }
  return best;
}

/** Letters added, left out, exchanged or swapped with their neighbour (optimal string alignment). */
function countSlips(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const isSame = from[row - 1] === to[column - 1];
      const isSwapped = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      current[column] = Math.min(
        at(current, column - 1) + 1,
        at(last, column) + 1,
        at(last, column - 1) + (isSame ? 0 : 1),
        isSwapped ? at(beforeLast, column - 2) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    beforeLast = last;
    last = current;
  }
  return at(last, to.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY;
}
