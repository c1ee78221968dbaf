import * as fc from "fast-check";
import { expect, test } from "vitest";

import { closestWord } from "../../../src/domain/program/closest-word.ts";

const WORDS = ["confirm", "decline", "done", "withdraw", "help"];

test.for<[word: string, closest: string | null]>([
  ["confirm", "confirm"],
  ["Confrim", "confirm"],
  ["confim", "confirm"],
  ["confirmm", "confirm"],
  ["withdarw", "withdraw"],
  ["hlep", "help"],
  ["doen", "done"],
  ["conf", "confirm"],
  ["wit", "withdraw"],
  ["wi", null],
  ["schedule", null],
  ["", null],
])("closestWord() answers for %s with %s", ([word, closest]) => {
  expect(closestWord(word, WORDS)).toBe(closest);
});

test("closestWord() finds every word again after one slip", () => {
  const slip = fc.record({ word: fc.constantFrom(...WORDS), at: fc.nat(3), letter: fc.constantFrom("q", "x", "z") });
  fc.assert(
    fc.property(slip, ({ word, at, letter }) => {
      expect(closestWord(word.slice(0, at) + letter + word.slice(at + 1), WORDS)).toBe(word);
      expect(closestWord(word.slice(0, at) + letter + word.slice(at), WORDS)).toBe(word);
    }),
  );
});
