import { expect, test, vi } from "vitest";

import { createPictureCache } from "../../src/web/picture-cache.ts";

function setup() {
  const rasterize = vi.fn<(svg: string, width: number) => Promise<Uint8Array>>(async (svg) => {
    if (svg === "broken") throw new Error("Cannot draw");
    return Buffer.from(svg);
  });
  return { rasterize, draw: createPictureCache({ rasterize }) };
}

test("a picture is drawn once for each width, also when many ask at the same time", async () => {
  const { rasterize, draw } = setup();

  await Promise.all([draw("a", 100), draw("a", 100), draw("a", 200), draw("b", 100)]);
  await draw("a", 100);

  expect(rasterize.mock.calls).toEqual([
    ["a", 100],
    ["a", 200],
    ["b", 100],
  ]);
});

test("what failed is tried again when it is asked for again", async () => {
  const { rasterize, draw } = setup();

  const outcomes = await Promise.allSettled([draw("broken", 1), draw("broken", 1)]);
  await expect(draw("broken", 1)).rejects.toThrow("Cannot draw");

  expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  expect(rasterize).toHaveBeenCalledTimes(2);
});

test("what was asked for longest ago is forgotten first, so that memory stays flat", async () => {
  const { rasterize, draw } = setup();

  for (let number = 0; number < 64; number += 1) await draw(`picture ${number}`, 1);
  await draw("picture 0", 1);
  await draw("one more", 1);
  rasterize.mockClear();
  await draw("picture 0", 1);
  await draw("picture 1", 1);

  expect(rasterize.mock.calls).toEqual([["picture 1", 1]]);
});
