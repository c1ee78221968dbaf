import type { CallKind } from "./budget-ledger.ts";

/** One call of GitLab's API, as far as retrying, counting and error messages care. */
export interface Call {
  readonly method: string;
  /** `/projects/:id/issues/:iid/notes`: groups calls in logs and metrics, names nobody. */
  readonly template: string;
  readonly isWrite: boolean;
  /** Doing it twice leaves GitLab as doing it once. */
  readonly isRepeatable: boolean;
  readonly budgetKind: CallKind;
}

const NOTE_CREATION = /\/notes$/;
const EMOJI = /\/award_emoji$/;

/**
 * Say what kind of call this is.
 *
 * @param path - Below `/api/v4/`, without a leading slash: `projects/7/issues/12/notes`.
 */
export function describeCall(method: string, path: string): Call {
  const template = `/${path.split("/").map(nameSegment).join("/")}`;
  const isWrite = method !== "GET";
  const isNoteCreation = method === "POST" && NOTE_CREATION.test(path);
  return {
    method,
    template,
    isWrite,
    // A second emoji of the same name is refused by GitLab; nothing else that is posted has such a key.
    isRepeatable: !isWrite || method === "PUT" || method === "DELETE" || (method === "POST" && EMOJI.test(path)),
    budgetKind: isNoteCreation ? "note" : "call",
  };
}

/** Ids, and the encoded paths that may stand in their place. */
function nameSegment(segment: string, position: number, path: readonly string[]): string {
  const before = path[position - 1];
  if (before === "issues") return ":iid";
  if (before === "projects" || before === "groups" || /^\d+$/.test(segment)) return ":id";
  return segment;
}
