import type { Box, BoxState } from "../checklist/checklist.ts";
import { normalizeTaskText } from "../checklist/task-text.ts";
import { isSelfConfirmed, type Program, type Task } from "../program/program.ts";
import type { BoxRef } from "./fact.ts";
import type { ListFault } from "./task-list.ts";

/** How a box the program names looks in one description. */
export type Sight = BoxState | "missing" | "doubled";

/** One box the program names, with every text it may have. */
export interface NamedBox {
  readonly ref: BoxRef;
  readonly texts: ReadonlySet<string>;
}

/** More boxes than this are not a list somebody wrote; they are not searched for a reworded task. */
const STRANGERS_COMPARED = 200;

export function namedBoxes(program: Program): readonly NamedBox[] {
  return program.tasks.flatMap((task) => [
    { ref: { task: task.id, which: "task" as const }, texts: textsOf([task.text, ...task.also]) },
    ...(task.confirmBox === null
      ? []
      : [{ ref: { task: task.id, which: "confirm" as const }, texts: textsOf([task.confirmBox]) }]),
  ]);
}

export function boxId(ref: BoxRef): string {
  return `${ref.task}/${ref.which}`;
}

/** What each named box shows. Text decides, never the place: lists are reordered and added to. */
export function sightings(named: readonly NamedBox[], boxes: readonly Box[]): ReadonlyMap<string, Sight> {
  const ids = new Map(named.flatMap(({ ref, texts }) => [...texts].map((text) => [text, boxId(ref)] as const)));
  const seen = new Map<string, Sight>(named.map(({ ref }) => [boxId(ref), "missing"]));
  for (const box of boxes) {
    const id = ids.get(box.text);
    if (id !== undefined) seen.set(id, seen.get(id) === "missing" ? box.state : "doubled");
  }
  return seen;
}

export function findNamedBox(named: readonly NamedBox[], text: string): BoxRef | null {
  const wanted = normalizeTaskText(text);
  return named.find(({ texts }) => texts.has(wanted))?.ref ?? null;
}

/**
 * What keeps a description from being certified from.
 *
 * @param settled - Tasks whose box does not matter any more: waived ones.
 */
export function listFaults(
  program: Program,
  boxes: readonly Box[] | "unreadable",
  settled: ReadonlySet<string>,
): readonly ListFault[] {
  if (boxes === "unreadable") return [{ kind: "unreadable" }];
  const named = namedBoxes(program);
  const seen = sightings(named, boxes);
  const sightOf = (task: Task): Sight => seen.get(boxId({ task: task.id, which: "task" })) ?? "missing";
  const counted = program.tasks.filter((task) => !settled.has(task.id));
  if (counted.some((task) => task.required) && program.tasks.every((task) => sightOf(task) === "missing")) {
    return [{ kind: "all-gone" }];
  }
  const texts = new Set(named.flatMap((one) => [...one.texts]));
  const strangers = boxes.filter((box) => !texts.has(box.text)).slice(0, STRANGERS_COMPARED);
  return counted.flatMap((task) => faultOf(task, sightOf(task), strangers));
}

function faultOf(task: Task, sight: Sight, strangers: readonly Box[]): readonly ListFault[] {
  // What is optional never blocks.
  if (!task.required) return [];
  if (sight === "doubled") return [{ kind: "doubled", task: task.id }];
  if (sight === "inapplicable" && !isSelfConfirmed(task)) return [{ kind: "not-applicable", task: task.id }];
  if (sight !== "missing") return [];
  const alike = strangers.some((box) => looksLike(box.text, normalizeTaskText(task.text)));
  return [{ kind: alike ? "reworded" : "missing", task: task.id }];
}

/** Half of the words in common is enough: it only chooses between two sentences that both say "put the line back". */
function looksLike(one: string, other: string): boolean {
  const words = new Set(other.toLowerCase().split(" "));
  const shared = one
    .toLowerCase()
    .split(" ")
    .filter((word) => words.has(word)).length;
  return shared * 2 >= words.size;
}

function textsOf(texts: readonly string[]): ReadonlySet<string> {
  return new Set(texts.map(normalizeTaskText));
}
