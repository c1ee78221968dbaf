import { expect, test } from "vitest";

import { dayOf, fileNameOf, renderParagraphs } from "../../../src/web/pages/words.ts";

test.for<[name: string, file: string]>([
  ["GitLab Certified Migration Services Engineer", "gitlab-certified-migration-services-engineer"],
  ["Ingénieure certifiée", "ingenieure-certifiee"],
  ["../../etc/passwd", "etc-passwd"],
  ['a"; filename="b', "a-filename-b"],
  ["認定", "badge"],
  ["", "badge"],
  ["x".repeat(200), "x".repeat(60)],
])("fileNameOf(%j) is %s", ([name, file]) => {
  expect(fileNameOf(name)).toBe(file);
});

test("dayOf() is the day in UTC", () => {
  expect([dayOf(new Date("2026-12-31T23:59:59Z")), dayOf(new Date("2027-01-01T00:00:00Z"))]).toEqual([
    "31 December 2026",
    "1 January 2027",
  ]);
});

test("renderParagraphs() begins one at an empty line, and shows text as text", async () => {
  const markup = await renderParagraphs("One\nstill one\n \n\n<b>Two</b>\n");

  expect(markup.toString()).toBe("<p>One\nstill one</p><p>&lt;b&gt;Two&lt;/b&gt;</p>");
});
