import { readFileSync } from "node:fs";
import path from "node:path";

import * as fc from "fast-check";
import { expect, test } from "vitest";

import { readConfig, secretsOf, VARIABLE_NAMES, variablesForLater } from "../src/config.ts";
import { BotError } from "../src/domain/error.ts";

const SIGNING_TOKEN = "whsec_dGVzdHRlc3R0ZXN0dGVzdHRlc3R0ZXN0dGVzdHRlc3Q=";

const enough = {
  GITLAB_URL: "https://gitlab.example.com/",
  GITLAB_TOKEN: "glpat-0123456789abcdef",
  GITLAB_PROJECTS: "partners/acme",
  GITLAB_WEBHOOK_SECRET: "a secret of 22 letters",
};

function messageOf(env: Record<string, string | undefined>): string {
  try {
    readConfig(env);
  } catch (error) {
    return error instanceof BotError && error.code === "CONFIG_INVALID"
      ? error.message
      : `other error: ${String(error)}`;
  }
  return "no error";
}

test("readConfig() fills in everything that has a default", () => {
  expect(readConfig(enough)).toEqual({
    gitlab: {
      url: "https://gitlab.example.com",
      token: "glpat-0123456789abcdef",
      projects: ["partners/acme"],
      notesPerMinute: 60,
      callsPerMinute: 1500,
    },
    webhook: { secrets: ["a secret of 22 letters"], signingTokens: [] },
    web: { host: "0.0.0.0", port: 8080, trustProxy: false, publicUrl: null, operatorToken: null },
    badge: { issuerName: null, issuerUrl: null, url: null, keysFile: null, isDemo: false },
    credly: null,
    role: "all",
    dataDir: "./data",
    templatesDir: "./templates",
    logLevel: "info",
  });
});

test("readConfig() reads what is set", () => {
  const config = readConfig({
    ...enough,
    GITLAB_URL: "http://gitlab.local:8929/gitlab",
    GITLAB_PROJECTS: " 42, group.one/sub-group/project.x ,group/*,group/** ,",
    GITLAB_WEBHOOK_SECRET: "old secret 012345,new secret 012345",
    GITLAB_WEBHOOK_SIGNING_TOKEN: `${SIGNING_TOKEN}, ${SIGNING_TOKEN}`,
    PUBLIC_URL: "https://onboarding.example.com/",
    HOST: "127.0.0.1",
    PORT: "0",
    TRUST_PROXY: "10.0.0.0/8, ::1",
    DATA_DIR: "/var/lib/bot",
    TEMPLATES_DIR: "/etc/bot",
    LOG_LEVEL: "debug",
    OPERATOR_TOKEN: "operator 0123456",
    BADGE_ISSUER_NAME: "GitLab Professional Services",
    BADGE_ISSUER_URL: "https://about.gitlab.com/services/",
    BADGE_URL: "https://badges.example.com/",
    BADGE_KEYS_FILE: "/etc/bot/badge-keys.json",
    GITLAB_NOTES_PER_MINUTE: "5",
    GITLAB_CALLS_PER_MINUTE: "100",
    ROLE: "all",
  });

  expect(config).toEqual({
    gitlab: {
      url: "http://gitlab.local:8929/gitlab",
      token: "glpat-0123456789abcdef",
      projects: ["42", "group.one/sub-group/project.x", "group/*", "group/**"],
      notesPerMinute: 5,
      callsPerMinute: 100,
    },
    webhook: {
      secrets: ["old secret 012345", "new secret 012345"],
      signingTokens: [SIGNING_TOKEN, SIGNING_TOKEN],
    },
    web: {
      host: "127.0.0.1",
      port: 0,
      trustProxy: ["10.0.0.0/8", "::1"],
      publicUrl: "https://onboarding.example.com",
      operatorToken: "operator 0123456",
    },
    badge: {
      issuerName: "GitLab Professional Services",
      issuerUrl: "https://about.gitlab.com/services",
      url: "https://badges.example.com",
      keysFile: "/etc/bot/badge-keys.json",
      isDemo: false,
    },
    credly: null,
    role: "all",
    dataDir: "/var/lib/bot",
    templatesDir: "/etc/bot",
    logLevel: "debug",
  });
});

