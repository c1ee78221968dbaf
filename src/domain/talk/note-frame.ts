import { checkNote, type Inert, marker } from "./safe-markdown.ts";

/**
 * Put a note together: paragraphs with an empty line between them, and the hidden marker as last line.
 *
 * @param key - What the bot finds this note again by: `status`, or the key of the action.
 * @throws {TypeError} when the result could do harm; see `checkNote`.
 */
export function frameNote(key: string, paragraphs: readonly (Inert | null)[]): string {
  const body = [...paragraphs.filter((one) => one !== null && one !== ""), marker(key)].join("\n\n");
  return checkNote(body);
}

/** Put several answers together as one note, each once. @throws {TypeError} as {@link frameNote} does. */
export function frameAnswers(key: string, answers: readonly (readonly (Inert | null)[])[]): string {
  const bodies = answers.map((parts) => parts.filter((one) => one !== null && one !== "").join("\n\n") as Inert);
  return frameNote(key, [...new Set(bodies)]);
}

/** A part that opens on a click. @param summary - From the catalogue only: Markdown does not work in it. */
export function foldedPart(summary: Inert, paragraphs: readonly (Inert | null)[]): Inert | null {
  const content = paragraphs.filter((one) => one !== null && one !== "");
  if (content.length === 0) return null;
  return ["<details>\n<summary>", summary, "</summary>\n\n", content.join("\n\n"), "\n\n</details>"].join("") as Inert;
}

/** Lines directly under each other: a list. `null` when there are none. */
export function stack(lines: readonly (Inert | null)[]): Inert | null {
  const present = lines.filter((one) => one !== null && one !== "");
  return present.length === 0 ? null : (present.join("\n") as Inert);
}

/** Steps in their order, each of one or more paragraphs. */
export function numbered(steps: readonly (readonly Inert[])[]): Inert {
  const items = steps.map((paragraphs, index) => {
    const number = `${index + 1}. `;
    // What follows belongs to the step as far as it is moved in like its first line.
    return number + paragraphs.join("\n\n").replaceAll(/\n(?=[^\n])/g, `\n${" ".repeat(number.length)}`);
  });
  return items.join("\n\n") as Inert;
}

/** A table; cells are sentences of the catalogue or inert text, in which `|` is escaped. */
export function table(head: readonly Inert[], rows: readonly (readonly Inert[])[]): Inert {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map((row) => line(row))].join("\n") as Inert;
}
