import type { IssueRef, Note } from "../../domain/issue.ts";
import type { GitLabPort } from "../ports/gitlab-port.ts";

/**
 * Notes become visible when their transaction ends, not when their clock says: reading a little further back than the
 * watermark costs no call and misses none. On an issue with hundreds of notes a minute the last few dozen have to do.
 */
const OVERLAP_MS = 120_000;
const OVERLAP_NOTES = 50;
/** Older GitLab cuts the time of a save to whole seconds; its system note comes after it. */
const CUT_MS = 1000;
/** GitLab allows 5,000 comments on an issue; what lies further back was read when it was new. */
const MOST_PAGES = 60;

export interface NoteWindow {
  /** Up to here notes were read before; `null` reads all of them. */
  readonly since: Date | null;
  /** The earliest save a delivery told of, whose system note is looked for; `null` when none did. */
  readonly firstSaveAt: Date | null;
}

/**
 * Notes changed since the watermark, oldest change first, usually from one page. Lost note deliveries lose nothing,
 * because comments are always found here.
 */
export async function readNotes(
  gitlab: Pick<GitLabPort, "listNotes">,
  issue: IssueRef,
  window: NoteWindow,
): Promise<readonly Note[]> {
  const from = window.since === null ? Number.NEGATIVE_INFINITY : window.since.getTime() - OVERLAP_MS;
  const notes = new Map<number, Note>();
  let page: number | null = 1;
  for (let count = 0; page !== null && count < MOST_PAGES; count += 1) {
    const answer: Awaited<ReturnType<GitLabPort["listNotes"]>> = await gitlab.listNotes(issue, page);
    // A note written between two pages shifts the rest: the same one may come twice.
    for (const note of answer.notes) notes.set(note.noteId, note);
    page = isSorted(answer.notes) && isEnough([...notes.values()], window) ? null : answer.nextPage;
  }
  return [...notes.values()]
    .filter((note) => note.updatedAt.getTime() >= from)
    .toSorted((a, b) => a.updatedAt.getTime() - b.updatedAt.getTime() || a.noteId - b.noteId);
}

/** Newest change first? A page in another order proves nothing. */
function isSorted(notes: readonly Note[]): boolean {
  return notes.every((note, index) => index === 0 || note.updatedAt <= (notes[index - 1]?.updatedAt ?? note.updatedAt));
}

function isEnough(notes: readonly Note[], { since, firstSaveAt }: NoteWindow): boolean {
  if (since === null) return false;
  const times = notes.map((note) => note.updatedAt.getTime());
  const oldest = Math.min(...times);
  if (oldest < since.getTime() - OVERLAP_MS) return true;
  const isSaveCovered = firstSaveAt === null || oldest < firstSaveAt.getTime() - CUT_MS;
  return isSaveCovered && times.filter((time) => time < since.getTime()).length >= OVERLAP_NOTES;
}
