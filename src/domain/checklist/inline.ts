import MarkdownIt, { type Env, type MarkdownIt as Markdown, type Token } from "markdown-it";

/**
 * Longest Markdown whose inline marks are read, in characters. Some runs of marks cost their length squared, and no
 * task, heading or line of names comes near this length.
 */
export const LONGEST_INLINE = 2048;

/** Brackets and marks deeper in each other than this are read as text; every level makes a run of `[` dearer. */
const MAX_NESTING = 12;

/**
 * Read the inline marks of one block.
 *
 * @param markdown - At most {@link LONGEST_INLINE} characters.
 * @param env - From `readBlocks`, for links whose address stands elsewhere in the description.
 */
export function readInline(markdown: string, env: Env): Token[] {
  const tokens: Token[] = [];
  reader.inline.parse(markdown, reader, env, tokens);
  return tokens;
}

const reader = createReader();

function createReader(): Markdown {
  const markdown = new MarkdownIt({ html: true, maxNesting: MAX_NESTING });
  // GitLab shows the words of a link whatever its address is.
  markdown.normalizeLink = (url) => url;
  markdown.validateLink = () => true;
  return markdown;
}
