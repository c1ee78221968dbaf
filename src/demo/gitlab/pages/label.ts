import { html } from "hono/html";

import type { Label } from "../model.ts";
import type { Markup } from "./layout.ts";

/** A label as a pill in its colour; a scope gets a tone of its own. */
export function renderLabel(label: Label): Markup {
  const [scope, value] = splitScope(label.name);
  const ink = isLight(label.color) ? "#1f1e24" : "#ffffff";
  const style = `--pill:${safeColor(label.color)};--ink:${ink}`;
  return scope === null
    ? html`<span class="pill" style="${style}"><span>${value}</span></span>`
    : html`<span class="pill scoped" style="${style}"><span>${scope}</span><span>${value}</span></span>`;
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
