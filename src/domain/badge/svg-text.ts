/**
 * Text of people as part of an SVG: nothing of it is markup, nothing of it is a character XML does not allow
 * (https://www.w3.org/TR/xml/#charsets) or one that turns the direction of what follows, and it is one line.
 */
export function escapeXml(text: string): string {
  return plainLine(text)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}

/** One line without control characters, with single blanks. */
export function plainLine(text: string): string {
  return text.toWellFormed().replaceAll(/\s+/gu, " ").replaceAll(UNWANTED, "").trim();
}

/** Control characters, what XML has no place for, marks that turn the direction of text, and half characters. */
const UNWANTED = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffd-\uffff]/gu;
