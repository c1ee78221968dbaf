import type { Sight } from "../review/record-review.ts";

/** What was written while a desk could not work is never run. */
export function afterAll({ notes }: Sight, commentsFrom: Date): Date {
  return new Date(Math.max(commentsFrom.getTime(), ...notes.map(({ createdAt }) => createdAt.getTime() + 1)));
}

/** What everybody could read may be written by somebody who should not know of the desk: comments count from the change on. */
export function heardFrom({ notes }: Sight, commentsFrom: Date): Date {
  const change = notes.findLast((note) => note.system && note.body === "made the issue confidential");
  return new Date(Math.max(commentsFrom.getTime(), change?.createdAt.getTime() ?? 0));
}
