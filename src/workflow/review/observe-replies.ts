import { type KnownCommand, printCommand } from "../../domain/commands/commands.ts";
import { parseCommands } from "../../domain/commands/parse-comment.ts";
import { type ReplySubject, readReply } from "../../domain/commands/read-reply.ts";
import type { NotePlan } from "../../domain/enrollment/action.ts";
import type { CommandEvent } from "../../domain/enrollment/event.ts";
import type { PersonId } from "../../domain/enrollment/fact.ts";
import { readOwnLines } from "../../domain/feedback/own-lines.ts";
import { readForm } from "../../domain/feedback/read-form.ts";
import type { Note, UserRef } from "../../domain/issue.ts";
import { findForm, findTask, type Program } from "../../domain/program/program.ts";
import type { GitLabPort } from "../ports/gitlab-port.ts";
import { commentsOfPeople, isChanged, keyOfWords } from "./comments.ts";
import type { Gathered } from "./observe.ts";
import type { ActionsPort, JournalPort, StoredAction } from "../ports/store-port.ts";

export interface ReplyPorts {
  readonly gitlab: Pick<GitLabPort, "listThreads">;
  readonly actions: Pick<ActionsPort, "unsettled">;
  readonly journal: Pick<JournalPort, "knownKeys">;
}

/** One note that waits for an answer, with everything it asks. */
interface OpenAsk {
  readonly noteId: number;
  readonly plans: readonly NotePlan[];
  readonly to: PersonId | null;
}

interface Reply {
  readonly note: Note;
  readonly key: string;
  readonly lines: readonly string[];
}

/** What commands call the word of the sponsor that the candidate may start. */
const START: ReplySubject = { id: "start", name: "start" };
/** Of a filled form; what is beyond belongs to nothing. */
const MAX_FORM_LENGTH = 16_000;
/** From here on words in the thread of a form are meant as one, even if none of its lines is found in them. */
const LONG_TEXT = 200;

/**
 * Hear answers written without a command in the thread of an ask, as people do who reply to a mail: "confirm", "not yet"
 * and why, or a filled form. The same words anywhere else are talk among people.
 *
 * GitLab is asked for the threads only when somebody may have answered and an ask is open; once in a review.
 *
 * @throws {GitLabFailure} when GitLab does not say what answers what: the whole review is tried again.
 */
export async function observeReplies(
  ports: ReplyPorts,
  gathered: Gathered,
  person: (user: UserRef) => PersonId,
): Promise<readonly CommandEvent[]> {
  const comments = commentsOfPeople(gathered);
  const asks = comments.length === 0 ? [] : openAsks(await ports.actions.unsettled(gathered.enrollmentId));
  const candidates = asks.length === 0 ? [] : comments.flatMap((note) => replyIn(note, gathered.handle) ?? []);
  if (candidates.length === 0) return [];
  const known = await ports.journal.knownKeys(
    gathered.enrollmentId,
    candidates.map(({ key }) => key),
  );
  const waiting = new Set((gathered.watch?.deferred ?? []).map(({ event }) => event.key));
  const fresh = candidates.filter(({ key }) => !known.has(key) && !waiting.has(key));
  // Talk that could answer nothing costs no call.
  const telling = fresh.filter((reply) => asks.some((ask) => meant(gathered.program, ask, reply, person) !== null));
  if (telling.length === 0) return [];
  const { projectId, issueIid } = gathered.issue;
  const threads = await ports.gitlab.listThreads({ projectId, issueIid });
  return telling.flatMap((reply) => {
    const thread = threads.find(({ noteIds }) => noteIds.includes(reply.note.noteId));
    const ask = asks.find(({ noteId }) => thread?.noteIds.includes(noteId) === true);
    const command = ask === undefined ? null : meant(gathered.program, ask, reply, person);
    return command === null ? [] : [eventOf(reply, command, person)];
  });
}

/** @returns `null` for a comment without own words, or with a command for the bot, which is heard by itself. */
function replyIn(note: Note, handle: string): Reply | null {
  if (parseCommands(note.body, handle).length > 0) return null;
  const lines = withoutCall(readOwnLines(note.body), handle);
  return lines.length === 0 ? null : { note, lines, key: keyOfWords("reply", note.noteId, lines.join("\n")) };
}

/** A form may be copied with its first line, which is a command only outside a code block. */
function withoutCall(lines: readonly string[], handle: string): readonly string[] {
  const [first = "", ...others] = lines;
  return first.toLowerCase().startsWith(`@${handle.toLowerCase()} feedback`) ? others : lines;
}

function openAsks(unsettled: readonly StoredAction[]): readonly OpenAsk[] {
  const asks: OpenAsk[] = [];
  for (const [noteId, group] of Map.groupBy(unsettled, (stored) => stored.noteId)) {
    const plans = group.flatMap(({ action }) =>
      action.kind === "note" && isAnswerable(action.note) ? [action.note] : [],
    );
    if (noteId !== null && plans.length > 0) asks.push({ noteId, plans, to: group[0]?.askedPerson ?? null });
  }
  return asks;
}

function isAnswerable({ kind }: NotePlan): boolean {
  return kind === "ask-confirm" || kind === "ask-again" || kind === "ask-form" || kind === "ask-start";
}

/** What the words say to this ask; `null` when they are none of its answers. */
function meant(
  program: Program,
  { plans, to }: OpenAsk,
  { note, lines }: Reply,
  person: (user: UserRef) => PersonId,
): KnownCommand | null {
  const isAsked = to === null || person(note.author) === to;
  const form = plans.find((plan) => plan.kind === "ask-form");
  if (form !== undefined) {
    const text = lines.join("\n").slice(0, MAX_FORM_LENGTH).toWellFormed();
    if (!isForm(program, form.form, text) && !(isAsked && text.length > LONG_TEXT)) return null;
    return { kind: "feedback", task: form.task, text, engagement: form.engagement, placeholder: false };
  }
  const reply = readReply(
    lines,
    plans.flatMap((plan) => subjectOf(program, plan)),
  );
  return reply === null || (reply.isWeak && !isAsked) ? null : reply.command;
}

function subjectOf(program: Program, plan: NotePlan): readonly ReplySubject[] {
  if (plan.kind === "ask-start") return [START];
  const task = "task" in plan ? findTask(program, plan.task) : undefined;
  return task === undefined ? [] : [task];
}

function isForm(program: Program, id: string, text: string): boolean {
  const rubric = findForm(program, id);
  if (rubric === undefined) return false;
  const { form } = readForm(rubric, text);
  return form.answers.size > 0 || form.verdict !== null || form.comment !== "";
}

function eventOf({ note, key }: Reply, command: KnownCommand, person: (user: UserRef) => PersonId): CommandEvent {
  const isEdited = isChanged(note);
  return {
    kind: "command",
    key,
    at: isEdited ? note.updatedAt : note.createdAt,
    noteId: note.noteId,
    by: person(note.author),
    authority: isEdited ? "doubtful" : "own",
    command,
    text: printCommand(command),
  };
}
