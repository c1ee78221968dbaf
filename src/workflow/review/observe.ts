import { setImmediate } from "node:timers/promises";

import type { Box } from "../../domain/checklist/checklist.ts";
import { namedBoxes } from "../../domain/enrollment/boxes.ts";
import type { CommandEvent, Event } from "../../domain/enrollment/event.ts";
import type { PersonId } from "../../domain/enrollment/fact.ts";
import type { Save, Version } from "../../domain/enrollment/saves.ts";
import { readSystemNote, type RewriteNote, type TickNote } from "../../domain/enrollment/system-note.ts";
import { reconstructTurns } from "../../domain/enrollment/turns.ts";
import type { Issue, Note, UserRef } from "../../domain/issue.ts";
import type { Program } from "../../domain/program/program.ts";
import { parseCommands } from "../../domain/commands/parse-comment.ts";
import type { DeliveryHint, IssueHint, NoteHint } from "../ports/delivery-hint.ts";
import { commentsOfPeople, isChanged, keyOfWords } from "./comments.ts";
import { observeReplies, type ReplyPorts } from "./observe-replies.ts";
import type { ReadDescription } from "../ports/read-description.ts";
import type { PeoplePort, Watch } from "../ports/store-port.ts";

export interface ObservePorts extends ReplyPorts {
  readonly people: Pick<PeoplePort, "remember" | "known">;
  readonly read: Pick<ReadDescription, "parse">;
}

/** Everything one review fetched, before anybody is known by number. */
export interface Gathered {
  readonly enrollmentId: string;
  readonly program: Program;
  readonly issue: Issue;
  readonly boxes: readonly Box[] | "unreadable";
  readonly notes: readonly Note[];
  readonly hints: readonly DeliveryHint[];
  /** `null` at first sight. */
  readonly watch: Watch | null;
  /** Comments made earlier are not run. */
  readonly commentsFrom: Date;
  readonly ownIds: ReadonlySet<number>;
  readonly handle: string;
  readonly now: Date;
}

export interface Observed {
  readonly events: readonly Event[];
  /** Comments that were edited a moment ago: whether their author did it may still arrive. */
  readonly undecided: readonly CommandEvent[];
  readonly person: (user: UserRef) => PersonId;
  readonly saves: readonly Save[];
}

/** A delivery and its request's record may lie this far apart. */
const EDIT_KNOWN_AFTER_MS = 60_000;
/** Parsing a description takes well under a millisecond; this many at once still leave room for other work. */
const VERSIONS_PER_TURN = 20;

/** Put together what people did since the last review: boxes turned and commands written, each once. */
export async function observe(ports: ObservePorts, gathered: Gathered): Promise<Observed> {
  const { issue, notes, hints } = gathered;
  const people = await ports.people.remember([issue.author, ...issue.assignees, ...notes.map((note) => note.author)]);
  const person = (user: UserRef): PersonId => {
    const known = people.get(user.userId);
    if (known === undefined) throw new TypeError(`Cannot name user ${user.userId}: they were not remembered`);
    return known;
  };
  const saves = await readSaves(ports, hints, people);
  const turns = await observeTurns(ports, gathered, saves, person);
  const replies = await observeReplies(ports, gathered, person);
  const { settled, undecided } = observeCommands(gathered, replies, person);
  const waiting = (gathered.watch?.deferred ?? []).map(({ event }) => withHints(event, hints));
  const ready = waiting.filter((event) => !isUndecided(event, gathered.now));
  // What waits was judged with its delivery at hand, which is gone now: the same turn found again knows less.
  const kept = new Set(waiting.map((event) => event.key));
  const fresh = turns.filter((turn) => !kept.has(turn.key));
  const events = [...ready, ...fresh, ...settled].toSorted((a, b) => a.at.getTime() - b.at.getTime());
  const known = await ports.journal.knownKeys(
    gathered.enrollmentId,
    events.map((event) => event.key),
  );
  const once = new Map(events.filter((event) => !known.has(event.key)).map((event) => [event.key, event]));
  const stillUndecided = [...undecided, ...waiting.filter((event) => isUndecided(event, gathered.now))];
  const unknown = await ports.journal.knownKeys(
    gathered.enrollmentId,
    stillUndecided.map((event) => event.key),
  );
  return {
    events: [...once.values()],
    undecided: stillUndecided.filter((event) => !unknown.has(event.key) && !once.has(event.key)) as CommandEvent[],
    person,
    saves,
  };
}

async function readSaves(
  { read: { parse }, people }: ObservePorts,
  hints: readonly DeliveryHint[],
  met: ReadonlyMap<number, PersonId>,
): Promise<readonly Save[]> {
  const versions = new Map<string, Version | null>();
  const readOnce = async (text: string): Promise<Version | null> => {
    const known = versions.get(text);
    if (known !== undefined) return known;
    if (versions.size % VERSIONS_PER_TURN === VERSIONS_PER_TURN - 1) await setImmediate();
    const boxes = await parse(text);
    const version = boxes === "unreadable" ? null : { text, boxes };
    versions.set(text, version);
    return version;
  };
  const saves: Save[] = [];
  for (const hint of hints.filter(isSave)) {
    const { at, user, description } = hint;
    if (at === null || description?.previous == null || description.current === null) continue;
    // Names in a delivery prove nothing and must not rename anybody: only people GitLab's own answers told of count.
    const by = user === null ? null : (met.get(user.userId) ?? (await people.known(user.userId)));
    const previous = await readOnce(description.previous);
    const current = await readOnce(description.current);
    // A list that could not be read says nothing of what was turned.
    if (previous !== null && current !== null) saves.push({ at, by, previous, current });
  }
  return saves;
}

