import { html, raw } from "hono/html";

import type { Award, Issue, Note, User } from "../model.ts";
import { canComment, canReadNote } from "../permissions.ts";
import type { World } from "../world.ts";
import { emojiOf } from "./emoji.ts";
import { renderLabel } from "./label.ts";
import { renderAvatar, renderTime, type Markup } from "./layout.ts";
import { renderMarkdown } from "./markdown.ts";

/** Everything that happened to an issue, oldest first; answers stand under what they answer. */
export function renderTimeline(world: World, issue: Issue, person: User): readonly Markup[] {
  const mayReply = canComment(world, issue, person);
  const readable = issue.notes.filter((note) => canReadNote(world, note, person));
  const notes = [...Map.groupBy(readable, (note) => note.discussionId).values()].flatMap(([first, ...replies]) =>
    first === undefined
      ? []
      : [{ at: first.createdAt, markup: renderThread(first, replies, mayReply ? person : null) }],
  );
  const labels = issue.labelEvents.map(({ user, createdAt, label, action }) => ({
    at: createdAt,
    markup: renderEvent(user, createdAt, html`${action === "add" ? "added" : "removed"} ${renderLabel(label)} label`),
  }));
  const states = issue.stateEvents.map(({ user, createdAt, state }) => ({
    at: createdAt,
    markup: renderEvent(user, createdAt, html`${state} this issue`),
  }));
  return [...notes, ...labels, ...states]
    .toSorted((left, right) => left.at.getTime() - right.at.getTime())
    .map((entry) => entry.markup);
}

/** @param writer - Who may answer here; `null` for somebody who may not. */
function renderThread(first: Note, replies: readonly Note[], writer: User | null): Markup {
  if (first.system && replies.length === 0) return renderSystemNote(first);
  return html`<li class="thread">
    ${renderNote(first)}
    ${
      replies.length > 0
        ? html`<ol class="replies" aria-label="Replies to ${first.author.name}">
            ${replies.map((note) => html`<li>${renderNote(note)}</li>`)}
          </ol>`
        : ""
    }
    ${writer === null ? "" : renderReplyForm(first, writer)}
  </li>`;
}

/** Has ids of its own, by which a refresh of the page keeps what somebody is typing. */
function renderReplyForm(first: Note, writer: User): Markup {
  return html`<details class="reply" id="reply_${first.id}">
    <summary>Reply</summary>
    <form class="comment-form" method="post" action="/-/demo/issues/${first.issue.id}/reply">
      <input type="hidden" name="note" value="${first.id}" />
      <label for="reply_body_${first.id}">Reply to ${first.author.name} as ${writer.name}</label>
      <textarea id="reply_body_${first.id}" name="body" rows="3" required></textarea>
      <button type="submit">Reply</button>
    </form>
  </details>`;
}

function renderNote(note: Note): Markup {
  const edited = note.updatedBy === null ? "" : html` <span class="quiet">· edited</span>`;
  return html`<div id="note_${note.id}" class="note card">
    <p class="meta">
      ${renderAvatar(note.author)} <strong>${note.author.name}</strong> @${note.author.username}
      ${note.author.bot ? html`<span class="tag">bot</span>` : ""}
      ${note.internal ? html`<span class="tag">internal</span>` : ""} · ${renderTime(note.createdAt)}${edited}
    </p>
    <div class="prose">${raw(renderMarkdown(note.body))}</div>
    ${note.awards.length > 0 ? html`<p class="awards">${awardGroups(note.awards)}</p>` : ""}
  </div>`;
}

function renderSystemNote(note: Note): Markup {
  return renderEvent(note.author, note.createdAt, html`<span class="inline">${raw(renderMarkdown(note.body))}</span>`);
}

function renderEvent(user: User, at: Date, what: Markup): Markup {
  return html`<li class="event">${renderAvatar(user)} <span>${user.name} ${what} · ${renderTime(at)}</span></li>`;
}

function awardGroups(awards: readonly Award[]): Markup[] {
  return [...Map.groupBy(awards, (award) => award.name)].map(([name, same]) => {
    const who = same.map((award) => award.user.name).join(", ");
    return html`<span class="award" title="${who}: ${name}">${emojiOf(name) ?? `:${name}:`} ${same.length}</span>`;
  });
}
