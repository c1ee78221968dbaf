import { html, raw } from "hono/html";

import { countBoxes } from "../boxes.ts";
import { visibleIssues } from "../issues.ts";
import type { Issue, Project, User } from "../model.ts";
import { canReadProject } from "../permissions.ts";
import type { World } from "../world.ts";
import { renderState } from "./issue-page.ts";
import { renderLabel } from "./label.ts";
import type { Markup } from "./layout.ts";

/** Newest issues a list shows. */
const SHOWN = 100;
const TEMPLATE_FOLDER = ".gitlab/issue_templates/";

/** All projects the person may read, with their issues. */
export function renderHome(world: World, person: User): Markup {
  const projects = [...world.projects.values()].filter((project) => canReadProject(world, project, person));
  if (projects.length === 0)
    return html`<h1>Projects</h1>
      <p class="quiet">None that ${person.name} may see.</p>`;
  return html`<h1>Projects</h1>
    ${projects.map((project) => html`<section class="project">${renderProject(world, project, person, "h2")}</section>`)}`;
}

export function renderProjectPage(world: World, project: Project, person: User): Markup {
  return html`<section class="project">${renderProject(world, project, person, "h1")}</section>`;
}

/** The new-issue form, filled from a template as `?issuable_template=name` does. */
export function renderNewIssue(project: Project, person: User, template: string | null): Markup {
  const names = templateNames(project);
  const chosen = template ?? (names.includes("Default") ? "Default" : null);
  const text = chosen === null ? "" : (project.files.get(`${TEMPLATE_FOLDER}${chosen}.md`)?.content ?? "");
  const path = `/${project.path}/-/issues/new`;
  return html`<h1>New issue</h1>
    <p class="pills">
      ${names.length > 0 ? "Template:" : ""}
      ${names.map((name) => html`<a href="${path}?issuable_template=${encodeURIComponent(name)}">${name}</a>`)}
    </p>
    <form class="new-issue" method="post" action="/-/demo/projects/${project.id}/issues">
      <label for="title">Title</label>
      <input
        id="title"
        name="title"
        maxlength="255"
        required
        value="${chosen === null ? "" : `${chosen}: ${person.name}`}"
      />
      <label for="description">Description</label>
      <textarea id="description" name="description" rows="24">${raw("\n")}${text}</textarea>
      <label><input type="checkbox" name="assign" value="me" checked /> Assign to me</label>
      <button class="primary" type="submit">Create issue</button>
    </form>`;
}

function renderProject(world: World, project: Project, person: User, heading: "h1" | "h2"): Markup {
  const issues = visibleIssues(world, project, person).toSorted((left, right) => right.id - left.id);
  const name = project.path.replaceAll("/", " / ");
  const template = templateNames(project)[0];
  const query = template === undefined ? "" : `?issuable_template=${encodeURIComponent(template)}`;
  return html`<div class="bar">
      ${heading === "h1" ? html`<h1>${name}</h1>` : html`<h2><a href="/${project.path}">${name}</a></h2>`}
      <a class="button primary" href="/${project.path}/-/issues/new${query}">New issue</a>
    </div>
    <ul class="issues" data-live="issues-${project.id}">
      ${issues.slice(0, SHOWN).map(renderRow)} ${issues.length === 0 ? html`<li class="quiet">No issues yet.</li>` : ""}
      ${issues.length > SHOWN ? html`<li class="quiet">… and ${issues.length - SHOWN} older ones.</li>` : ""}
    </ul>`;
}

function renderRow(issue: Issue): Markup {
  const tasks = countBoxes(issue);
  return html`<li>
    <a href="/${issue.project.path}/-/issues/${issue.iid}">${issue.title}</a> ${renderState(issue)}
    <span class="pills">${issue.labels.map(renderLabel)}</span>
    <span class="quiet">
      #${issue.iid} · by
      ${issue.author.name}${tasks.count > 0 ? ` · ${tasks.completed_count} of ${tasks.count} boxes` : ""}
    </span>
  </li>`;
}

function templateNames(project: Project): string[] {
  return [...project.files.keys()]
    .filter((path) => path.startsWith(TEMPLATE_FOLDER) && path.endsWith(".md"))
    .map((path) => path.slice(TEMPLATE_FOLDER.length, -".md".length));
}
