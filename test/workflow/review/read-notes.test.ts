import { expect, test } from "vitest";

import type { Note } from "../../../src/domain/issue.ts";
import { readNotes } from "../../../src/workflow/review/read-notes.ts";

const REF = { projectId: 7, issueIid: 12 };
const PAGE = 100;
const START = Date.parse("2026-03-02T09:00:00Z");
/** Ten notes a second. */
const at = (number: number): Date => new Date(START + number * 100);

function noteAt(number: number): Note {
  return {
    noteId: number,
    body: "",
    system: true,
    internal: false,
    author: { userId: 1, username: "maria", name: "Maria" },
    createdAt: at(number),
    updatedAt: at(number),
  };
}

/** Newest first, as GitLab lists them. */
function gitlabWith(count: number, order: (notes: readonly Note[]) => readonly Note[] = (notes) => notes) {
  const all = order(Array.from({ length: count }, (_, index) => noteAt(count - index)));
  const pages: number[] = [];
  return {
    pages,
    listNotes(_ref: unknown, page: number) {
      pages.push(page);
      const notes = all.slice((page - 1) * PAGE, page * PAGE);
      return Promise.resolve({ notes, nextPage: page * PAGE < all.length ? page + 1 : null });
    },
  };
}

test.for([
  ["everything at first sight", 1000, null, null, 10, 1],
  ["one page of a quiet issue", 1000, 995, null, 1, 901],
  ["on to fifty notes beyond the watermark", 1000, 920, null, 2, 801],
  ["on to the note of the earliest save a delivery tells of", 1000, 995, 795, 3, 701],
  ["never more than two minutes beyond the watermark", 5000, 4995, 10, 13, 3795],
] as const)("readNotes() reads %s", async ([, count, since, firstSaveAt, pages, oldest]) => {
  const gitlab = gitlabWith(count);

  const notes = await readNotes(gitlab, REF, {
    since: since === null ? null : at(since),
    firstSaveAt: firstSaveAt === null ? null : at(firstSaveAt),
  });

  expect(gitlab.pages).toEqual(Array.from({ length: pages }, (_, index) => index + 1));
  expect(notes.map((note) => note.noteId)).toEqual(
    Array.from({ length: count - oldest + 1 }, (_, index) => oldest + index),
  );
});

test("readNotes() reads all pages of a server that sorts otherwise", async () => {
  const gitlab = gitlabWith(250, (notes) => notes.toReversed());

  const notes = await readNotes(gitlab, REF, { since: at(249), firstSaveAt: null });

  expect(gitlab.pages).toEqual([1, 2, 3]);
  expect(notes.at(-1)?.noteId).toBe(250);
});

test("readNotes() has a note once that moved to the next page meanwhile", async () => {
  const first = Array.from({ length: PAGE }, (_, index) => noteAt(200 - index));
  const second = [noteAt(101), noteAt(100)];
  const listNotes = (_ref: unknown, page: number) =>
    Promise.resolve(page === 1 ? { notes: first, nextPage: 2 } : { notes: second, nextPage: null });

  const notes = await readNotes({ listNotes }, REF, { since: null, firstSaveAt: null });

  expect(notes.map((note) => note.noteId)).toEqual(Array.from({ length: 101 }, (_, index) => 100 + index));
});
