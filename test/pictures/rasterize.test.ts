import { once } from "node:events";
import { Worker } from "node:worker_threads";

import { describe, expect, test } from "vitest";

import { drawBadge } from "../../src/domain/badge/art.ts";
import type { BadgeArt } from "../../src/domain/badge/design.ts";
import { createRasterizer } from "../../src/pictures/rasterize.ts";

const ART: BadgeArt = {
  shape: "circle",
  ornament: "rays",
  lines: ["Gardener"],
  over: "Certified",
  under: "Compost",
  colors: { background: "#1d4d2b", accent: "#f2c14e", text: "#ffffff" },
};

function badge(art: Partial<BadgeArt> = {}, isDemo = false): string {
  return drawBadge({ ...ART, ...art }, { title: "Gardener", description: "Grows things", isDemo });
}

function sizeOf(png: Uint8Array): { width: number; height: number } {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  return { width: view.getUint32(16), height: view.getUint32(20) };
}

describe("createRasterizer()", () => {
  const rasterize = createRasterizer();

  test("draws an SVG as PNG, as wide as it is asked to", async () => {
    const png = await rasterize(badge(), 320);

    expect([...png.subarray(0, 8)]).toEqual([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
    expect(sizeOf(png)).toEqual({ width: 320, height: 320 });
    expect(png.length).toBeGreaterThan(10_000);
  });

  test("draws the text, in each weight there is", async () => {
    const weights = ["400", "600", "700"] as const;
    const blank = await rasterize(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 60"/>`, 200);
    const pictures = await Promise.all(weights.map((weight) => rasterize(word("Hedge", weight), 200)));

    expect(new Set([blank, ...pictures].map((png) => Buffer.from(png).toString("base64"))).size).toBe(4);
    expect(await rasterize(word("Hedge", "400"), 200)).not.toEqual(await rasterize(word("Hedgf", "400"), 200));
  });

  test("draws the same picture for the same data, and another for another badge", async () => {
    const first = await rasterize(badge(), 200);

    expect(await rasterize(badge(), 200)).toEqual(first);
    expect(await rasterize(badge({ lines: ["Gardenes"] }), 200)).not.toEqual(first);
    expect(await rasterize(badge({}, true), 200)).not.toEqual(first);
  });

  test("draws several pictures that are asked for at once, and those of another rasterizer", async () => {
    const other = createRasterizer();
    const pictures = await Promise.all(
      [40, 80, 120].flatMap((width) => [rasterize(badge(), width), other(badge(), width)]),
    );

    expect(pictures.map((png) => sizeOf(png).width)).toEqual([40, 40, 80, 80, 120, 120]);
  });

  test("gives the memory of its thread back when there is nothing to draw, and starts another one", async () => {
    const threads: Worker[] = [];
    const startThread = (): Worker => {
      const thread = new Worker(new URL("../../src/pictures/draw-worker.ts", import.meta.url));
      threads.push(thread);
      return thread;
    };
    const tired = createRasterizer({ restMs: 1, startThread });

    const before = await tired(badge(), 40);
    await Promise.all(threads.map((thread) => once(thread, "exit")));
    const after = await tired(badge(), 40);

    expect([after, threads.length]).toEqual([before, 2]);
  });

  test.for<[why: string, svg: string, width: number, message: string]>([
    ["nothing", badge(), 0, "Cannot draw a picture: its width is 0 pixels, must be from 1 to 2400"],
    ["half a pixel", badge(), 10.5, "Cannot draw a picture: its width is 10.5 pixels, must be from 1 to 2400"],
    ["a wall", badge(), 2401, "Cannot draw a picture: its width is 2401 pixels, must be from 1 to 2400"],
    [
      "a tower",
      `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 1000"/>`,
      25,
      "Cannot draw a picture: its height is 2500 pixels, must be from 1 to 2400",
    ],
  ])("refuses the size of %s", async ([, svg, width, message]) => {
    await expect(rasterize(svg, width)).rejects.toThrow(new RangeError(message));
  });

  test("goes on after what is no picture", async () => {
    const broken = rasterize("<svg", 100);
    const sound = rasterize(badge(), 100);

    await expect(broken).rejects.toThrow("SVG");
    expect(sizeOf(await sound).width).toBe(100);
  });
});

function word(text: string, weight: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 60"><text x="10" y="40" font-family="Inter, system-ui, sans-serif" font-size="40" font-weight="${weight}">${text}</text></svg>`;
}