function isSave(hint: DeliveryHint): hint is IssueHint {
  return hint.kind === "issue" && hint.description !== null;
}

async function observeTurns(
  ports: ObservePorts,
  gathered: Gathered,
  saves: readonly Save[],
  person: (user: UserRef) => PersonId,
): Promise<readonly Event[]> {
  const { watch, issue, boxes, program } = gathered;
  // A list that could not be read says nothing: not what was ticked, and not what was un-ticked.
  if (boxes === "unreadable") return [];
  const named = namedBoxes(program);
  const tickNotes = gathered.notes.flatMap((note): TickNote[] => {
    const said = note.system ? readSystemNote(note.body) : null;
    if (said?.kind !== "ticked") return [];
    return [{ noteId: note.noteId, at: note.createdAt, by: person(note.author), text: said.text, to: said.to }];
  });
  const rewriteNotes = gathered.notes
    .filter((note) => note.system && readSystemNote(note.body)?.kind === "description-changed")
    .map((note): RewriteNote => ({ at: note.createdAt, by: person(note.author) }));
  const keys = tickNotes.flatMap(({ noteId }) => [`turn:note:${noteId}`, `attribution:turn:note:${noteId}`]);
  const known = await ports.journal.knownKeys(gathered.enrollmentId, keys);
  const before = watch === null ? null : { text: watch.description, boxes: await ports.read.parse(watch.description) };
  const sources = {
    named,
    before: before === null ? null : { ...before, boxes: before.boxes === "unreadable" ? [] : before.boxes },
    beforeAt: watch?.issueUpdatedAt ?? null,
    after: { text: issue.description, boxes },
    afterAt: issue.updatedAt,
    saves,
    tickNotes,
    rewriteNotes,
    knownNotes: new Set(
      tickNotes
        .filter(({ noteId }) => known.has(`turn:note:${noteId}`) || known.has(`attribution:turn:note:${noteId}`))
        .map(({ noteId }) => noteId),
    ),
    unexplained: watch?.unexplained ?? [],
  };
  const turns = reconstructTurns(sources);
  // The same without a word from any delivery: all that counts where somebody could have made those up.
  const onRecord = new Set(
    reconstructTurns({ ...sources, saves: [] }).flatMap((turn) =>
      turn.kind === "turn" && turn.alone ? [turn.key] : [],
    ),
  );
  return turns.map((turn) => (turn.kind === "turn" ? { ...turn, aloneOnRecord: onRecord.has(turn.key) } : turn));
}

function observeCommands(
  gathered: Gathered,
  replies: readonly CommandEvent[],
  person: (user: UserRef) => PersonId,
): { readonly settled: readonly CommandEvent[]; readonly undecided: readonly CommandEvent[] } {
  const { hints, handle, now } = gathered;
  const written = commentsOfPeople(gathered).flatMap((note) =>
    parseCommands(note.body, handle).map(({ text, command }): CommandEvent => {
      const isEdited = isChanged(note);
      const isTouched = isEdited && wasWrittenSo(note, hints);
      return {
        kind: "command",
        key: keyOfWords("command", note.noteId, text),
        at: isEdited && !isTouched ? note.updatedAt : note.createdAt,
        noteId: note.noteId,
        by: person(note.author),
        authority: isTouched ? "edited-by-author" : isEdited ? "doubtful" : "own",
        command,
        text,
      };
    }),
  );
  const events = [...written, ...replies].map((event) => withHints(event, hints) as CommandEvent);
  return {
    settled: events.filter((event) => !isUndecided(event, now)),
    undecided: events.filter((event) => isUndecided(event, now)),
  };
}

/**
 * Does a delivery tell that the comment was written as it stands? An answer to it, or an emoji on it, makes GitLab say
 * that it changed.
 */
function wasWrittenSo(note: Note, hints: readonly DeliveryHint[]): boolean {
  return hints.some(
    (hint) =>
      hint.kind === "note" &&
      hint.noteId === note.noteId &&
      hint.body === note.body &&
      hint.updatedById === null &&
      hint.createdAt !== null &&
      hint.updatedAt?.getTime() === hint.createdAt.getTime(),
  );
}

/** An edited comment regains its author's authority when its delivery names them as the editor. */
function withHints(event: Event, hints: readonly DeliveryHint[]): Event {
  if (event.kind !== "command" || event.authority !== "doubtful") return event;
  const byAuthor = hints.some(
    (hint): hint is NoteHint =>
      hint.kind === "note" &&
      hint.noteId === event.noteId &&
      hint.updatedById !== null &&
      hint.updatedById === hint.authorId &&
      hint.updatedAt !== null &&
      Math.abs(hint.updatedAt.getTime() - event.at.getTime()) < 1000,
  );
  return byAuthor ? { ...event, authority: "edited-by-author" } : event;
}

function isUndecided(event: Event, now: Date): boolean {
  return (
    event.kind === "command" &&
    event.authority === "doubtful" &&
    now.getTime() - event.at.getTime() < EDIT_KNOWN_AFTER_MS
  );
}
