import { readFile } from "node:fs/promises";
import { parentPort } from "node:worker_threads";

import { initWasm, Resvg } from "@resvg/resvg-wasm";

/** One picture to draw, in the order of asking. */
export interface DrawRequest {
  readonly svg: string;
  readonly width: number;
  /** Most pixels high. */
  readonly highest: number;
}

export type DrawAnswer =
  | { readonly kind: "drawn"; readonly png: Uint8Array<ArrayBuffer> }
  | { readonly kind: "too-high"; readonly pixels: number }
  /** The picture is none, in the words of the library. */
  | { readonly kind: "failed"; readonly message: string };

/** What this thread has to draw with. It is started by `rasterize.ts`. */
const FONTS = ["400Regular/Inter_400Regular", "600SemiBold/Inter_600SemiBold", "700Bold/Inter_700Bold"] as const;

await initWasm(await readPackaged("@resvg/resvg-wasm/index_bg.wasm"));
const fontBuffers = await Promise.all(FONTS.map((name) => readPackaged(`@expo-google-fonts/inter/${name}.ttf`)));

parentPort?.on("message", (request: DrawRequest) => {
  const answer = answerTo(request);
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- threads have no origins, windows have
  parentPort?.postMessage(answer, answer.kind === "drawn" ? [answer.png.buffer] : []);
});

function answerTo(request: DrawRequest): DrawAnswer {
  try {
    return draw(request);
  } catch (error) {
    // After a trap nothing in the library can be trusted: the thread ends, and the next picture starts another.
    if (!(error instanceof Error) || error.name === "RuntimeError") throw error;
    return { kind: "failed", message: error.message };
  }
}

/** What the library holds is outside the reach of the garbage collector. */
function draw({ svg, width, highest }: DrawRequest): DrawAnswer {
  const picture = new Resvg(svg, {
    fitTo: { mode: "width", value: width },
    font: { loadSystemFonts: false, fontBuffers, defaultFontFamily: "Inter", sansSerifFamily: "Inter" },
  });
  try {
    const pixels = Math.ceil((width * picture.height) / picture.width);
    if (pixels > highest) return { kind: "too-high", pixels };
    const image = picture.render();
    try {
      return { kind: "drawn", png: new Uint8Array(image.asPng()) };
    } finally {
      image.free();
    }
  } finally {
    picture.free();
  }
}

function readPackaged(file: string): Promise<Uint8Array<ArrayBuffer>> {
  return readFile(new URL(import.meta.resolve(file)));
}
