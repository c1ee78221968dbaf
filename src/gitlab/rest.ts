import { GitLabFailure } from "../workflow/ports/gitlab-port.ts";
import type { Answer, Caller } from "./call-gitlab.ts";
import { MAX_PAGES, PAGE_SIZE } from "./calls/paging.ts";

/** GitLab's API by address, for calls whose fields gitbeaker's types do not know (`signing_token`, …). */
export interface Rest {
  get(path: string, query?: Query): Promise<unknown>;
  /** All pages of a list. */
  list(path: string, query?: Query): Promise<readonly unknown[]>;
  post(path: string, body?: object): Promise<unknown>;
  put(path: string, body: object): Promise<unknown>;
}

type Query = Readonly<Record<string, string | number | boolean>>;

/** An address below `/api/v4/`, whatever stands in its parts: `` at`projects/${id}/hooks` ``. */
export function at(words: TemplateStringsArray, ...parts: readonly (string | number)[]): string {
  return String.raw({ raw: words }, ...parts.map((part) => encodeURIComponent(part)));
}

/** @param apiUrl - With the slash at its end. */
export function createRest(apiUrl: URL, token: string, caller: Caller): Rest {
  return {
    get: async (path, query) => (await send("GET", path, query)).body,
    async list(path, query) {
      const found: unknown[] = [];
      for (let page = 1; page <= MAX_PAGES; page += 1) {
        const { body, headers } = await send("GET", path, { ...query, per_page: PAGE_SIZE, page });
        if (Array.isArray(body)) found.push(...(body as readonly unknown[]));
        if (Number(headers["x-next-page"]) !== page + 1) break;
      }
      return found;
    },
    post: async (path, body = {}) => (await send("POST", path, {}, body)).body,
    put: async (path, body) => (await send("PUT", path, {}, body)).body,
  };

  function send(method: string, path: string, query: Query = {}, body?: object): Promise<Answer> {
    const address = `${apiUrl.href}${path}`;
    const url = new URL(address);
    // `..` as a name would lead to another call than the one meant; nothing in GitLab is called so.
    if (url.href !== address) {
      const message = `Cannot ${method}: a name in the address should not be "." or ".."`;
      throw new GitLabFailure("GITLAB_REFUSED", message, { status: null, ambiguous: false, retryAfterMs: null });
    }
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, String(value));
    return caller.call("people", {
      method,
      url,
      headers: {
        accept: "application/json",
        "user-agent": "onboarding-bot",
        "private-token": token,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      body: body === undefined ? null : JSON.stringify(body),
    });
  }
}
