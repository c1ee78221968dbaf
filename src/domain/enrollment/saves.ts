import type { Box } from "../checklist/checklist.ts";
import { diffChecklists } from "../checklist/diff.ts";
import type { PersonId } from "./fact.ts";

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

/**
 * Put deliveries in the order their saves happened, each once: two hooks tell one event under two ids, and deliveries
 * come in any order. GitLab's time orders them; where that ties, previous = current chains them.
 *
 * @param before - Where a chain may begin.
 * @returns The same for the same saves in any order.
 */
export function orderSaves(saves: readonly Save[], before: Version | null): readonly Save[] {
  // Descriptions are long and differ late: each is read once and compared by number from then on.
  const prints = new Map<Version, number>();
  const printOf = (version: Version): number => {
    const print = prints.get(version) ?? fingerprint(version.text);
    prints.set(version, print);
    return print;
  };
  const steps = new Map<string, Step>();
  for (const save of saves) {
    const step = { save, from: printOf(save.previous), to: printOf(save.current) };
    steps.set(`${save.at.getTime()} ${save.by} ${step.from} ${step.to}`, step);
  }
  const sorted = [...steps.values()].toSorted(
    (a, b) =>
      a.save.at.getTime() - b.save.at.getTime() ||
      (a.save.by ?? 0) - (b.save.by ?? 0) ||
      a.from - b.from ||
      a.to - b.to,
  );
  const beginning = before === null ? null : printOf(before);
  const ordered: Step[] = [];
  for (const group of Map.groupBy(sorted, ({ save }) => save.at.getTime()).values()) {
    ordered.push(...chain(group, ordered.at(-1)?.to ?? null, beginning));
  }
  return ordered.map(({ save }) => save);
}

/** Ticks and un-ticks in one save, or an un-tick beside changed text: somebody saved an old copy of the page. */
export function isStale(previous: Version, current: Version): boolean {
  const changes = diffChecklists(previous.boxes, current.boxes);
  const unticks = changes.filter((change) => change.kind === "changed" && change.to === "open").length;
  return unticks > 0 && (unticks < changes.length || !differInMarksAlone(previous, current));
}

/** Did this change turn one box and leave every other character where it was? */
export function isSoleTurn(previous: Version, current: Version): boolean {
  const changes = diffChecklists(previous.boxes, current.boxes);
  return changes.length === 1 && changes[0]?.kind === "changed" && differInMarksAlone(previous, current);
}

/** Line ends do not count: browsers rewrite them. */
export function differInMarksAlone(previous: Version, current: Version): boolean {
  if (previous === current) return true;
  const before = unifyLineEnds(previous.text).trimEnd();
  const after = unifyLineEnds(current.text).trimEnd();
  if (before.length !== after.length) return false;
  // Only what differs is looked at closely, with the brackets around it: descriptions are long.
  let start = 0;
  while (start < before.length && before[start] === after[start]) start += 1;
  let end = before.length;
  while (end > start && before[end - 1] === after[end - 1]) end -= 1;
  const [from, to] = [Math.max(start - 1, 0), end + 1];
  return emptied(before.slice(from, to)) === emptied(after.slice(from, to));
}

function unifyLineEnds(text: string): string {
  return text.includes("\r") ? text.replaceAll(/\r\n?/g, "\n") : text;
}

/** With every box emptied. */
function emptied(text: string): string {
  return text.replaceAll(/\[[xX~\s]\]/g, "[ ]");
}

interface Step {
  readonly save: Save;
  /** Fingerprints of the texts. */
  readonly from: number;
  readonly to: number;
}

/** FNV-1a. A table of long texts would compare them in full again and again: the engine hashes only their beginnings. */
function fingerprint(text: string): number {
  let hash = 0x811c9dc5;
  for (let place = 0; place < text.length; place += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(place), 0x01000193);
  }
  return hash >>> 0;
}

/** Follow saves of one moment from text to text, using each once: the trail of Hierholzer, one for each thread of them. */
function chain(group: readonly Step[], last: number | null, beginning: number | null): readonly Step[] {
  if (group.length === 1) return group;
  const leaving = Map.groupBy(group, ({ from }) => from);
  const arriving = Map.groupBy(group, ({ to }) => to);
  const surplus = (text: number): number => (leaving.get(text)?.length ?? 0) - (arriving.get(text)?.length ?? 0);
  const left = new Map([...leaving].map(([from, steps]) => [from, steps.toReversed()]));
  const beginnings = [...leaving.keys()].filter((text) => surplus(text) > 0);
  const chained: Step[] = [];
  for (const start of [last, beginning, ...beginnings, ...leaving.keys()]) {
    if (start !== null) chained.push(...trailFrom(start, left));
  }
  return chained;
}

function trailFrom(start: number, left: ReadonlyMap<number, Step[]>): readonly Step[] {
  const trail: Step[] = [];
  const path: Step[] = [];
  for (;;) {
    const next = left.get(path.at(-1)?.to ?? start)?.pop();
    if (next !== undefined) {
      path.push(next);
      continue;
    }
    const done = path.pop();
    if (done === undefined) return trail.toReversed();
    trail.push(done);
  }
}
