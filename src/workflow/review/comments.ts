import { createHash } from "node:crypto";

import type { Note } from "../../domain/issue.ts";
import type { Gathered } from "./observe.ts";

/** Comments that are heard: what people wrote since the enrollment, and nothing the bot did. */
export function commentsOfPeople({
  notes,
  ownIds,
  commentsFrom,
}: Pick<Gathered, "notes" | "ownIds" | "commentsFrom">): readonly Note[] {
  return notes.filter((note) => !note.system && !ownIds.has(note.author.userId) && note.createdAt >= commentsFrom);
}

/** Natural key of words in a comment: the same words there are heard once, however often the comment is read. */
export function keyOfWords(kind: "command" | "reply", noteId: number, words: string): string {
  return `${kind}:${noteId}:${createHash("sha256").update(words).digest("base64url").slice(0, 22)}`;
}

/** Somebody edited it, or GitLab says so: an answer to a comment, or an emoji on it, changes its time as well. */
export function isChanged({ createdAt, updatedAt }: Note): boolean {
  return updatedAt.getTime() !== createdAt.getTime();
}
