import type { IncomingHttpHeaders } from "node:http";

// oxlint-disable-next-line import/extensions -- a package; the rule takes every scoped name for a file
import { createRequesterFn } from "@gitbeaker/requester-utils";

import { GitLabFailure } from "../workflow/ports/gitlab-port.ts";
import type { Lane } from "./budget.ts";
import type { Answer, Caller } from "./call-gitlab.ts";
import type { HttpRequest } from "./http-attempt.ts";

/** What gitbeaker's resources are given to send their requests with. */
type RequesterFn = ReturnType<typeof createRequesterFn>;

type GitbeakerAnswer = Awaited<ReturnType<Parameters<typeof createRequesterFn>[1]>>;

/**
 * The HTTP layer under gitbeaker.
 *
 * gitbeaker's own repeats posts after a 502, waits milliseconds where GitLab asks for seconds, and follows redirects
 * with the token in hand. Here it only builds the addresses; everything else is the caller's.
 */
export function createRequester(apiUrl: URL, token: string, caller: Caller, lane: Lane): RequesterFn {
  return createRequesterFn(
    (_service, request) => Promise.resolve(request),
    async (endpoint, request) => {
      const answer = await caller.call(lane, toHttpRequest(apiUrl, token, endpoint, request ?? {}));
      return toGitbeaker(answer);
    },
  );
}

function toHttpRequest(
  apiUrl: URL,
  token: string,
  endpoint: string,
  request: Readonly<Record<string, unknown>>,
): HttpRequest {
  const { prefixUrl, searchParams, body } = request;
  const method = String(request["method"]);
  const address = `${String(prefixUrl).replace(/\/+$/, "")}/${endpoint}`;
  const url = new URL(address);
  // `..` as an id would lead to another call than the one meant; nothing in GitLab is called so.
  if (url.href !== address || !address.startsWith(apiUrl.href)) throw refuseAddress(method);
  if (typeof searchParams === "string") url.search = searchParams;

  // gitbeaker gives every DELETE an empty JSON object; GitLab's API asks for none.
  const payload = typeof body === "string" && method !== "DELETE" ? body : null;
  return {
    method,
    url,
    headers: {
      accept: "application/json",
      "user-agent": "onboarding-bot",
      "private-token": token,
      ...(payload === null ? {} : { "content-type": "application/json" }),
    },
    body: payload,
  };
}

function toGitbeaker(answer: Answer): GitbeakerAnswer {
  const headers = { "x-next-page": nextPage(answer.headers) };
  // gitbeaker's types know no `unknown` body; the client reads whatever comes with its own schema.
  return { body: answer.body, headers, status: answer.status } as GitbeakerAnswer;
}

/** Only the number of the next page is taken from a link, never its address. */
function nextPage(headers: IncomingHttpHeaders): string {
  const numbered = headers["x-next-page"];
  if (typeof numbered === "string") return numbered;
  const links = headers["link"];
  const linked = /[?&]page=(\d+)[^>]*>\s*;\s*rel="next"/.exec(typeof links === "string" ? links : "");
  return linked?.[1] ?? "";
}

function refuseAddress(method: string): GitLabFailure {
  return new GitLabFailure(
    "GITLAB_REFUSED",
    `Cannot ${method}: the address leaves GitLab's API, a name or id in it should not be "." or ".."`,
    { status: null, ambiguous: false, retryAfterMs: null },
  );
}
