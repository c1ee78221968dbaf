import { readFile } from "node:fs/promises";

import type * as Library from "@resvg/resvg-wasm";

/** Draws an SVG as PNG, so many pixels wide. */
export type Rasterizer = (svg: string, width: number) => Promise<Uint8Array>;

/** Nobody needs a larger picture of a badge, and a square of this has 23 MB while it is drawn. */
const MOST_PIXELS = 2400;

const FONTS = ["400Regular/Inter_400Regular", "600SemiBold/Inter_600SemiBold", "700Bold/Inter_700Bold"] as const;

interface Tools {
  readonly Resvg: typeof Library.Resvg;
  readonly fonts: readonly Uint8Array[];
}

/** The library may be started once in a process, whoever asks. */
let tools: Promise<Tools> | null = null;

/**
 * Draw pictures with resvg and Inter, which are loaded by the first picture. The system's fonts are not asked, so a
 * picture is the same on every machine. One picture is drawn at a time: each takes a core and some memory.
 *
 * The promise is rejected with a RangeError for a width or height outside 1 to 2400 pixels, and with an Error for what
 * is no SVG.
 */
export function createRasterizer(): Rasterizer {
  let last: Promise<unknown> = Promise.resolve();

  return (svg, width) => {
    const drawn = last.then(() => rasterize(svg, width));
    // One that failed does not hold up the next.
    last = drawn.catch(() => null);
    return drawn;
  };
}

async function rasterize(svg: string, width: number): Promise<Uint8Array> {
  refuseSize(width, "width");
  tools ??= load();
  const { Resvg, fonts } = await tools;
  const picture = new Resvg(svg, {
    fitTo: { mode: "width", value: width },
    font: { loadSystemFonts: false, fontBuffers: [...fonts], defaultFontFamily: "Inter", sansSerifFamily: "Inter" },
  });
  try {
    refuseSize(Math.ceil((width * picture.height) / picture.width), "height");
    const image = picture.render();
    try {
      return image.asPng();
    } finally {
      image.free();
    }
  } finally {
    picture.free();
  }
}

function refuseSize(pixels: number, name: string): void {
  if (Number.isInteger(pixels) && pixels >= 1 && pixels <= MOST_PIXELS) return;
  throw new RangeError(`Cannot draw a picture: its ${name} is ${pixels} pixels, must be from 1 to ${MOST_PIXELS}`);
}

async function load(): Promise<Tools> {
  const { initWasm, Resvg } = await import("@resvg/resvg-wasm");
  await initWasm(await readPackaged("@resvg/resvg-wasm/index_bg.wasm"));
  const fonts = await Promise.all(FONTS.map((name) => readPackaged(`@expo-google-fonts/inter/${name}.ttf`)));
  return { Resvg, fonts };
}

function readPackaged(file: string): Promise<Uint8Array<ArrayBuffer>> {
  return readFile(new URL(import.meta.resolve(file)));
}
