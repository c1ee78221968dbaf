import * as fc from "fast-check";
import { expect, test } from "vitest";

import { createGroupCommit } from "../../src/store/group-commit.ts";

interface Item {
  readonly name: string;
  readonly bytes: number;
}

/** A disk that writes down what it was given and fails on an item called "bad". */
function setup(bounds: { mostRows?: number; mostBytes?: number } = {}) {
  const batches: string[][] = [];
  const commit = createGroupCommit<Item>({
    write: async (items) => {
      batches.push(items.map(({ name }) => name));
      if (items.some(({ name }) => name === "bad")) throw new Error("disk full");
      return items.map(({ name }) => !name.startsWith("old"));
    },
    bytesOf: ({ bytes }) => bytes,
    ...bounds,
  });
  return { batches, add: (name: string, bytes = 1) => commit({ name, bytes }) };
}

test("createGroupCommit() writes what comes in one turn together and answers each", async () => {
  const { add, batches } = setup();

  const answers = await Promise.all([add("a"), add("old b"), add("c")]);
  await add("d");

  expect(answers).toEqual([true, false, true]);
  expect(batches).toEqual([["a", "old b", "c"], ["d"]]);
});

test("createGroupCommit() fails everybody in a failing batch and nobody else", async () => {
  const { add, batches } = setup({ mostRows: 2 });

  const answers = await Promise.allSettled([add("a"), add("bad"), add("b"), add("c")]);

  expect(batches).toEqual([
    ["a", "bad"],
    ["b", "c"],
  ]);
  expect(answers.map(({ status }) => status)).toEqual(["rejected", "rejected", "fulfilled", "fulfilled"]);
});

test("createGroupCommit() survives a writer that throws before it promises anything", async () => {
  const commit = createGroupCommit<Item>({
    write: () => {
      throw new Error("at once");
    },
    bytesOf: () => 1,
  });

  await expect(commit({ name: "a", bytes: 1 })).rejects.toThrow("at once");
  await expect(commit({ name: "b", bytes: 1 })).rejects.toThrow("at once");
});

test("createGroupCommit() keeps its bounds, its order and every item", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(20), { minLength: 1, maxLength: 60 }), async (sizes) => {
      const { add, batches } = setup({ mostRows: 5, mostBytes: 30 });

      await Promise.all(sizes.map((bytes, index) => add(String(index), bytes)));

      expect(batches.flat()).toEqual(sizes.map((_, index) => String(index)));
      const bytesOf = (batch: string[]) => batch.reduce((sum, name) => sum + (sizes[Number(name)] ?? 0), 0);
      expect(batches.filter((batch) => batch.length > 5 || (batch.length > 1 && bytesOf(batch) > 30))).toEqual([]);
    }),
  );
});
