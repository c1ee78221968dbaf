import { inflateSync } from "node:zlib";

/**
 * A reader of its own, bit by bit from the standard (https://www.w3.org/TR/png-3/): texts by their keyword, and the
 * pixels' bytes. It knows only what tests draw.
 */
export function readPng(png: Uint8Array): { readonly texts: ReadonlyMap<string, string>; readonly pixels: Uint8Array } {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  const latin1 = new TextDecoder("latin1");
  const texts = new Map<string, string>();
  const packed: Uint8Array[] = [];
  for (let at = 8; at < png.length;) {
    const length = view.getUint32(at);
    const type = latin1.decode(png.subarray(at + 4, at + 8));
    const data = png.subarray(at + 8, at + 8 + length);
    if (view.getUint32(at + 8 + length) !== checksum(png.subarray(at + 4, at + 8 + length))) {
      throw new TypeError(`Cannot read a PNG: ${type} was changed`);
    }
    if (type === "IDAT") packed.push(data);
    if (type === "iTXt") {
      const [keyword = "", ...rest] = latin1.decode(data).split("\0");
      // Not packed, packed how, language, translated keyword; then the text, which a Latin-1 reader takes as it is.
      texts.set(keyword, rest.slice(4).join("\0"));
    }
    at += 12 + length;
  }
  return { texts, pixels: inflateSync(Buffer.concat(packed)) };
}

function checksum(bytes: Uint8Array): number {
  let sum = 0xff_ff_ff_ff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) sum = sum & 1 ? (sum >>> 1) ^ 0xed_b8_83_20 : sum >>> 1;
  }
  return (sum ^ 0xff_ff_ff_ff) >>> 0;
}

/** One white pixel. */
export const PIXEL = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAsTj2FAAAAABJRU5ErkJggg==",
  "base64",
);
