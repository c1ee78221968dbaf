import type { Note } from "../../domain/issue.ts";
import type { ReviewPorts } from "../ports/ports.ts";

const MARKER = /<!-- onboarding-bot:(?<key>[^\s<>]{1,300}) -->\s*$/;

/** The hidden key a note of the bot ends with; `null` for any other note. */
function keyOf(note: Note): string | null {
  return MARKER.exec(note.body)?.groups?.["key"] ?? null;
}

/**
 * Notes this bot wrote, by key, the oldest of each. Only notes by one of its own accounts count: anybody can write the
 * same marker.
 */
export function ownNotes(notes: readonly Note[], ownIds: ReadonlySet<number>): ReadonlyMap<string, readonly Note[]> {
  const own = notes.filter((note) => !note.system && ownIds.has(note.author.userId) && keyOf(note) !== null);
  const sorted = own.toSorted((a, b) => a.noteId - b.noteId);
  return Map.groupBy(sorted, (note) => keyOf(note) ?? "");
}

/**
 * Two notes with one key are one note that was posted twice: after an answer got lost, or by two processes. The younger
 * goes at once.
 *
 * @param kept - Ids the store knows; of those nothing is deleted.
 */
export async function deleteRepeats(
  ports: ReviewPorts,
  issue: { projectId: number; issueIid: number },
  own: ReadonlyMap<string, readonly Note[]>,
  kept: ReadonlySet<number>,
): Promise<void> {
  for (const [key, notes] of own) {
    const keep = notes.find((note) => kept.has(note.noteId)) ?? notes[0];
    for (const note of notes) {
      if (note === keep || kept.has(note.noteId)) continue;
      await ports.gitlab.deleteNote(issue, note.noteId);
      ports.count("duplicate-note-deleted");
      ports.log.warn("Delete a note that was posted twice", { ...issue, noteId: note.noteId, key });
    }
  }
}
