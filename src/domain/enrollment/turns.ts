import type { Box } from "../checklist/checklist.ts";
import { diffChecklists } from "../checklist/diff.ts";
import { boxId, findNamedBox, type NamedBox, sightings } from "./boxes.ts";
import type { AttributionEvent, TurnEvent, Unexplained } from "./event.ts";
import type { BoxRef, PersonId } from "./fact.ts";

/** One save of a description, as a delivery tells it. A hint: whoever may edit the webhook can make one up. */
export interface Save {
  readonly at: Date;
  readonly by: PersonId | null;
  readonly previous: Version;
  readonly current: Version;
}

/** A description with its boxes read. One that could not be read in time has none. */
export interface Version {
  readonly text: string;
  readonly boxes: readonly Box[];
}

/** GitLab's own "marked the checklist item **text** as completed". */
export interface TickNote {
  readonly noteId: number;
  readonly at: Date;
  readonly by: PersonId;
  /** The item's source as GitLab wrote it, escapes and all. */
  readonly text: string;
  readonly to: "open" | "done";
}

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
  /** Those of a window that overlaps the last review's, so that a late delivery still finds its note. */
  readonly tickNotes: readonly TickNote[];
  /** Ids of tick notes that are in the journal already. */
  readonly knownNotes: ReadonlySet<number>;
  readonly unexplained: readonly Unexplained[];
}

/** A save and its system note come from one request; clocks and queues may lie this far apart. */
const SAME_SAVE_MS = 10_000;
/** System notes of one save are milliseconds apart; nobody clicks two boxes that fast. */
const ONE_CLICK_MS = 500;
/** A change nothing explained takes an explanation from this far around it. */
const EXPLAINS_MS = 60_000;

/**
 * Reconstruct who turned which named box since the last review.
 *
 * GitLab's system notes are the record; deliveries add which boxes one save turned together, and speak alone where no
 * note is there yet. Notes are never read as proof that something did *not* happen: GitLab pairs items by index and
 * writes none when texts moved. What neither explains is told as a turn by nobody.
 *
 * @returns Events in the order they happened.
 */
export function reconstructTurns(sources: TurnSources): readonly (TurnEvent | AttributionEvent)[] {
  const saves = inOrder(withoutRepeats(sources.saves));
  const notes = sources.tickNotes.flatMap((note) => {
    const ref = findNamedBox(sources.named, note.text);
    return ref === null ? [] : [{ note, ref }];
  });
  const used = new Set<number>();
  const fromSaves = saves.flatMap((save) => turnsOf(save, sources.named)).flatMap((turn) => prove(turn, notes, used));
  const gaps = gapsBetween(
    sources.before,
    saves.filter((save) => !isLate(save.at, sources.beforeAt)),
    sources.after,
  );
  const fromNotes = notes
    .filter(({ note }) => !used.has(note.noteId))
    .map(({ note, ref }) => fromNote(note, ref, gaps, sources.tickNotes));
  const known = new Set([...sources.knownNotes].map((noteId) => `turn:note:${noteId}`));
  const turns = [...fromSaves, ...fromNotes]
    .filter((turn) => !known.has(turn.key))
    .map((turn) => ({ ...turn, late: isLate(turn.at, sources.beforeAt), firstSight: sources.before === null }))
    .toSorted(byTime);
  const { attributions, fresh } = explain(sources.unexplained, turns);
  return [...attributions, ...fresh, ...unexplainedRest(sources, fresh, attributions)].toSorted(byTime);
}

/** Two hooks tell one event under two ids. */
function withoutRepeats(saves: readonly Save[]): readonly Save[] {
  return saves.filter(
    (save, index) =>
      saves.findIndex(
        (other) =>
          other.at.getTime() === save.at.getTime() &&
          other.by === save.by &&
          other.previous.text === save.previous.text &&
          other.current.text === save.current.text,
      ) === index,
  );
}

/** Older GitLab sends whole seconds: such a time may be up to a second later than it says. */
function isLate(at: Date, beforeAt: Date | null): boolean {
  if (beforeAt === null) return false;
  const slack = at.getMilliseconds() === 0 ? 999 : 0;
  return at.getTime() + slack <= beforeAt.getTime();
}

