import { expect, onTestFinished, test, vi } from "vitest";

import { createLog } from "../../src/log.ts";
import { createApp } from "../../src/web/app.ts";
import { registerBadges } from "../../src/web/badges.ts";
import { readSite, registerAssets } from "../../src/web/pages/site.ts";
import { createPictureCache } from "../../src/web/picture-cache.ts";
import type { BadgePage } from "../../src/workflow/badge/badge-page.ts";
import { BADGE_ID, BADGE_PAGE, PASSED } from "../support/badge-page.ts";

const UNKNOWN_ID = "unknown0123456789-abcdefghijklmn";
const BROKEN_ID = "broken_0123456789-abcdefghijklmn";
const ADDRESS = `/badges/${BADGE_ID}`;
const CHROME = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8";

function setup(page: Partial<BadgePage> = {}, handle: string | null = "onboarding-bot") {
  const lines: string[] = [];
  const asked: string[] = [];
  const rasterize = vi.fn<(svg: string, width: number) => Promise<Uint8Array>>(async (svg, width) =>
    Buffer.from(`png ${width} ${svg.length}`),
  );
  const badges = new Map<string, BadgePage>([[BADGE_ID, { ...BADGE_PAGE, ...page }]]);
  const log = createLog({
    level: "debug",
    secrets: [],
    destination: { write: (line: string) => void lines.push(line) },
  });
  const app = createApp({ trustProxy: ["127.0.0.1"], log });
  onTestFinished(() => app.close());
  const site = readSite("");
  registerAssets(app, site);
  registerBadges(app, {
    site,
    async find(id) {
      asked.push(id);
      if (id === BROKEN_ID) throw new Error("Cannot read badge: disk I/O error");
      return badges.get(id) ?? null;
    },
    isRecipient: (recipient, name) => recipient.hash === `sha256$${name.toLowerCase()}`,
    handle: () => handle,
    pictures: {
      bakeSvg: (svg, credential) => `${svg}<!-- ${credential} -->`,
      bakePng: (png, credential) => Buffer.concat([png, Buffer.from(` baked ${credential}`)]),
      rasterize: createPictureCache({ rasterize }),
    },
  });
  const ask = (name: string, from = "203.0.113.7") =>
    app.inject({
      method: "POST",
      url: `${ADDRESS}/check`,
      headers: { "content-type": "application/x-www-form-urlencoded", "x-forwarded-for": from },
      payload: new URLSearchParams({ name }).toString(),
    });
  return { app, lines, asked, badges, rasterize, ask };
}

