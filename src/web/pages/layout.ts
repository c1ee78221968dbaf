import type { FastifyReply } from "fastify";
import { html, raw } from "hono/html";

import type { Site } from "./site.ts";

/** What `html` makes; text put into it is escaped. */
export type Markup = ReturnType<typeof html>;

export interface PageFrame {
  readonly site: Site;
  readonly title: string;
  /** Who stands behind the page, at its top; `null` where that must not be told. */
  readonly issuer: string | null;
  /** Says so in a line above everything else. */
  readonly isDemo: boolean;
  /** May search engines show it? */
  readonly isIndexed: boolean;
  /** More for the head, such as what link previews show. */
  readonly head?: Markup;
  readonly body: Markup;
}

/** Nothing inline, nothing from elsewhere, no frames around it; and the address is told to nobody. */
const PAGE_HEADERS = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy":
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:; script-src 'self'; " +
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  "cross-origin-opener-policy": "same-origin",
  "permissions-policy": "camera=(), geolocation=(), microphone=()",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

/** What has to be set before a page is sent. Who wants it cached says so. */
export function pageHeaders(frame: Pick<PageFrame, "isIndexed">): Readonly<Record<string, string>> {
  return { ...PAGE_HEADERS, ...(frame.isIndexed ? {} : { "x-robots-tag": "noindex" }) };
}

/** Send a page that nobody keeps. */
export async function sendPage(reply: FastifyReply, status: number, frame: PageFrame): Promise<FastifyReply> {
  const page = await renderPage(frame);
  return reply
    .code(status)
    .headers({ ...pageHeaders(frame), "cache-control": "no-store" })
    .send(page);
}

/** The frame around every page. */
export async function renderPage(frame: PageFrame): Promise<string> {
  const { site } = frame;
  const page = await html`${raw("<!doctype html>")}
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="referrer" content="no-referrer" />
        ${frame.isIndexed ? "" : html`<meta name="robots" content="noindex" />`}
        <title>${frame.title}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="${site.stylesheet.href}" />
        <script src="${site.script.href}" defer></script>
        ${frame.head ?? ""}
      </head>
      <body>
        <a class="skip" href="#main">Skip to the page</a>
        ${frame.isDemo ? renderDemoLine() : ""}
        <header class="top">
          ${
            frame.issuer === null
              ? html`<span></span>`
              : html`<a class="brand" href="${site.basePath}/issuer">${frame.issuer}</a>`
          }
          ${
            site.exportedAt === null
              ? html`<nav aria-label="Site"><a href="${site.basePath}/verify">Check a badge</a></nav>`
              : ""
          }
        </header>
        <main id="main" tabindex="-1">${frame.body}</main>
      </body>
    </html>`;
  return page.toString();
}

function renderDemoLine(): Markup {
  return html`<aside class="demo" aria-label="Demonstration">
    <strong>DEMO</strong> Made in a demonstration. It certifies nothing.
  </aside>`;
}
