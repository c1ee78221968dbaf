// oxlint-disable-next-line import/extensions -- a package; the rule takes its bare name for a file
import MarkdownIt, { type MarkdownIt as Markdown, type Token } from "markdown-it";

import { emojiOf } from "./emoji.ts";

export interface RenderOptions {
  /** Id of the form that the boxes submit; without it boxes are only shown. */
  readonly boxForm?: string;
}

const BOX = /^\[([xX~]|[^\S\r\n])\](?:\s+|$)/;
/** HTML that templates and notes use. Everything else is shown as text; a lone `<b>` would reach over the page. */
const ALLOWED_TAGS = new Set(["details", "summary", "br", "hr"]);
/** These only where one line opens and closes them. */
const PAIRED_TAGS = new Set(["sub", "sup", "kbd"]);

const parser = createParser();

/**
 * Markdown of an issue or a note as a page shows it: HTML comments hidden, `<details>` working, boxes as buttons
 * whose value is `line:1` to tick and `line:0` to untick (0-based lines).
 *
 * @returns HTML that is safe to put into a page.
 */
export function renderMarkdown(source: string, options: RenderOptions = {}): string {
  return parser.render(source, { boxForm: options.boxForm ?? null });
}

function createParser(): Markdown {
  const md = new MarkdownIt({ html: true, linkify: false });
  md.core.ruler.push("boxes", (state) => {
    const env: unknown = state.env;
    const boxForm = typeof env === "object" && env !== null ? Reflect.get(env, "boxForm") : null;
    const newBox = (html: string): Token => Object.assign(new state.Token("markup", "", 0), { content: html });
    placeBoxes(newBox, state.tokens, typeof boxForm === "string" ? boxForm : null);
    for (const token of state.tokens) {
      pairTags(token.children ?? []);
      // Both scroll sideways on a small screen, by keyboard too.
      if (token.type === "table_open") token.attrSet("tabindex", "0");
    }
  });
  md.renderer.rules["html_block"] = (tokens, index) => cleanHtml(tokens[index]?.content ?? "");
  md.renderer.rules["html_inline"] = (tokens, index) => cleanHtml(tokens[index]?.content ?? "");
  md.renderer.rules["text"] = (tokens, index) => decorate(md.utils.escapeHtml(tokens[index]?.content ?? ""));
  md.renderer.rules["markup"] = (tokens, index) => tokens[index]?.content ?? "";
  const fence = md.renderer.rules["fence"];
  md.renderer.rules["fence"] = (tokens, index, options, env, self) =>
    (fence?.(tokens, index, options, env, self) ?? "").replace("<pre", '<pre tabindex="0"');
  const openLink = md.renderer.rules["link_open"];
  md.renderer.rules["link_open"] = (tokens, index, options, env, self) => {
    tokens[index]?.attrSet("rel", "nofollow noopener");
    return openLink ? openLink(tokens, index, options, env, self) : self.renderToken(tokens, index, options);
  };
  return md;
}

type NewBox = (html: string) => Token;

/** Put a button in front of every list item and into every cell that holds a box. */
function placeBoxes(newBox: NewBox, tokens: readonly Token[], boxForm: string | null): void {
  let row: Token | null = null;
  for (const [index, token] of tokens.entries()) {
    if (token.type === "tr_open") row = token;
    if (token.type !== "inline") continue;
    const item = tokens[index - 2];
    const mark = BOX.exec(token.content);
    if (!mark) continue;
    if (item?.type === "list_item_open" && mark[0].length < token.content.length) {
      item.attrJoin("class", mark[1] === "~" ? "task task-off" : "task");
      replaceMark(newBox, token, mark, item.map?.[0] ?? 0, boxForm);
    } else if (tokens[index - 1]?.type === "td_open" && mark[0] === token.content) {
      replaceMark(newBox, token, mark, row?.map?.[0] ?? token.map?.[0] ?? 0, boxForm);
    }
  }
}

function replaceMark(newBox: NewBox, token: Token, mark: RegExpExecArray, line: number, boxForm: string | null): void {
  const first = token.children?.[0];
  if (!token.children || first?.type !== "text") return;
  first.content = first.content.replace(BOX, "");
  const words = token.children.filter((child) => child.type === "text" || child.type === "code_inline");
  const label = words.map((child) => child.content).join("") || "This row";
  token.children.unshift(newBox(boxHtml(mark[1] ?? " ", line, label, boxForm)));
}

function boxHtml(mark: string, line: number, label: string, boxForm: string | null): string {
  const done = /x/i.test(mark);
  const name = parser.utils.escapeHtml(label);
  const state = `role="checkbox" aria-checked="${done}" aria-label="${name}"`;
  if (boxForm === null || mark === "~") return `<span class="box" ${state} aria-disabled="true"></span>`;
  const value = `${line}:${done ? 0 : 1}`;
  return `<button class="box" id="box-${line}" type="submit" form="${boxForm}" name="box" value="${value}" ${state}></button>`;
}

/** Let tags through that are closed where they were opened. */
function pairTags(tokens: readonly Token[]): void {
  const open: { readonly name: string; readonly token: Token }[] = [];
  for (const token of tokens) {
    const [, closing, name = ""] = /^<(\/?)([a-z]+)>$/.exec(token.type === "html_inline" ? token.content : "") ?? [];
    if (!PAIRED_TAGS.has(name)) continue;
    if (closing === "") open.push({ name, token });
    else if (open.at(-1)?.name === name) {
      for (const end of [open.pop()?.token, token]) if (end) end.type = "markup";
    }
  }
}

/** Comments vanish, known tags lose their attributes, all other tags are shown as they were typed. */
function cleanHtml(html: string): string {
  return html
    .replace(/<!--[\s\S]*?(?:-->|$)/g, "")
    .replace(/<(\/?)([a-zA-Z][\w-]*)[^<>]*>|[<>]/g, (whole, closing: string | undefined, name: string | undefined) => {
      const tag = name?.toLowerCase();
      if (tag !== undefined && ALLOWED_TAGS.has(tag)) return `<${closing ?? ""}${tag}>`;
      return whole.replaceAll("<", "&lt;").replaceAll(">", "&gt;");
    });
}

/** Mentions stand out and emoji names become emoji. */
function decorate(escaped: string): string {
  return escaped
    .replace(/(?<![\w/])@([a-zA-Z0-9_][\w.-]*[\w])/g, '<span class="mention">@$1</span>')
    .replace(/:([a-z0-9_+-]+):/g, (whole, name: string) => emojiOf(name) ?? whole);
}
