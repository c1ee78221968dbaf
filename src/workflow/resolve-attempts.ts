import type { Note } from "../domain/issue.ts";
import { digestOf } from "./keep-status-note.ts";
import { deleteRepeats, ownNotes } from "./own-notes.ts";
import { isAsk, noteKey, type Performance } from "./performance.ts";
import type { StoredAction } from "./store-port.ts";

/** After a lost answer GitLab gets this long to show the note, before it is posted again. */
export const SHOWN_WITHIN_MS = 5000;

/**
 * Find out what became of notes whose answer was lost, by a broken connection or a crash. What GitLab has by our key is
 * done, all actions of that note together; what it does not show within five seconds is planned again.
 *
 * @returns Keys of actions whose outcome is not known yet.
 */
export async function resolveAttempts(
  performance: Performance,
  unfinished: readonly StoredAction[],
): Promise<ReadonlySet<string>> {
  const { ports } = performance;
  const attempted = unfinished.filter(({ state, action }) => state === "attempted" && action.kind === "note");
  const inTheAir = new Set<string>();
  for (const [at = 0, group] of Map.groupBy(attempted, ({ attemptedAt }) => attemptedAt?.getTime())) {
    const keys = group.map(noteKey);
    const isOld = ports.now().getTime() - at >= SHOWN_WITHIN_MS;
    const note = findNote(performance.own, keys) ?? (isOld ? await look(performance, keys) : null);
    if (note !== null) await adopt(performance, group, note);
    else if (isOld) for (const { key } of group) await ports.actions.postpone(key, ports.now());
    else for (const { key } of group) inTheAir.add(key);
  }
  const [statusNote] = performance.own.get("status") ?? [];
  const isPlanned = unfinished.some((stored) => noteKey(stored) === "status");
  // Posted by a process that died before it wrote down which note it keeps true.
  if (performance.watch.statusNote === null && statusNote !== undefined && !isPlanned)
    keepTrue(performance, statusNote);
  await deleteDoubles(performance);
  return inTheAir;
}

function findNote(own: Performance["own"], keys: readonly string[]): Note | null {
  return keys.flatMap((key) => own.get(key) ?? [])[0] ?? null;
}

/** The note may have come to sight since this review read the notes. */
async function look({ ports, issue }: Performance, keys: readonly string[]): Promise<Note | null> {
  const { notes } = await ports.gitlab.listNotes(issue, 1);
  return findNote(ownNotes(notes, ports.bot().ownIds), keys);
}

async function adopt(performance: Performance, group: readonly StoredAction[], note: Note): Promise<void> {
  const { ports } = performance;
  for (const stored of group) {
    const { key, askedPerson } = stored;
    await ports.actions.done(key, { at: ports.now(), noteId: note.noteId, askedPerson, settles: isAsk(stored) });
    if (noteKey(stored) === "status") keepTrue(performance, note);
  }
}

/** From now on this is the living status note. As the welcome it stands until there is something new to tell. */
function keepTrue(performance: Performance, { noteId, body }: Note): void {
  const { scenery } = performance;
  const today = scenery.statusNote(false);
  const isTrue = [today, scenery.statusNote(true)].includes(body);
  performance.watch = { ...performance.watch, statusNote: { noteId, digest: isTrue ? digestOf(today) : "" } };
}

async function deleteDoubles({ ports, own, issue, recorded, watch }: Performance): Promise<void> {
  if ([...own.values()].every((notes) => notes.length < 2)) return;
  const ids = [...own.values()].flat().map((note) => note.noteId);
  const known = await ports.actions.findByNote(recorded.id, ids);
  const kept = new Set([watch.statusNote?.noteId, ...known.map((stored) => stored.noteId)].filter((id) => id != null));
  await deleteRepeats(ports, issue, own, kept);
}
