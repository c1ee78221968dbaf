/** GitLab's largest page. */
export const PAGE_SIZE = 100;
/** GitLab lists at most 50,000 rows by page number; more pages than that are a server that counts wrongly. */
export const MAX_PAGES = 500;

/** gitbeaker's page: rows under `data`, and under `paginationInfo` the number of the next page. */
export function rowsOf(answer: unknown): unknown {
  return typeof answer === "object" && answer !== null && "data" in answer ? answer.data : answer;
}

export function nextPageOf(answer: unknown, page: number): number | null {
  if (typeof answer !== "object" || answer === null || !("paginationInfo" in answer)) return null;
  const info = answer.paginationInfo;
  const next = typeof info === "object" && info !== null && "next" in info ? info.next : null;
  return typeof next === "number" && next > page ? next : null;
}
