import { createHash } from "node:crypto";

import { GitLabFailure } from "../ports/gitlab-port.ts";
import type { Performance, Posting } from "./performance.ts";
import { createScenery } from "./scenery.ts";

/**
 * Keep the living status note true, by one edit when its text has changed; an edit sends no mail.
 *
 * A note that somebody deleted is written again, one that this account may not edit is replaced; both under a new
 * action, so once.
 */
export async function keepStatusNote(performance: Performance): Promise<void> {
  const { ports, recorded, watch } = performance;
  if (watch.statusNote === null) return;
  // Set anew: the asks sent a moment ago decide whom it names.
  const scenery = await createScenery(
    ports,
    { ...recorded, badge: performance.scenery.badge },
    performance.canCandidateTick,
  );
  await keepLivingNote(performance, scenery.statusNote(false));
}

/** The same for any living note. @param body - What it has to say. */
export async function keepLivingNote(posting: Posting, body: string): Promise<void> {
  const { ports, issue, watch } = posting;
  const { statusNote } = watch;
  if (statusNote === null) return;
  const digest = digestOf(body);
  if (digest === statusNote.digest) return;
  try {
    await ports.gitlab.editNote(issue, statusNote.noteId, body);
    posting.watch = { ...posting.watch, statusNote: { ...statusNote, digest } };
  } catch (error) {
    if (!(error instanceof GitLabFailure) || (error.status !== 404 && error.status !== 403)) throw error;
    ports.log.warn("Replace a status note that is gone or not ours to edit", { ...issue, status: error.status });
    posting.watch = { ...posting.watch, statusNote: { noteId: await replace(posting, body), digest } };
  }
}

/** A note that a lost answer left behind is taken over, so that there is one. */
async function replace({ ports, issue, own, watch }: Posting, body: string): Promise<number> {
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
