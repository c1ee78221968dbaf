import { invalidParameter } from "../refusal.ts";
import type { ApiAnswer, ApiRequest } from "./request.ts";

const LARGEST_PAGE = 100;
/** Beyond it GitLab no longer counts: no `x-total` and no last page. */
const COUNTED_ROWS = 10_000;

/** One page of a list with GitLab's headers: `Link`, `X-Page`, `X-Next-Page`, `X-Total`, … */
export function page<T>(request: ApiRequest, rows: readonly T[], present: (row: T) => unknown): ApiAnswer {
  const size = Math.min(positive(request, "per_page", 20), LARGEST_PAGE);
  const number = positive(request, "page", 1);
  const start = (number - 1) * size;
  const last = Math.max(1, Math.ceil(rows.length / size));
  const next = start + size < rows.length ? number + 1 : null;
  const links = [
    ...(number > 1 ? [link(request, number - 1, size, "prev")] : []),
    ...(next === null ? [] : [link(request, next, size, "next")]),
    link(request, 1, size, "first"),
    ...(rows.length > COUNTED_ROWS ? [] : [link(request, last, size, "last")]),
  ];
  return {
    status: 200,
    body: rows.slice(start, start + size).map((row) => present(row)),
    headers: {
      link: links.join(", "),
      "x-page": String(number),
      "x-per-page": String(size),
      "x-prev-page": number > 1 ? String(number - 1) : "",
      "x-next-page": next === null ? "" : String(next),
      ...(rows.length > COUNTED_ROWS ? {} : { "x-total": String(rows.length), "x-total-pages": String(last) }),
    },
  };
}

/** One page after a cursor (`pagination=keyset`): only `Link` leads on. `keyOf` must be unique and ordered. */
export function keysetPage<T>(
  request: ApiRequest,
  rows: readonly T[],
  keyOf: (row: T) => string,
  present: (row: T) => unknown,
): ApiAnswer {
  const size = Math.min(positive(request, "per_page", 20), LARGEST_PAGE);
  const cursor = request.text("cursor");
  const start = cursor === undefined ? 0 : rows.findIndex((row) => keyOf(row) === cursor) + 1;
  const shown = rows.slice(start, start + size);
  const final = shown.at(-1);
  const more = final !== undefined && start + size < rows.length;
  const query = new URLSearchParams(request.query);
  if (more) query.set("cursor", keyOf(final));
  const headers = more
    ? { link: `<${request.context.addresses.base}${request.path}?${query.toString()}>; rel="next"` }
    : {};
  return { status: 200, body: shown.map((row) => present(row)), headers };
}

function positive(request: ApiRequest, name: string, fallback: number): number {
  const text = request.text(name);
  if (text === undefined || text === "") return fallback;
  if (!/^\d+$/.test(text)) throw invalidParameter(`${name} is invalid`);
  if (Number(text) === 0) throw invalidParameter(`${name} does not have a valid value`);
  return Number(text);
}

function link(request: ApiRequest, number: number, size: number, relation: string): string {
  const query = new URLSearchParams(request.query);
  query.set("page", String(number));
  query.set("per_page", String(size));
  return `<${request.context.addresses.base}${request.path}?${query.toString()}>; rel="${relation}"`;
}
