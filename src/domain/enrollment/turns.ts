import { boxId, findNamedBox, type NamedBox, sightings } from "./boxes.ts";
import type { AttributionEvent, TurnEvent, Unexplained } from "./event.ts";
import { openHistory } from "./lost-saves.ts";
import { isSoleTurn, isStale, orderSaves, type Save, type Version } from "./saves.ts";
import type { RewriteNote, TickNote } from "./system-note.ts";
import { isLate, proveTurns, SAME_SAVE_MS, SECOND_MS } from "./turn-evidence.ts";

export interface TurnSources {
  readonly named: readonly NamedBox[];
  /** The description as last reviewed; `null` at first sight. */
  readonly before: Version | null;
  /** `updated_at` of the issue at the last review: what is not younger was seen then. `null` at first sight. */
  readonly beforeAt: Date | null;
  readonly after: Version;
  /** `updated_at` of the fresh issue: the time of a change nothing explains. */
  readonly afterAt: Date;
  readonly saves: readonly Save[];
  /**
   * Those of a window that overlaps the last review's, so that a late delivery still finds its note. Those of boxes the
   * program does not name too: they tell what one save turned together.
   */
  readonly tickNotes: readonly TickNote[];
  /** Of the same window. */
  readonly rewriteNotes: readonly RewriteNote[];
  /** Ids of tick notes that are in the journal already. */
  readonly knownNotes: ReadonlySet<number>;
  readonly unexplained: readonly Unexplained[];
}

/** A change nothing explained may have been made this long before it was seen. */
const EXPLAINS_MS = 60_000;

/**
 * Reconstruct who turned which named box since the last review.
 *
 * GitLab's system notes are the record; deliveries add which boxes one save turned together, and speak alone where no
 * note is there yet. Notes are never read as proof that something did *not* happen: GitLab pairs items by index and
 * writes none when texts moved. What neither explains is told as a turn by nobody.
 *
 * What happened after the fresh description was read is left to the review that reads it.
 *
 * @returns Events in the order they happened. Applied to what each box showed before, they lead to what it shows now.
 */
export function reconstructTurns(sources: TurnSources): readonly (TurnEvent | AttributionEvent)[] {
  const { named, before, beforeAt, after, afterAt } = sources;
  const told = sources.saves.filter((save) => save.at <= afterAt || isLastSave(save, after, afterAt));
  const allNotes = sources.tickNotes.toSorted((a, b) => byTime(a, b) || a.noteId - b.noteId);
  const notes = allNotes.flatMap((note) => {
    const ref = findNamedBox(named, note.text);
    return ref === null ? [] : [{ note, ref }];
  });
  const { turns: fromSaves, used, unmasked } = proveTurns(orderSaves(told, before), named, notes);
  const believed = told.filter((save) => !unmasked.has(save) && !isLate(save.at, beforeAt));
  const fromNote = openHistory({ ...sources, saves: orderSaves(believed, before), tickNotes: allNotes });
  const fromNotes = notes.filter(({ note }) => !used.has(note.noteId)).flatMap(({ note, ref }) => fromNote(note, ref));
  const known = new Set([...sources.knownNotes].map((noteId) => `turn:note:${noteId}`));
  const turns = [...fromSaves, ...fromNotes]
    .filter((turn) => !known.has(turn.key))
    .map((turn) => ({ ...turn, late: isLate(turn.at, beforeAt), firstSight: before === null }))
    .toSorted(byTime);
  const { attributions, fresh } = explain(sources.unexplained, turns);
  const seen = withoutLater(sources, fresh, new Set(fromNotes.map((turn) => turn.key)));
  return [...attributions, ...seen, ...unexplainedRest(sources, seen)].toSorted(byTime);
}

/** A later save than the one that was read was made up, or comes from a quicker copy of the database. */
function isLastSave(save: Save, after: Version, afterAt: Date): boolean {
  return save.at.getTime() - afterAt.getTime() < SECOND_MS && save.current.text === after.text;
}