test("readConfig() is content with the signing token alone", () => {
  const config = readConfig({ ...enough, GITLAB_WEBHOOK_SECRET: "", GITLAB_WEBHOOK_SIGNING_TOKEN: SIGNING_TOKEN });

  expect(config.webhook).toEqual({ secrets: [], signingTokens: [SIGNING_TOKEN] });
});

test("readConfig() names every fault at once", () => {
  expect(
    messageOf({
      GITLAB_URL: "gitlab.example.com",
      GITLAB_PROJECTS: "a/../b",
      PORT: "65536",
      LOG_LEVEL: "loud",
      ROLE: "web",
      DATABASE_URL: "postgres://db/bot",
      REDIS_URL: "redis://redis",
    }).split("; "),
  ).toMatchInlineSnapshot(`
    [
      "Cannot start: GITLAB_URL must be an http(s) address without user, query or fragment",
      "GITLAB_TOKEN must be set",
      "GITLAB_PROJECTS must be paths, ids, group/* or group/**",
      "PORT must be from 0 to 65535",
      "DATABASE_URL is not available in this version: it runs on SQLite in DATA_DIR, unset it",
      "REDIS_URL is not available in this version: a fleet needs Postgres and Redis together, unset it",
      "ROLE must be all in this version: splitting the roles needs Postgres and Redis together",
      "LOG_LEVEL must be one of trace, debug, info, warn, error, fatal, silent",
      "GITLAB_WEBHOOK_SECRET must be set, or GITLAB_WEBHOOK_SIGNING_TOKEN: without one of them anybody could post deliveries",
    ]
  `);
});

test.for<[name: string, value: string]>([
  ["GITLAB_URL", "ftp://gitlab.example.com"],
  ["GITLAB_URL", "https://user:password@gitlab.example.com"],
  ["GITLAB_URL", "https://gitlab.example.com/?private_token=0123456789"],
  ["GITLAB_TOKEN", "two words"],
  ["GITLAB_TOKEN", "line\nbreak"],
  ["GITLAB_PROJECTS", ","],
  ["GITLAB_PROJECTS", "/group"],
  ["GITLAB_PROJECTS", "group/*/project"],
  ["GITLAB_PROJECTS", "*/project"],
  ["GITLAB_PROJECTS", "https://gitlab.example.com/a/b"],
  ["GITLAB_WEBHOOK_SECRET", "fifteen letters"],
  ["GITLAB_WEBHOOK_SECRET", "a secret of 22 letters,short"],
  ["GITLAB_WEBHOOK_SIGNING_TOKEN", "dGVzdHRlc3R0ZXN0dGVzdHRlc3R0ZXN0dGVzdHRlc3Q="],
  ["GITLAB_WEBHOOK_SIGNING_TOKEN", "whsec_c2hvcnQ="],
  ["GITLAB_WEBHOOK_SIGNING_TOKEN", `${SIGNING_TOKEN}A`],
  ["PUBLIC_URL", "javascript:alert(1)"],
  ["PORT", "0x50"],
  ["PORT", "-1"],
  ["PORT", "80.5"],
  ["TRUST_PROXY", "yes"],
  ["TRUST_PROXY", "1"],
  ["TRUST_PROXY", "10.0.0.0/33"],
  ["TRUST_PROXY", "::1, localhost"],
  ["OPERATOR_TOKEN", "short"],
  ["GITLAB_NOTES_PER_MINUTE", "0000000"],
  ["GITLAB_CALLS_PER_MINUTE", "1e3"],
  ["ROLE", "worker"],
  ["REDIS_URL", "redis://localhost"],
  ["DATABASE_URL", "postgres://localhost/bot"],
])("readConfig() refuses %s=%s by name, without its value", ([name, value]) => {
  const message = messageOf({ ...enough, [name]: value });

  expect(message).toMatch(new RegExp(`^Cannot start: ${name} `));
  expect(message).not.toContain(value);
});

