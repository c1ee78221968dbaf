import { z } from "zod";

import type { DeliveryHint } from "../workflow/ports/delivery-hint.ts";
import { id, oneLine, person, text, timestamp } from "./fields.ts";

/*
 * Only the picked fields are read, so nothing else in a body can be of influence: no address, no `__proto__`, no depth.
 * What says *where* must be exact; what is merely told along may be absent or odd and is then `null`.
 * https://docs.gitlab.com/user/project/integrations/webhook_events/
 */

const optionalId = id.nullish().catch(null);
const optionalText = text.nullish().catch(null);
const optionalTime = timestamp.nullish().catch(null);
const optionalUser = person.nullish().catch(null);

const kindShape = z.object({ object_kind: z.string() });

const place = {
  project: z.object({ id: id.nullish() }).nullish(),
  project_id: id.nullish(),
  user: optionalUser,
};

const issueShape = z.object({
  ...place,
  object_attributes: z.object({
    iid: id,
    project_id: id.nullish(),
    id: optionalId,
    type: optionalText,
    action: optionalText,
    description: optionalText,
    updated_at: optionalTime,
    moved_to_id: optionalId,
  }),
  changes: z
    .object({ description: z.object({ previous: text.nullish(), current: text.nullish() }).nullish().catch(null) })
    .nullish()
    .catch(null),
});

/** The issue a note or an emoji belongs to; newer GitLabs name it after its class. */
const parent = z.object({ iid: id, type: optionalText }).nullish();

const noteShape = z.object({
  ...place,
  object_attributes: z.object({
    id,
    project_id: id.nullish(),
    author_id: optionalId,
    updated_by_id: optionalId,
    created_at: optionalTime,
    updated_at: optionalTime,
    action: optionalText,
    note: optionalText,
  }),
  issue: parent,
  work_item: parent,
});

const emojiShape = z.object({
  ...place,
  event_type: optionalText,
  object_attributes: z.object({
    name: text,
    project_id: id.nullish(),
    awardable_id: optionalId,
    updated_at: optionalTime,
  }),
  issue: parent,
  work_item: parent,
});

const noteableShape = z.object({ object_attributes: z.object({ noteable_type: z.string() }) });
const awardableShape = z.object({
  object_attributes: z.object({ awardable_type: z.string() }),
  note: z.object({ noteable_type: optionalText }).nullish().catch(null),
});

/** What a note can hang on and still concern an issue. */
const ISSUE_CLASSES: ReadonlySet<string> = new Set(["Issue", "WorkItem"]);

/**
 * Read one stored delivery.
 *
 * Never throws: any bytes have a hint. Bytes that are not UTF-8 are read with U+FFFD in their place.
 *
 * @param event - Header `X-Gitlab-Event`, used only to say what was ignored: the body names its kind itself.
 * @param body - As received, at most 25 MiB.
 */
export function readDelivery(event: string | null, body: Uint8Array | string): DeliveryHint {
  const json = parseJson(body);
  if (json === undefined) return { kind: "unreadable", reason: "the body is not JSON" };

  const kind = kindShape.safeParse(json);
  if (!kind.success) return nameless(event);

  switch (kind.data.object_kind) {
    case "issue":
    case "work_item":
      return readIssue(json);
    case "note":
      return readNote(json);
    case "emoji":
      return readEmoji(json);
    default:
      return { kind: "other", reason: `an event of kind ${oneLine(kind.data.object_kind, 60)}` };
  }
}

function parseJson(body: Uint8Array | string): unknown {
  try {
    return JSON.parse(typeof body === "string" ? body : new TextDecoder().decode(body));
  } catch {
    // Every other outcome of parsing is a value, so the caller decides what "no JSON" means.
    return undefined;
  }
}

/** System hooks and a few old events carry no kind; a followed event without one was rewritten by a template. */
function nameless(event: string | null): DeliveryHint {
  const followed = event !== null && /^(?:Confidential )?(?:Issue|Note|Emoji) Hook$/.test(event);
  if (followed) return { kind: "unreadable", reason: `a body of ${event} without object_kind` };
  return {
    kind: "other",
    reason: event === null ? "an event without kind" : `a ${oneLine(event, 60)} without object_kind`,
  };
}

