import { html } from "hono/html";

import type { BadgePage } from "../../workflow/badge/badge-page.ts";
import type { BadgeForm } from "../badge-forms.ts";
import type { Markup } from "./layout.ts";
import type { Site } from "./site.ts";
import { fileNameOf } from "./words.ts";

const DOWNLOADS: readonly { readonly form: BadgeForm; readonly name: string; readonly use: string }[] = [
  { form: "png", name: "PNG picture", use: "To show around. The signed badge travels inside it." },
  { form: "svg", name: "SVG picture", use: "The same, sharp at any size: for print and web sites." },
  { form: "json", name: "JSON file", use: "The signed badge itself, Open Badges 3.0. Keep this one; wallets take it." },
  { form: "jwt", name: "JWT file", use: "The same as a signed token, for systems that ask for one." },
];

/** The forms a badge can be taken along in, and what each is good for. */
export function renderDownloads(page: BadgePage, base: string, { basePath, exportedAt }: Site): Markup {
  return html`<section class="downloads" aria-labelledby="downloads">
    <h2 id="downloads" tabindex="-1">Take it along</h2>
    <p>
      Each of these can be checked by anyone, even if this page should be gone one day.
      ${
        exportedAt === null
          ? html`Send one with a word of where to:
              <a href="${basePath}/verify">${new URL(page.address).host}${basePath}/verify</a>`
          : ""
      }
    </p>
    <ul>
      ${DOWNLOADS.map(
        ({ form, name, use }) =>
          html`<li>
            <a class="file" href="${base}.${form}" download="${fileNameOf(page.name)}.${form}">
              <span class="kind" aria-hidden="true">${form}</span>
              <span>
                <strong>${name}</strong>
                <span class="use">${use}</span>
              </span>
            </a>
          </li>`,
      )}
    </ul>
    <p class="quiet">
      Chats, LinkedIn and some phones strip what is inside a picture when you send it on. The JSON file stays whole.
    </p>
  </section>`;
}

/** The address, to copy and to scan. */
export function renderShare(page: BadgePage, base: string): Markup {
  return html`<section class="share" aria-labelledby="share">
    <h2 id="share">Show it to somebody</h2>
    <div>
      <p>
        ${
          page.visibility === "public"
            ? "This badge is on the public register of its program, and search engines may find it."
            : "Whoever has the address of this page sees the badge. Nobody else does: it is in no list, and search engines are asked to stay away."
        }
      </p>
      <img class="qr" src="${base}/qr.svg" width="128" height="128" alt="QR code of this page's address" />
    </div>
    <p class="copyable"><code data-copy="address">${page.address}</code></p>
  </section>`;
}
