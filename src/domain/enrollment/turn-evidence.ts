import type { Box } from "../checklist/checklist.ts";
import { boxId, type NamedBox, sightings } from "./boxes.ts";
import type { TurnEvent } from "./event.ts";
import type { BoxRef } from "./fact.ts";
import { differInMarksAlone, isSoleTurn, isStale, type Save, type Version } from "./saves.ts";
import type { TickNote } from "./system-note.ts";

/** A save and its system note come from one request; clocks and queues may lie this far apart. */
export const SAME_SAVE_MS = 10_000;
/** System notes of one save are milliseconds apart; nobody clicks two boxes that fast. */
const ONE_CLICK_MS = 500;
/** Older GitLab cuts the time of a save to whole seconds. */
export const SECOND_MS = 1000;

/** Did the last review see it? A cut time may be up to a second later than it says. */
export function isLate(at: Date, beforeAt: Date | null): boolean {
  return beforeAt !== null && at.getTime() + cutOff(at) <= beforeAt.getTime();
}

function cutOff(at: Date): number {
  return at.getMilliseconds() === 0 ? SECOND_MS - 1 : 0;
}

/** A note of a box the program names. */
export interface BoundNote {
  readonly note: TickNote;
  readonly ref: BoxRef;
}

/** Turns of saves, each bound to its system note where there is one. */
export function proveTurns(
  saves: readonly Save[],
  named: readonly NamedBox[],
  notes: readonly BoundNote[],
): { readonly turns: readonly TurnEvent[]; readonly used: ReadonlySet<number>; readonly unmasked: ReadonlySet<Save> } {
  const used = new Set<number>();
  const unmasked = new Set<Save>();
  const turns: TurnEvent[] = [];
  let at = Number.NEGATIVE_INFINITY;
  for (const save of saves) {
    const proven = turnsOf(save, named).map((turn) => prove(turn, notes, used));
    const isMadeUp = proven.includes(null);
    if (isMadeUp) unmasked.add(save);
    for (const turn of proven) {
      if (turn === null || (isMadeUp && turn.proof !== "record")) continue;
      // A cut time would put a save before the note of the one it followed.
      at = Math.max(at, turn.at.getTime());
      turns.push({ ...turn, at: new Date(at) });
    }
  }
  return { turns, used, unmasked };
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

function turnedBoxes(
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

/**
 * Bind a save's turn to its system note.
 *
 * @returns `null` when the note of that moment names somebody else: the delivery is made up.
 */
function prove(turn: TurnEvent, notes: readonly BoundNote[], used: Set<number>): TurnEvent | null {
  const near = notes
    .filter(({ note, ref }) => boxId(ref) === boxId(turn.box) && note.to === turn.to)
    .map(({ note }) => ({ note, distance: Math.abs(note.at.getTime() - turn.at.getTime()) }))
    .filter(({ note, distance }) => distance <= (used.has(note.noteId) ? SECOND_MS : SAME_SAVE_MS))
    .toSorted((a, b) => a.distance - b.distance);
  const match = near.find(({ note }) => !used.has(note.noteId) && (turn.by === null || note.by === turn.by));
  if (match) {
    used.add(match.note.noteId);
    return { ...turn, key: noteKey(match.note), at: match.note.at, by: match.note.by, proof: "record" };
  }
  const isMadeUp = turn.by !== null && near.length > 0 && near.every(({ note }) => note.by !== turn.by);
  return isMadeUp ? null : turn;
}

function noteKey(note: TickNote): string {
  return `turn:note:${note.noteId}`;
}

/** What is known of a description between two reviews. */
export interface History {
  readonly before: Version | null;
  readonly after: Version;
  /** In order, without those that the last review saw and those that were made up. */
  readonly saves: readonly Save[];
  readonly notes: readonly TickNote[];
  /** A note does not say which of two lines it means. */
  readonly doubled: ReadonlySet<string>;
}

export function doubledBoxes(named: readonly NamedBox[], versions: readonly (Version | null)[]): ReadonlySet<string> {
  const doubled = new Set<string>();
  for (const version of new Set(versions)) {
    for (const [id, sight] of sightings(named, version?.boxes ?? [])) if (sight === "doubled") doubled.add(id);
  }
  return doubled;
}

/** A tick whose delivery was lost: it stood alone if the gap it fell into shows nothing but clicks apart in time. */
export function fromNote(note: TickNote, ref: BoxRef, named: readonly NamedBox[], history: History): TurnEvent[] {
  const isDoubled = history.doubled.has(boxId(ref));
  // The other line may be ticked still.
  if (isDoubled && note.to === "open") return [];
  // One save has one author: whoever else clicked in that moment did it in another.
  const together = history.notes.filter(
    (other) =>
      other.noteId !== note.noteId &&
      other.by === note.by &&
      Math.abs(other.at.getTime() - note.at.getTime()) < ONE_CLICK_MS,
  );
  const clean = gapsAround(note.at, history).filter(({ from, to }) => differInMarksAlone(from, to));
  const shown = clean.some(({ from, to }) =>
    turnedBoxes(named, from.boxes, to.boxes).some((turn) => boxId(turn.ref) === boxId(ref) && turn.to === note.to),
  );
  const besideText = history.before !== null && clean.length === 0;
  return [
    {
      kind: "turn",
      key: noteKey(note),
      at: note.at,
      box: ref,
      to: note.to,
      by: note.by,
      proof: "record",
      alone: shown && together.length === 0 && !isDoubled,
      stale: together.some((other) => other.to !== note.to) || (note.to === "open" && besideText),
      late: false,
      firstSight: false,
    },
  ];
}

interface Gap {
  readonly from: Version;
  readonly to: Version;
}

/** The stretch of the description's history around a moment that no delivery tells; two where times are cut. */
function gapsAround(at: Date, { before, after, saves }: History): readonly Gap[] {
  if (before === null) return [];
  const ends = [{ version: before, at: Number.NEGATIVE_INFINITY }, ...saves.map(endOf)];
  const starts = [...saves.map(startOf), { version: after, at: Number.POSITIVE_INFINITY }];
  return ends.flatMap((from, index) => {
    const to = starts[index];
    const holds = to !== undefined && from.at <= at.getTime() && at.getTime() <= to.at;
    return holds ? [{ from: from.version, to: to.version }] : [];
  });
}

function endOf({ current, at }: Save): { readonly version: Version; readonly at: number } {
  return { version: current, at: at.getTime() };
}

function startOf({ previous, at }: Save): { readonly version: Version; readonly at: number } {
  return { version: previous, at: at.getTime() + cutOff(at) };
}
