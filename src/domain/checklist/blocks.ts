import MarkdownIt, { type Env, type MarkdownIt as Markdown, type Token } from "markdown-it";

/** What of a description can hold a box, a name, a marker, or the heading above them. */
export interface Block {
  /**
   * - `item`: first paragraph of a list item, the only paragraph that can be a task.
   * - `row`: one line of a table; its Markdown is in `cells`, `source` is empty.
   * - `html`: raw HTML or an HTML comment that begins a line, as far as it reaches.
   * - `paragraph`: any other paragraph.
   */
  readonly kind: "heading" | "item" | "paragraph" | "row" | "cell" | "html";
  /** Markdown of the block without indentation and quote marks; may hold line ends. */
  readonly source: string;
  readonly cells: readonly Block[];
  /** 1-based line of the description on which `source` begins. */
  readonly line: number;
  /** 0 outside block quotes; the same number for everything inside one outermost quote. */
  readonly quote: number;
}

export interface BlockList {
  readonly blocks: readonly Block[];
  /** Link definitions of the description, needed to read `[text][label]`. */
  readonly env: Env;
}

/**
 * How deep quotes (one level each) and lists (two) may stand in each other; what stands deeper is not read.
 * The time a hostile description takes grows with this number.
 */
const MAX_NESTING = 100;

/**
 * Every level of quoting walks all lines of the quote once more, continuation lines without a mark included. Quotes
 * deeper than four are therefore read only until they have cost this many lines; no written description comes near.
 */
const FREE_QUOTE_DEPTH = 4;
const DEEP_QUOTE_LINES = 50_000;

/**
 * Read the blocks of a description as GitLab renders it: CommonMark with tables and raw HTML.
 *
 * Code of every kind is left out, so nobody behind this function has to think of it. Any string is Markdown: never
 * throws.
 */
export function readBlocks(description: string): BlockList {
  const env: BlockEnv = { [BLOCKS]: [] };
  reader.parse(description, env);
  return { blocks: env[BLOCKS], env };
}

/** Where Markdown-it carries our blocks along; a symbol cannot meet a key of its own. */
const BLOCKS = Symbol("blocks");
type BlockEnv = Env & { [BLOCKS]: Block[] };

const NO_CELLS: readonly Block[] = [];

/** Markdown-it's token while its rules fill it, our block afterwards. */
class BlockToken implements Block {
  readonly kind: Block["kind"];
  readonly quote: number;
  cells: readonly Block[] = NO_CELLS;
  content = "";
  map: [number, number] | null = null;
  // Written by the rules and never read: declared so that all tokens keep one shape.
  children: Token[] | null = null;
  markup = "";
  info = "";
  hidden = false;
  attrs: [string, string][] | null = null;
  meta: unknown = null;

  constructor(kind: Block["kind"], quote: number) {
    this.kind = kind;
    this.quote = quote;
  }

  get source(): string {
    return this.content;
  }

  get line(): number {
    return (this.map?.[0] ?? 0) + 1;
  }
}

/**
 * Keeps the few tokens a checklist needs instead of all of them.
 *
 * `tokens` stays empty on purpose: the list rule would otherwise walk it once more for every level of nesting, to mark
 * paragraphs as tight, which nobody here asks for.
 */
class BlockState extends MarkdownIt.StateBlock {
  readonly #blocks: Block[];
  /** The token of everything that is not kept. */
  readonly #discarded = new BlockToken("paragraph", 0);
  /** What the next inline content belongs to. */
  #next: "heading" | "item" | "paragraph" | "cell" = "paragraph";
  #atItemStart = false;
  #cells: Block[] = [];
  #quoteDepth = 0;
  #quotes = 0;
  #deepQuoteLines = 0;
  /** `level` outside the quote whose content is being passed over; `null` outside such a quote. */
  #levelOutside: number | null = null;

  constructor(...args: ConstructorParameters<typeof MarkdownIt.StateBlock>) {
    super(...args);
    this.#blocks = (args[2] as BlockEnv)[BLOCKS];
  }

  override push(type: string, _tag: string, nesting: -1 | 0 | 1): Token {
    this.level += nesting;
    // The rules only ever write to what they get from here.
    return this.#token(type) as unknown as Token;
  }

  #token(type: string): BlockToken {
    switch (type) {
      case "inline":
        return this.#next === "cell" ? this.#keepCell() : this.#keep(this.#next);
      case "paragraph_open":
        this.#next = this.#atItemStart ? "item" : "paragraph";
        break;
      case "heading_open":
        this.#next = "heading";
        break;
      case "list_item_open":
        this.#atItemStart = true;
        return this.#discarded;
      case "tr_open": {
        this.#next = "cell";
        this.#atItemStart = false;
        this.#cells = [];
        const row = this.#keep("row");
        row.cells = this.#cells;
        return row;
      }
      case "html_block":
        this.#atItemStart = false;
        return this.#keep("html");
      case "reference_definition":
        // Renders to nothing, so the paragraph after it still opens its item.
        return this.#discarded;
      case "blockquote_open":
        this.#openQuote();
        break;
      case "blockquote_close":
        this.#closeQuote();
        break;
      default:
        break;
    }
    this.#atItemStart = false;
    return this.#discarded;
  }

  #openQuote(): void {
    if (this.#quoteDepth === 0) this.#quotes += 1;
    this.#quoteDepth += 1;
    if (this.#quoteDepth <= FREE_QUOTE_DEPTH) return;
    this.#deepQuoteLines += this.lineMax - this.line;
    if (this.#deepQuoteLines <= DEEP_QUOTE_LINES) return;
    this.#levelOutside = this.level;
    this.level = MAX_NESTING;
  }

  #closeQuote(): void {
    this.#quoteDepth -= 1;
    if (this.#levelOutside === null) return;
    this.level = this.#levelOutside - 1;
    this.#levelOutside = null;
  }

  #keep(kind: Block["kind"]): BlockToken {
    const token = new BlockToken(kind, this.#quoteDepth === 0 ? 0 : this.#quotes);
    this.#blocks.push(token);
    return token;
  }

  #keepCell(): BlockToken {
    const token = new BlockToken("cell", 0);
    this.#cells.push(token);
    return token;
  }
}

const reader = createReader();

function createReader(): Markdown {
  const markdown = new MarkdownIt({ html: true, maxNesting: MAX_NESTING });
  markdown.core.ruler.enableOnly(["normalize", "block"]);
  // Addresses are neither shown nor followed here: any is as good as another, and none costs time.
  markdown.normalizeLink = (url) => url;
  markdown.validateLink = () => true;
  markdown.block.State = BlockState;
  return markdown;
}