test("readConfig() never repeats a value", () => {
  const value = fc.string({ minLength: 12 }).map((text) => `§${text}`);
  fc.assert(
    fc.property(fc.constantFrom(...VARIABLE_NAMES), value, (name, text) => {
      const message = messageOf({ [name]: text });

      expect(message).toMatch(/^Cannot start: /);
      expect(message).not.toContain(text);
    }),
  );
});

test.for<[url: string | undefined, read: string]>([
  [undefined, "https://api.credly.com"],
  ["https://sandbox-api.credly.com/", "https://sandbox-api.credly.com"],
  ["http://127.0.0.1:8099", "http://127.0.0.1:8099"],
])("readConfig() reads a mirror at Credly: %s", ([url, read]) => {
  const credly = { CREDLY_ORGANIZATION_ID: "20be75f6-4b33", CREDLY_TOKEN: "credly 0123456789", CREDLY_URL: url };

  expect(readConfig({ ...enough, ...credly }).credly).toEqual({
    url: read,
    organizationId: "20be75f6-4b33",
    token: "credly 0123456789",
  });
});

test.for<[set: Record<string, string>, fault: string]>([
  [{ CREDLY_TOKEN: "credly 0123456789" }, "CREDLY_ORGANIZATION_ID must be set with CREDLY_TOKEN"],
  [{ CREDLY_ORGANIZATION_ID: "20be75f6" }, "CREDLY_TOKEN must be set with CREDLY_ORGANIZATION_ID"],
  [
    { CREDLY_ORGANIZATION_ID: "../other", CREDLY_TOKEN: "credly 0123456789" },
    "CREDLY_ORGANIZATION_ID must be the organization's id",
  ],
  [{ CREDLY_ORGANIZATION_ID: "20be75f6", CREDLY_TOKEN: "short" }, "CREDLY_TOKEN must have at least 16 characters"],
  [{ CREDLY_URL: "http://api.credly.com" }, "CREDLY_URL must be an https address"],
  [{ CREDLY_URL: "http://127.0.0.1.example.com" }, "CREDLY_URL must be an https address"],
])("readConfig() refuses half a mirror, and one others could listen to: %o", ([set, fault]) => {
  expect(messageOf({ ...enough, ...set })).toBe(`Cannot start: ${fault}`);
});

test("secretsOf() lists every secret there is", () => {
  const config = readConfig({
    ...enough,
    GITLAB_WEBHOOK_SIGNING_TOKEN: SIGNING_TOKEN,
    OPERATOR_TOKEN: "operator 0123456",
    CREDLY_ORGANIZATION_ID: "20be75f6",
    CREDLY_TOKEN: "credly 0123456789",
  });

  expect(secretsOf(config)).toEqual([
    "glpat-0123456789abcdef",
    "a secret of 22 letters",
    SIGNING_TOKEN,
    "operator 0123456",
    "credly 0123456789",
  ]);
});

test("variablesForLater() names what is set for nothing", () => {
  expect(variablesForLater({ ...enough, GITLAB_OAUTH_CLIENT_ID: "app", SESSION_SECRET: "" })).toEqual([
    "GITLAB_OAUTH_CLIENT_ID",
  ]);
});

test(".env.example lists the variables that are read, and no others", () => {
  const text = readFileSync(path.join(import.meta.dirname, "../.env.example"), "utf8");
  const listed = [...text.matchAll(/^([A-Z_]+)=/gm)].map((match) => match[1]);

  expect(new Set(listed)).toEqual(new Set(VARIABLE_NAMES));
  expect(listed).toHaveLength(VARIABLE_NAMES.length);
});

test(".env.example repeats the defaults truly", () => {
  const text = readFileSync(path.join(import.meta.dirname, "../.env.example"), "utf8");
  const example = Object.fromEntries([...text.matchAll(/^([A-Z_]+)=(.*)$/gm)].map(([, name, value]) => [name, value]));

  expect(readConfig({ ...example, ...enough })).toEqual(readConfig(enough));
});