function readIssue(json: unknown): DeliveryHint {
  const parsed = issueShape.safeParse(json);
  if (!parsed.success) return unreadable("issue event", parsed.error);
  const { object_attributes: issue, changes, user } = parsed.data;
  if (!isIssue(issue.type)) return { kind: "other", reason: otherType(issue.type) };
  const projectId = projectOf(parsed.data);
  if (projectId === null) return { kind: "unreadable", reason: "issue event: no project id" };

  const description = changes?.description;
  return {
    kind: "issue",
    projectId,
    issueIid: issue.iid,
    issueId: issue.id ?? null,
    at: issue.updated_at ?? null,
    user: user ?? null,
    description: description ? { previous: description.previous ?? null, current: description.current ?? null } : null,
    action: issue.action ?? null,
    currentDescription: issue.description ?? null,
    movedToId: issue.moved_to_id ?? null,
  };
}

function readNote(json: unknown): DeliveryHint {
  const noteable = noteableShape.safeParse(json);
  if (!noteable.success) return unreadable("note event", noteable.error);
  const noteableType = noteable.data.object_attributes.noteable_type;
  if (!ISSUE_CLASSES.has(noteableType)) return { kind: "other", reason: `a note on a ${oneLine(noteableType, 60)}` };

  const parsed = noteShape.safeParse(json);
  if (!parsed.success) return unreadable("note event", parsed.error);
  const { object_attributes: note, user } = parsed.data;
  const issue = parsed.data.issue ?? parsed.data.work_item;
  if (!issue) return { kind: "unreadable", reason: "note event: no issue" };
  if (!isIssue(issue.type)) return { kind: "other", reason: `a note on ${otherType(issue.type)}` };
  const projectId = projectOf(parsed.data);
  if (projectId === null) return { kind: "unreadable", reason: "note event: no project id" };

  return {
    kind: "note",
    projectId,
    issueIid: issue.iid,
    noteId: note.id,
    authorId: note.author_id ?? null,
    user: user ?? null,
    updatedById: note.updated_by_id ?? null,
    createdAt: note.created_at ?? null,
    updatedAt: note.updated_at ?? null,
    action: note.action ?? null,
    body: note.note ?? null,
  };
}

function readEmoji(json: unknown): DeliveryHint {
  const awardable = awardableShape.safeParse(json);
  if (!awardable.success) return unreadable("emoji event", awardable.error);
  const isOnNote = awardable.data.object_attributes.awardable_type === "Note";
  const target = isOnNote ? awardable.data.note?.noteable_type : awardable.data.object_attributes.awardable_type;
  if (!target || !ISSUE_CLASSES.has(target)) {
    return { kind: "other", reason: `an emoji on a ${oneLine(target ?? "note of something unnamed", 60)}` };
  }

  const parsed = emojiShape.safeParse(json);
  if (!parsed.success) return unreadable("emoji event", parsed.error);
  const { object_attributes: emoji, user, event_type } = parsed.data;
  const issue = parsed.data.issue ?? parsed.data.work_item;
  if (!isIssue(issue?.type)) return { kind: "other", reason: `an emoji on ${otherType(issue?.type)}` };
  const projectId = projectOf(parsed.data);
  if (projectId === null) return { kind: "unreadable", reason: "emoji event: no project id" };

  return {
    kind: "emoji",
    projectId,
    issueIid: issue?.iid ?? null,
    noteId: isOnNote ? (emoji.awardable_id ?? null) : null,
    name: emoji.name,
    // `object_attributes.action` is missing in some deliveries; `event_type` is always there.
    revoked: event_type === "revoke",
    user: user ?? null,
    at: emoji.updated_at ?? null,
  };
}

/** `type` came with 17.2; before, only issues were sent under these kinds. */
function isIssue(type: string | null | undefined): boolean {
  return type === undefined || type === null || type === "Issue";
}

function otherType(type: string | null | undefined): string {
  return `a work item of type ${oneLine(type ?? "unknown", 60)}`;
}

function projectOf(payload: {
  readonly project?: { readonly id?: number | null | undefined } | null | undefined;
  readonly project_id?: number | null | undefined;
  readonly object_attributes: { readonly project_id?: number | null | undefined };
}): number | null {
  return payload.project?.id ?? payload.project_id ?? payload.object_attributes.project_id ?? null;
}

function unreadable(what: string, error: z.ZodError): DeliveryHint {
  const path = error.issues[0]?.path.join(".");
  return { kind: "unreadable", reason: `${what}: ${path ? `field ${path}` : "the body"} is not what GitLab sends` };
}
