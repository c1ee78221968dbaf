import { ACCESS, type Issue, type Note } from "../model.ts";
import { deleteNote, editNote, postNote, type NewNote } from "../notes.ts";
import { canReadNote, hasAccess } from "../permissions.ts";
import { notFound, Refusal } from "../refusal.ts";
import { noteEntity } from "./entities.ts";
import { page } from "./pagination.ts";
import type { ApiAnswer, ApiRequest } from "./request.ts";
import type { Route } from "./router.ts";

export const noteRoutes: readonly Route[] = [
  { method: "GET", pattern: "/projects/:id/issues/:iid/notes", handler: listNotes },
  { method: "POST", pattern: "/projects/:id/issues/:iid/notes", handler: addNote },
  { method: "GET", pattern: "/projects/:id/issues/:iid/notes/:note_id", handler: showNote },
  { method: "PUT", pattern: "/projects/:id/issues/:iid/notes/:note_id", handler: changeNote },
  { method: "DELETE", pattern: "/projects/:id/issues/:iid/notes/:note_id", handler: removeNote },
  { method: "GET", pattern: "/projects/:id/issues/:iid/discussions", handler: listDiscussions },
  { method: "POST", pattern: "/projects/:id/issues/:iid/discussions", handler: addDiscussion },
  { method: "GET", pattern: "/projects/:id/issues/:iid/discussions/:discussion_id", handler: showDiscussion },
  { method: "POST", pattern: "/projects/:id/issues/:iid/discussions/:discussion_id/notes", handler: reply },
  {
    method: "PUT",
    pattern: "/projects/:id/issues/:iid/discussions/:discussion_id/notes/:note_id",
    handler: changeNote,
  },
  {
    method: "DELETE",
    pattern: "/projects/:id/issues/:iid/discussions/:discussion_id/notes/:note_id",
    handler: removeNote,
  },
];

/** Pages are cut before notes one may not read are taken out, so a page can be shorter than asked for. */
function listNotes(request: ApiRequest): ApiAnswer {
  const issue = request.issue(notFound("Issue"));
  const field = request.choice("order_by", ["created_at", "updated_at"], "created_at");
  const sign = request.choice("sort", ["asc", "desc"], "desc") === "asc" ? 1 : -1;
  const filter = request.choice("activity_filter", ["all_notes", "only_comments", "only_activity"], "all_notes");
  const timeOf = (note: Note): number => (field === "created_at" ? note.createdAt : note.updatedAt).getTime();
  const rows = issue.notes
    .filter((note) => filter === "all_notes" || note.system === (filter === "only_activity"))
    .toSorted((left, right) => sign * (timeOf(left) - timeOf(right) || left.id - right.id));
  const { body, ...answer } = page(request, rows, (note) =>
    canReadNote(request.world, note, request.user) ? noteEntity(request.context.addresses, note) : null,
  );
  return { ...answer, body: Array.isArray(body) ? body.filter((note) => note !== null) : body };
}

function showNote(request: ApiRequest): ApiAnswer {
  return { status: 200, body: noteEntity(request.context.addresses, request.note()) };
}

function addNote(request: ApiRequest): ApiAnswer {
  limitNotes(request);
  const issue = request.issue(notFound("Issue"));
  return create(request, issue, {});
}

function changeNote(request: ApiRequest): ApiAnswer {
  const note = request.note();
  const changed = editNote(request.world, note, request.user, request.requiredText("body"));
  if (!changed) return { status: 202, body: { commands_changes: {}, summary: [] } };
  return { status: 200, body: noteEntity(request.context.addresses, changed) };
}

function removeNote(request: ApiRequest): ApiAnswer {
  deleteNote(request.world, request.note(), request.user);
  return { status: 204 };
}

function listDiscussions(request: ApiRequest): ApiAnswer {
  const rows = threads(request, request.issue(notFound("Issue")));
  return page(request, rows, (thread) => threadEntity(request, thread));
}

function showDiscussion(request: ApiRequest): ApiAnswer {
  const wanted = request.segment("discussion_id");
  const thread = threads(request, request.issue(notFound("Issue"))).find((one) => one.id === wanted);
  if (!thread) throw notFound("Discussion");
  return { status: 200, body: threadEntity(request, thread) };
}

function addDiscussion(request: ApiRequest): ApiAnswer {
  limitNotes(request);
  const issue = request.issue(notFound("Issue"));
  const { status, body } = create(request, issue, { thread: "new" });
  if (status !== 201) return { status, body };
  const newest = issue.notes.at(-1);
  const thread = threads(request, issue).find((one) => one.id === newest?.discussionId);
  return { status, body: thread && threadEntity(request, thread) };
}

function reply(request: ApiRequest): ApiAnswer {
  limitNotes(request);
  return create(request, request.issue(notFound("Issue")), { thread: request.segment("discussion_id") });
}

function create(request: ApiRequest, issue: Issue, extra: Pick<NewNote, "thread">): ApiAnswer {
  const internal = request.flag("internal") ?? request.flag("confidential") ?? false;
  const mayDate = hasAccess(request.world, issue.project, request.user, ACCESS.owner);
  const createdAt = mayDate ? request.date("created_at") : undefined;
  const posted = postNote(request.world, issue, request.user, {
    ...extra,
    body: request.requiredText("body"),
    internal,
    ...(createdAt ? { createdAt } : {}),
  });
  if (posted.kind === "commands") {
    return { status: 202, body: { commands_changes: posted.changes, summary: posted.summary } };
  }
  return { status: 201, body: noteEntity(request.context.addresses, posted.note) };
}

interface Thread {
  readonly id: string;
  readonly notes: readonly Note[];
}

/** The oldest first, as notes come. */
function threads(request: ApiRequest, issue: Issue): readonly Thread[] {
  const readable = issue.notes.filter((note) => canReadNote(request.world, note, request.user));
  return [...Map.groupBy(readable, (note) => note.discussionId)].map(([id, notes]) => ({ id, notes }));
}

function threadEntity(request: ApiRequest, { id, notes }: Thread): object {
  return {
    id,
    individual_note: !notes.some((note) => note.threaded),
    notes: notes.map((note) => noteEntity(request.context.addresses, note)),
  };
}

/** This limit answers with a body only: none of its headers say how long to wait. */
function limitNotes(request: ApiRequest): void {
  const { notesPerMinute, noteTimes } = request.context;
  if (notesPerMinute === null) return;
  const now = request.world.now().getTime();
  const recent = (noteTimes.get(request.user.id) ?? []).filter((time) => time > now - 60_000);
  if (recent.length >= notesPerMinute) {
    const error = "This endpoint has been requested too many times. Try again later.";
    throw new Refusal(429, { message: { error } });
  }
  noteTimes.set(request.user.id, [...recent, now]);
}
