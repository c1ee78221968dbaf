import type { PersonId } from "./fact.ts";

/** What GitLab's own notes say of a description. Nobody can write or edit those: they are the record. */
export type SystemNote =
  | { readonly kind: "ticked"; readonly text: string; readonly to: "open" | "done" }
  | { readonly kind: "description-changed" };

/** "task" was the word before GitLab 15. The text is the item's source, escapes and all, and may hold line ends. */
const TICKED = /^marked the (?:checklist item|task) \*\*(?<text>.*)\*\* as (?<state>completed|incomplete)$/s;

/** @returns `null` for the many system notes that say nothing of the description. */
export function readSystemNote(body: string): SystemNote | null {
  const groups = TICKED.exec(body.trim())?.groups;
  if (groups) {
    return { kind: "ticked", text: groups["text"] ?? "", to: groups["state"] === "completed" ? "done" : "open" };
  }
  return body.trim().startsWith("changed the description") ? { kind: "description-changed" } : null;
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

/** GitLab's own "changed the description": written for a save that turned no box it could pair. */
export interface RewriteNote {
  readonly at: Date;
  readonly by: PersonId;
}
