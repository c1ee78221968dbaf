import { gunzip, gzip } from "node:zlib";
import { promisify } from "node:util";

/** So that nobody learns from its length how many badges there are (https://www.w3.org/TR/vc-bitstring-status-list/). */
const LEAST_BITS = 131_072;

const MOST_BYTES = 16 * 1024 * 1024;

/** @param set - Places that are set, each below 134,217,728. @returns Multibase of the packed bits. */
export async function encodeStatusList(set: readonly number[]): Promise<string> {
  const length = set.reduce((most, place) => Math.max(most, place + 1), LEAST_BITS);
  const bytes = Buffer.alloc(Math.ceil(length / 8));
  for (const place of set) bytes[place >> 3] = (bytes[place >> 3] ?? 0) | maskOf(place);
  return `u${(await promisify(gzip)(bytes)).toString("base64url")}`;
}

/** One bit of a list somebody published; `null` when it is no such list, or too short. */
export async function readStatusBit(encodedList: string, index: number): Promise<boolean | null> {
  if (!/^u[\w-]+={0,2}$/.test(encodedList) || !Number.isSafeInteger(index) || index < 0) return null;
  const packed = Buffer.from(encodedList.slice(1), "base64url");
  const bytes = await promisify(gunzip)(packed, { maxOutputLength: MOST_BYTES }).catch(() => null);
  const byte = bytes?.[Math.floor(index / 8)];
  if (bytes === null || byte === undefined || bytes.length * 8 < LEAST_BITS) return null;
  return (byte & maskOf(index)) !== 0;
}

/** The first place is the most significant bit. */
function maskOf(place: number): number {
  return 0x80 >> (place % 8);
}
