import { diffChecklists } from "../checklist/diff.ts";
import { normalizeTaskText } from "../checklist/task-text.ts";
import { boxId, type NamedBox, sightings } from "./boxes.ts";
import type { TurnEvent } from "./event.ts";
import type { BoxRef } from "./fact.ts";
import { differInMarksAlone, type Save, type Version } from "./saves.ts";
import type { RewriteNote, TickNote } from "./system-note.ts";
import { cutOff, noteKey, SAME_SAVE_MS, turnedBoxes } from "./turn-evidence.ts";

/** System notes of one save are milliseconds apart; nobody clicks two boxes that fast. */
const ONE_CLICK_MS = 500;

/** What is known of a description between two reviews. */
export interface HistorySources {
  readonly named: readonly NamedBox[];
  /** `null` at first sight. */
  readonly before: Version | null;
  readonly after: Version;
  /** In order, without those that the last review saw and those that were made up. */
  readonly saves: readonly Save[];
  /** In order, those of boxes the program does not name too. */
  readonly tickNotes: readonly TickNote[];
  readonly rewriteNotes: readonly RewriteNote[];
}

/**
 * Tell turns of which only a system note is left, because the delivery of their save was lost. Such a tick stood alone
 * if the gap it fell into shows it, and nothing but clicks apart in time.
 */
export function openHistory(sources: HistorySources): (note: TickNote, ref: BoxRef) => readonly TurnEvent[] {
  const { named, tickNotes } = sources;
  const told = new Set(tickNotes.map((note) => `${note.to} ${normalizeTaskText(note.text)}`));
  const gaps = gapsOf(sources);
  const doubled = doubledBoxes(sources);
  return (note, ref) => {
    const id = boxId(ref);
    // A note does not say which of two lines it means: no gap shows the one, and the other may be ticked still.
    if (doubled.has(id) && note.to === "open") return [];
    const around = gaps.filter(({ fromAt, toAt }) => fromAt <= note.at.getTime() && note.at.getTime() <= toAt);
    const clean = around.filter(({ from, to }) => from === to || differInMarksAlone(from, to));
    const isShown = clean.some(
      (gap) => !gap.wasRewritten && isToldByNotes(gap, told) && turns(gap, named, id, note.to),
    );
    const together = sameSaveNotes(note, tickNotes);
    return [
      {
        kind: "turn",
        key: noteKey(note),
        at: note.at,
        box: ref,
        to: note.to,
        by: note.by,
        proof: "record",
        alone: isShown && together.length === 0,
        stale:
          together.some((other) => other.to !== note.to) ||
          (note.to === "open" && around.length > 0 && clean.length === 0),
        late: false,
        firstSight: false,
      },
    ];
  };
}

/** A stretch of the description's history that no delivery tells. */
interface Gap {
  readonly from: Version;
  readonly to: Version;
  readonly fromAt: number;
  readonly toAt: number;
  /** GitLab notes other words than before, of which no delivery tells, even if they were put back since. */
  readonly wasRewritten: boolean;
}

function gapsOf({ before, after, saves, rewriteNotes }: HistorySources): readonly Gap[] {
  if (before === null) return [];
  const rewrites = rewriteNotes.filter((note) => !saves.some((save) => isRewrite(save, note)));
  const ends = [{ from: before, fromAt: Number.NEGATIVE_INFINITY }, ...saves.map(endOf)];
  const starts = [...saves.map(startOf), { to: after, toAt: Number.POSITIVE_INFINITY }];
  return ends.flatMap((end, index) => {
    const start = starts[index];
    if (start === undefined) return [];
    const wasRewritten = rewrites.some(({ at }) => end.fromAt <= at.getTime() && at.getTime() <= start.toAt);
    return [{ ...end, ...start, wasRewritten }];
  });
}

function isRewrite(save: Save, note: RewriteNote): boolean {
  const isNear = Math.abs(save.at.getTime() - note.at.getTime()) <= SAME_SAVE_MS;
  return isNear && save.by === note.by && !differInMarksAlone(save.previous, save.current);
}

function endOf({ current, at }: Save): { readonly from: Version; readonly fromAt: number } {
  return { from: current, fromAt: at.getTime() };
}

/** Where times are cut, two gaps may hold one moment. */
function startOf({ previous, at }: Save): { readonly to: Version; readonly toAt: number } {
  return { to: previous, toAt: at.getTime() + cutOff(at) };
}

/** A box that turned without a note of its own shows that somebody did more than click. */
function isToldByNotes({ from, to }: Gap, told: ReadonlySet<string>): boolean {
  return diffChecklists(from.boxes, to.boxes).every(
    (change) => change.kind === "changed" && told.has(`${change.to} ${normalizeTaskText(change.text)}`),
  );
}

function turns({ from, to }: Gap, named: readonly NamedBox[], id: string, state: TickNote["to"]): boolean {
  return turnedBoxes(named, from.boxes, to.boxes).some((turn) => boxId(turn.ref) === id && turn.to === state);
}

function doubledBoxes({ named, before, after, saves }: HistorySources): ReadonlySet<string> {
  const versions = new Set([before, after, ...saves.flatMap((save) => [save.previous, save.current])]);
  const doubled = new Set<string>();
  for (const version of versions) {
    for (const [id, sight] of sightings(named, version?.boxes ?? [])) if (sight === "doubled") doubled.add(id);
  }
  return doubled;
}

/**
 * Notes of one save have one author, stand next to each other and are milliseconds apart. It turns a box once: the same
 * box again is another click, however quick.
 */
function sameSaveNotes(note: TickNote, notes: readonly TickNote[]): readonly TickNote[] {
  const place = notes.indexOf(note);
  const found: TickNote[] = [];
  for (const step of [-1, 1]) {
    for (let index = place + step; ; index += step) {
      const other = notes[index];
      if (other === undefined || other.by !== note.by || other.text === note.text) break;
      if (Math.abs(other.at.getTime() - note.at.getTime()) >= ONE_CLICK_MS) break;
      found.push(other);
    }
  }
  return found;
}