/** Late evidence for a turn already recorded is an attribution, not a second turn. */
function explain(
  unexplained: readonly Unexplained[],
  turns: readonly TurnEvent[],
): { readonly attributions: readonly AttributionEvent[]; readonly fresh: readonly TurnEvent[] } {
  const open = new Set(unexplained);
  const attributions: AttributionEvent[] = [];
  const fresh: TurnEvent[] = [];
  for (const turn of turns) {
    const match = [...open].find((one) => isSameTurn(one, turn));
    if (match === undefined) {
      fresh.push(turn);
      // Turned back since: what comes now is another turn.
      for (const one of open) if (boxId(one.box) === boxId(turn.box) && turn.at >= one.at) open.delete(one);
      continue;
    }
    if (turn.by === null || (turn.proof === "hint" && match.hint === turn.by)) continue;
    open.delete(match);
    attributions.push({
      kind: "attribution",
      key: `attribution:${turn.key}`,
      at: turn.at,
      by: turn.by,
      proof: turn.proof,
      turn: { ...match, alone: turn.alone || (match.alone && isBelieved(match, turn)) },
    });
  }
  return { attributions, fresh };
}

/** What a delivery says of a save is worth nothing once the record names somebody else for it. */
function isBelieved(seen: Unexplained, turn: TurnEvent): boolean {
  return seen.hint === null || seen.hint === turn.by;
}

/** Seen without an explanation, a turn is told at the time of the last change: it was made then or earlier. */
function isSameTurn(seen: Unexplained, turn: TurnEvent): boolean {
  const earlier = seen.at.getTime() - turn.at.getTime();
  return (
    boxId(seen.box) === boxId(turn.box) && seen.to === turn.to && earlier <= EXPLAINS_MS && -earlier <= SAME_SAVE_MS
  );
}

/**
 * Leave out what only a note tells that is younger than the description: it belongs to a save that was made since,
 * unless it alone leads to what the description shows.
 */
function withoutLater(
  { named, before, after, afterAt }: TurnSources,
  turns: readonly TurnEvent[],
  fromNotes: ReadonlySet<string>,
): readonly TurnEvent[] {
  const shown = new Map(sightings(named, before?.boxes ?? []));
  const now = sightings(named, after.boxes);
  return turns.filter((turn) => {
    const id = boxId(turn.box);
    const leadsHere = shown.get(id) !== turn.to && (now.get(id) === turn.to || now.get(id) === "doubled");
    const isLater = fromNotes.has(turn.key) && turn.at > afterAt && !leadsHere;
    if (!isLater && !turn.late) shown.set(id, turn.to);
    return !isLater;
  });
}

/** Boxes that stand otherwise than everything known leads to. */
function unexplainedRest(
  { named, before, after, afterAt }: TurnSources,
  turns: readonly TurnEvent[],
): readonly TurnEvent[] {
  const then = sightings(named, before?.boxes ?? []);
  const now = sightings(named, after.boxes);
  const alone = before !== null && isSoleTurn(before, after);
  const stale = before !== null && isStale(before, after);
  return named.flatMap(({ ref }) => {
    const id = boxId(ref);
    const to = now.get(id);
    if (to === undefined || to === "missing" || to === "doubled") return [];
    const last = turns.findLast((turn) => !turn.late && boxId(turn.box) === id);
    const known = last?.to ?? then.get(id) ?? "missing";
    if (known === to || ((known === "missing" || known === "doubled") && to === "open")) return [];
    return [
      {
        kind: "turn",
        key: `turn:${id}:${to}:${afterAt.toISOString()}:nobody`,
        at: last !== undefined && last.at > afterAt ? last.at : afterAt,
        box: ref,
        to,
        by: null,
        proof: "none",
        alone,
        stale,
        late: false,
        firstSight: before === null,
      },
    ];
  });
}

/** What happened in the same moment stays in the order it was put in. */
function byTime(a: { readonly at: Date }, b: { readonly at: Date }): number {
  return a.at.getTime() - b.at.getTime();
}
