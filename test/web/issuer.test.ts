import { expect, onTestFinished, test } from "vitest";

import { createLog } from "../../src/log.ts";
import { createApp } from "../../src/web/app.ts";
import { type IssuerPage, type IssuerPorts, registerIssuer } from "../../src/web/issuer.ts";
import { readSite } from "../../src/web/pages/site.ts";
import { ACHIEVEMENT_PAGE } from "../support/badge-page.ts";

const CHROME = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8";
const DID = { id: "did:web:certify.example.com" };
const JWKS = { keys: [] };
const LIST = '{"type":["VerifiableCredential","BitstringStatusListCredential"]}';
const ISSUER: IssuerPage = {
  name: "GitLab Professional Services",
  website: "https://about.example.com/services",
  domain: "certify.example.com",
  did: DID.id,
  isDemo: false,
  achievements: [
    { address: "https://certify.example.com/achievements/migration-onboarding", name: ACHIEVEMENT_PAGE.name },
  ],
  profile: { id: DID.id, type: ["Profile"], name: "GitLab Professional Services" },
};

function setup(ports: Partial<IssuerPorts> = {}) {
  const app = createApp({ trustProxy: false, log: createLog({ level: "silent", secrets: [] }) });
  onTestFinished(() => app.close());
  registerIssuer(app, {
    site: readSite(""),
    didDocument: () => DID,
    jwks: () => JWKS,
    issuerPage: async () => ISSUER,
    achievement: async (programId) => (programId === "migration-onboarding" ? ACHIEVEMENT_PAGE : null),
    statusList: async (list) => (list === 1 ? LIST : null),
    pictures: { rasterize: async (_svg, width) => Buffer.from(`png ${width}`) },
    ...ports,
  });
  return app;
}

const ACHIEVEMENT = "/achievements/migration-onboarding";
const PAGE = "text/html; charset=utf-8";

test.for<[path: string, accept: string | undefined, type: string, begins: string]>([
  ["/.well-known/did.json", undefined, "application/did+ld+json", JSON.stringify(DID)],
  ["/.well-known/did.json", "*/*", "application/did+ld+json", JSON.stringify(DID)],
  ["/.well-known/did.json", "application/did+json", "application/did+json", JSON.stringify(DID)],
  ["/.well-known/did.json", "application/json", "application/json", JSON.stringify(DID)],
  ["/.well-known/did.json", CHROME, "application/json", JSON.stringify(DID)],
  ["/did.json", "application/did+ld+json", "application/did+ld+json", JSON.stringify(DID)],
  ["/.well-known/jwks.json", undefined, "application/jwk-set+json", JSON.stringify(JWKS)],
  ["/.well-known/jwks.json", "application/json", "application/json", JSON.stringify(JWKS)],
  ["/issuer", undefined, "application/ld+json", JSON.stringify(ISSUER.profile)],
  ["/issuer", "application/json", "application/json", JSON.stringify(ISSUER.profile)],
  ["/issuer", CHROME, PAGE, "<!doctype html>"],
  [ACHIEVEMENT, undefined, "application/ld+json", ACHIEVEMENT_PAGE.json],
  [ACHIEVEMENT, "application/json", "application/json", ACHIEVEMENT_PAGE.json],
  [ACHIEVEMENT, CHROME, PAGE, "<!doctype html>"],
  [ACHIEVEMENT, "image/png", "image/png", "png 960"],
  [`${ACHIEVEMENT}.json`, CHROME, "application/json", ACHIEVEMENT_PAGE.json],
  [`${ACHIEVEMENT}.json`, "application/ld+json", "application/ld+json", ACHIEVEMENT_PAGE.json],
  [`${ACHIEVEMENT}.png`, CHROME, "image/png", "png 960"],
  [`${ACHIEVEMENT}.svg`, CHROME, "image/svg+xml", "<svg"],
  ["/status/1", undefined, "application/vc", LIST],
  ["/status/1", CHROME, "application/json", LIST],
  ["/status/1", "application/json", "application/json", LIST],
  ["/status/1", "application/vc, application/json;q=0.5", "application/vc", LIST],
])("GET %s with Accept %j → %s, for everybody to keep unless it bears names", async ([url, accept, type, begins]) => {
  const app = setup();
  const headers = accept === undefined ? {} : { accept };

  const response = await app.inject({ url, headers });
  const head = await app.inject({ method: "HEAD", url, headers });
  const again = await app.inject({ url, headers: { ...headers, "if-none-match": String(response.headers.etag) } });

  expect([response.statusCode, response.headers["content-type"]]).toEqual([200, type]);
  expect(response.body.startsWith(begins)).toBe(true);
  const hasNames = url === ACHIEVEMENT && type === PAGE;
  expect(response.headers["cache-control"]).toBe(hasNames ? "private, max-age=60" : "public, max-age=300");
  expect(response.headers["vary"]).toBe("accept");
  expect(response.headers["access-control-allow-origin"]).toBe(type === PAGE ? undefined : "*");
  expect([head.statusCode, head.body, head.headers.etag]).toEqual([200, "", response.headers.etag]);
  expect([again.statusCode, again.body]).toEqual([304, ""]);
});

