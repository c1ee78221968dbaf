import { pageHeaders } from "../web/pages/layout.ts";
import { dayOf } from "../web/pages/words.ts";

/** Files whose names do not tell servers what they are: where they lie, and their media type. */
const TYPES = [
  { place: "/.well-known/did.json", type: "application/did+ld+json" },
  { place: "/did.json", type: "application/did+ld+json" },
  { place: "/.well-known/jwks.json", type: "application/jwk-set+json" },
  { place: "/issuer.json", type: "application/ld+json" },
  { place: "/status/*", type: "application/vc" },
  { place: "/badges/*.jwt", type: "text/plain; charset=utf-8" },
] as const;

/**
 * What goes along with an export: how to serve it, in words and for servers that read such files.
 *
 * @param url - Address of the badges, without a slash at the end.
 * @param statusUntil - The last moment at which the status lists hold.
 */
export function serverFiles(url: string, statusUntil: Date, at: Date): Readonly<Record<string, string>> {
  const prefix = new URL(url).pathname.replace(/\/$/, "");
  return {
    "README.txt": readme(url, prefix, statusUntil, at),
    _headers: forPages(prefix),
    ".htaccess": forApache(),
    // Otherwise GitHub Pages leaves out .well-known.
    ".nojekyll": "",
  };
}

/** For everything: programs of any site may read it, and nothing in it runs or tells where a visitor came from. */
function headers(): readonly (readonly [name: string, value: string])[] {
  const { "content-security-policy": policy = "" } = pageHeaders({ isIndexed: true });
  return [
    ["Access-Control-Allow-Origin", "*"],
    ["Content-Security-Policy", policy],
    ["Referrer-Policy", "no-referrer"],
    ["X-Content-Type-Options", "nosniff"],
  ];
}

function readme(url: string, prefix: string, statusUntil: Date, at: Date): string {
  return `Badges of ${url}, written on ${dayOf(at)}

Serve this folder so that this file is found at ${url}/README.txt.
Whoever checks a badge needs no more than did.json and the folder status.

- The address has to stay the same: it stands in every badge. https is needed.
- Keep the domain as long as badges should hold. Whoever has it next could issue badges in your name.
- The status lists hold until ${dayOf(statusUntil)}. After that day a badge is still signed, but nobody can tell
  whether it was revoked. Write a new export before, as long as the bot and its keys are there.
- Private keys are not in here. They may be destroyed once no badge and no list has to be signed any more.
- "Whose badge is it" and "Check a badge" need the bot and are left out; other checkers of Open Badges 3.0 do it, too.

Most servers guess all media types but these; they work without, for most checkers:
${TYPES.map(({ place, type }) => `  ${`${prefix}${place}`.padEnd(34)} ${type}`).join("\n")}
Every answer should have the header Access-Control-Allow-Origin: *

.htaccess is for Apache (AllowOverride FileInfo), _headers for Netlify and Cloudflare Pages${
    prefix === "" ? "" : ", where it belongs\ninto the top folder of the site"
  }.

nginx, where this folder is the root of the site${prefix === "" ? "" : ` plus ${prefix}`}:

${forNginx(prefix)}`;
}

function forNginx(prefix: string): string {
  const always = headers().map(([name, value]) => `add_header ${name} "${value}" always;`);
  const types = TYPES.map(({ place, type }) => {
    const [plain = "", charset] = type.split("; charset=");
    const more = charset === undefined ? "" : ` charset ${charset};`;
    return `location ${nginxPlace(prefix + place)} { types {} default_type ${plain};${more} }`;
  });
  const missing = `error_page 404 ${prefix}/404.html;`;
  const pages = `location ${prefix}/ { try_files $uri $uri/index.html =404; }`;
  return `${[...always, missing, ...types, pages].join("\n")}\n`;
}

function nginxPlace(place: string): string {
  if (place.endsWith("/*")) return `^~ ${place.slice(0, -1)}`;
  return place.includes("*") ? `~ ^${place.replaceAll(".", "\\.").replace("*", "[^/]+")}$` : `= ${place}`;
}

function forPages(prefix: string): string {
  const all = `${prefix}/*\n${headers()
    .map(([name, value]) => `  ${name}: ${value}\n`)
    .join("")}`;
  // A star may stand only at the end; an unknown ending is text to nobody and harmless.
  const types = TYPES.filter(({ place }) => !/\*./.test(place));
  return all + types.map(({ place, type }) => `${prefix}${place}\n  Content-Type: ${type}\n`).join("");
}

function forApache(): string {
  const lines = headers().map(([name, value]) => `  Header set ${name} "${value}"`);
  return `<IfModule mod_headers.c>
${lines.join("\n")}
</IfModule>
<Files "did.json">
  ForceType application/did+ld+json
</Files>
<Files "jwks.json">
  ForceType application/jwk-set+json
</Files>
<Files "issuer.json">
  ForceType application/ld+json
</Files>
<FilesMatch "^[0-9]+$">
  ForceType application/vc
</FilesMatch>
<FilesMatch "\\.jwt$">
  ForceType "text/plain; charset=utf-8"
</FilesMatch>
ErrorDocument 404 "Not found"
`;
}
