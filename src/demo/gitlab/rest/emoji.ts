import type { Issue, Note } from "../model.ts";
import { awardEmoji, revokeEmoji } from "../notes.ts";
import { notFound } from "../refusal.ts";
import { awardEntity } from "./entities.ts";
import { page } from "./pagination.ts";
import type { ApiAnswer, ApiRequest } from "./request.ts";
import type { Route } from "./router.ts";

const ON_ISSUE = "/projects/:id/issues/:iid/award_emoji";
const ON_NOTE = "/projects/:id/issues/:iid/notes/:note_id/award_emoji";

export const emojiRoutes: readonly Route[] = [ON_ISSUE, ON_NOTE].flatMap((pattern) => [
  { method: "GET", pattern, handler: list },
  { method: "POST", pattern, handler: award },
  { method: "GET", pattern: `${pattern}/:award_id`, handler: show },
  { method: "DELETE", pattern: `${pattern}/:award_id`, handler: revoke },
]);

function list(request: ApiRequest): ApiAnswer {
  const { issue, note } = target(request);
  const { addresses } = request.context;
  return page(request, (note ?? issue).awards, (one) => awardEntity(addresses, one, issue, note));
}

function show(request: ApiRequest): ApiAnswer {
  const { issue, note } = target(request);
  const wanted = request.numberSegment("award_id");
  const found = (note ?? issue).awards.find((one) => one.id === wanted);
  if (!found) throw notFound();
  return { status: 200, body: awardEntity(request.context.addresses, found, issue, note) };
}

function award(request: ApiRequest): ApiAnswer {
  const { issue, note } = target(request);
  const made = awardEmoji(request.world, issue, note, request.user, request.requiredText("name"));
  return { status: 201, body: awardEntity(request.context.addresses, made, issue, note) };
}

function revoke(request: ApiRequest): ApiAnswer {
  const { issue, note } = target(request);
  revokeEmoji(request.world, issue, note, request.user, request.numberSegment("award_id"));
  return { status: 204 };
}

function target(request: ApiRequest): { readonly issue: Issue; readonly note: Note | null } {
  if (request.segment("note_id") === "") return { issue: request.issue(), note: null };
  const note = request.note();
  return { issue: note.issue, note };
}
