import { html, raw } from "hono/html";

import { countBoxes } from "../boxes.ts";
import type { Issue, User } from "../model.ts";
import { canComment, canUpdateIssue } from "../permissions.ts";
import type { World } from "../world.ts";
import { renderAvatar, renderTime, type Markup } from "./layout.ts";
import { renderLabel } from "./label.ts";
import type { Guide } from "./guide.ts";
import { renderMarkdown } from "./markdown.ts";
import { renderTimeline } from "./timeline.ts";

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
          ${renderTimeline(world, issue, person)}
        </ol>
        ${canComment(world, issue, person) ? renderCommentForm(issue, person, base, mayEdit) : ""}
      </div>
      <aside class="facts" data-live="facts" aria-label="Facts">${renderFacts(issue)}</aside>
      ${guide === null ? "" : renderGuide(guide)}
    </div>`;
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
      <summary>Try this, it takes five minutes</summary>
      <ol>
        ${guide.steps.map((step) => html`<li>${raw(renderMarkdown(step))}</li>`)}
      </ol>
    </details>
  </aside>`;
}
