import type { PersonId } from "../domain/enrollment/fact.ts";
import { GitLabFailure } from "./gitlab-port.ts";
import { ownNotes } from "./own-notes.ts";
import type { Performance } from "./performance.ts";
import type { StoredAction } from "./store-port.ts";

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

/** After a lost answer GitLab gets this long to show the note, before it is posted again. */
const LOOK_AGAIN_MS = 5000;
/** A final refusal (locked discussion, 5,000 comments) is somebody's to change; trying now and then finds out. */
const REFUSED_AGAIN_MS = 30 * 60_000;

/**
 * Post a note, once. "Attempted" is on disk before the call goes out, for all its actions at the same moment. An action
 * found attempted has an unknown outcome: it waits five seconds, looks for its key among the bot's own notes once more, and only then posts again.
 *
 * @returns Id of the note; `null` when it was put off.
 * @throws {GitLabFailure} when GitLab could not be reached, or its answer got lost.
 */
export async function postNote(
  performance: Performance,
  draft: Draft,
  stored: readonly StoredAction[],
): Promise<number | null> {
  const { ports, issue } = performance;
  const attemptedAt = stored.reduce<Date | null>(
    (last, { state, attemptedAt: at }) => (state === "attempted" ? at : last),
    null,
  );
  if (attemptedAt !== null) {
    const again = new Date(attemptedAt.getTime() + LOOK_AGAIN_MS);
    if (ports.now() < again) {
      ports.wake(issue, again);
      return null;
    }
    const found = await findPosted(performance, draft.markerKey);
    if (found !== null) return await fulfil(performance, draft, found);
  }
  const at = ports.now();
  for (const key of draft.keys) await ports.actions.attempt(key, at, draft.askedPerson);
  try {
    const note = await ports.gitlab.createNote(issue, draft.body);
    if (note !== null) return await fulfil(performance, draft, note.noteId);
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

async function findPosted({ ports, issue }: Performance, key: string): Promise<number | null> {
  const { notes } = await ports.gitlab.listNotes(issue, 1);
  const [note] = ownNotes(notes, ports.bot().ownIds).get(key) ?? [];
  return note?.noteId ?? null;
}

async function fulfil(performance: Performance, draft: Draft, noteId: number): Promise<number> {
  const { ports } = performance;
  const { askedPerson, settles } = draft;
  for (const key of draft.keys) await ports.actions.done(key, { at: ports.now(), noteId, askedPerson, settles });
  ports.count("note");
  // The issue's own count goes up with it: the next sweep must not take our note for somebody's.
  performance.watch = { ...performance.watch, userNotesCount: performance.watch.userNotesCount + 1 };
  return noteId;
}
