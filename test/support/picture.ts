import { readFile } from "node:fs/promises";

import { DOMParser } from "@xmldom/xmldom";
import type { Element } from "@xmldom/xmldom";
import { initWasm, Resvg } from "@resvg/resvg-wasm";

/** All a picture of ours may be made of. */
const ELEMENTS: ReadonlySet<string> = new Set(
  "svg title desc defs linearGradient radialGradient stop clipPath path g circle ellipse rect text".split(" "),
);

/** Read a picture as XML, strictly. Throws for what is not well-formed. */
export function readPicture(svg: string): Element {
  const document = new DOMParser({
    onError: (level, message) => {
      throw new Error(`${level}: ${message}`);
    },
  }).parseFromString(svg, "image/svg+xml");
  if (!document.documentElement) throw new Error("The picture is empty");
  return document.documentElement;
}

/** What is in a picture that must not be: elements, attributes that run or fetch something, ids that are not there. */
export function findUnwanted(picture: Element): string[] {
  const all = [picture, ...picture.getElementsByTagName("*")];
  const ids = all.flatMap((element) => element.getAttribute("id") ?? []);
  const unwanted = all.flatMap((element) => [
    ...(ELEMENTS.has(element.tagName) ? [] : [`<${element.tagName}>`]),
    ...Array.from(element.attributes)
      .filter(({ name }) => /^on|href|^style$|^src$/i.test(name))
      .map(({ name }) => `${element.tagName} ${name}`),
    ...Array.from(element.attributes).flatMap(({ value }) => badReferences(value, ids)),
  ]);
  return [...unwanted, ...(new Set(ids).size === ids.length ? [] : ["an id stands there twice"])];
}

function badReferences(value: string, ids: readonly string[]): string[] {
  return [...value.matchAll(/url\(([^)]*)\)/g)]
    .map((match) => match[1] ?? "")
    .filter((target) => !target.startsWith("#") || !ids.includes(target.slice(1)));
}

/** Text of the picture's first element of this name. */
export function textOf(picture: Element, name: string): string {
  return picture.getElementsByTagName(name)[0]?.textContent ?? "";
}

/** Every line of text there is to see, in order. */
export function shownLines(picture: Element): string[] {
  return Array.from(picture.getElementsByTagName("text")).map((line) => line.textContent ?? "");
}

/** It can be started only once. */
let library: Promise<void> | null = null;

export interface Pixels {
  readonly width: number;
  /** Opacity of each pixel, row by row. */
  readonly alpha: Uint8Array;
}

/** Draw what stands in `inside` of a picture with this `viewBox` as pixels. */
export async function drawPixels(viewBox: string, inside: string, width: number): Promise<Pixels> {
  library ??= readFile("node_modules/@resvg/resvg-wasm/index_bg.wasm").then(initWasm);
  await library;
  const fontBuffers = await fonts();
  const picture = new Resvg(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="${viewBox}">${inside}</svg>`, {
    fitTo: { mode: "width", value: width },
    font: { fontBuffers, defaultFontFamily: "Inter" },
  });
  const image = picture.render();
  try {
    return { width, alpha: image.pixels.filter((_, index) => index % 4 === 3) };
  } finally {
    image.free();
    picture.free();
  }
}

async function fonts(): Promise<Uint8Array[]> {
  const names = ["400Regular/Inter_400Regular", "600SemiBold/Inter_600SemiBold", "700Bold/Inter_700Bold"];
  return Promise.all(names.map((name) => readFile(`node_modules/@expo-google-fonts/inter/${name}.ttf`)));
}
