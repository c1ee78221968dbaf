import { html, raw } from "hono/html";

import { countBoxes } from "../boxes.ts";
import type { Award, Issue, Label, Note, User } from "../model.ts";
import { canComment, canReadNote, canUpdateIssue } from "../permissions.ts";
import type { World } from "../world.ts";
import { emojiOf } from "./emoji.ts";
import { renderAvatar, renderTime, type Markup } from "./layout.ts";
import type { Guide } from "./guide.ts";
import { renderMarkdown } from "./markdown.ts";

/** One issue: description with boxes, what happened so far, and a place to comment. */
export function renderIssue(world: World, issue: Issue, person: User, guide: Guide | null): Markup {
  const mayEdit = canUpdateIssue(world, issue, person);
  const base = `/-/demo/issues/${issue.id}`;
  return html`<nav class="crumbs" aria-label="Breadcrumb">
      <a href="/${issue.project.path}">${issue.project.path.replaceAll("/", " / ")}</a> / #${issue.iid}
    </nav>
    <form id="tick" method="post" action="${base}/tick" hidden></form>
    <div class="columns">
      <div class="talk">
        <section data-live="head" aria-label="Issue">
          ${renderHead(issue)}
          <div class="card prose">
            ${raw(renderMarkdown(issue.description ?? "", mayEdit ? { boxForm: "tick" } : {}))}
            ${(issue.description ?? "") === "" ? html`<p class="quiet">No description.</p>` : ""}
          </div>
        </section>
        ${mayEdit ? renderEditor(issue, base) : html`<p class="quiet">@${person.username} may not edit this issue.</p>`}
        <h2 id="activity">Activity</h2>
        <ol class="timeline" data-live="activity" aria-label="Activity">
          ${timeline(world, issue, person).map((entry) => entry.markup)}
        </ol>
        ${canComment(world, issue, person) ? renderCommentForm(issue, person, base, mayEdit) : ""}
      </div>
      <aside class="facts" data-live="facts" aria-label="Facts">${renderFacts(issue)}</aside>
      ${guide === null ? "" : renderGuide(guide)}
    </div>`;
}

/** A label as a pill in its colour; a scope gets a tone of its own. */
export function renderLabel(label: Label): Markup {
  const [scope, value] = splitScope(label.name);
  const ink = isLight(label.color) ? "#1f1e24" : "#ffffff";
  const style = `--pill:${safeColor(label.color)};--ink:${ink}`;
  return scope === null
    ? html`<span class="pill" style="${style}"><span>${value}</span></span>`
    : html`<span class="pill scoped" style="${style}"><span>${scope}</span><span>${value}</span></span>`;
}

export function renderState(issue: Issue): Markup {
  return html`<span class="state ${issue.state}">${issue.state === "opened" ? "Open" : "Closed"}</span>`;
}

function renderHead(issue: Issue): Markup {
  const tasks = countBoxes(issue);
  return html`<h1>${issue.title}</h1>
    <p class="meta">
      ${renderState(issue)} ${issue.confidential ? html`<span class="state secret">Confidential</span>` : ""}
      ${renderAvatar(issue.author)} ${issue.author.name} opened this ${renderTime(issue.createdAt)}
      ${tasks.count > 0 ? html`· ${tasks.completed_count} of ${tasks.count} checklist items completed` : ""}
    </p>
    <p class="pills">${issue.labels.map(renderLabel)} <a class="jump" href="#activity">Go to the comments</a></p>`;
}

function renderEditor(issue: Issue, base: string): Markup {
  return html`<details class="editor">
    <summary>Edit title and description</summary>
    <form method="post" action="${base}/edit">
      <label for="title">Title</label>
      <input id="title" name="title" value="${issue.title}" maxlength="255" required />
      <label for="description">Description</label>
      <textarea id="description" name="description" rows="16">${raw("\n")}${issue.description ?? ""}</textarea>
      <button type="submit">Save changes</button>
      <p class="quiet">Saves the text as it stands here, like an open page: whatever others ticked since is undone.</p>
    </form>
  </details>`;
}

