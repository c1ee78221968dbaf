import { expect, onTestFinished, test } from "vitest";

import { createChecklistParser } from "../../src/parser/parse-safely.ts";

function setup() {
  const parser = createChecklistParser();
  onTestFinished(() => parser.close());
  return parser;
}

test("parse() reads the same description once, and others for themselves", async () => {
  const parser = setup();

  const first = await parser.parse("- [ ] a");
  const other = await parser.parse("- [x] a");

  expect(await parser.parse("- [ ] a")).toBe(first);
  expect([first, other].map((boxes) => (boxes === "unreadable" ? boxes : boxes.map(({ state }) => state)))).toEqual([
    ["open"],
    ["done"],
  ]);
});

test("parse() forgets what it read long ago, and never remembers a long description", async () => {
  const parser = setup();
  const long = `- [ ] ${"a".repeat(20_000)}`;

  const first = await parser.parse("- [ ] first");
  for (let index = 0; index < 200; index += 1) await parser.parse(`- [ ] ${index}`);

  expect(await parser.parse("- [ ] first")).not.toBe(first);
  expect(await parser.parse(long)).not.toBe(await parser.parse(long));
});
