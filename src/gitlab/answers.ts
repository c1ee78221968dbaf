import { z } from "zod";

import type { Account, Issue, Membership, Note } from "../domain/issue.ts";
import { GitLabFailure, type Presence, type Project, type Thread } from "../workflow/ports/gitlab-port.ts";
import { id, person, text, timestamp } from "./fields.ts";

/*
 * GitLab's JSON, read once into our own words. Fields the contract promises must be there; everything newer GitLabs
 * added, or older ones lack, may be absent.
 * https://docs.gitlab.com/api/issues/ · /api/notes/ · /api/discussions/ · /api/users/ · /api/members/ · /api/projects/
 */

export const issueAnswer = z
  .object({
    id,
    iid: id,
    project_id: id,
    title: text.nullish(),
    description: text.nullish(),
    state: z.enum(["opened", "closed"]),
    issue_type: z.string().nullish(),
    type: z.string().nullish(),
    confidential: z.boolean().nullish(),
    labels: z.array(text).nullish(),
    author: person,
    assignees: z.array(person).nullish(),
    assignee: person.nullish(),
    moved_to_id: id.nullish(),
    created_at: timestamp,
    updated_at: timestamp,
    user_notes_count: z.int().nonnegative().nullish(),
    // A year of five digits is possible, and no reason to leave the whole issue unread.
    due_date: z.iso.date().nullish().catch(null),
    task_completion_status: z.object({ count: z.int(), completed_count: z.int() }).nullish(),
  })
  .transform((issue): Issue => {
    const boxes = issue.task_completion_status;
    return {
      projectId: issue.project_id,
      issueIid: issue.iid,
      issueId: issue.id,
      title: issue.title ?? "",
      description: issue.description ?? "",
      state: issue.state,
      issueType: issue.issue_type ?? issue.type?.toLowerCase() ?? "issue",
      confidential: issue.confidential ?? false,
      labels: issue.labels ?? [],
      author: issue.author,
      // Before 9.0 there was one assignee; an answer without either has nobody assigned.
      assignees: issue.assignees ?? (issue.assignee ? [issue.assignee] : []),
      movedToId: issue.moved_to_id ?? null,
      createdAt: issue.created_at,
      updatedAt: issue.updated_at,
      userNotesCount: issue.user_notes_count ?? 0,
      dueDate: issue.due_date ?? null,
      taskCompletion: boxes ? { count: boxes.count, completedCount: boxes.completed_count } : null,
    };
  });

export const noteAnswer = z
  .object({
    id,
    body: text.nullish(),
    author: person,
    system: z.boolean().nullish(),
    internal: z.boolean().nullish(),
    confidential: z.boolean().nullish(),
    created_at: timestamp,
    updated_at: timestamp,
  })
  .transform((note): Note => ({
    noteId: note.id,
    body: note.body ?? "",
    author: note.author,
    system: note.system ?? false,
    // The field was called `confidential` before 15.0.
    internal: note.internal ?? note.confidential ?? false,
    createdAt: note.created_at,
    updatedAt: note.updated_at,
  }));

export const accountAnswer = z
  .object({
    id,
    username: text,
    name: text.nullish(),
    state: z.string().nullish(),
    bot: z.boolean().nullish(),
  })
  .transform((user): Account => ({
    userId: user.id,
    username: user.username,
    name: user.name ?? user.username,
    // Nobody counts as active because a field is missing.
    state: user.state ?? "unknown",
    bot: user.bot ?? false,
  }));

/** What `GET /users/:id` says of the clock where somebody is: nobody is obliged to have a zone. */
export const profileAnswer = z
  .object({ local_time: text.nullish().catch(null) })
  .transform((user): Pick<Presence, "localTime"> => ({ localTime: user.local_time?.trim() || null }));

/** Nobody is obliged to show an address; `email` is there for administrators only. */
export const emailAnswer = z
  .object({ public_email: text.nullish().catch(null), email: text.nullish().catch(null) })
  .transform((user): string | null => user.public_email?.trim() || user.email?.trim() || null);

export const statusAnswer = z
  .object({ availability: z.string().nullish().catch(null), clear_status_at: timestamp.nullish().catch(null) })
  .transform((status): Omit<Presence, "localTime"> => ({
    busy: status.availability === "busy",
    clearsAt: status.clear_status_at ?? null,
  }));

export const threadAnswer = z
  .object({ notes: z.array(z.object({ id })).nullish() })
  .transform((thread): Thread => ({ noteIds: (thread.notes ?? []).map((note) => note.id) }));

export const membershipAnswer = z
  .object({ access_level: z.int(), created_by: z.object({ id }).nullish() })
  .transform((member): Membership => ({ accessLevel: member.access_level, addedBy: member.created_by?.id ?? null }));

export const projectAnswer = z
  .object({ id, path_with_namespace: text, visibility: z.string().nullish().catch(null) })
  .transform((project): Project => ({
    projectId: project.id,
    path: project.path_with_namespace,
    isPublic: project.visibility === "public",
  }));

export const issuesAnswer = z.array(issueAnswer);
export const notesAnswer = z.array(noteAnswer);
export const accountsAnswer = z.array(accountAnswer);
export const threadsAnswer = z.array(threadAnswer);
export const projectsAnswer = z.array(projectAnswer);

/**
 * Read an answer of GitLab.
 *
 * @param endpoint - `GET /projects/:id/issues/:iid`: the only thing about the answer, beside the field, the error names.
 * @param mayHaveActed - The request was a write, which GitLab has probably carried out.
 * @throws {GitLabFailure} `GITLAB_REFUSED` when the answer is not what the contract says.
 */
export function readAnswer<T>(schema: z.ZodType<T>, answer: unknown, endpoint: string, mayHaveActed = false): T {
  const result = schema.safeParse(answer);
  if (result.success) return result.data;

  const first = result.error.issues[0];
  const field = first && first.path.length > 0 ? `field ${first.path.join(".")}` : "the whole of it";
  throw new GitLabFailure(
    "GITLAB_REFUSED",
    `Cannot read GitLab's answer to ${endpoint}: ${field} is not what GitLab's API promises (${first?.code ?? "unknown"})`,
    { status: null, ambiguous: mayHaveActed, retryAfterMs: null },
    { details: { endpoint } },
  );
}
