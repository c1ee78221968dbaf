import * as fc from "fast-check";
import { expect, test } from "vitest";

import { printCommand } from "../../../src/domain/commands/commands.ts";
import { readReply } from "../../../src/domain/commands/read-reply.ts";

const ASSESSMENT = { id: "assessment", name: "assessment" };
const WORKSHOP = { id: "workshop", name: "workshop" };

/** The command a reply comes to, as it would be written; "nothing" when it comes to none. */
function said(text: string, subjects = [ASSESSMENT]): string {
  const reply = readReply(text.split("\n"), subjects);
  return reply === null ? "nothing" : `${printCommand(reply.command)}${reply.isWeak ? " (weak)" : ""}`;
}

test.for<[string, string]>([
  ["confirm", "confirm assessment"],
  ["Confirmed!", "confirm assessment"],
  ["I confirm.", "confirm assessment"],
  ["Approved, well done Maria", "confirm assessment"],
  ["Confirmed, I saw the result in the portal.\nBest regards\nPriya", "confirm assessment"],
  ["yes", "confirm assessment (weak)"],
  ["Yes, confirmed, thanks!", "confirm assessment (weak)"],
  ["ok 👍", "confirm assessment (weak)"],
  ["OK\nBest, Priya", "confirm assessment (weak)"],
  ["not yet: the second part is missing", "decline assessment the second part is missing"],
  ["Not yet, please send\nthe link again", "decline assessment please send the link again"],
  ["No, that was last year's", "decline assessment that was last year's"],
  ["declined - wrong assessment", "decline assessment wrong assessment"],
  ["not yet", "decline assessment"],
  ["No.", "decline assessment"],
])("%j means %j", ([text, command]) => {
  expect(said(text)).toBe(command);
});

test.for([
  "Confirm tomorrow",
  "confirm with Tom first",
  "Confirmed? I have not seen it",
  "Confirmed, but the second part is missing",
  "Confirmed.\nHowever, the second day is missing",
  "I can confirm that I got your mail, not the result",
  "yes but only half of it",
  "Yes, I will look at it",
  "ok let me see",
  "okay, who is Maria",
  "no problem, I look at it tomorrow",
  "No idea who that is",
  "Nothing to add",
  "Not sure",
  "I think so",
  "confirming",
  "yesterday",
  "Thanks!",
  "👍",
  `confirmed ${"and that is a long story ".repeat(10)}`,
  "",
])("%j means nothing", (text) => {
  expect(said(text)).toBe("nothing");
});

test.for<[string, string]>([
  ["confirm", "confirm assessment workshop"],
  ["confirmed the workshop", "confirm workshop"],
  ["confirm workshop, assessment", "confirm assessment workshop"],
  ["not yet: the workshop misses a day", "decline workshop the workshop misses a day"],
  ["not yet: something is missing", "decline something is missing"],
])("of two tasks, %j means %j", ([text, command]) => {
  expect(said(text, [ASSESSMENT, WORKSHOP])).toBe(command);
});

test("readReply() takes any text", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "grapheme" })), (lines) => {
      expect(() => readReply(lines, [ASSESSMENT, WORKSHOP])).not.toThrow();
    }),
  );
});
