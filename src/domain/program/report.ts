import type { SoundDocument } from "./check-shape.ts";
import { closestWord } from "./closest-word.ts";
import type { YamlPath } from "./yaml-text.ts";

/** Says that something is wrong with the value (or, with `key`, with the key itself) at a path of the document. */
export type Report = (path: YamlPath, message: string, at?: "key") => void;

export type SoundTask = NonNullable<NonNullable<SoundDocument["tasks"]>[number]>;
export type TaskEntry = readonly [index: number, task: SoundTask];

/** The end of a message about a word that does not exist: the one that was meant, or else all there are. */
export function suggest(word: string, known: readonly string[]): string {
  const closest = closestWord(word, known);
  if (closest !== null) return `, did you mean "${closest}"?`;
  return known.length === 0 ? "" : `; there are: ${known.join(", ")}`;
}

/** Say where a list of words names one twice. */
export function checkTwice(words: readonly (string | undefined)[] | undefined, path: YamlPath, report: Report): void {
  for (const [index, word] of (words ?? []).entries()) {
    if (word !== undefined && (words ?? []).indexOf(word) < index)
      report([...path, index], `"${word}" stands here twice`);
  }
}