const PAGE = "text/html; charset=utf-8";
const JWT = "text/plain; charset=utf-8";
const FORMS: Readonly<Record<string, RegExp>> = {
  page: /^<!doctype html>/,
  json: /^{"name":"the credential".*}$/,
  jwt: /^eyJ[^{]+$/,
  svg: /^<svg.*<!-- {"name":"the credential".*} -->$/s,
  png: /^png 960 .*baked {"name":"the credential".*}$/,
};

test.for<[path: string, accept: string | undefined, type: string, form: string]>([
  ["", undefined, PAGE, "page"],
  ["", "*/*", PAGE, "page"],
  ["", CHROME, PAGE, "page"],
  ["", "application/vc", "application/vc", "json"],
  ["", "application/vc+ld+json", "application/vc+ld+json", "json"],
  ["", "application/ld+json", "application/ld+json", "json"],
  ["", "application/json", "application/json", "json"],
  ["", "application/vc+jwt", "application/vc+jwt", "jwt"],
  ["", "application/jwt", "application/jwt", "jwt"],
  ["", "text/plain", JWT, "jwt"],
  ["", "image/svg+xml", "image/svg+xml", "svg"],
  ["", "image/png", "image/png", "png"],
  ["", "text/html;q=0.1, application/vc", "application/vc", "json"],
  [".json", CHROME, "application/json", "json"],
  [".json", "application/vc, */*;q=0.1", "application/vc", "json"],
  [".json", "image/png", "application/json", "json"],
  [".jwt", CHROME, JWT, "jwt"],
  [".jwt", "application/json", JWT, "jwt"],
  [".svg", "*/*", "image/svg+xml", "svg"],
  [".png", undefined, "image/png", "png"],
  ["/check", CHROME, PAGE, "page"],
])("GET /badges/:id%s with Accept %j → %s", async ([path, accept, type, form]) => {
  const { app } = setup();

  const { statusCode, headers, body } = await app.inject({
    url: `${ADDRESS}${path}`,
    headers: accept === undefined ? {} : { accept },
  });

  expect([statusCode, headers["content-type"], headers["vary"]]).toEqual([200, type, "accept"]);
  expect(body).toMatch(FORMS[form] ?? /never/);
});

test("GET /badges/:id is a page that loads nothing from elsewhere and tells nobody its address", async () => {
  const { app } = setup();

  const { headers, body } = await app.inject(ADDRESS);

  expect(headers).toEqual({
    "content-type": PAGE,
    "content-length": String(Buffer.byteLength(body)),
    "content-security-policy":
      "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:; script-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-robots-tag": "noindex",
    "cache-control": "private, max-age=60",
    vary: "accept",
    link: ["json", "jwt", "svg", "png"]
      .map((form, index) => {
        const type = ["application/vc", "text/plain", "image/svg+xml", "image/png"][index];
        return `<${BADGE_PAGE.address}.${form}>; rel="alternate"; type="${type}"`;
      })
      .join(", "),
    etag: expect.stringMatching(/^"[\w-]{43}"$/),
    date: expect.any(String),
    connection: "keep-alive",
  });
  expect(body).not.toMatch(/\sstyle=|<style|\son\w+=|<script>|@import/);
  const loaded = [...body.matchAll(/(?:src|rel="stylesheet" href)="([^"]+)"/g)].map(([, address = ""]) => address);
  expect(loaded.length).toBeGreaterThan(3);
  expect(loaded.filter((address) => !address.startsWith("/"))).toEqual([]);
});

test("what programs read may be read from any site, and runs nothing", async () => {
  const { app } = setup();

  for (const path of [".json", ".jwt", ".svg", ".png", "/preview.png", "/qr.svg"]) {
    const { headers } = await app.inject(`${ADDRESS}${path}`);

    expect([path, headers["access-control-allow-origin"], headers["x-content-type-options"]]).toEqual([
      path,
      "*",
      "nosniff",
    ]);
    expect([headers["referrer-policy"], headers["cache-control"], headers["x-robots-tag"]]).toEqual([
      "no-referrer",
      "private, max-age=60",
      "noindex",
    ]);
    expect(headers["set-cookie"]).toBeUndefined();
  }
  const { headers } = await app.inject(`${ADDRESS}.svg`);
  expect(headers["content-security-policy"]).toMatch(/^default-src 'none';.* sandbox$/);
  expect(headers["content-disposition"]).toBe('inline; filename="gitlab-certified-migration-services-engineer.svg"');
});

test("a badge on the public register may be found, any other asks search engines to stay away", async () => {
  const shown = setup({ visibility: "public" });
  const unlisted = setup();

  const [open, closed] = [await shown.app.inject(ADDRESS), await unlisted.app.inject(ADDRESS)];

  expect([open.headers["x-robots-tag"], open.body.includes("noindex")]).toEqual([undefined, false]);
  expect((await shown.app.inject(`${ADDRESS}.json`)).headers["x-robots-tag"]).toBeUndefined();
  expect([closed.headers["x-robots-tag"], closed.body.includes('<meta name="robots" content="noindex" />')]).toEqual([
    "noindex",
    true,
  ]);
});

test.for(["", ".json", ".jwt", ".svg", ".png", "/preview.png", "/qr.svg"])(
  "HEAD /badges/:id%s tells the same as GET without the body, and who knows it already gets 304",
  async (path) => {
    const { app } = setup();
    const url = `${ADDRESS}${path}`;

    const [head, get] = [await app.inject({ method: "HEAD", url }), await app.inject(url)];
    const again = await app.inject({ url, headers: { "if-none-match": `W/${String(get.headers.etag)}` } });

    expect([head.statusCode, head.body, { ...head.headers, date: "" }]).toEqual([
      200,
      "",
      { ...get.headers, date: "" },
    ]);
    expect([again.statusCode, again.body]).toEqual([304, ""]);
  },
);

test("the tag of every form changes with what it shows", async () => {
  const { app, badges } = setup();
  const tags = async () =>
    Promise.all(["", ".json", ".png"].map(async (path) => (await app.inject(`${ADDRESS}${path}`)).headers.etag));
  const before = await tags();

  badges.set(BADGE_ID, { ...BADGE_PAGE, holder: "Maria S.", json: '{"name":"renewed"}' });
  const after = await tags();

  expect(before.filter((tag) => after.includes(tag))).toEqual([]);
});

test("pictures are drawn once, whoever asks and how often", async () => {
  const { app, rasterize } = setup();

  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, index) => app.inject(`${ADDRESS}${index % 2 === 0 ? ".png" : "/preview.png"}`)),
  );

  expect(new Set(answers.map(({ statusCode }) => statusCode))).toEqual(new Set([200]));
  expect(rasterize.mock.calls.map(([, width]) => width)).toEqual([960, 1200]);
});

