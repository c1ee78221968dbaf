import { html } from "hono/html";

import { drawBadge } from "../domain/badge/art.ts";
import { drawPreview } from "../domain/badge/preview.ts";
import type { Program } from "../domain/program/program.ts";
import type { Rasterizer } from "../pictures/rasterize.ts";

/** Pixels: as large as pages show it, twice for dense screens. */
const BADGE_WIDTH = 640;
const LINK_WIDTH = 1200;

/** How the badge of a program looks, and a link to somebody's; `""` where the program gives none. */
export async function renderPictures(program: Program, rasterize: Rasterizer): Promise<ReturnType<typeof html> | ""> {
  const design = program.badge;
  if (design === null) return "";
  const { art, name, description } = design;
  const badge = drawBadge(art, { title: name, description, isDemo: false });
  const facts = { holder: "Maria Silva", issuerName: "Your organization", issuerDomain: "badges.example.org" };
  const link = drawPreview({ ...facts, art, name, isDemo: false });
  return html`<h2 id="${program.id}-badge">The badge</h2>
    <p class="meta">As its page shows it, and as a link to it looks where people share it</p>
    <p>
      <img src="${asAddress(await rasterize(badge, BADGE_WIDTH))}" width="320" height="320" alt="Badge: ${name}" />
      <img
        src="${asAddress(await rasterize(link, LINK_WIDTH))}"
        width="600"
        height="315"
        alt="Link preview: the badge, ${name}, earned by Maria Silva"
      />
    </p>`;
}

function asAddress(png: Uint8Array): string {
  return `data:image/png;base64,${Buffer.from(png).toString("base64")}`;
}
