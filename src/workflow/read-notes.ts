import type { IssueRef, Note } from "../domain/issue.ts";
import type { GitLabPort } from "./gitlab-port.ts";

/**
 * Notes become visible when their transaction ends, not when their clock says: reading a little further back than the
 * watermark costs no call and misses none.
 */
const OVERLAP_MS = 120_000;
/** GitLab allows 5,000 comments on an issue; what lies further back was read when it was new. */
const MOST_PAGES = 60;

/**
 * Notes changed since the watermark, oldest change first, usually from one page. Lost note deliveries lose nothing,
 * because comments are always found here.
 *
 * @param since - `null` reads all of them.
 */
export async function readNotes(
  gitlab: Pick<GitLabPort, "listNotes">,
  issue: IssueRef,
  since: Date | null,
): Promise<readonly Note[]> {
  const from = since === null ? Number.NEGATIVE_INFINITY : since.getTime() - OVERLAP_MS;
  const notes = new Map<number, Note>();
  let page: number | null = 1;
  for (let count = 0; page !== null && count < MOST_PAGES; count += 1) {
    const answer: Awaited<ReturnType<GitLabPort["listNotes"]>> = await gitlab.listNotes(issue, page);
    // A note written between two pages shifts the rest: the same one may come twice.
    for (const note of answer.notes) notes.set(note.noteId, note);
    page = reaches(answer.notes, from) ? null : answer.nextPage;
  }
  return [...notes.values()]
    .filter((note) => note.updatedAt.getTime() >= from)
    .toSorted((a, b) => a.updatedAt.getTime() - b.updatedAt.getTime() || a.noteId - b.noteId);
}

/** Does this page, newest change first, go back beyond the watermark? A page in another order proves nothing. */
function reaches(notes: readonly Note[], from: number): boolean {
  const times = notes.map((note) => note.updatedAt.getTime());
  const isSorted = times.every((time, index) => index === 0 || time <= (times[index - 1] ?? time));
  return isSorted && (times.at(-1) ?? Number.POSITIVE_INFINITY) < from;
}