test("the preview of a link says what the badge is, and whose only with consent", async () => {
  const named = await setup().app.inject(ADDRESS);
  const nameless = await setup({ holder: null }).app.inject(ADDRESS);

  expect(named.body).toContain(
    `<meta property="og:image" content="https://certify.example.com/badges/${BADGE_ID}/preview.png" />`,
  );
  expect(named.body).toContain('<meta property="og:title" content="GitLab Certified Migration Services Engineer" />');
  expect(named.body).toContain("Earned by Maria Silva. Issued by GitLab Professional Services (certify.example.com)");
  expect(nameless.body).not.toMatch(/Maria|Silva|msilva/);
  expect(nameless.body).toContain("The holder has not put a name on this page.");
});

const SILENCE = [404, '{"code":"NOT_FOUND"}', "application/json; charset=utf-8", "no-store", "noindex"];

test.for<[what: string, path: string, asked: readonly string[]]>([
  ["an unknown id", UNKNOWN_ID, [UNKNOWN_ID]],
  ["an id that is too short", BADGE_ID.slice(1), []],
  ["an id that is too long", `${BADGE_ID}A`, []],
  ["no id", "", []],
  ["an id with other characters", `${BADGE_ID.slice(1)}+`, []],
  ["an id with letters of other scripts", `%C3%84${BADGE_ID.slice(1)}`, []],
  ["an id and a line break", `${BADGE_ID}%0A`, []],
  ["another ending", `${BADGE_ID}.exe`, []],
  ["an ending in capitals", `${BADGE_ID}.JSON`, []],
  ["something below", `${BADGE_ID}/x`, []],
  ["something below an ending", `${BADGE_ID}.json/x`, []],
  ["a detour", `x/../${BADGE_ID}x`, []],
])("%s shows nothing, in the same words as anything else that shows nothing", async ([, path, expectedlyAsked]) => {
  const { app, asked } = setup();
  const nothing = await app.inject({ url: `/badges/${"z".repeat(32)}` });
  asked.length = 0;

  const page = await app.inject({ url: `/badges/${path}`, headers: { accept: CHROME } });
  const json = await app.inject({ url: `/badges/${path}`, headers: { accept: "application/json" } });

  expect([page.statusCode, page.body, { ...page.headers, date: "" }]).toEqual([
    404,
    nothing.body,
    { ...nothing.headers, date: "" },
  ]);
  expect(page.body).toContain("There is nothing to see here");
  const { "content-type": type, "cache-control": cache, "x-robots-tag": robots } = json.headers;
  expect([json.statusCode, json.body, type, cache, robots]).toEqual(SILENCE);
  expect(asked).toEqual([...expectedlyAsked, ...expectedlyAsked]);
});