/** Deliveries come in any order: GitLab's time orders them, and where that ties, previous = current chains them. */
function inOrder(saves: readonly Save[]): readonly Save[] {
  const sorted = saves.toSorted((a, b) => a.at.getTime() - b.at.getTime());
  const chained: Save[] = [];
  while (sorted.length > 0) {
    const last = chained.at(-1);
    const tied = sorted.filter((save) => save.at.getTime() === sorted[0]?.at.getTime());
    const next =
      tied.find((save) => last !== undefined && save.previous.text === last.current.text) ??
      tied.find((save) => !tied.some((other) => other !== save && other.current.text === save.previous.text)) ??
      tied[0];
    if (next === undefined) break;
    chained.push(next);
    sorted.splice(sorted.indexOf(next), 1);
  }
  return chained;
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

/** Ticks and un-ticks in one save, or an un-tick beside changed text: somebody saved an old copy of the page. */
function isStale(previous: Version, current: Version): boolean {
  const changes = diffChecklists(previous.boxes, current.boxes);
  const unticks = changes.filter((change) => change.kind === "changed" && change.to === "open").length;
  return unticks > 0 && (unticks < changes.length || !differInMarksAlone(previous.text, current.text));
}

/** Did this change turn one box and leave every other character where it was? */
function isSoleTurn(previous: Version, current: Version): boolean {
  const changes = diffChecklists(previous.boxes, current.boxes);
  return changes.length === 1 && changes[0]?.kind === "changed" && differInMarksAlone(previous.text, current.text);
}

function differInMarksAlone(previous: string, current: string): boolean {
  return blanked(previous) === blanked(current);
}

/** The text with every box emptied. */
function blanked(description: string): string {
  return description
    .replaceAll(/\r\n?/g, "\n")
    .replaceAll(/\[[xX~\s]\]/gu, "[ ]")
    .trimEnd();
}

/** Bind a save's turn to its system note. A note that names somebody else at that moment unmasks the delivery. */
function prove(turn: TurnEvent, notes: readonly { note: TickNote; ref: BoxRef }[], used: Set<number>): TurnEvent[] {
  const near = notes
    .filter(({ note, ref }) => !used.has(note.noteId) && boxId(ref) === boxId(turn.box) && note.to === turn.to)
    .map(({ note }) => ({ note, distance: Math.abs(note.at.getTime() - turn.at.getTime()) }))
    .filter(({ distance }) => distance <= SAME_SAVE_MS)
    .toSorted((a, b) => a.distance - b.distance);
  const match = near.find(({ note }) => turn.by === null || note.by === turn.by);
  if (match) {
    used.add(match.note.noteId);
    return [{ ...turn, key: noteKey(match.note), at: match.note.at, by: match.note.by, proof: "record" }];
  }
  return near.length > 0 ? [] : [turn];
}

function noteKey(note: TickNote): string {
  return `turn:note:${note.noteId}`;
}

interface Gap {
  readonly from: Version;
  readonly to: Version;
}

/** Stretches of the description's history that no delivery tells. */
function gapsBetween(before: Version | null, saves: readonly Save[], after: Version): readonly Gap[] {
  if (before === null) return [];
  const ends = [before, ...saves.map((save) => save.current)];
  const starts = [...saves.map((save) => save.previous), after];
  return ends.flatMap((from, index) => {
    const to = starts[index];
    return to === undefined || to.text === from.text ? [] : [{ from, to }];
  });
}

/** A tick whose delivery was lost: it stood alone if the gap it fell into shows nothing but clicks apart in time. */
function fromNote(note: TickNote, ref: BoxRef, gaps: readonly Gap[], all: readonly TickNote[]): TurnEvent {
  const togetherWith = all.filter(
    (other) => other.noteId !== note.noteId && Math.abs(other.at.getTime() - note.at.getTime()) < ONE_CLICK_MS,
  );
  const clean = gaps.some(
    (gap) =>
      isSoleTurn(gap.from, gap.to) || (togetherWith.length === 0 && differInMarksAlone(gap.from.text, gap.to.text)),
  );
  return {
    kind: "turn",
    key: noteKey(note),
    at: note.at,
    box: ref,
    to: note.to,
    by: note.by,
    proof: "record",
    alone: clean && togetherWith.length === 0,
    stale: togetherWith.some((other) => other.to !== note.to) || (note.to === "open" && !clean),
    late: false,
    firstSight: false,
  };
}

/** Late evidence for a turn already recorded is an attribution, not a second turn. */
function explain(
  unexplained: readonly Unexplained[],
  turns: readonly TurnEvent[],
): { attributions: AttributionEvent[]; fresh: TurnEvent[] } {
  const open = [...unexplained];
  const attributions: AttributionEvent[] = [];
  const fresh: TurnEvent[] = [];
  for (const turn of turns) {
    const index = open.findIndex(
      (one) =>
        boxId(one.box) === boxId(turn.box) &&
        one.to === turn.to &&
        Math.abs(one.at.getTime() - turn.at.getTime()) <= EXPLAINS_MS,
    );
    const match = open[index];
    if (match === undefined || turn.by === null) {
      if (match === undefined) fresh.push(turn);
      continue;
    }
    if (turn.proof === "hint" && match.hint === turn.by) continue;
    open.splice(index, 1);
    attributions.push({
      kind: "attribution",
      key: `attribution:${turn.key}`,
      at: turn.at,
      by: turn.by,
      proof: turn.proof,
      turn: { ...match, alone: match.alone || turn.alone },
    });
  }
  return { attributions, fresh };
}

/** Boxes that stand otherwise than everything known leads to. */
function unexplainedRest(
  sources: TurnSources,
  turns: readonly TurnEvent[],
  attributions: readonly AttributionEvent[],
): readonly TurnEvent[] {
  const { before, after } = sources;
  const then = sightings(sources.named, before?.boxes ?? []);
  const now = sightings(sources.named, after.boxes);
  const alone = before !== null && isSoleTurn(before, after);
  const stale = before !== null && isStale(before, after);
  return sources.named.flatMap(({ ref }) => {
    const id = boxId(ref);
    const to = now.get(id);
    if (to === undefined || to === "missing" || to === "doubled") return [];
    const known = turns.findLast((turn) => !turn.late && boxId(turn.box) === id)?.to ?? then.get(id) ?? "missing";
    if (known === to || attributions.some((one) => boxId(one.turn.box) === id && one.turn.to === to)) return [];
    if ((known === "missing" || known === "doubled") && to === "open") return [];
    return [
      {
        kind: "turn",
        key: `turn:${id}:${to}:${sources.afterAt.toISOString()}:nobody`,
        at: sources.afterAt,
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

function byTime(a: { at: Date; key: string }, b: { at: Date; key: string }): number {
  return a.at.getTime() - b.at.getTime() || (a.key < b.key ? -1 : 1);
}
