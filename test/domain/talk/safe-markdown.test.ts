import * as fc from "fast-check";
import MarkdownIt from "markdown-it";
import { describe, expect, test } from "vitest";

import {
  checkNote,
  codeBlock,
  inert,
  inertCode,
  MAX_NOTE_LENGTH,
  marker,
  mention,
} from "../../../src/domain/talk/safe-markdown.ts";
import { hostileText, renderedText } from "./support/hostile.ts";

const JOINER = "\u2060";
/** Everything on that GitLab has on, and a guesser of links on top. */
const markdown = new MarkdownIt({ html: true, linkify: true });
markdown.linkify.set({ fuzzyLink: false, fuzzyEmail: true });

function withoutJoiners(text: string): string {
  return text.replaceAll(JOINER, "");
}

describe("inert() against the attack list", () => {
  test.for<[attack: string, text: string, expected: string]>([
    ["a quick action", "/close", String.raw`\/close`],
    ["one after a line break", "ok\n/close", "ok /close"],
    ["one after a carriage return", "ok\r/close", "ok /close"],
    ["one after a line separator", "ok\u2028/close", "ok /close"],
    ["one after a paragraph separator", "ok\u2029/close", "ok /close"],
    ["one after a vertical tab", "ok\v/close", "ok /close"],
    ["one after a next-line control", "ok\u0085/close", "ok /close"],
    ["one behind a NUL", "\u0000/close", String.raw`\/close`],
    ["one behind an invisible space", "\u200b\ufeff/close", String.raw`\/close`],
    ["one in a broken fence", "```\n/close", String.raw`\`\`\` /close`],
    ["a mention", "@all", "\\@\u2060all"],
    ["a group mention", "hi @gitlab-org/ps", "hi \\@\u2060gitlab-org/ps"],
    ["an issue", "see #12", "see \\#\u206012"],
    ["an issue elsewhere", "acme/secret#12", "acme/secret\\#\u206012"],
    ["an issue in the old form", "GL-12", "GL-\u206012"],
    ["a merge request", "!3", "\\!\u20603"],
    ["a label", '~"onboarding::certified"', '\\~\u2060"onboarding::certified"'],
    ["a milestone", "%1", "\\%\u20601"],
    ["a snippet", "$1", "\\$\u20601"],
    ["an epic", "&3", "&amp;\u20603"],
    ["an alert", "^alert", "\\^\u2060alert"],
    ["an iteration", "*iteration:1", "\\*\u2060iteration:1"],
    ["a vulnerability", "[vulnerability:1]", "\\[\u2060vulnerability:1\\]"],
    ["a project", "acme/secret>", "acme/secret\u2060&gt;"],
    ["a commit", "0123456789abcdef", "012345\u20606789ab\u2060cdef"],
    ["a commit behind six letters of another", "ffffff0123456", "ffffff\u2060012345\u20606"],
    ["a box", "- [x] Pass", "\\- \\[\u2060x\\] Pass"],
    ["a comment", "<!-- onboarding-bot:status -->", "&lt;\\!\u2060-- onboarding-bot:status --\u2060&gt;"],
    ["an image", "![a](http://x.test/p.png)", "\\!\u2060\\[\u2060a\\](http:\u2060//x.test/p.png)"],
    ["HTML", "<img src=x onerror=alert(1)>", "&lt;img src=x onerror=alert(1)\u2060&gt;"],
    ["a link without markup", "https://gitlab.test/a/-/issues/1", "https:\u2060//gitlab.test/a/-/issues/1"],
    ["a host", "www.example.test", "www\u2060.example.test"],
    ["an emoji name", ":tada:", "\\:\u2060tada:"],
    ["a table cell", "a | b", String.raw`a \| b`],
    ["a heading", "# Certified", String.raw`\# Certified`],
    ["a list", "1. one", String.raw`1\. one`],
    ["a rule", "---", String.raw`\---`],
    ["a quote", ">>> x", "&gt;\u2060&gt;\u2060&gt; x"],
    ["math", "$`x`$", "\\$\u2060\\`x\\`\\$"],
    ["a marked deletion", "{- x -}", "\\{\u2060- x -\\}"],
    ["a turned direction", "\u202egnp.exe\u202c", "gnp.exe"],
    ["hidden tag letters", "ok\u{e0041}\u{e0042}", "ok"],
    ["half a character", "a\ud800b", "a\ufffdb"],
    ["an entity", "&#64;all", "&amp;\u2060\\#\u206064;all"],
    ["white space only", " \n\t\u2028 ", ""],
  ])("%s", ([, text, expected]) => {
    expect(inert(text)).toBe(expected);
  });

  test.for<[text: string]>([
    ["Maria Silva"],
    ["Ngozi Adichie-Okafor"],
    ["José Ñandú Łukasz"],
    ["محمد"],
    ["می‌خواهم"],
    ["👩🏽‍💻 ok"],
    ["50 % of it, mostly"],
  ])("leaves %s as it is, apart from escapes", ([text]) => {
    expect(withoutJoiners(renderedText(markdown.renderInline(inert(text))))).toBe(text);
  });
});