test.for([".json", ".jwt", ".svg", ".png", "/preview.png", "/qr.svg"])(
  "GET /badges/:id%s of nothing is JSON, whatever a browser would rather have",
  async (path) => {
    const { app } = setup();

    const { statusCode, body } = await app.inject({ url: `/badges/${UNKNOWN_ID}${path}`, headers: { accept: CHROME } });

    expect([statusCode, body]).toEqual([404, '{"code":"NOT_FOUND"}']);
  },
);

test.for(["PUT", "DELETE", "PATCH", "POST"] as const)(
  "%s changes nothing at the address of a badge",
  async (method) => {
    const { app, asked } = setup();

    const { statusCode } = await app.inject({ method, url: ADDRESS });

    expect([statusCode, asked]).toEqual([404, []]);
  },
);

test("texts and names of strangers stay text", async () => {
  const evil = `"><script>alert(1)</script><img src=x onerror=alert(1)>'`;
  const { app } = setup(
    {
      name: evil,
      holder: evil,
      description: evil,
      criteria: evil,
      issuerName: evil,
      issuerDomain: evil,
      language: `en" onload="alert(1)`,
      skills: [{ name: evil, description: evil, url: "https://docs.example.com/?a=1&b=2" }],
      checks: PASSED.map((check) => ({ ...check, values: { domain: evil, from: evil, until: evil } })),
      isDemo: true,
    },
    evil,
  );

  const page = await app.inject(ADDRESS);
  const answer = await app.inject({
    method: "POST",
    url: `${ADDRESS}/check`,
    headers: { "content-type": "application/x-www-form-urlencoded" },
    payload: new URLSearchParams({ name: evil }).toString(),
  });

  for (const { statusCode, body, headers } of [page, answer]) {
    expect(statusCode).toBe(200);
    expect(body).not.toMatch(/<script>|<img src=x|lang="en" onload/);
    expect(body).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
    expect(JSON.stringify(headers)).not.toContain("script>");
  }
  expect(page.body).toContain("https://docs.example.com/?a=1&amp;b=2");
});

test.for<[what: string, page: Partial<BadgePage>, seal: string, hasLinkedIn: boolean]>([
  ["holds", {}, "Valid", true],
  [
    "was revoked",
    { revokedAt: new Date("2027-12-03T23:30:00Z"), verdict: "invalid" },
    "Revoked on 3 December 2027",
    false,
  ],
  [
    "has expired",
    {
      verdict: "invalid",
      checks: PASSED.map((one) => (one.id === "dates" ? { ...one, outcome: "fail", reason: "expired" } : one)),
    },
    "Expired on 22 November 2028",
    true,
  ],
  ["is wrong", { verdict: "invalid" }, "Not valid", true],
  ["could not be checked", { verdict: "unproven" }, "Not proven just now", true],
])("the page of a badge that %s says so first", async ([, page, seal, hasLinkedIn]) => {
  const { app } = setup(page);

  const { body } = await app.inject(ADDRESS);

  expect(/class="seal">.*?<\/svg>\s*([^<]+?)\s*<\/a>/s.exec(body)?.[1]).toBe(seal);
  expect(body.includes("Add to LinkedIn")).toBe(hasLinkedIn);
  expect(body.includes("DEMO")).toBe(false);
});

test("a badge of a demonstration says so above everything else", async () => {
  const { body } = await setup({ isDemo: true }).app.inject(ADDRESS);

  expect(body.indexOf("It certifies nothing")).toBeGreaterThan(0);
  expect(body.indexOf("It certifies nothing")).toBeLessThan(body.indexOf("<main"));
});

test("a badge of a demonstration is not for a profile", async () => {
  const [real, demo] = await Promise.all([setup(), setup({ isDemo: true })].map(({ app }) => app.inject(ADDRESS)));

  expect([real, demo].map((answer) => answer?.body.includes("do not save it to your profile"))).toEqual([false, true]);
});

