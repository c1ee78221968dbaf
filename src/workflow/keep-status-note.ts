import { createHash } from "node:crypto";

import { GitLabFailure } from "./gitlab-port.ts";
import type { Performance } from "./performance.ts";

/**
 * Keep the living status note true, by one edit when its text has changed; an edit sends no mail.
 *
 * A note that somebody deleted is written again, one that this account may not edit is replaced; both under a new
 * action, so once.
 */
export async function keepStatusNote(performance: Performance): Promise<void> {
  const { ports, recorded, scenery, issue, watch } = performance;
  const { statusNote } = watch;
  if (statusNote === null) return;
  const body = scenery.statusNote(false);
  const digest = digestOf(body);
  if (digest === statusNote.digest) return;
  try {
    await ports.gitlab.editNote(issue, statusNote.noteId, body);
    performance.watch = { ...performance.watch, statusNote: { ...statusNote, digest } };
  } catch (error) {
    if (!(error instanceof GitLabFailure) || (error.status !== 404 && error.status !== 403)) throw error;
    ports.log.warn("Replace a status note that is gone or not ours to edit", { ...issue, status: error.status });
    const note = await ports.gitlab.createNote(issue, body);
    if (note !== null) {
      performance.watch = { ...performance.watch, statusNote: { noteId: note.noteId, digest } };
    }
  }
  void recorded;
}

/** What the status note says once it is past its first edition; the first one is told from it by nothing but this. */
export function digestOf(body: string): string {
  return createHash("sha256").update(body).digest("base64url");
}
