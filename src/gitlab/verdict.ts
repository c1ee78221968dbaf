import type { IncomingHttpHeaders } from "node:http";

import { GitLabFailure } from "../workflow/ports/gitlab-port.ts";
import type { Call } from "./call.ts";
import { oneLine } from "./fields.ts";
import { redirectTarget, type Outcome } from "./http-attempt.ts";

/** What an attempt means for its call. */
export type Verdict =
  | { readonly kind: "done"; readonly status: number; readonly headers: IncomingHttpHeaders; readonly body: unknown }
  | {
      readonly kind: "failed";
      readonly code: "GITLAB_NOT_FOUND" | "GITLAB_REFUSED" | "GITLAB_UNAVAILABLE";
      readonly status: number | null;
      readonly reason: string;
      /** GitLab may have carried the write out. */
      readonly mayHaveActed: boolean;
      readonly mayRetry: boolean;
      readonly cause?: unknown;
    };

const MESSAGE_LIMIT = 200;

/**
 * Judge one attempt.
 *
 * Repeatable calls are tried again after 408, 429, 5xx, a lock and a broken connection. Others only where GitLab surely
 * did nothing: 429, and a connection that never came about.
 *
 * @see https://docs.gitlab.com/api/rest/troubleshooting/#status-codes
 */
export function judge(call: Call, outcome: Outcome, base: URL): Verdict {
  if (outcome.kind === "strange") return judgeStrange(call, outcome);
  if (outcome.kind === "answer") return judgeAnswer(call, outcome, base);
  return {
    kind: "failed",
    code: "GITLAB_UNAVAILABLE",
    status: null,
    reason: outcome.reason,
    mayHaveActed: call.isWrite && outcome.reached,
    mayRetry: call.isRepeatable || !outcome.reached,
    cause: outcome.cause,
  };
}

/** A success nobody can read is final, a failure nobody can read counts by its status. */
function judgeStrange(call: Call, outcome: Extract<Outcome, { kind: "strange" }>): Verdict {
  const isServerFault = outcome.status >= 500;
  return {
    kind: "failed",
    code: isServerFault ? "GITLAB_UNAVAILABLE" : "GITLAB_REFUSED",
    status: outcome.status,
    reason: `the answer ${outcome.status} is ${outcome.reason}, GITLAB_URL should be the address of GitLab itself`,
    mayHaveActed: call.isWrite,
    mayRetry: isServerFault && call.isRepeatable,
  };
}

function judgeAnswer(call: Call, outcome: Extract<Outcome, { kind: "answer" }>, base: URL): Verdict {
  const { status, headers, body } = outcome;
  if (status >= 200 && status < 300) return { kind: "done", status, headers, body };

  const words = messageOf(body);
  const failed = {
    kind: "failed",
    status,
    reason: words === "" ? `GitLab answered ${status}` : `GitLab answered ${status}, ${words}`,
    mayHaveActed: false,
    mayRetry: false,
  } as const;

  if (status >= 300 && status < 400) {
    const origin = redirectTarget(outcome, base)?.origin ?? "nowhere";
    return {
      ...failed,
      code: "GITLAB_REFUSED",
      reason: `GitLab answered ${status}, a redirect to ${origin}, which is not followed`,
    };
  }
  // A rate limit turns a request away at the door.
  if (status === 429) return { ...failed, code: "GITLAB_UNAVAILABLE", mayRetry: true };
  const isLocked = status === 409 && /resource lock/i.test(words);
  if (status >= 500 || status === 408 || isLocked) {
    return { ...failed, code: "GITLAB_UNAVAILABLE", mayHaveActed: call.isWrite, mayRetry: call.isRepeatable };
  }
  // An expired or revoked token is the operator's to renew; no issue is to blame, and all of them can wait for it.
  if (status === 401) return { ...failed, code: "GITLAB_UNAVAILABLE" };
  return { ...failed, code: status === 404 ? "GITLAB_NOT_FOUND" : "GITLAB_REFUSED" };
}

/** Turn the last verdict of a call into the failure the workflow sees. */
export function toFailure(
  call: Call,
  verdict: Extract<Verdict, { kind: "failed" }>,
  facts: { readonly ambiguous: boolean; readonly retryAfterMs: number | null; readonly secret: string },
): GitLabFailure {
  // GitLab does not repeat the token, but something between us and it might.
  const reason = verdict.reason.replaceAll(facts.secret, "[token]");
  const { code, status, cause } = verdict;
  return new GitLabFailure(
    code,
    `Cannot ${call.method} ${call.template}: ${reason}`,
    { status, ambiguous: facts.ambiguous, retryAfterMs: facts.retryAfterMs },
    { details: { method: call.method, endpoint: call.template, reason }, cause },
  );
}

/** GitLab's own short words: `{message}`, `{message: {field: […]}}`, `{error, error_description}` or plain text. */
function messageOf(body: unknown): string {
  if (typeof body === "string") return oneLine(body, MESSAGE_LIMIT);
  if (typeof body !== "object" || body === null) return "";
  const words = "message" in body ? body.message : "error" in body ? body.error : "";
  // `invalid_token` alone does not tell an expired one from a revoked one.
  const more = "error_description" in body && typeof body.error_description === "string" ? body.error_description : "";
  return oneLine(more === "" ? flatten(words) : `${flatten(words)}: ${more}`, MESSAGE_LIMIT);
}

/** One level only: what lies deeper is not a short message, and may be deep enough to overflow a stack. */
function flatten(words: unknown): string {
  if (typeof words === "string") return words;
  if (typeof words !== "object" || words === null) return "";
  const parts = Object.entries(words).map(([field, complaints]: [string, unknown]) => {
    const list: unknown[] = Array.isArray(complaints) ? complaints : [complaints];
    return `${field} ${list.filter((complaint) => typeof complaint === "string").join(", ")}`;
  });
  return parts.join("; ");
}