test.for(["/.well-known/did.json", "/did.json", "/.well-known/jwks.json", "/issuer", ACHIEVEMENT, "/status/1"])(
  "OPTIONS %s lets programs of other sites ask with headers of their own",
  async (url) => {
    const { statusCode, headers } = await setup().inject({
      method: "OPTIONS",
      url,
      headers: {
        origin: "https://verifier.example",
        "access-control-request-method": "GET",
        "access-control-request-headers": "accept,x-trace",
      },
    });

    expect(statusCode).toBe(204);
    expect(headers).toMatchObject({
      "access-control-allow-origin": "*",
      "access-control-allow-methods": "GET, HEAD, OPTIONS",
      "access-control-allow-headers": "*",
    });
  },
);

test.for([
  "/achievements/unknown",
  "/achievements/unknown.json",
  "/achievements/unknown.png",
  "/achievements/migration-onboarding.exe",
  "/achievements/..%2F..%2Fetc%2Fpasswd",
  "/status/2",
  "/status/0",
  "/status/01",
  "/status/1e0",
  "/status/-1",
  "/status/9999999999",
])("GET %s is a 404, as a page only for people", async (url) => {
  const app = setup();

  const json = await app.inject({ url, headers: { accept: "application/json" } });
  const page = await app.inject({ url, headers: { accept: CHROME } });

  expect([json.statusCode, json.body]).toEqual([404, '{"code":"NOT_FOUND"}']);
  expect([page.statusCode, page.body.includes("There is nothing to see here")]).toEqual([404, true]);
});

test("where no issuer is configured, nothing claims to be one", async () => {
  const app = setup({ didDocument: () => null, jwks: () => null, issuerPage: async () => null });

  for (const url of ["/.well-known/did.json", "/did.json", "/.well-known/jwks.json", "/issuer"]) {
    expect((await app.inject(url)).statusCode).toBe(404);
  }
});

test("nothing of the issuer is asked of a store for what cannot be a list", async () => {
  const asked: number[] = [];
  const app = setup({
    async statusList(list) {
      asked.push(list);
      return null;
    },
  });

  for (const list of ["0", "a", "1.5", "1".repeat(400)]) await app.inject(`/status/${list}`);

  expect(asked).toEqual([]);
});

test("the page of a program lists those who asked for it, and search engines may find it", async () => {
  const { body, headers } = await setup().inject({ url: ACHIEVEMENT, headers: { accept: CHROME } });

  expect(headers["x-robots-tag"]).toBeUndefined();
  expect(body).not.toContain("noindex");
  const register = /id="register".*?<\/section>/s.exec(body)?.[0] ?? "";
  expect(register).toMatch(/<a href="\/badges\/[\w-]{32}"><bdi>Maria Silva<\/bdi><\/a>\s*<time datetime="2026-11-22">/);
  expect(register).toContain("A holder without a name here");
});

test("what a demonstration certifies is kept from search engines and says so", async () => {
  const app = setup({
    achievement: async () => ({ ...ACHIEVEMENT_PAGE, isDemo: true, register: [] }),
    issuerPage: async () => ({ ...ISSUER, isDemo: true }),
  });

  for (const url of [ACHIEVEMENT, "/issuer"]) {
    const { body, headers } = await app.inject({ url, headers: { accept: CHROME } });

    expect([headers["x-robots-tag"], body.includes("It certifies nothing")]).toEqual(["noindex", true]);
  }
});

test("texts of a program and names of holders stay text", async () => {
  const evil = `"><script>alert(1)</script>`;
  const app = setup({
    achievement: async () => ({
      ...ACHIEVEMENT_PAGE,
      name: evil,
      description: evil,
      criteria: evil,
      issuerName: evil,
      register: [{ address: `https://certify.example.com/badges/${evil}`, holder: evil, awardedAt: new Date(0) }],
    }),
    issuerPage: async () => ({ ...ISSUER, name: evil, domain: evil, did: evil }),
  });

  for (const url of [ACHIEVEMENT, "/issuer"]) {
    const { body } = await app.inject({ url, headers: { accept: CHROME } });

    expect(body).toContain("&lt;script&gt;");
    expect(body).not.toContain("<script>");
  }
});
