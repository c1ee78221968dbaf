import type { Json } from "./json.ts";

/** XML Schema's dateTimeStamp, which the VC Data Model asks for: without a zone nobody knows when it is. */
const TIMESTAMP = /^(\d{4})-(\d\d)-(\d\d)T\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/i;

/** @returns `null` for what is no instant; also for days that no calendar has. */
export function readInstant(value: Json | undefined): Date | null {
  const parts = typeof value === "string" ? TIMESTAMP.exec(value) : null;
  if (parts === null) return null;
  const [text, year, month, day] = parts;
  const date = new Date(text.toUpperCase());
  if (Number.isNaN(date.getTime())) return null;
  // `Date` takes 30 February for 2 March.
  const isReal = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day))).getUTCDate() === Number(day);
  return isReal ? date : null;
}

/** Seconds since 1970, as a JWT tells times (RFC 7519, NumericDate). */
export function readSeconds(value: Json | undefined): Date | null {
  return typeof value === "number" && Math.abs(value) < 8e12 ? new Date(value * 1000) : null;
}
