import { readBlocks } from "./blocks.ts";
import { LONGEST_INLINE, readInline } from "./inline.ts";

/** What the marker in a description says of the issue. */
export type Marker = ProgramMarker | DeskMarker;

/** The program it was made from. */
export interface ProgramMarker {
  readonly kind: "program";
  readonly programId: string;
  /** A hint; `null` when the marker names none. */
  readonly version: number | null;
}

/** It is where engineers of this program offer engagements. */
export interface DeskMarker {
  readonly kind: "desk";
  readonly programId: string;
}

const NAME = "onboarding-bot";
const ID = String.raw`[A-Za-z0-9][\w.-]*`;
const WHAT = String.raw`(?<program>${ID})(?:\s+[vV](?<version>\d{1,9}))?|desk\s+(?<desk>${ID})`;
const MARKER = new RegExp(String.raw`<!--\s*${NAME}\s*:\s*(?:${WHAT})\s*-->`, "g");
const CODE = /^<(?:pre|script|style|textarea)\b/i;

/**
 * Read `<!-- onboarding-bot: <program> v<version> -->`, the only trace of the template an issue was made from, or
 * `<!-- onboarding-bot: desk <program> -->`, which makes an issue the desk of a program.
 *
 * The last one wins when there are several. A marker in code or in a quote is talk about markers, not one.
 *
 * @returns `null` when the description has none.
 */
export function readMarker(description: string): Marker | null {
  if (!description.includes(NAME)) return null;
  let last: RegExpExecArray | undefined;
  const { blocks, env } = readBlocks(description);
  for (const { kind, source, quote } of blocks) {
    if (quote !== 0 || !source.includes(NAME)) continue;
    for (const html of kind === "html" ? [source] : readInlineHtml(source, env)) {
      if (!CODE.test(html)) last = [...html.matchAll(MARKER)].at(-1) ?? last;
    }
  }
  if (!last) return null;
  const { desk, program: programId = "", version } = last.groups ?? {};
  if (desk !== undefined) return { kind: "desk", programId: desk };
  return { kind: "program", programId, version: version === undefined ? null : Number(version) };
}

function readInlineHtml(markdown: string, env: Parameters<typeof readInline>[1]): string[] {
  if (markdown.length > LONGEST_INLINE) return [];
  return readInline(markdown, env).flatMap((token) => (token.type === "html_inline" ? [token.content] : []));
}
