import { execFile } from "node:child_process";
import { promisify } from "node:util";

import { afterAll, expect, onTestFinished, test } from "vitest";

import { parseChecklist } from "../../src/domain/checklist/checklist.ts";
import {
  type ChecklistParserOptions,
  createChecklistParser,
  type DescriptionReader,
} from "../../src/parser/parse-safely.ts";
import { longestBlockMs } from "../support/longest-block.ts";
import { hostileDescriptions } from "./hostile.ts";

const LONGEST_BLOCK_MS = 100;
/** A processor that others share computes at half its speed now and then, but not three times in a row. */
const ON_A_BUSY_MACHINE = { retry: 2 };
const MEBIBYTE = 1_048_576;
const LARGE = `# Tasks\n\n- [ ] a\n- [x] **b**\n\n${"text\n".repeat(20_000)}\n- [~] c <!-- onboarding-bot: p v2 -->\n`;

/** A mebibyte of boxes takes some hundred times as long as one box. */
const SLOW = "- [ ] **a**\n".repeat(MEBIBYTE / 12);

const warm = createChecklistParser();
afterAll(() => warm.close());

test.for(hostileDescriptions(MEBIBYTE))(
  "parse() never holds up the event loop for a mebibyte of %s",
  ON_A_BUSY_MACHINE,
  async ([, text]) => {
    expect(await longestBlockMs(() => warm.parse(text))).toBeLessThan(LONGEST_BLOCK_MS);
  },
);

test.for(hostileDescriptions(65_536))(
  "parse() reads 64 KiB in place, quickly, of %s",
  ON_A_BUSY_MACHINE,
  async ([, text]) => {
    expect(await longestBlockMs(() => warm.parse(text))).toBeLessThan(LONGEST_BLOCK_MS);
  },
);

test("parse() holds up the event loop no longer while its thread starts", ON_A_BUSY_MACHINE, async () => {
  const parser = open();

  expect(await longestBlockMs(() => parser.parse(LARGE))).toBeLessThan(LONGEST_BLOCK_MS);
});

test("parse() gives the same boxes from the thread as in place", async () => {
  const parser = open({ inlineLimitBytes: 0 });

  expect(await parser.parse(LARGE)).toEqual(parseChecklist(LARGE));
  expect(await parser.parse("- [ ] a\n# \n- [x] ")).toEqual([{ text: "a", state: "open", line: 1, section: null }]);
  expect(await parser.parse("#\n| |\n|-|\n|[x]|")).toEqual([{ text: "", state: "done", line: 4, section: "" }]);
  expect(await parser.parse("nothing")).toEqual([]);
});

test("parse() answers many at once, each with its own", async () => {
  const parser = open({ inlineLimitBytes: 0 });
  const texts = Array.from({ length: 20 }, (_, index) => `task ${index}`);

  const answers = await Promise.all(texts.map((text) => parser.parse(`- [ ] ${text}`)));

  expect(answers).toEqual(texts.map((text) => [{ text, state: "open", line: 1, section: null }]));
});

test("readMarker() and readPeople() read large descriptions in the thread too", async () => {
  const parser = open();
  const description = `${LARGE}\n## People\n- Candidate: @maria\n`;

  expect(await parser.readMarker(description)).toEqual({ kind: "program", programId: "p", version: 2 });
  expect(await parser.readPeople(description, ["Candidate"])).toEqual(new Map([["Candidate", ["maria"]]]));
  expect(await parser.readPeople("## Leute\n- Wer: @ada", ["Wer"], "Leute")).toEqual(new Map([["Wer", ["ada"]]]));
});

test("parse() gives a description up at the deadline, says so, and reads the next", async () => {
  const given: string[] = [];
  const parser = open({ inlineLimitBytes: 0, deadlineMs: 80, onGiveUp: (reason) => given.push(reason) });

  const answers = await Promise.all([parser.parse("- [ ] a"), parser.parse(SLOW), parser.parse("- [x] b")]);

  expect(answers).toEqual([parseChecklist("- [ ] a"), "unreadable", parseChecklist("- [x] b")]);
  expect(given).toEqual(["deadline"]);
});

test("parse() does not try what is longer than GitLab allows", async () => {
  const given: string[] = [];
  const parser = open({ onGiveUp: (reason) => given.push(reason) });

  expect(await parser.parse("a".repeat(MEBIBYTE + 1))).toBe("unreadable");
  expect(given).toEqual(["too-long"]);
});

test("close() ends what is being read and what waits, and nothing large is read after", async () => {
  const given: string[] = [];
  const parser = open({ onGiveUp: (reason) => given.push(reason) });
  const answers = Promise.all([parser.parse(SLOW), parser.parse(LARGE)]);

  await parser.close();
  await parser.close();

  expect(await answers).toEqual(["unreadable", "unreadable"]);
  expect(await parser.parse(LARGE)).toBe("unreadable");
  expect(await parser.parse("- [ ] a")).toEqual(parseChecklist("- [ ] a"));
  expect(given).toEqual(["closed", "closed", "closed"]);
});

test("An idle parser keeps no process alive", async () => {
  const program = `
    import { createChecklistParser } from ${JSON.stringify(new URL("../../src/parser/parse-safely.ts", import.meta.url))};
    const boxes = await createChecklistParser({ inlineLimitBytes: 0 }).parse("- [x] a");
    process.stdout.write(JSON.stringify(boxes));
  `;

  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", program]);

  expect(JSON.parse(stdout)).toEqual(parseChecklist("- [x] a"));
});

function open(options?: ChecklistParserOptions): DescriptionReader {
  const parser = createChecklistParser(options);
  onTestFinished(() => parser.close());
  return parser;
}
