import type { Health } from "../workflow/setup/facts.ts";

const ANSWERS_WITHIN_MS = 5000;

/** @param url - Without a slash at the end. */
export async function askHealth(url: string): Promise<Health> {
  try {
    const signal = AbortSignal.timeout(ANSWERS_WITHIN_MS);
    const response = await fetch(`${url}/healthz`, { redirect: "manual", signal });
    const text = await response.text();
    return text === '{"status":"up"}' ? { kind: "bot" } : { kind: "other", status: response.status };
  } catch (error) {
    return { kind: "nothing", reason: reasonOf(error) };
  }
}

/** `fetch failed` says nothing, its cause does: `ECONNREFUSED`, `CERT_HAS_EXPIRED`, `ENOTFOUND`. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return "no answer";
  if (error.name === "TimeoutError") return `no answer within ${ANSWERS_WITHIN_MS / 1000} s`;
  const cause = error.cause;
  if (cause instanceof Error && "code" in cause && typeof cause.code === "string") return cause.code;
  return error.message;
}
