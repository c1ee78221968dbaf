import { html } from "hono/html";

import type { IssuerPage } from "../issuer.ts";
import type { PageFrame } from "./layout.ts";
import type { Site } from "./site.ts";

/** Who issues badges here, and what their word is worth. */
export function frameIssuerPage(site: Site, issuer: IssuerPage): PageFrame {
  const { name, domain, website, did, achievements, isDemo } = issuer;
  return {
    site,
    title: `${name}: badges of ${domain}`,
    issuer: name,
    isDemo,
    isIndexed: !isDemo,
    body: html`<article class="plain">
      <h1>${name}</h1>
      <p>
        Issues badges at <strong class="host">${domain}</strong>. Anyone can claim a name, so what counts is the domain:
        every badge from here is signed with keys that only this domain publishes.
      </p>
      ${website === null ? "" : html`<p><a href="${website}" rel="noopener noreferrer">Web site of ${name}</a></p>`}
      ${
        achievements.length === 0
          ? ""
          : html`<h2>What it certifies</h2>
              <ul class="links">
                ${achievements.map((one) => html`<li><a href="${new URL(one.address).pathname}">${one.name}</a></li>`)}
              </ul>`
      }
      <h2>For those who check badges</h2>
      <p>Badges follow Open Badges 3.0 and can be checked by any program that knows it, without asking us.</p>
      <dl class="fields">
        <div>
          <dt>Identifier</dt>
          <dd><code data-copy="identifier">${did}</code></dd>
        </div>
        <div>
          <dt>Keys</dt>
          <dd class="some">
            <a href="${site.basePath}/.well-known/did.json">DID document</a>
            <a href="${site.basePath}/.well-known/jwks.json">JSON Web Key Set</a>
          </dd>
        </div>
      </dl>
    </article>`,
  };
}
