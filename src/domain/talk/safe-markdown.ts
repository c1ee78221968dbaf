declare const inertBrand: unique symbol;

/**
 * Markdown that can stand in a note of the bot without acting: made from words of people by {@link inert} and
 * {@link inertCode}, from a mention that is meant by {@link mention}, or from sentences of the catalogue.
 */
export type Inert = string & { readonly [inertBrand]: true };

/** Longest note body the bot posts, in UTF-16 units. GitLab takes a million; nothing the bot says comes near. */
export const MAX_NOTE_LENGTH = 100_000;

/** WORD JOINER: invisible, no space, and no part of any pattern by which GitLab finds references. */
const JOINER = "\u2060";

const USERNAME = /^[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,253}[A-Za-z0-9_-])?$/u;
const MARKER = /<!-- onboarding-bot:[^\s<>]{1,300} -->/gu;
/** Fillers, directions of writing, joiners of our own kind, tag letters. ZWJ and ZWNJ are letters to emoji and Persian. */
const INVISIBLE =
  /\u00ad|\u034f|\u061c|\u115f|\u1160|\u17b4|\u17b5|\u180e|\u200b|\u200e|\u200f|[\u202a-\u202e\u2060-\u206f\ufff9-\ufffb]|\u3164|[\u{e0000}-\u{e0fff}]/gu;
const LINE_BREAK = /\r\n|[\n\r\v\f\u0085\u2028\u2029]/u;

/**
 * Make any words of a person safe inside a note: they render as the same words and do nothing.
 *
 * - Line breaks of every kind become spaces, so no line of the note can start with a quick action.
 * - Markdown is escaped by backslashes, HTML by entities. Escaping alone does not stop references: GitLab looks for
 *   them in the *rendered* text, where `&#64;` is an `@` again. So an invisible joiner is put after every character
 *   that can begin a reference (`@` `#` `!` `~` `%` `$` `&` `^` `*` `[`), into `://`, `www.`, `:emoji:`, `GL-12` and commit ids.
 * - Controls, directions of writing and other invisible characters are removed; broken surrogates are replaced.
 *
 * @param maxLength - In UTF-16 units of the cleaned text; a longer one is cut between graphemes and ends with "…".
 * @returns One line without white space at its ends; empty when nothing visible is left.
 */
export function inert(text: string, maxLength = 300): Inert {
  return escapeStart(escapeMarkup(defuse(cut(clean(text), maxLength)))) as Inert;
}

/** A code span showing the words as they are. Not for table cells, where a `|` ends the cell even inside code. */
export function inertCode(text: string, maxLength = 200): Inert {
  const content = withoutComments(cut(clean(text), maxLength));
  const fence = "`".repeat(longestRun(content) + 1);
  const padding = content === "" || content.startsWith("`") || content.endsWith("`") ? " " : "";
  return `${fence}${padding}${content}${padding}${fence}` as Inert;
}

/** Words people may write, each in a code span of its own: "`shadow` `lead`". */
export function inertCodes(words: readonly string[]): Inert {
  return words.map((word) => inertCode(word)).join(" ") as Inert;
}

/** A fenced code block; GitLab puts a copy button on it. */
export function codeBlock(lines: readonly string[], language = "text"): Inert {
  const content = lines.map((line) => withoutComments(cut(clean(line), 2000)));
  const fence = "`".repeat(Math.max(3, longestRun(content.join("\n")) + 1));
  return [`${fence}${language}`, ...content, fence].join("\n") as Inert;
}

/** A mention that is meant: `@username`. What cannot be a username stays text. */
export function mention(username: string): Inert {
  return USERNAME.test(username) ? (`@${username}` as Inert) : inert(username);
}

/** An address of our own as the target of a link. @throws {TypeError} for one that is not plain `http(s)`. */
export function linkTarget(address: string): Inert {
  if (/^https?:\/\/[\w.~:/%+-]+$/u.test(address)) return address as Inert;
  throw new TypeError("Cannot link to an address that is no plain http(s) one");
}

/** Put safe pieces together, with nothing between them that could begin or end markup. */
export function join(pieces: readonly Inert[], separator: string): Inert {
  return pieces.join(separator) as Inert;
}

/** Last line of every note: by it the bot finds its own notes again. */
export function marker(key: string): Inert {
  return `<!-- onboarding-bot:${key} -->` as Inert;
}

/**
 * Last line of defence, called before anything is posted.
 *
 * @returns The body as given.
 * @throws {TypeError} when a line would be a quick action, the body is too long or does not end with its only marker:
 *   a programmer's error, and better no note than such a one.
 */
export function checkNote(body: string): string {
  if (body.length > MAX_NOTE_LENGTH) throw new TypeError(`Cannot post note: it has ${body.length} characters`);
  if (body.split(LINE_BREAK).some((line) => /^\s*\/\p{L}/u.test(line))) {
    throw new TypeError("Cannot post note: a line begins with a quick action");
  }
  const markers = body.match(MARKER) ?? [];
  if (markers.length !== 1 || body.split("\n").at(-1) !== markers[0]) {
    throw new TypeError("Cannot post note: its last line must be its only marker");
  }
  return body;
}

/** Code shows a comment as it is, but the bot finds its notes by one in the source. */
function withoutComments(text: string): string {
  return text.replaceAll("<!--", `<${JOINER}!--`);
}

/** One line of visible characters. */
function clean(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[\s\u0085]/gu, " ")
    .replaceAll(/\p{Cc}/gu, "")
    .replaceAll(INVISIBLE, "")
    .replaceAll(/ +/gu, " ")
    .trim();
}

function cut(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  // Looking only a little further than needed keeps a megabyte of text cheap.
  const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" }).segment(text.slice(0, maxLength + 100));
  let end = 0;
  for (const { index } of graphemes) {
    if (index >= maxLength) break;
    end = index;
  }
  // A single grapheme can be endless (a letter under a thousand accents); then it is cut in the middle.
  const head = end === 0 ? text.slice(0, maxLength - 1).toWellFormed() : text.slice(0, end);
  return `${head.trimEnd()}…`;
}

/** @see https://docs.gitlab.com/user/markdown/#gitlab-specific-references - the references GitLab finds in plain text. */
function defuse(text: string): string {
  return (
    text
      .replaceAll(/[@#!~%$&^*{](?=\S)|\[/gu, `$&${JOINER}`)
      // `group/project>` refers to a project.
      .replaceAll(/(?<=\S)>/gu, `${JOINER}>`)
      .replaceAll(/:(?=\/\/|[\w+-]{1,100}:)/gu, `$&${JOINER}`)
      .replaceAll(/www(?=\.)/giu, `$&${JOINER}`)
      .replaceAll(/[A-Za-z]-(?=\d)/gu, `$&${JOINER}`)
      .replaceAll(/(?<![0-9a-z])[0-9a-f]{7,}(?![0-9a-z])/giu, (id) => id.replaceAll(/.{6}(?=.)/gu, `$&${JOINER}`))
  );
}

function escapeMarkup(text: string): string {
  return text
    .replaceAll(/[\\`*_[\]{}|~$#!^@%]/gu, String.raw`\$&`)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;");
}

/** What is markup, or a quick action, only where a line begins. */
function escapeStart(text: string): string {
  if (/^[-+=:./]/u.test(text)) return `\\${text}`;
  return text.replace(/^(\d{1,9})([.)])/u, String.raw`$1\$2`);
}

function longestRun(text: string): number {
  return (text.match(/`+/gu) ?? []).reduce((longest, run) => Math.max(longest, run.length), 0);
}
