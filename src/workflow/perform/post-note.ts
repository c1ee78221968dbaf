import type { PersonId } from "../../domain/enrollment/fact.ts";
import { GitLabFailure } from "../ports/gitlab-port.ts";
import type { Posting } from "./performance.ts";

/** A note about to be posted. */
export interface Draft {
  /** Actions it fulfils; several asks for one person are one note. */
  readonly keys: readonly string[];
  /** What its hidden marker says. */
  readonly markerKey: string;
  readonly body: string;
  readonly askedPerson: PersonId | null;
  readonly settles: boolean;
}

/** A final refusal (locked discussion, 5,000 comments) is somebody's to change; trying now and then finds out. */
const REFUSED_AGAIN_MS = 30 * 60_000;

/**
 * Post a note. "Attempted" is on disk before the call goes out, for all its actions at the same moment, so that a lost
 * answer is looked into before anything is posted again (`resolve-attempts.ts`).
 *
 * @returns Id of the note; `null` when it was put off.
 * @throws {GitLabFailure} when GitLab could not be reached, or its answer got lost.
 */
export async function postNote(posting: Posting, draft: Draft): Promise<number | null> {
  const { ports, issue } = posting;
  const at = ports.now();
  for (const key of draft.keys) await ports.actions.attempt(key, at, draft.askedPerson);
  try {
    const note = await ports.gitlab.createNote(issue, draft.body);
    if (note !== null) return await fulfil(posting, draft, note.noteId);
    ports.log.error("Lose a note: GitLab took it for quick actions", { ...issue, key: draft.markerKey });
  } catch (error) {
    if (!(error instanceof GitLabFailure)) throw error;
    if (error.ambiguous) throw error;
    if (error.code === "GITLAB_UNAVAILABLE") {
      for (const key of draft.keys) await ports.actions.postpone(key, ports.now());
      throw error;
    }
    ports.log.error("Cannot post a note: GitLab refuses it", { ...issue, key: draft.markerKey, error });
  }
  for (const key of draft.keys) {
    await ports.actions.postpone(key, new Date(ports.now().getTime() + REFUSED_AGAIN_MS));
  }
  return null;
}

async function fulfil(posting: Posting, draft: Draft, noteId: number): Promise<number> {
  const { ports } = posting;
  const { askedPerson, settles } = draft;
  for (const key of draft.keys) await ports.actions.done(key, { at: ports.now(), noteId, askedPerson, settles });
  await ports.progressed();
  ports.count("note");
  // The issue's own count goes up with it: the next sweep must not take our note for somebody's.
  posting.watch = { ...posting.watch, userNotesCount: posting.watch.userNotesCount + 1 };
  return noteId;
}
