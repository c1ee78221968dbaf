import { z } from "zod";

import type { Command } from "../domain/commands/commands.ts";
import type { Event, Unexplained } from "../domain/enrollment/event.ts";
import { BotError } from "../domain/error.ts";
import type { DeferredEvent, Snapshot, Watch } from "../workflow/ports/store-port.ts";
import type { EnrollmentsTable } from "./tables.ts";

/** The columns a watch fills. */
export type WatchColumns = Pick<
  EnrollmentsTable,
  "issue_updated_at" | "state" | "labels" | "user_notes_count" | "watch" | "deferred" | "description"
>;

type SnapshotColumns = Omit<WatchColumns, "watch" | "deferred">;

const moment = z.iso.datetime().transform((text) => new Date(text));
const person = z.int();
const box = z.object({ task: z.string(), which: z.enum(["task", "confirm"]) });
const to = z.enum(["open", "done", "inapplicable"]);
const proof = z.enum(["record", "hint", "none"]);
const head = { key: z.string(), at: moment };

const unexplained = z.object({
  ...head,
  box,
  to,
  alone: z.boolean(),
  stale: z.boolean(),
  firstSight: z.boolean(),
  hint: person.nullable(),
}) satisfies z.ZodType<Unexplained>;

const event = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("turn"),
    ...head,
    box,
    to,
    by: person.nullable(),
    proof,
    alone: z.boolean(),
    aloneOnRecord: z.boolean().exactOptional(),
    stale: z.boolean(),
    late: z.boolean(),
    firstSight: z.boolean(),
  }),
  z.object({ kind: z.literal("attribution"), ...head, turn: unexplained, by: person, proof }),
  z.object({
    kind: z.literal("command"),
    ...head,
    noteId: z.int(),
    by: person,
    authority: z.enum(["own", "edited-by-author", "doubtful"]),
    // Plain JSON, which this bot wrote itself; its kinds are the parser's business.
    command: z.custom<Command>((value) => typeof value === "object" && value !== null && "kind" in value),
    text: z.string(),
    errand: z.string().exactOptional(),
    offer: z.object({ desk: z.string(), offer: z.int(), namedBy: z.array(z.int()).readonly() }).exactOptional(),
  }),
]) satisfies z.ZodType<Event>;

const deferredEvents = z.array(z.object({ event, since: moment })) satisfies z.ZodType<readonly DeferredEvent[]>;

const rest = z.object({
  notesReadTo: moment,
  notesCountFrom: moment,
  unexplained: z.array(unexplained),
  statusNote: z.object({ noteId: z.int(), digest: z.string() }).nullable(),
  dueDate: z.string().exactOptional(),
  unreachableSince: moment.nullable(),
});

export function encodeWatch(watch: Watch): WatchColumns {
  const { description, state, labels, issueUpdatedAt, userNotesCount, deferred, ...others } = watch;
  return {
    issue_updated_at: issueUpdatedAt.getTime(),
    state,
    labels: JSON.stringify(labels),
    user_notes_count: userNotesCount,
    watch: JSON.stringify(others),
    deferred: encodeDeferred(deferred),
    description: JSON.stringify(description),
  };
}

/** @throws {BotError} `JOURNAL_BROKEN` when the columns hold anything else than {@link encodeWatch} makes. */
export function decodeWatch(columns: WatchColumns): Watch {
  return {
    ...decodeSnapshot(columns),
    ...read(rest, columns.watch),
    deferred: decodeDeferred(columns.deferred),
  };
}

export function decodeSnapshot(columns: SnapshotColumns): Snapshot {
  return {
    issueUpdatedAt: new Date(columns.issue_updated_at),
    description: read(z.string(), columns.description),
    labels: read(z.array(z.string()), columns.labels),
    state: columns.state,
    userNotesCount: columns.user_notes_count,
  };
}

export function encodeDeferred(deferred: readonly DeferredEvent[]): string {
  return JSON.stringify(deferred);
}

export function decodeDeferred(text: string): readonly DeferredEvent[] {
  return read(deferredEvents, text);
}

function read<Value>(schema: z.ZodType<Value>, text: string): Value {
  try {
    return schema.parse(JSON.parse(text));
  } catch (error) {
    throw new BotError("JOURNAL_BROKEN", "operator", "Cannot read what was last seen of an issue: see the cause", {
      cause: error,
    });
  }
}