test("the page says where a stranger looks, and where a file of it is checked", async () => {
  const { body } = await setup().app.inject(ADDRESS);
  const words = body.replaceAll(/<[^>]+>/g, " ").replaceAll(/\s+/g, " ");

  expect(words).toContain("Look at your browser's address bar: is certify.example.com theirs?");
  expect(words).toContain("Send one with a word of where to: certify.example.com/verify");
});

test("Add to LinkedIn asks about the name first: how to show it, or that it is shown", async () => {
  const [named, nameless, unknownBot] = await Promise.all(
    [setup(), setup({ holder: null }), setup({ holder: null }, null)].map(({ app }) => app.inject(ADDRESS)),
  );

  expect(named?.body).toMatch(/Your name, <strong><bdi>Maria Silva<\/bdi><\/strong\s*>, is on this page/);
  expect(named?.body).toContain("Continue to LinkedIn");
  expect(nameless?.body).toContain("Your page carries no name yet.");
  expect(nameless?.body).toContain("@onboarding-bot badge show-name");
  expect(nameless?.body).toContain("Continue without my name");
  expect(unknownBot?.body).toMatch(/after mentioning the bot.*>badge show-name</s);
  expect(named?.body).toContain(
    "https://www.linkedin.com/profile/add?startTask=CERTIFICATION_NAME&amp;name=GitLab%20Certified",
  );
});

test.for<[typed: string, status: number, answer: string]>([
  ["maria@example.com", 200, "This badge was given to"],
  ["  Maria@Example.com ", 200, "This badge was given to"],
  ["@msilva", 200, "This badge was given to"],
  ["msilva", 200, "This badge was given to"],
  ["somebody@example.com", 200, "This badge was not given to"],
  ["", 400, "Please type what you were given."],
  ["   ", 400, "Please type what you were given."],
])("a visitor who was given %j hears: %s %s", async ([typed, status, answer]) => {
  const { ask, asked } = setup();

  const { statusCode, headers, body } = await ask(typed);

  expect([statusCode, headers["cache-control"], headers["x-robots-tag"]]).toEqual([status, "no-store", "noindex"]);
  expect(/<p id="answer".*?<\/p>/s.exec(body)?.[0]).toContain(answer);
  expect(asked).toEqual([BADGE_ID]);
});

test("a badge that names nobody has no such field", async () => {
  const { body } = await setup({ recipients: [] }).app.inject(ADDRESS);

  expect([body.includes("<form"), body.includes("so there is nothing to compare")]).toEqual([false, true]);
});

test("who asks too often has to wait, and nobody else does", async () => {
  const { ask } = setup();
  for (let count = 0; count < 20; count += 1) expect((await ask("a@example.com")).statusCode).toBe(200);

  const [tooOften, another] = [await ask("maria@example.com"), await ask("maria@example.com", "203.0.113.8")];

  expect([tooOften.statusCode, Number(tooOften.headers["retry-after"]) > 0]).toEqual([429, true]);
  expect(tooOften.body).toContain("You asked many times");
  expect(tooOften.body).not.toContain("This badge was given to");
  expect(another.statusCode).toBe(200);
});

test.for<[what: string, type: string, payload: string, status: number]>([
  ["a body that is too large", "application/x-www-form-urlencoded", `name=${"a".repeat(5000)}`, 413],
  ["another kind of body", "text/xml", "<name/>", 415],
  ["JSON", "application/json", '{"name":"maria@example.com"}', 400],
])("%s is not compared", async ([, type, payload, status]) => {
  const { app } = setup();

  const response = await app.inject({
    method: "POST",
    url: `${ADDRESS}/check`,
    headers: { "content-type": type },
    payload,
  });

  expect(response.statusCode).toBe(status);
});

