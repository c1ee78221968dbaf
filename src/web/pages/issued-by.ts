import { html } from "hono/html";

import type { Markup } from "./layout.ts";

/** Who stands behind a badge, and how a stranger finds out whether that is true. On paper there is no address bar. */
export function renderIssuedBy(page: { readonly issuerName: string; readonly issuerDomain: string }): Markup {
  return html`<p class="issuer">
    Issued by <strong>${page.issuerName}</strong>
    <span class="domain">
      <span class="seen">Anyone can claim a name. Look at your browser's address bar: is</span>
      <strong class="host">${page.issuerDomain}</strong><span class="seen"> theirs?</span>
    </span>
  </p>`;
}
