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
  // Descriptions are long and differ late: each text is hashed once and compared by number from then on.
  const ids = new Map<string, number>();
  const idOf = (text: string): number => {
    const id = ids.get(text) ?? ids.size;
    ids.set(text, id);
    return id;
  };
  const steps = new Map<string, Step>();
  for (const save of saves) {
    const step = { save, from: idOf(save.previous.text), to: idOf(save.current.text) };
    steps.set(`${save.at.getTime()} ${save.by} ${step.from} ${step.to}`, step);
  }
  const sorted = [...steps.values()].toSorted((a, b) => compareSaves(a.save, b.save));
  const tied = [...Map.groupBy(sorted, ({ save }) => save.at.getTime()).values()];
  const ordered: Step[] = [];
  const beginning = before === null ? null : idOf(before.text);
  for (const group of tied) ordered.push(...chain(group, ordered.at(-1)?.to ?? null, beginning));
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
  return blanked(previous.text) === blanked(current.text);
}

interface Step {
  readonly save: Save;
  readonly from: number;
  readonly to: number;
}

/** Any order will do, as long as it is always the same. */
function compareSaves(a: Save, b: Save): number {
  return (
    a.at.getTime() - b.at.getTime() ||
    (a.by ?? 0) - (b.by ?? 0) ||
    compareTexts(a.previous.text, b.previous.text) ||
    compareTexts(a.current.text, b.current.text)
  );
}

function compareTexts(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Follow one save to the next through their texts; a step that others go on from comes before a dead end. */
function chain(group: readonly Step[], last: number | null, beginning: number | null): readonly Step[] {
  if (group.length === 1) return group;
  const left = new Set(group);
  const chained: Step[] = [];
  let at = last;
  while (left.size > 0) {
    const steps = [...left];
    const froms = new Set(steps.map(({ from }) => from));
    const tos = new Set(steps.map(({ to }) => to));
    const follows = steps.filter(({ from }) => from === at);
    const begins = steps.filter(({ from }) => from === beginning);
    const next =
      follows.find(({ to }) => froms.has(to)) ??
      follows[0] ??
      begins.find(({ to }) => froms.has(to)) ??
      begins[0] ??
      steps.find(({ from }) => !tos.has(from)) ??
      steps[0];
    if (next === undefined) break;
    left.delete(next);
    chained.push(next);
    at = next.to;
  }
  return chained;
}

/** The text with every box emptied. */
function blanked(description: string): string {
  return description
    .replaceAll(/\r\n?/g, "\n")
    .replaceAll(/\[[xX~\s]\]/gu, "[ ]")
    .trimEnd();
}