test("POST of nothing is the same 404, however it is asked", async () => {
  const { app } = setup();
  const nothing = await app.inject({ url: `/badges/${UNKNOWN_ID}`, headers: { accept: CHROME } });

  const answer = await app.inject({
    method: "POST",
    url: `/badges/${UNKNOWN_ID}/check`,
    headers: { "content-type": "application/x-www-form-urlencoded", accept: CHROME },
    payload: "name=maria%40example.com",
  });

  expect([answer.statusCode, answer.body]).toEqual([404, nothing.body]);
});

test.for<[method: "GET" | "HEAD" | "POST" | "PUT", path: string]>([
  ["GET", BADGE_ID],
  ["HEAD", BADGE_ID],
  ["GET", `${BADGE_ID}.json?again=${BADGE_ID}`],
  ["GET", `${BADGE_ID}/preview.png`],
  ["GET", `${BADGE_ID}/qr.svg`],
  ["POST", `${BADGE_ID}/check`],
  ["POST", BADGE_ID],
  ["PUT", BADGE_ID],
  ["GET", UNKNOWN_ID],
  ["GET", BROKEN_ID],
])("no line of the log names the address or the name: %s /badges/%s", async ([method, path]) => {
  const { app, lines } = setup();

  await app.inject({
    method,
    url: `/badges/${path}`,
    headers: { "content-type": "application/x-www-form-urlencoded" },
    ...(method === "POST" ? { payload: "name=maria%40example.com" } : {}),
  });

  expect(lines.length).toBeGreaterThan(0);
  expect(lines.map((line): unknown => JSON.parse(line))).toEqual(
    lines.map(() => expect.objectContaining({ path: "/badges/[hidden]" })),
  );
  expect(lines.join("")).not.toMatch(/8Jm2qVx0|unknown0123|broken_0123|maria/i);
});

test("what pages are made of is kept for ever, and packed for who can unpack it", async () => {
  const { app } = setup();
  const { body } = await app.inject(ADDRESS);
  const assets = [...body.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map(([, href = ""]) => href);

  expect(assets.map((href) => href.replace(/[\da-f]{16}/, "HASH"))).toEqual(["/assets/HASH.css", "/assets/HASH.js"]);
  for (const url of assets) {
    const plain = await app.inject(url);
    const packed = await app.inject({ url, headers: { "accept-encoding": "gzip, br" } });

    expect([plain.statusCode, plain.headers["cache-control"], plain.headers["vary"]]).toEqual([
      200,
      "public, max-age=31536000, immutable",
      "accept-encoding",
    ]);
    expect([packed.headers["content-encoding"], packed.rawPayload.length < plain.rawPayload.length]).toEqual([
      "br",
      true,
    ]);
  }
  const { body: style } = await app.inject(assets[0] ?? "");
  const fonts = [...style.matchAll(/url\("([^"]+)"\)/g)].map(([, href = ""]) => href);
  expect(fonts).toHaveLength(2);
  for (const url of fonts) expect((await app.inject(url)).headers["content-type"]).toBe("font/ttf");
});

test("pages of an address with a path point below that path", async () => {
  const app = createApp({ trustProxy: false, log: createLog({ level: "silent", secrets: [] }) });
  onTestFinished(() => app.close());
  const site = readSite("/certify");
  registerAssets(app, site);
  registerBadges(app, {
    site,
    find: async () => ({ ...BADGE_PAGE, address: `https://example.com/certify/badges/${BADGE_ID}` }),
    isRecipient: () => false,
    handle: () => null,
    pictures: { bakeSvg: (svg) => svg, bakePng: (png) => png, rasterize: async () => Buffer.from("png") },
  });

  const { body } = await app.inject(ADDRESS);

  const paths = [...body.matchAll(/(?:href|src|action)="(\/[^"]*)"/g)].map(([, path = ""]) => path);
  expect(paths.length).toBeGreaterThan(8);
  expect(paths.filter((path) => !path.startsWith("/certify/"))).toEqual([]);
  expect((await app.inject(site.stylesheet.href.slice("/certify".length))).statusCode).toBe(200);
});
