import type { Inert } from "./safe-markdown.ts";

/** What may fill a placeholder: text that was made inert, or a number. A plain string does not compile. */
export type Values = Readonly<Record<string, Inert | number>>;

export interface Wording {
  /**
   * The sentence of a message id with its placeholders filled.
   *
   * @throws {TypeError} when the id is unknown or a value is missing: a programmer's error.
   */
  readonly say: (id: string, values?: Values) => Inert;
}

const PLACEHOLDER = /\{([a-zA-Z]+)\}/gu;

/**
 * Every sentence of the bot, from a catalogue (`templates/comments/en.yaml`) and a program's own sentences.
 *
 * An override that does not fit the shipped sentence any more (an old program under a newer bot) is left aside.
 */
export function createWording(
  catalogue: Readonly<Record<string, string>>,
  overrides: Readonly<Record<string, string>> = {},
): Wording {
  const known = messagesOf(catalogue);
  const fitting = Object.entries(overrides).filter(([id, text]) => checkOverride(known, id, text) === null);
  const messages = new Map([...Object.entries(catalogue), ...fitting]);
  return {
    say(id, values = {}) {
      const message = messages.get(id);
      if (message === undefined) throw new TypeError(`Cannot say "${id}": there is no such message`);
      const sentence = message.replaceAll(PLACEHOLDER, (_, name: string) => {
        const value = Object.hasOwn(values, name) ? values[name] : undefined;
        if (value === undefined) throw new TypeError(`Cannot say "${id}": there is no value for {${name}}`);
        return String(value);
      });
      return sentence as Inert;
    },
  };
}

/** Message ids and the placeholders each knows. */
export function messagesOf(catalogue: Readonly<Record<string, string>>): ReadonlyMap<string, readonly string[]> {
  return new Map(Object.entries(catalogue).map(([id, text]) => [id, placeholdersOf(text)]));
}

/**
 * May a program say it like this?
 *
 * @returns What is wrong, for the list of a program's faults; `null` when nothing is.
 */
export function checkOverride(known: ReadonlyMap<string, readonly string[]>, id: string, text: string): string | null {
  const placeholders = known.get(id);
  if (placeholders === undefined) return `there is no message "${id}"`;
  const unknown = placeholdersOf(text).filter((name) => !placeholders.includes(name));
  if (unknown.length > 0) {
    const names = placeholders.map((name) => `{${name}}`).join(", ");
    return `{${unknown.join("}, {")}} is no placeholder of "${id}"; it knows ${names === "" ? "none" : names}`;
  }
  if (text.trim() === "") return "must not be empty";
  if (/[\n\r\v\f\u0085\u2028\u2029]/u.test(text)) return "must be one line";
  if (/^\s*\//u.test(text)) return "must not begin with a slash: GitLab would take it for a quick action";
  if (text.includes("@")) return "must not mention anybody: the bot decides who is mentioned";
  if (/<!--|\[[ xX~]\]/u.test(text)) return "must hold no HTML comment and no box to tick";
  return null;
}

function placeholdersOf(text: string): readonly string[] {
  return [...new Set([...text.matchAll(PLACEHOLDER)].flatMap(([, name]) => name ?? []))];
}
