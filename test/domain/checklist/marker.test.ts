import { expect, test } from "vitest";

import { type Marker, readMarker } from "../../../src/domain/checklist/marker.ts";

const V1 = "<!-- onboarding-bot: migration-onboarding v1 -->";
const FOUND: Marker = { kind: "program", programId: "migration-onboarding", version: 1 };

test.for<[what: string, description: string, marker: Marker | null]>([
  ["the marker", `# Title\n\ntext\n\n${V1}\n`, FOUND],
  ["one with CRLF around it", `text\r\n${V1}\r\n`, FOUND],
  ["one right after text", `text\n${V1}`, FOUND],
  ["one within a line", `text ${V1} text`, FOUND],
  ["one in an item", `- a\n\n  ${V1}`, FOUND],
  ["one within other HTML", `<div>${V1}</div>`, FOUND],
  ["one without white space", "<!--onboarding-bot:p v12-->", { kind: "program", programId: "p", version: 12 }],
  ["one with much of it", "<!--\n  onboarding-bot :  p\n  V3\n-->", { kind: "program", programId: "p", version: 3 }],
  ["one without version", "<!-- onboarding-bot: p -->", { kind: "program", programId: "p", version: null }],
  ["the last of several", `${V1}\n\n<!-- onboarding-bot: p v2 -->`, { kind: "program", programId: "p", version: 2 }],
  [
    "the last of several in one line",
    `a ${V1} b <!-- onboarding-bot: p v2 -->`,
    { kind: "program", programId: "p", version: 2 },
  ],
  [
    "that of a desk",
    "<!-- onboarding-bot: desk migration-onboarding -->",
    { kind: "desk", programId: "migration-onboarding" },
  ],
  ["a program called desk", "<!-- onboarding-bot: desk v2 -->", { kind: "program", programId: "desk", version: 2 }],
  ["the last of a desk and a program", `<!-- onboarding-bot: desk p -->\n\n${V1}`, FOUND],
  ["none of a desk with more words", "<!-- onboarding-bot: desk p v1 -->", null],
  ["none in nothing", "", null],
  ["none in text", "onboarding-bot: p v1", null],
  ["none in a fence", `\`\`\`\n${V1}\n\`\`\``, null],
  ["none in inline code", `Write \`${V1}\` at the end`, null],
  ["none in code by indentation", `text\n\n    ${V1}`, null],
  ["none in a quote", `> ${V1}`, null],
  ["none in pre", `<pre>\n${V1}\n</pre>`, null],
  ["none behind a backslash", `text \\${V1}`, null],
  ["none in another comment", "<!-- other-bot: p v1 --> onboarding-bot", null],
  ["none with more words", "<!-- onboarding-bot: p v1 please -->", null],
  ["none in the key of a note", "<!-- onboarding-bot:17/status:1 -->", null],
])("readMarker() finds %s", ([, description, marker]) => {
  expect(readMarker(description)).toEqual(marker);
});
