import * as fc from "fast-check";

/** Pieces out of which hostile names, titles and reasons are made. */
const PIECES = [
  "/close", "/label ~x", "@all", "@msilva", "@group/sub", "#12", "!3", "~label", '~"a b"', "%1", "$4", "&5", "^alert#6",
  "GL-7", "*iteration:8", "[vulnerability:9]", "acme/x>", "deadbeef01", "https://evil.test/a", "www.evil.test", ":tada:",
  "[ ]", "[x]", "- [ ] a", "1. a", "# h", "> q", ">>>", "```", "~~~", "`", "``", "*", "**", "_", "__", "|", "||", "\\", "\\\\|",
  "<!--", "-->", "<!-- onboarding-bot:status -->", "<b>", "</details>", "<img src=x onerror=alert(1)>", "<a@b.test>",
  "[a](http://x)", "![a](b)", "[a]: /x", "[^1]", "&lt;", "&#64;all", "&amp;", "{+a+}", "{-a-}", "$`x`$", "%{project_name}",
  "\n", "\r", "\r\n", "\u2028", "\u2029", "\v", "\f", "\u0085", "\t", "    ", "\u0000", "\u001b[31m", "\u202e", "\u2066", "\u200b", "\u2060",
  "\ufeff", "\ud800", "\udc00", "a\u0301", "👩🏽‍💻", "é", "Maria", " ", "=", "---", "::", "a@b.test", "{name}", "${x}",
] as const; // prettier-ignore

/** Free text of people at their worst. */
export const hostileText: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(fc.constantFrom(...PIECES), fc.string({ maxLength: 6, unit: "binary" }), fc.string({ maxLength: 6 })),
    {
      maxLength: 12,
    },
  )
  .map((pieces) => pieces.join(""));

/** Text of rendered HTML as a reader sees it. */
export function renderedText(html: string): string {
  return html
    .replaceAll(/<\/?[a-z][^<>]*>/gu, "")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&amp;", "&");
}
