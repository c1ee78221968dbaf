import { html } from "hono/html";

import type { Skill } from "../../domain/badge/design.ts";
import type { Markup } from "./layout.ts";

/** What a holder can do, with links to where it is explained. */
export function renderSkills(skills: readonly Skill[], language: string): Markup | "" {
  if (skills.length === 0) return "";
  return html`<section class="skills" aria-labelledby="skills">
    <h2 id="skills">Skills it shows</h2>
    <ul lang="${language}">
      ${skills.map(
        ({ name, description, url }) =>
          html`<li>
            <strong> ${url === null ? name : html`<a href="${url}" rel="noopener noreferrer">${name}</a>`} </strong>
            ${description === "" ? "" : html`<span>${description}</span>`}
          </li>`,
      )}
    </ul>
  </section>`;
}
