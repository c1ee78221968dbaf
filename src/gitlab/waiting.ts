import type { IncomingHttpHeaders } from "node:http";

/** The parts of an answer that speak of waiting. */
interface TimedAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
}

/** No header makes the bot wait longer than this. */
const LONGEST_WAIT_MS = 3_600_000;
const FIRST_BACKOFF_MS = 500;
const LONGEST_BACKOFF_MS = 10_000;

/**
 * How long GitLab asks to wait, in milliseconds; `null` when it does not say.
 *
 * `Retry-After` (seconds or a date) goes before `RateLimit-Reset` (Unix seconds), which counts only once nothing
 * remains. Dates are compared with the answer's own `Date`, so a wrong clock on this side does no harm.
 *
 * @param wallMs - Our clock, for answers without `Date`.
 * @see https://docs.gitlab.com/administration/settings/user_and_ip_rate_limits/#response-headers
 */
export function askedWaitMs(answer: TimedAnswer, wallMs: number): number | null {
  const { headers } = answer;
  const now = sentAtMs(answer) ?? wallMs;
  const asked = retryAfterMs(headers["retry-after"], now) ?? (isUsedUp(answer) ? resetMs(headers, now) : null);
  return asked === null ? null : Math.min(Math.max(asked, 0), LONGEST_WAIT_MS);
}

/** GitLab's own clock, to the second; `null` when the answer is not dated. */
export function sentAtMs({ headers }: TimedAnswer): number | null {
  const date = Date.parse(headers.date ?? "");
  return Number.isNaN(date) ? null : date;
}

/** GitLab takes no more calls of this account until it says otherwise. */
export function isUsedUp(answer: TimedAnswer): boolean {
  return answer.status === 429 || answer.headers["ratelimit-remaining"] === "0";
}

/**
 * The pause before the next attempt when GitLab names none.
 *
 * @param failures - Attempts that have failed so far, 1 or more.
 * @param random - At least 0, less than 1: half of the pause is chance, so that many callers do not come back at once.
 */
export function backoffMs(failures: number, random: number): number {
  const whole = Math.min(FIRST_BACKOFF_MS * 2 ** (failures - 1), LONGEST_BACKOFF_MS);
  return whole / 2 + (whole / 2) * random;
}

function retryAfterMs(header: string | undefined, now: number): number | null {
  if (header === undefined) return null;
  if (/^\d{1,9}$/.test(header)) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : date - now;
}

function resetMs(headers: IncomingHttpHeaders, now: number): number | null {
  const reset = headers["ratelimit-reset"];
  return typeof reset === "string" && /^\d{1,12}$/.test(reset) ? Number(reset) * 1000 - now : null;
}
