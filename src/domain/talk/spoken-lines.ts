import MarkdownIt, { type Token } from "markdown-it";

/** In UTF-16 units. A longer comment is read up to the last whole line before this. */
const MAX_LENGTH = 100 * 1024;

/** Block rules only; reference definitions are left as the text people typed. */
const markdown = new MarkdownIt("commonmark", { html: true }).disable(["inline", "reference"]);

/** What changes how the text behind it is read: escapes, code spans, comments, and HTML that quotes or shows code. */
const SPAN = /\\[\s\S]|`+|<!--|<\/?(?:code|pre|blockquote)\b[^<>]*>|\n/giu;

/**
 * The lines of a comment in which its author speaks, by rendered meaning: lines of paragraphs, list items and
 * underlined headings, outside code, quotes (`>`, GitLab's `>>>`, `<blockquote>`) and HTML comments. Lines indented by four
 * spaces or more are left out. Time is linear in the length.
 */
export function readSpokenLines(body: string): string[] {
  const source = bounded(body.replaceAll(/\r\n?/gu, "\n"));
  const sourceLines = source.split("\n");
  const lines: string[] = [];
  const quotes = { depth: 0, isFenced: false, html: 0 };
  let isUnderlined = true;

  for (const token of markdown.parse(source, {})) {
    if (token.type === "blockquote_open") {
      if (isQuoteFence(token, sourceLines)) quotes.isFenced = !quotes.isFenced;
      quotes.depth += 1;
    } else if (token.type === "blockquote_close") quotes.depth -= 1;
    else if (token.type === "heading_open") isUnderlined = !token.markup.startsWith("#");
    else if (token.type === "heading_close") isUnderlined = true;
    else if (token.type === "html_block") quotes.html = splitVisible(token.content, quotes.html).hidden;
    else if (token.type === "inline") {
      const visible = splitVisible(token.content, quotes.html);
      quotes.html = visible.hidden;
      if (quotes.depth === 0 && !quotes.isFenced && isUnderlined) lines.push(...visible.lines);
    }
  }
  return lines.filter((line) => !/^(?: {4}| {0,3}\t)/u.test(line)).map((line) => line.trim());
}

function bounded(text: string): string {
  if (text.length <= MAX_LENGTH) return text;
  return text.slice(0, text.lastIndexOf("\n", MAX_LENGTH) + 1);
}

/** A line of `>>>` alone, which opens or closes a quote of several lines on GitLab. */
function isQuoteFence(token: Token, sourceLines: readonly string[]): boolean {
  return token.level === 0 && token.map !== null && sourceLines[token.map[0]]?.trim() === ">>>";
}

/**
 * Split text into the lines that begin outside code spans, comments and hidden HTML.
 *
 * @param hidden - How many `<code>`, `<pre>` and `<blockquote>` are open before the text.
 * @returns The lines, and how many are open behind it.
 */
function splitVisible(content: string, hidden: number): { readonly lines: string[]; readonly hidden: number } {
  const lines: string[] = [];
  const findFence = fenceFinder(content);
  const span = new RegExp(SPAN);
  let open = hidden;
  let line = "";
  let isVisible = open === 0;
  let from = 0;

  for (let match = span.exec(content); match !== null; match = span.exec(content)) {
    const [mark] = match;
    line += content.slice(from, match.index);
    let end = match.index + mark.length;
    if (mark === "\n") {
      if (isVisible) lines.push(line);
      line = "";
      isVisible = open === 0;
    } else if (mark.startsWith("`")) {
      end = findFence(mark.length, end) ?? end;
      line += content.slice(match.index, end).replaceAll("\n", " ");
    } else if (mark === "<!--") {
      const close = content.indexOf("-->", end);
      // Unclosed inside a paragraph it is text; what follows is left unheard, for whoever began a comment meant one.
      end = close === -1 ? content.length : close + 3;
    } else if (mark.startsWith("<")) {
      open = Math.max(0, open + (mark.startsWith("</") ? -1 : 1));
    } else line += mark;
    from = end;
    span.lastIndex = end;
  }
  if (isVisible) lines.push(line + content.slice(from));
  return { lines, hidden: open };
}

/**
 * @returns A function that finds the end of the next run of exactly so many backticks, or `null`. Asked with rising
 *   positions it is linear in all.
 */
function fenceFinder(content: string): (length: number, from: number) => number | null {
  const runs = new Map<number, { readonly at: number[]; next: number }>();
  for (const { 0: run, index } of content.matchAll(/`+/gu)) {
    const known = runs.get(run.length) ?? { at: [], next: 0 };
    known.at.push(index);
    runs.set(run.length, known);
  }
  return function findFence(length, from) {
    const known = runs.get(length);
    if (known === undefined) return null;
    while ((known.at[known.next] ?? Number.POSITIVE_INFINITY) < from) known.next += 1;
    const at = known.at[known.next];
    return at === undefined ? null : at + length;
  };
}
