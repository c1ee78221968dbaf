/** In UTF-16 units; what stands behind is not read. */
const MAX_LENGTH = 50 * 1024;
/** Far more than any form filled in has; every line is compared with every question. */
const MAX_LINES = 1000;

const LINE_BREAK = /\r\n|[\n\r\v\f\u0085\u2028\u2029]/u;
/** Code fences, rules, underlines and the row between a table and its head: marks without a word. */
const ONLY_MARKS = /^[\s|:=_*~`+-]*$|^(?:`{3,}|~{3,})\s*[\w-]*$/u;

const SIGNATURE = /^-- ?$/u;
const SENT_FROM = /^(?:Sent from my |Get Outlook for )/u;

/** Longer than any line a mail program writes above what it quotes. */
const LONGEST_ATTRIBUTION = 300;
/** Mail programs break it where it gets too wide. */
const MOST_ATTRIBUTION_LINES = 3;
const ATTRIBUTION_START = /^(?:On|Am|Le|El)\s/u;
const ATTRIBUTION_TIME = /\d{4}|\d:\d\d|@/u;
const ATTRIBUTION_END = /\s(?:wrote|schrieb\s[^:]*|a écrit|escribió)\s?:$/u;

const ORIGINAL_MESSAGE = /^-{2,}\s*Original Message\s*-{2,}$/iu;
const HEADER_START = /^[*_]*(?:From|Von|De)\s?:/u;
const HEADER_REST = /^[*_]*(?:Sent|Date|To|Subject|Gesendet|Datum|An|Betreff|Envoyé|À|Objet|Enviado|Para|Asunto)\s?:/u;

/**
 * The lines somebody wrote themselves in a comment or mail, trimmed, without empty ones: no quotes (`>` and GitLab's
 * `>>>`), no mail they replied to, no signature. Lines of code blocks are theirs, for that is how forms are copied.
 *
 * Somebody who answers below what they quote has written nothing above it; otherwise the mail ends where the quoted
 * one begins, for below stand only disclaimers. Any text will do; time is linear, at most 50 KB and 1,000 lines are read.
 */
export function readOwnLines(text: string): readonly string[] {
  const lines = text.slice(0, MAX_LENGTH).toWellFormed().normalize("NFC").split(LINE_BREAK);
  const trimmed = lines.map((line) => line.trim());
  const own: string[] = [];
  let isFenced = false;

  for (let index = 0; index < lines.length; index += 1) {
    const line = trimmed[index] ?? "";
    if (SIGNATURE.test(lines[index] ?? "") || SENT_FROM.test(line)) break;
    if (isQuoteFence(trimmed, index, isFenced)) isFenced = !isFenced;
    if (isFenced || line.startsWith(">")) continue;
    if (isMailHeader(trimmed, index)) break;
    const attribution = countAttributionLines(trimmed, index);
    if (attribution > 0) {
      if (own.length > 0 || !isQuoteNext(trimmed, index + attribution)) break;
      index += attribution - 1;
    } else if (!ONLY_MARKS.test(line)) own.push(line);
  }
  return own.slice(0, MAX_LINES);
}

/** A `>>>` alone opens and closes a quote on GitLab; in mails it is an empty line somebody quoted three times. */
function isQuoteFence(lines: readonly string[], index: number, isOpen: boolean): boolean {
  if (lines[index] !== ">>>") return false;
  return isOpen || !(isQuote(lines[index - 1]) || isQuote(lines[index + 1]));
}

function isQuote(line: string | undefined): boolean {
  return line?.startsWith(">") === true;
}

function isQuoteNext(lines: readonly string[], from: number): boolean {
  return isQuote(lines.slice(from, from + 3).find((line) => line !== ""));
}

/** The header Outlook puts above the mail it quotes without any mark. */
function isMailHeader(lines: readonly string[], index: number): boolean {
  const line = lines[index] ?? "";
  if (ORIGINAL_MESSAGE.test(line)) return true;
  return HEADER_START.test(line) && lines.slice(index + 1, index + 5).some((other) => HEADER_REST.test(other));
}

/** @returns How many lines "On Mon, 18 Jan 2027 at 10:00, Maria wrote:" takes here; 0 when it does not stand here. */
function countAttributionLines(lines: readonly string[], index: number): number {
  if (!ATTRIBUTION_START.test(lines[index] ?? "")) return 0;
  for (let count = 1; count <= MOST_ATTRIBUTION_LINES; count += 1) {
    const text = lines.slice(index, index + count).join(" ");
    if (text.length > LONGEST_ATTRIBUTION) return 0;
    if (ATTRIBUTION_END.test(text) && ATTRIBUTION_TIME.test(text)) return count;
  }
  return 0;
}
