import { createHash } from "node:crypto";

import { GitLabFailure } from "./gitlab-port.ts";
import type { Performance } from "./performance.ts";
import { createScenery } from "./scenery.ts";

/**
 * Keep the living status note true, by one edit when its text has changed; an edit sends no mail.
 *
 * A note that somebody deleted is written again, one that this account may not edit is replaced; both under a new
 * action, so once.
 */
export async function keepStatusNote(performance: Performance): Promise<void> {
  const { ports, recorded, issue, watch } = performance;
  const { statusNote } = watch;
  if (statusNote === null) return;
  // Set anew: the asks sent a moment ago decide whom it names.
  const scenery = await createScenery(ports, recorded, performance.canCandidateTick);
  const body = scenery.statusNote(false);
  const digest = digestOf(body);
  if (digest === statusNote.digest) return;
  try {
    await ports.gitlab.editNote(issue, statusNote.noteId, body);
    performance.watch = { ...performance.watch, statusNote: { ...statusNote, digest } };
  } catch (error) {
    if (!(error instanceof GitLabFailure) || (error.status !== 404 && error.status !== 403)) throw error;
    ports.log.warn("Replace a status note that is gone or not ours to edit", { ...issue, status: error.status });
    performance.watch = { ...performance.watch, statusNote: { noteId: await replace(performance, body), digest } };
  }
}

/** A note that a lost answer left behind is taken over, so that there is one. */
async function replace({ ports, issue, own, watch }: Performance, body: string): Promise<number> {
  const left = (own.get("status") ?? []).find((note) => note.noteId !== watch.statusNote?.noteId);
  if (left !== undefined) return (await ports.gitlab.editNote(issue, left.noteId, body)).noteId;
  const note = await ports.gitlab.createNote(issue, body);
  if (note === null) throw new TypeError("Cannot post a status note: GitLab took it for quick actions");
  return note.noteId;
}

/** What the status note says once it is past its first edition; the first one is told from it by nothing but this. */
export function digestOf(body: string): string {
  return createHash("sha256").update(body).digest("base64url");
}