function renderCommentForm(issue: Issue, person: User, base: string, mayEdit: boolean): Markup {
  return html`<form class="comment-form" method="post" action="${base}/comment">
      <label for="body">Comment as ${person.name}</label>
      <textarea
        id="body"
        name="body"
        rows="4"
        required
        placeholder="Write a comment. Quick actions such as /close work."
      ></textarea>
      <button class="primary" type="submit">Comment</button>
    </form>
    ${
      mayEdit
        ? html`<form method="post" action="${base}/state">
            <input type="hidden" name="event" value="${issue.state === "opened" ? "close" : "reopen"}" />
            <button type="submit">${issue.state === "opened" ? "Close issue" : "Reopen issue"}</button>
          </form>`
        : ""
    }`;
}

function renderFacts(issue: Issue): Markup {
  const assignees = issue.assignees.map((user) => html`<li>${renderAvatar(user)} ${user.name}</li>`);
  return html`<h2>Assignee</h2>
    ${
      assignees.length > 0
        ? html`<ul class="plain">
            ${assignees}
          </ul>`
        : html`<p class="quiet">None</p>`
    }
    <h2>Labels</h2>
    <p class="pills">
      ${issue.labels.length > 0 ? issue.labels.map(renderLabel) : html`<span class="quiet">None</span>`}
    </p>
    <h2>Due date</h2>
    <p>${issue.dueDate ?? html`<span class="quiet">None</span>`}</p>`;
}

/** What a newcomer can try here; open, until they fold it. */
function renderGuide(guide: Guide): Markup {
  return html`<aside class="guide card" aria-label="Try this">
    <details open>
      <summary>Try this, it takes two minutes</summary>
      <ol>
        ${guide.steps.map((step) => html`<li>${raw(renderMarkdown(step))}</li>`)}
      </ol>
    </details>
  </aside>`;
}

interface TimelineEntry {
  readonly at: Date;
  readonly markup: Markup;
}

function timeline(world: World, issue: Issue, person: User): readonly TimelineEntry[] {
  const notes = issue.notes
    .filter((note) => canReadNote(world, note, person))
    .map((note) => ({ at: note.createdAt, markup: note.system ? renderSystemNote(note) : renderNote(note) }));
  const labels = issue.labelEvents.map(({ user, createdAt, label, action }) => ({
    at: createdAt,
    markup: renderEvent(user, createdAt, html`${action === "add" ? "added" : "removed"} ${renderLabel(label)} label`),
  }));
  const states = issue.stateEvents.map(({ user, createdAt, state }) => ({
    at: createdAt,
    markup: renderEvent(user, createdAt, html`${state} this issue`),
  }));
  return [...notes, ...labels, ...states].toSorted((left, right) => left.at.getTime() - right.at.getTime());
}

function renderNote(note: Note): Markup {
  const edited = note.updatedBy === null ? "" : html` <span class="quiet">· edited</span>`;
  return html`<li id="note_${note.id}" class="note card">
    <p class="meta">
      ${renderAvatar(note.author)} <strong>${note.author.name}</strong> @${note.author.username}
      ${note.author.bot ? html`<span class="tag">bot</span>` : ""}
      ${note.internal ? html`<span class="tag">internal</span>` : ""} · ${renderTime(note.createdAt)}${edited}
    </p>
    <div class="prose">${raw(renderMarkdown(note.body))}</div>
    ${note.awards.length > 0 ? html`<p class="awards">${awardGroups(note.awards)}</p>` : ""}
  </li>`;
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

function splitScope(name: string): readonly [scope: string | null, value: string] {
  const end = name.lastIndexOf("::");
  return end === -1 ? [null, name] : [name.slice(0, end), name.slice(end + 2)];
}

function safeColor(color: string): string {
  return /^#[\da-f]{6}$|^[a-z]+$/i.test(color) ? color : "#6699cc";
}

/** Is dark ink easier to read on it than white? By the luminance of WCAG 2. */
function isLight(color: string): boolean {
  const hex = /^#([\da-f]{2})([\da-f]{2})([\da-f]{2})$/i.exec(color);
  if (!hex) return false;
  const [red = 0, green = 0, blue = 0] = hex.slice(1).map((part) => {
    const share = Number.parseInt(part, 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return red * 0.2126 + green * 0.7152 + blue * 0.0722 > 0.185;
}
