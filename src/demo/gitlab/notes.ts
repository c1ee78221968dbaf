import { changeState, updateIssue } from "./issues.ts";
import { ACCESS, type Award, type Issue, type Note, type User } from "./model.ts";
import { canComment, canEditNote, canReadIssue, canReadNote, demand, hasAccess } from "./permissions.ts";
import { extractCommands, interpretCommands } from "./quick-actions.ts";
import { badRequest, notFound } from "./refusal.ts";
import { newDiscussionId, type State } from "./state.ts";

export interface NewNote {
  readonly body: string;
  /** Seen by Reporters and up only. */
  readonly internal?: boolean;
  /** Answers in that thread, or starts a new one with `new`; a plain comment without it. */
  readonly thread?: string;
  /** For owners: when it was written. */
  readonly createdAt?: Date;
}

/** A note, or only its quick actions: then nothing is stored and no webhook speaks of it. */
export type PostedNote =
  | { readonly kind: "note"; readonly note: Note }
  | { readonly kind: "commands"; readonly changes: object; readonly summary: readonly string[] };

/** Longest body in characters. */
const BODY_LIMIT = 1_000_000;
/** Comments of one issue; system notes go on beyond it. */
const NOTES_LIMIT = 5_000;

/** Write a comment; its quick actions run with the writer's rights and are cut from what is stored. */
export function postNote(state: State, issue: Issue, user: User, fields: NewNote): PostedNote {
  demand(canComment(state, issue, user));
  demand(fields.internal !== true || hasAccess(state, issue.project, user, ACCESS.reporter));
  checkBody(fields.body);
  const { text, commands } = extractCommands(fields.body);
  const outcome = interpretCommands(state, issue, user, commands);
  if (text.trim() === "") {
    if (outcome.summary.length === 0) throw badRequest("Failed to apply commands.");
    runChange(state, issue, user, outcome.change);
    return { kind: "commands", changes: commandChanges(outcome.change), summary: outcome.summary };
  }
  const root =
    fields.thread === undefined || fields.thread === "new" ? null : threadOf(state, issue, user, fields.thread);
  if (issue.notes.length >= NOTES_LIMIT && issue.notes.filter((note) => !note.system).length >= NOTES_LIMIT) {
    throw badRequest('Note {:base=>["Maximum number of comments exceeded"]}');
  }
  const createdAt = fields.createdAt ?? state.after(issue.updatedAt);
  const note: Note = {
    id: state.nextNoteId(),
    issue,
    author: user,
    body: text,
    system: false,
    internal: fields.internal === true || root?.internal === true,
    createdAt,
    updatedAt: createdAt,
    updatedBy: null,
    discussionId: root?.discussionId ?? newDiscussionId(),
    threaded: fields.thread !== undefined,
    awards: [],
  };
  issue.notes.push(note);
  issue.updatedAt = fields.createdAt ? state.after(issue.updatedAt) : createdAt;
  if (root) makeThread(state, root);
  state.tell({ kind: "note", action: "create", note });
  runChange(state, issue, user, outcome.change);
  return { kind: "note", note };
}

/**
 * Edit a note: its own author, or a Maintainer. Nothing but `updated_at` shows that it was not the author.
 *
 * @returns `null` when nothing was left but quick actions: the note is gone then.
 */
export function editNote(state: State, note: Note, user: User, body: string): Note | null {
  demand(canEditNote(state, note, user));
  checkBody(body);
  const { text, commands } = extractCommands(body);
  const outcome = interpretCommands(state, note.issue, user, commands);
  if (text.trim() === "") {
    removeNote(note);
    runChange(state, note.issue, user, outcome.change);
    return null;
  }
  if (text !== note.body) {
    note.body = text;
    touchNote(state, note);
    note.updatedBy = user;
    note.issue.updatedAt = note.updatedAt;
    state.tell({ kind: "note", action: "update", note });
  }
  runChange(state, note.issue, user, outcome.change);
  return note;
}

export function deleteNote(state: State, note: Note, user: User): void {
  demand(canEditNote(state, note, user));
  removeNote(note);
}

/** @throws Refusal 404 when this user has put this emoji there already, and for names that are none. */
export function awardEmoji(state: State, issue: Issue, note: Note | null, user: User, name: string): Award {
  if (!canReadIssue(state, issue, user) || note?.system === true) throw notFound("Award Emoji");
  const awards = (note ?? issue).awards;
  if (!/^[\w+-]+$/.test(name)) throw notFound("Award Emoji Name is not a valid emoji name");
  if (awards.some((award) => award.name === name && award.user.id === user.id)) {
    throw notFound("Award Emoji Name has already been taken");
  }
  const award: Award = { id: state.nextId("row"), name, user, createdAt: state.now() };
  awards.push(award);
  if (note && state.emojiTouchesNote) touchNote(state, note);
  state.tell({ kind: "emoji", action: "award", issue, note, award });
  return award;
}

export function revokeEmoji(state: State, issue: Issue, note: Note | null, user: User, awardId: number): void {
  const awards = (note ?? issue).awards;
  const index = awards.findIndex((award) => award.id === awardId);
  const award = awards[index];
  if (!award) throw notFound();
  demand(award.user.id === user.id || user.admin);
  awards.splice(index, 1);
  if (note && state.emojiTouchesNote) touchNote(state, note);
  state.tell({ kind: "emoji", action: "revoke", issue, note, award });
}

/** Later than everything that happened to the note and its issue before. */
function touchNote(state: State, note: Note): void {
  note.updatedAt = state.after(note.updatedAt > note.issue.updatedAt ? note.updatedAt : note.issue.updatedAt);
}

function removeNote(note: Note): void {
  const index = note.issue.notes.indexOf(note);
  if (index !== -1) note.issue.notes.splice(index, 1);
}

function checkBody(body: string): void {
  if (body.trim() === "") throw badRequest(`Note {:note=>["can't be blank"]}`);
  if (body.length > BODY_LIMIT) {
    throw badRequest(`Note {:note=>["is too long (maximum is ${BODY_LIMIT} characters)"]}`);
  }
}

/** The first note of a thread the user may read. */
function threadOf(state: State, issue: Issue, user: User, discussionId: string): Note {
  const root = issue.notes.find((note) => note.discussionId === discussionId);
  if (!root || !canReadNote(state, root, user)) throw notFound("Discussion");
  return root;
}

/** Tells no webhook. To a reader of the API an answered comment looks like an edited one. */
function makeThread(state: State, root: Note): void {
  if (root.threaded) return;
  root.threaded = true;
  if (state.replyTouchesNote) touchNote(state, root);
}

/** What the commands ask for was allowed one by one; a refused state change stays silent. */
function runChange(
  state: State,
  issue: Issue,
  user: User,
  change: ReturnType<typeof interpretCommands>["change"],
): void {
  const { stateEvent, ...rest } = change;
  if (stateEvent) changeState(state, issue, user, stateEvent);
  if (Object.keys(rest).length > 0) updateIssue(state, issue, user, rest);
}

function commandChanges(change: ReturnType<typeof interpretCommands>["change"]): object {
  return {
    ...(change.stateEvent ? { state_event: change.stateEvent } : {}),
    ...(change.title === undefined ? {} : { title: change.title }),
    ...(change.addLabels ? { add_labels: change.addLabels } : {}),
    ...(change.removeLabels ? { remove_labels: change.removeLabels } : {}),
    ...(change.assignees ? { assignee_ids: change.assignees.map((user) => user.id) } : {}),
    ...(change.confidential === undefined ? {} : { confidential: change.confidential }),
    ...(change.dueDate === undefined ? {} : { due_date: change.dueDate }),
  };
}
