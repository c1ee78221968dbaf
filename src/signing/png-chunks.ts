import { crc32 } from "node:zlib";

/** The first eight bytes of every PNG (https://www.w3.org/TR/png-3/, section 5.2). */
const SIGNATURE = Buffer.from("\x89PNG\r\n\x1A\n", "latin1");

/** A chunk is its length (4 bytes), its type (4), its data, and the checksum of type and data (4). */
const AROUND_DATA = 12;

/** Pictures have some hundred, so more are made to waste time. */
const MOST_CHUNKS = 20_000;

export interface PngChunk {
  /** `IHDR`, `iTXt`, … */
  readonly type: string;
  readonly data: Buffer;
}

export function isPng(bytes: Uint8Array): boolean {
  return SIGNATURE.equals(bytes.subarray(0, SIGNATURE.length));
}

/** @returns Its chunks up to the last one, `IEND`; `null` when it is cut, changed, or no PNG. */
export function readChunks(png: Uint8Array): PngChunk[] | null {
  if (!isPng(png)) return null;
  const bytes = Buffer.from(png.buffer, png.byteOffset, png.byteLength);
  const chunks: PngChunk[] = [];
  let at = SIGNATURE.length;
  while (at + AROUND_DATA <= bytes.length && chunks.length < MOST_CHUNKS) {
    const end = at + AROUND_DATA + bytes.readUInt32BE(at);
    if (end > bytes.length || crc32(bytes.subarray(at + 4, end - 4)) !== bytes.readUInt32BE(end - 4)) return null;
    const type = bytes.toString("latin1", at + 4, at + 8);
    chunks.push({ type, data: bytes.subarray(at + 8, end - 4) });
    if (type === "IEND") return chunks;
    at = end;
  }
  return null;
}

export function writePng(chunks: readonly PngChunk[]): Uint8Array {
  return Buffer.concat([SIGNATURE, ...chunks.map(writeChunk)]);
}

function writeChunk({ type, data }: PngChunk): Buffer {
  const chunk = Buffer.alloc(AROUND_DATA + data.length);
  chunk.writeUInt32BE(data.length);
  chunk.write(type, 4, "latin1");
  data.copy(chunk, 8);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, -4)), chunk.length - 4);
  return chunk;
}
