import type { Env, Token } from "markdown-it";

import { LONGEST_INLINE, readInline } from "./inline.ts";

/** A text can only lose marks while it is read, so this ends; nobody writes marks that hide marks this deep. */
const MOST_READINGS = 8;

/** Only these can begin markup; most tasks have none and skip the inline parser. */
const MARKUP = /[\\`*_[<&~\n]/;
const ODD_SPACE = /[^\x20-\x7e]| {2}|^ | $/;
/** Zero-width characters and the soft hyphen: nobody sees them, and copying a line brings them along. */
const INVISIBLE = /[\u00ad\u200b\u2060\ufeff]/g;

/** `[text][label]` without its definition at hand. An index such as `list[0][1]` is none. */
const REFERENCE_LINK = /(?<![\w\]])!?\[([^[\]]*)\]\[[^[\]]*\]/g;

/** A tag whose removal hides nothing a person could have meant as words: `<or ask>` stays. */
const PLAIN_TAG =
  /^<\/?(?:a|abbr|b|br|code|del|em|i|img|ins|kbd|mark|s|samp|small|span|strong|sub|sup|u|var)(?:\s+[\w:-]+="[^"]*")*\s*\/?>$/i;
const COMMENT = /^<!--/;
const LINE_BREAK_TAG = /^<br\b/i;

/**
 * Markdown as people read it: marks, link targets, HTML tags and comments gone, images by their description, white
 * space folded.
 *
 * @param env - From `readBlocks`, for links whose address stands elsewhere in the description.
 */
export function readText(markdown: string, env: Env = {}): string {
  return foldSpace(canHoldMarkup(markdown) ? renderInline(markdown, env, () => true) : markdown);
}

/**
 * The form in which texts of tasks are compared, whether they come from a program, a box or a system note.
 *
 * GitLab writes an item's *source* into its system notes and escapes it: `**Pass**` arrives as `\*\*Pass\*\*`. So marks
 * are read until none are left, and what a box shows, what it was written as and what a note quotes become equal.
 *
 * @example normalizeTaskText("**Pass** a [graded](x) assessment") // "Pass a graded assessment"
 */
export function normalizeTaskText(markdown: string): string {
  let text = foldSpace(markdown);
  for (let readings = 0; readings < MOST_READINGS && canHoldMarkup(text); readings += 1) {
    let read = foldSpace(renderInline(text, {}, hidesNoWords));
    // Not before all other marks are read: brackets of theirs look like labels.
    if (read === text) read = foldSpace(text.replace(REFERENCE_LINK, "$1"));
    if (read === text) break;
    text = read;
  }
  return text;
}

/** The one notion of equal spacing: every run of white space of any script is one space, none at the ends. */
export function foldSpace(text: string): string {
  if (!ODD_SPACE.test(text)) return text;
  return text.replace(INVISIBLE, "").replace(/\s+/g, " ").trim().normalize("NFC");
}

/** Text too long for a task is compared as it is written. */
function canHoldMarkup(text: string): boolean {
  return text.length <= LONGEST_INLINE && MARKUP.test(text);
}

function hidesNoWords(html: string): boolean {
  return COMMENT.test(html) || PLAIN_TAG.test(html);
}

function renderInline(markdown: string, env: Env, isHidden: (html: string) => boolean): string {
  return textOf(readInline(markdown, env), isHidden);
}

function textOf(tokens: readonly Token[], isHidden: (html: string) => boolean): string {
  let text = "";
  for (const token of tokens) {
    if (token.type === "softbreak" || token.type === "hardbreak") text += " ";
    else if (token.type === "image") text += textOf(token.children ?? [], isHidden);
    else if (token.type !== "html_inline") text += token.content;
    else if (LINE_BREAK_TAG.test(token.content)) text += " ";
    else if (!isHidden(token.content)) text += token.content;
  }
  return text;
}
