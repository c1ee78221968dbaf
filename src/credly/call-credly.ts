import type { MirrorFault } from "../workflow/ports/mirror-port.ts";

export interface CredlyOptions {
  /** `https://api.credly.com`, without a slash at the end. */
  readonly url: string;
  readonly organizationId: string;
  readonly token: string;
  readonly fetch?: typeof globalThis.fetch;
  /** From the call to the last byte of its answer. */
  readonly timeoutMs?: number;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

export interface CredlyCall {
  readonly method: "GET" | "POST" | "PUT";
  /** Below `/v1/organizations/<id>/`. */
  readonly path: string;
  readonly body?: Readonly<Record<string, unknown>>;
  /** What must not come back in a reason. */
  readonly personal?: readonly string[];
}

export type CredlyAnswer =
  | {
      readonly kind: "answer";
      readonly status: number;
      readonly body: unknown;
      /** What Credly says of a failure, fit for a log; empty when it says nothing. */
      readonly words: string;
    }
  | Extract<MirrorFault, { kind: "later" }>;

const TIMEOUT_MS = 20_000;
const LONGEST_ANSWER_BYTES = 1024 * 1024;
const PAUSE_MS = 60_000;
const LONGEST_PAUSE_MS = 24 * 60 * 60 * 1000;
const LONGEST_REASON = 200;
const EMAIL = /[^\s@"'<>]+@[^\s@"'<>]+/gu;
const CONTROL = /[\p{Cc}\u2028-\u202E\u2066-\u2069]+/gu;

/**
 * Open the way to one organization at Credly. The token goes to this address alone: redirects are not followed.
 *
 * While Credly wants to be left alone (429, or 503 with `Retry-After`), calls are answered `later` without asking it.
 */
export function createCredlyCalls(options: CredlyOptions): (call: CredlyCall) => Promise<CredlyAnswer> {
  const { url, token, fetch = globalThis.fetch, timeoutMs = TIMEOUT_MS, now = Date.now } = options;
  const base = `${url}/v1/organizations/${encodeURIComponent(options.organizationId)}/`;
  // The token is the user, the password is empty.
  const credentials = Buffer.from(`${token}:`).toString("base64");
  let quietUntil = 0;

  return async (call) => {
    if (now() < quietUntil) return later("Credly wants to be left alone for a while", quietUntil - now());
    try {
      const response = await fetch(`${base}${call.path}`, {
        method: call.method,
        redirect: "manual",
        headers: {
          authorization: `Basic ${credentials}`,
          accept: "application/json",
          ...(call.body === undefined ? {} : { "content-type": "application/json" }),
        },
        body: call.body === undefined ? null : JSON.stringify(call.body),
        signal: AbortSignal.timeout(timeoutMs),
      });
      const body = await readJson(response);
      const pause = pauseOf(response, now());
      if (pause !== null) quietUntil = now() + pause;
      const words = response.ok ? "" : wordsOf(body, [token, credentials], call.personal ?? []);
      return judge(response.status, body, words, pause);
    } catch (error) {
      return later(reasonOf(error, timeoutMs), null);
    }
  };
}

function judge(status: number, body: unknown, words: string, pause: number | null): CredlyAnswer {
  const reason = words === "" ? `Credly answered ${status}` : `Credly answered ${status}: ${words}`;
  if (status >= 300 && status < 400) {
    return later(`Credly answered ${status}, a redirect, which is not followed: look at CREDLY_URL`, null);
  }
  // No badge is to blame for a token: all of them can wait until it is put right.
  if (status === 401 || status === 403) return later(`${reason}; look at CREDLY_TOKEN`, null);
  if (status === 408 || status === 429 || status >= 500) return later(reason, pause);
  if (status >= 200 && status < 300 && body === undefined) return later("Credly's answer cannot be read", null);
  return { kind: "answer", status, body, words };
}

/** @returns `null` for nothing, `undefined` for what is no JSON, or too long. */
async function readJson(response: Response): Promise<unknown> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.byteLength;
    // Leaving the loop cancels the rest.
    if (length > LONGEST_ANSWER_BYTES) return undefined;
    chunks.push(chunk);
  }
  if (length === 0) return null;
  try {
    return JSON.parse(Buffer.concat(chunks, length).toString("utf8"));
  } catch {
    return undefined;
  }
}

/** How long Credly asks to be left alone, in milliseconds; `null` when it does not. */
function pauseOf(response: Response, now: number): number | null {
  const header = response.headers.get("retry-after");
  if (response.status !== 429 && (response.status !== 503 || header === null)) return null;
  const asked = /^\d{1,9}$/.test(header ?? "") ? Number(header) * 1000 : Date.parse(header ?? "") - now;
  return asked > 0 ? Math.min(asked, LONGEST_PAUSE_MS) : PAUSE_MS;
}

function later(reason: string, retryAfterMs: number | null): Extract<MirrorFault, { kind: "later" }> {
  return { kind: "later", reason, retryAfterMs };
}

/** Never the error itself: its cause may quote the request. */
function reasonOf(error: unknown, timeoutMs: number): string {
  if (error instanceof Error && error.name === "TimeoutError") return `no answer of Credly within ${timeoutMs} ms`;
  const cause = error instanceof Error ? error.cause : null;
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "unknown cause";
  return `no answer of Credly (${code})`;
}

/** Credly's own words on one line, without anything that is secret or personal. */
function wordsOf(body: unknown, secrets: readonly string[], personal: readonly string[]): string {
  const words: string[] = [];
  collect(body, words, 0);
  const told = secrets.reduce((text, secret) => text.replaceAll(secret, "…"), words.join("; ")).toWellFormed();
  const names = personal.filter((name) => name !== "").toSorted((one, other) => other.length - one.length);
  const nameless = names.reduce((text, name) => text.replaceAll(asWord(name), "…"), told);
  const line = nameless.replaceAll(EMAIL, "…").replaceAll(CONTROL, " ").trim();
  return line.length > LONGEST_REASON ? `${line.slice(0, LONGEST_REASON).toWellFormed()}…` : line;
}

/** The sentences of an error answer, wherever it keeps them: the documentation does not say. */
function collect(value: unknown, words: string[], depth: number): void {
  if (typeof value === "string") words.push(value);
  if (typeof value !== "object" || value === null || depth > 4) return;
  for (const part of Object.values(value)) collect(part, words, depth + 1);
}

/** "Al" in "Al has it", not in "already". */
function asWord(name: string): RegExp {
  const escaped = name.toWellFormed().replace(/[^\p{L}\p{N}]/gu, (sign) => `\\u{${sign.codePointAt(0)?.toString(16)}}`);
  return new RegExp(`(?<![\\p{L}\\p{N}])${escaped}(?![\\p{L}\\p{N}])`, "giu");
}
