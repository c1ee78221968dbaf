import type { Note } from "../../domain/issue.ts";
import { digestOf } from "./keep-status-note.ts";
import { deleteRepeats, ownNotes } from "./own-notes.ts";
import { isAsk, noteKey, type Posting } from "./performance.ts";
import type { StoredAction } from "../ports/store-port.ts";

/** After a lost answer GitLab gets this long to show the note, before it is posted again. */
export const SHOWN_WITHIN_MS = 5000;

/**
 * Find out what became of notes whose answer was lost, by a broken connection or a crash. What GitLab has by our key is
 * done, all actions of that note together; what it does not show within five seconds is planned again.
 *
 * @returns Keys of actions whose outcome is not known yet.
 */
export async function resolveAttempts(
  posting: Posting,
  unfinished: readonly StoredAction[],
): Promise<ReadonlySet<string>> {
  const { ports } = posting;
  const attempted = unfinished.filter(({ state, action }) => state === "attempted" && isNote(action));
  const inTheAir = new Set<string>();
  for (const [at = 0, group] of Map.groupBy(attempted, ({ attemptedAt }) => attemptedAt?.getTime())) {
    const keys = group.map(noteKey);
    const isOld = ports.now().getTime() - at >= SHOWN_WITHIN_MS;
    const note = findNote(posting.own, keys) ?? (isOld ? await look(posting, keys) : null);
    if (note !== null) await adopt(posting, group, note);
    else if (isOld) for (const { key } of group) await ports.actions.postpone(key, ports.now());
    else for (const { key } of group) inTheAir.add(key);
  }
  const [statusNote] = posting.own.get("status") ?? [];
  const isPlanned = unfinished.some((stored) => noteKey(stored) === "status");
  // Posted by a process that died before it wrote down which note it keeps true.
  if (posting.watch.statusNote === null && statusNote !== undefined && !isPlanned) keepTrue(posting, statusNote);
  await deleteDoubles(posting);
  return inTheAir;
}

function isNote({ kind }: StoredAction["action"]): boolean {
  return kind === "note" || kind === "desk-note";
}

function findNote(own: Posting["own"], keys: readonly string[]): Note | null {
  return keys.flatMap((key) => own.get(key) ?? [])[0] ?? null;
}

/** The note may have come to sight since this review read the notes. */
async function look({ ports, issue }: Posting, keys: readonly string[]): Promise<Note | null> {
  const { notes } = await ports.gitlab.listNotes(issue, 1);
  return findNote(ownNotes(notes, ports.bot().ownIds), keys);
}

async function adopt(posting: Posting, group: readonly StoredAction[], note: Note): Promise<void> {
  const { ports } = posting;
  const settles = group.some(isAsk);
  for (const stored of group) {
    const { key, askedPerson } = stored;
    await ports.actions.done(key, { at: ports.now(), noteId: note.noteId, askedPerson, settles });
    if (noteKey(stored) === "status") keepTrue(posting, note);
  }
}

/** From now on this is the living status note. As the welcome it stands until there is something new to tell. */
function keepTrue(posting: Posting, { noteId, body }: Note): void {
  const today = posting.livingNote(false);
  const isTrue = [today, posting.livingNote(true)].includes(body);
  posting.watch = { ...posting.watch, statusNote: { noteId, digest: isTrue ? digestOf(today) : "" } };
}

async function deleteDoubles({ ports, own, issue, id, watch }: Posting): Promise<void> {
  if ([...own.values()].every((notes) => notes.length < 2)) return;
  const ids = [...own.values()].flat().map((note) => note.noteId);
  const known = await ports.actions.findByNote(id, ids);
  const kept = new Set(
    [watch.statusNote?.noteId, ...known.map((stored) => stored.noteId)].filter((noteId) => noteId != null),
  );
  await deleteRepeats(ports, issue, own, kept);
}
