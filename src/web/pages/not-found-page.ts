import { html } from "hono/html";

import type { PageFrame } from "./layout.ts";
import type { Site } from "./site.ts";

/** For every address that shows nothing, whatever the reason: nobody learns which it is. */
export function frameNotFound(site: Site): PageFrame {
  return {
    site,
    title: "There is nothing to see here",
    issuer: null,
    isDemo: false,
    isIndexed: false,
    body: html`<section class="missing">
      <h1>There is nothing to see here</h1>
      <p>
        Perhaps the address lost a letter on its way: compare it with what you were given. Or the holder of a badge has
        closed its page, which they may do at any time.
      </p>
      ${
        site.exportedAt === null
          ? html`<p>
              Got the badge as a file or picture? <a href="${site.basePath}/verify">Check it here</a>; that needs no
              page.
            </p>`
          : html`<p>Got the badge as a file or picture? Any checker of Open Badges 3.0 can tell whether it holds.</p>`
      }
    </section>`,
  };
}
