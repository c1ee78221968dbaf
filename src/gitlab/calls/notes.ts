// oxlint-disable-next-line import/extensions -- a package; the rule takes every scoped name for a file
import type { IssueNoteAwardEmojis, IssueNotes } from "@gitbeaker/rest";

import { GitLabFailure, type GitLabPort } from "../../workflow/ports/gitlab-port.ts";
import { noteAnswer, notesAnswer, readAnswer } from "../answers.ts";
import { nullWhenMissing } from "./missing.ts";
import { nextPageOf, PAGE_SIZE, rowsOf } from "./paging.ts";

type NoteCalls = Pick<GitLabPort, "listNotes" | "createNote" | "editNote" | "deleteNote" | "awardEmoji">;

export function noteCalls(notes: IssueNotes, emojis: IssueNoteAwardEmojis): NoteCalls {
  return {
    async listNotes({ projectId, issueIid }, page) {
      const answer = await notes.all(projectId, issueIid, {
        orderBy: "updated_at",
        sort: "desc",
        perPage: PAGE_SIZE,
        page,
        showExpanded: true,
      });
      const rows = readAnswer(notesAnswer, rowsOf(answer), "GET /projects/:id/issues/:iid/notes");
      return { notes: rows, nextPage: nextPageOf(answer, page) };
    },
    async createNote({ projectId, issueIid }, body) {
      const answer = await notes.create(projectId, issueIid, body, { showExpanded: true });
      if (answer.status === 202) return null;
      return readAnswer(noteAnswer, answer.data, "POST /projects/:id/issues/:iid/notes", true);
    },
    async editNote({ projectId, issueIid }, noteId, body) {
      const answer: unknown = await notes.edit(projectId, issueIid, noteId, { body });
      return readAnswer(noteAnswer, answer, "PUT /projects/:id/issues/:iid/notes/:id", true);
    },
    async deleteNote({ projectId, issueIid }, noteId) {
      await nullWhenMissing(notes.remove(projectId, issueIid, noteId));
    },
    async awardEmoji({ projectId, issueIid }, noteId, name) {
      try {
        await emojis.award(projectId, issueIid, noteId, name);
      } catch (error) {
        if (!isTaken(error)) throw error;
      }
    },
  };
}

/** `404 Award Emoji Name has already been taken Not Found`: it is there, as asked. */
function isTaken(error: unknown): boolean {
  return error instanceof GitLabFailure && /has already been taken/i.test(error.message);
}