describe("inert() cuts", () => {
  test.for<[why: string, text: string, maxLength: number, expected: string]>([
    ["nothing that fits", "abc", 3, "abc"],
    ["with an ellipsis inside the limit", "abcd", 3, "ab…"],
    ["between graphemes", "a👩🏽‍💻b", 5, "a…"],
    ["white space before the ellipsis", "ab cdef", 4, "ab…"],
    ["inside a grapheme that never ends", `a${"\u0301".repeat(2000)}`, 4, "a\u0301\u0301…"],
  ])("%s", ([, text, maxLength, expected]) => {
    expect(inert(text, maxLength)).toBe(expected);
  });

  test("inert() stays quick on a megabyte", () => {
    const start = performance.now();

    for (const unit of ["a", "`", "[", ":a", "\u0301", "0", "www.", "<!--"])
      inert(unit.repeat(1_000_000 / unit.length));

    expect(performance.now() - start).toBeLessThan(5000);
  });
});

test("inert() renders as the same words, with no tag and no link, in a sentence and in a table cell", () => {
  fc.assert(
    fc.property(hostileText, (text) => {
      const safe = inert(text, 10_000);
      const words = withoutJoiners(renderedText(markdown.render(`It says “${safe}” here.`)));
      const cell = markdown.render(`| a | b |\n| --- | --- |\n| “${safe}” | end |`);

      expect(safe).not.toMatch(/[\n\r\v\f\u0085\u2028\u2029<>]/u);
      expect(markdown.render(`It says “${safe}” here.`)).not.toMatch(/<(?!\/?p>)/u);
      expect(cell.match(/<td>/gu)).toHaveLength(2);
      expect(withoutJoiners(renderedText(cell)).replaceAll(/\s+/gu, " ").trim()).toBe(
        `a b ${words.slice("It says ".length, -" here.\n".length)} end`,
      );
    }),
    { numRuns: 500 },
  );
});

test("inert() at the start of a line is a plain paragraph of the same words", () => {
  fc.assert(
    fc.property(hostileText, (text) => {
      const safe = inert(text, 10_000);

      const lines = markdown.render(`Before\n${safe}`);

      expect(lines).toMatch(/^<p>[^<]*<\/p>\n$/u);
      expect(safe).not.toMatch(/^\s*\//u);
    }),
    { numRuns: 500 },
  );
});

test("inert() lets no reference of GitLab through, in the source or as rendered", () => {
  const references =
    /@\w|#\d|![\d]|~[\w"']|%[\w"']|\$\d|&\d|\^\w|\*iteration|\[\w+:\d|GL-\d|:\/\/|www\.|:[\w+-]+:|(?<![0-9a-z])[0-9a-f]{7,}(?![0-9a-z])/iu;
  fc.assert(
    fc.property(hostileText, (text) => {
      const rendered = renderedText(markdown.renderInline(inert(text)));

      expect(rendered).not.toMatch(references);
    }),
    { numRuns: 500 },
  );
});

test("inertCode() shows the words and nothing else", () => {
  fc.assert(
    fc.property(hostileText, (text) => {
      expect(markdown.render(`Say ${inertCode(text)} now`)).toMatch(/^<p>Say <code>[^<]*<\/code> now<\/p>\n$/u);
    }),
    { numRuns: 300 },
  );
});

test("codeBlock() cannot be closed from inside", () => {
  fc.assert(
    fc.property(fc.array(hostileText, { maxLength: 4 }), (lines) => {
      expect(markdown.render(codeBlock(lines))).toMatch(/^<pre><code class="language-text">[^<]*<\/code><\/pre>\n$/u);
    }),
    { numRuns: 300 },
  );
});

test.for<[username: string, expected: string]>([
  ["msilva", "@msilva"],
  ["project_7_bot_ab12", "@project_7_bot_ab12"],
  ["a.b-c", "@a.b-c"],
  ["all people", "all people"],
  ["a\n/close", "a /close"],
  ["", ""],
])("mention() of %j is %j", ([username, expected]) => {
  expect(mention(username)).toBe(expected);
});

describe("checkNote()", () => {
  test("gives a good note back", () => {
    const body = `Fine. a/b\n\n${marker("ask:7-assessment")}`;

    expect(checkNote(body)).toBe(body);
  });

  test.for<[why: string, body: string]>([
    ["a quick action", `Hi\n/close\n\n${marker("k")}`],
    ["an indented one", `Hi\n  /close\n\n${marker("k")}`],
    ["one behind a carriage return", `Hi\r/close\n\n${marker("k")}`],
    ["one behind a line separator", `Hi\u2028/close\n\n${marker("k")}`],
    ["one in a code block", `\`\`\`\n/close\n\`\`\`\n\n${marker("k")}`],
    ["no marker", "Hi"],
    ["a marker that is not last", `${marker("k")}\nHi`],
    ["two markers", `${marker("status")}\n\n${marker("k")}`],
    ["a note without end", `${"a".repeat(MAX_NOTE_LENGTH)}\n${marker("k")}`],
  ])("throws at %s", ([, body]) => {
    expect(() => checkNote(body)).toThrow(/^Cannot post note/u);
  });
});
