import type { Box } from "../checklist/checklist.ts";
import { boxId, type NamedBox, sightings } from "./boxes.ts";
import type { TurnEvent } from "./event.ts";
import type { BoxRef } from "./fact.ts";
import { isSoleTurn, isStale, type Save } from "./saves.ts";
import type { TickNote } from "./system-note.ts";

/** A save and its system note come from one request; clocks and queues may lie this far apart. */
export const SAME_SAVE_MS = 10_000;
/** Older GitLab cuts the time of a save to whole seconds. */
export const SECOND_MS = 1000;

/** Did the last review see it? A cut time may be up to a second later than it says. */
export function isLate(at: Date, beforeAt: Date | null): boolean {
  return beforeAt !== null && at.getTime() + cutOff(at) <= beforeAt.getTime();
}

/** How much later than it says a time may be. */
export function cutOff(at: Date): number {
  return at.getMilliseconds() === 0 ? SECOND_MS - 1 : 0;
}

/** A note of a box the program names. */
export interface BoundNote {
  readonly note: TickNote;
  readonly ref: BoxRef;
}

/**
 * Turns of saves, each bound to its system note where there is one. A note that names somebody else at that moment
 * unmasks a delivery: nothing it tells is believed.
 */
export function proveTurns(
  saves: readonly Save[],
  named: readonly NamedBox[],
  notes: readonly BoundNote[],
): { readonly turns: readonly TurnEvent[]; readonly used: ReadonlySet<number>; readonly unmasked: ReadonlySet<Save> } {
  const told = saves.flatMap((save) => turnsOf(save, named).map((turn) => ({ save, turn })));
  const bound = bindNotes(told, notes);
  const used = new Set([...bound.values()].map(({ noteId }) => noteId));
  const unmasked = new Set(
    told.filter((one) => !bound.has(one) && isMadeUp(one.turn, notes, used)).map(({ save }) => save),
  );
  const turns: TurnEvent[] = [];
  let at = Number.NEGATIVE_INFINITY;
  for (const one of told) {
    const note = bound.get(one);
    if (note === undefined && unmasked.has(one.save)) continue;
    const turn = note === undefined ? one.turn : proven(one, note, told);
    // A cut time would put a save before the note of the one it followed.
    at = Math.max(at, turn.at.getTime());
    turns.push({ ...turn, at: new Date(at) });
  }
  return { turns, used, unmasked };
}

interface ToldTurn {
  readonly save: Save;
  readonly turn: TurnEvent;
}

/** The nearest in time belong together: a delivery made up for a moment before or after gets no note. */
function bindNotes(told: readonly ToldTurn[], notes: readonly BoundNote[]): ReadonlyMap<ToldTurn, TickNote> {
  const pairs = told.flatMap((one) =>
    notes
      .filter((bound) => isOfBox(bound, one.turn) && (one.turn.by === null || bound.note.by === one.turn.by))
      .map(({ note }) => ({ one, note, distance: distanceOf(one.save, note) }))
      .filter(({ distance }) => distance <= SAME_SAVE_MS),
  );
  const bound = new Map<ToldTurn, TickNote>();
  const used = new Set<TickNote>();
  for (const { one, note } of pairs.toSorted((a, b) => a.distance - b.distance)) {
    if (bound.has(one) || used.has(note)) continue;
    bound.set(one, note);
    used.add(note);
  }
  return bound;
}

function isMadeUp(turn: TurnEvent, notes: readonly BoundNote[], used: ReadonlySet<number>): boolean {
  const near = notes.filter(
    (bound) =>
      isOfBox(bound, turn) && distanceOf(turn, bound.note) <= (used.has(bound.note.noteId) ? SECOND_MS : SAME_SAVE_MS),
  );
  return turn.by !== null && near.length > 0 && near.every(({ note }) => note.by !== turn.by);
}

/** Told of as a lone click and, by another delivery of that moment, as more than that, it was more. */
function proven({ turn }: ToldTurn, note: TickNote, told: readonly ToldTurn[]): TurnEvent {
  const more = told.some(
    (other) =>
      other.turn.by === note.by &&
      isOfBox({ note, ref: turn.box }, other.turn) &&
      distanceOf(other.save, note) <= SECOND_MS &&
      !other.turn.alone,
  );
  return { ...turn, key: noteKey(note), at: note.at, by: note.by, proof: "record", alone: turn.alone && !more };
}

function isOfBox({ note, ref }: BoundNote, turn: TurnEvent): boolean {
  return boxId(ref) === boxId(turn.box) && note.to === turn.to;
}

function distanceOf(one: { readonly at: Date }, note: TickNote): number {
  return Math.abs(note.at.getTime() - one.at.getTime());
}

function turnsOf(save: Save, named: readonly NamedBox[]): TurnEvent[] {
  const stale = isStale(save.previous, save.current);
  const alone = isSoleTurn(save.previous, save.current);
  return turnedBoxes(named, save.previous.boxes, save.current.boxes).map(({ ref, to }) => ({
    kind: "turn",
    key: `turn:${boxId(ref)}:${to}:${save.at.toISOString()}:${save.by ?? "nobody"}`,
    at: save.at,
    box: ref,
    to,
    by: save.by,
    proof: save.by === null ? "none" : "hint",
    alone,
    stale,
    late: false,
    firstSight: false,
  }));
}

/** Named boxes that show another state than before. */
export function turnedBoxes(
  named: readonly NamedBox[],
  before: readonly Box[],
  after: readonly Box[],
): { ref: BoxRef; to: TurnEvent["to"] }[] {
  const then = sightings(named, before);
  const now = sightings(named, after);
  return named.flatMap(({ ref }) => {
    const from = then.get(boxId(ref)) ?? "missing";
    const to = now.get(boxId(ref)) ?? "missing";
    if (from === to || to === "missing" || to === "doubled") return [];
    // A line that comes (back) with its box as people left it says nothing when it is open.
    if ((from === "missing" || from === "doubled") && to === "open") return [];
    return [{ ref, to }];
  });
}

export function noteKey(note: TickNote): string {
  return `turn:note:${note.noteId}`;
}
