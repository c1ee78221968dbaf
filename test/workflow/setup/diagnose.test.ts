import { readFileSync } from "node:fs";

import { describe, expect, test } from "vitest";

import { readProgram } from "../../../src/domain/program/read-program.ts";
import type { Hook } from "../../../src/workflow/ports/setup-port.ts";
import { diagnose } from "../../../src/workflow/setup/diagnose.ts";
import type { Facts, GitLabFacts } from "../../../src/workflow/setup/facts.ts";
import type { PlaceFacts } from "../../../src/workflow/setup/read-gitlab.ts";
import { goodHook, lackingNothing, PROJECT, SIGNED, TEMPLATE, WANTED } from "./support/facts.ts";

const program = readProgram({
  id: "migration-onboarding",
  yaml: readFileSync("templates/migration-onboarding.yaml", "utf8"),
  template: readFileSync("templates/migration-onboarding.md", "utf8"),
  yamlFile: "migration-onboarding.yaml",
  templateFile: "migration-onboarding.md",
});

type Answered = Extract<GitLabFacts, { kind: "answered" }>;

const ANSWERED: Answered = {
  kind: "answered",
  account: {
    account: { userId: 5, username: "project_101_bot", name: "Onboarding bot", state: "active", bot: true },
    token: { scopes: ["api"], expiresOn: "2027-06-01" },
  },
  entries: [{ entry: PROJECT.path, projects: [PROJECT] }],
  places: [lackingNothing()],
  wanted: WANTED,
  credentials: SIGNED,
  clockSkewMs: 1000,
};

const WELL: Facts = {
  at: new Date("2026-11-22T10:00:00Z"),
  nodeVersion: "24.21.0",
  configProblems: [],
  programs: program.ok ? [program.program] : [],
  programFaults: [],
  gitlab: ANSWERED,
  web: {
    publicUrl: "https://bot.example.com",
    publicAnswer: { kind: "bot" },
    port: 8080,
    portAnswer: { kind: "bot" },
  },
  dataDir: {
    path: "/data",
    mode: 0o700,
    isThere: true,
    isWritable: true,
    freeBytes: 10 * 1024 ** 3,
    networkFileSystem: null,
    owner: "process 12 on bot",
    storeFault: null,
  },
  envFile: { path: ".env", mode: 0o600 },
  badges: {
    issuerName: "Example",
    url: "https://bot.example.com",
    frozenUrl: "https://bot.example.com",
    keysFault: null,
  },
};

const NOTHING = { kind: "nothing", reason: "ECONNREFUSED" } as const;
const OTHER = { kind: "other", status: 404 } as const;

function codes(facts: Facts): readonly string[] {
  return diagnose(facts).map(({ code, weight }) => (weight === "fault" ? code : `(${code})`));
}

function gitlab(change: Partial<Answered>): Partial<Facts> {
  return { gitlab: { ...ANSWERED, ...change } };
}

function account(change: Partial<Answered["account"]["account"]>): Partial<Facts> {
  return gitlab({ account: { ...ANSWERED.account, account: { ...ANSWERED.account.account, ...change } } });
}

function token(scopes: readonly string[], expiresOn: string | null): Partial<Facts> {
  return gitlab({ account: { ...ANSWERED.account, token: { scopes, expiresOn } } });
}

function place(change: Partial<PlaceFacts>): Partial<Facts> {
  return gitlab({ places: [{ ...lackingNothing(), ...change }] });
}

function hook(change: Partial<Hook>): Partial<Facts> {
  return place({ hooks: [{ ...goodHook(), ...change }] });
}

function template(content: string | null): Partial<Facts> {
  return place({ repository: { project: PROJECT, canPush: true, files: new Map([[TEMPLATE.path, content]]) } });
}

function failed(status: number | null, reason: string): Partial<Facts> {
  return { gitlab: { kind: "failed", url: "https://gitlab.example.com", status, reason } };
}

function web(change: Partial<Facts["web"]>): Partial<Facts> {
  return { web: { ...WELL.web, ...change } };
}

function dataDir(change: Partial<Facts["dataDir"]>): Partial<Facts> {
  return { dataDir: { ...WELL.dataDir, ...change } };
}

function badges(change: Partial<Facts["badges"]>): Partial<Facts> {
  return { badges: { ...WELL.badges, ...change } };
}

describe("diagnose()", () => {
  test("finds nothing where all is well", () => {
    expect(diagnose(WELL)).toEqual([]);
  });

  test.for<[why: string, change: Partial<Facts>, found: string[]]>([
    ["settings", { configProblems: ["GITLAB_URL must be set", "PORT must be a whole number"] }, ["config", "config"]],
    ["a program", { programFaults: ["a.yaml:1:1 wrong"] }, ["program"]],
    ["an old Node", { nodeVersion: "22.18.0" }, ["node"]],

    ["nothing asked of GitLab", { gitlab: { kind: "not-asked" } }, []],
    ["GitLab away", failed(null, "ECONNREFUSED"), ["gitlab-unreachable"]],
    ["GitLab ill", failed(502, "GitLab answered 502"), ["gitlab-unreachable"]],
    ["another server", failed(404, "the answer 404 is no JSON"), ["gitlab-url"]],
    ["a wrong token", failed(401, "401 Unauthorized"), ["token-refused"]],
    ["an expired token", failed(401, "invalid_token: Token is expired."), ["token-expired"]],
    ["a token for nothing", failed(403, "insufficient_scope"), ["token-scope"]],
    ["clocks apart", gitlab({ clockSkewMs: -200_000 }), ["clock"]],
    ["an unknown clock", gitlab({ clockSkewMs: null }), []],

    ["a token that reads", token(["read_api"], null), ["token-scope"]],
    ["a token of yesterday", token(["api"], "2026-11-21"), ["token-expired"]],
    ["a token that ends soon", token(["api"], "2026-12-06"), ["token-expires"]],
    ["a token that ends later", token(["api"], "2026-12-07"), []],
    ["a person who holds a role", account({ bot: false, username: "pnair" }), ["account-person"]],
    [
      "an ordinary account without a role",
      gitlab({
        account: { ...ANSWERED.account, account: { ...ANSWERED.account.account, bot: false } },
        places: [{ ...lackingNothing(), botLevel: 20 }],
      }),
      ["(account-ordinary)"],
    ],
    ["a Guest", place({ botLevel: 10 }), ["access-too-little"]],
    ["nobody at all", place({ botLevel: 0 }), ["access-too-little"]],
    ["a Reporter", place({ botLevel: 20 }), []],
    ["a project that is not there", gitlab({ entries: [{ entry: "a/b", projects: null }] }), ["project-missing"]],
    ["an empty group", gitlab({ entries: [{ entry: "a/*", projects: [] }] }), ["project-missing"]],
    [
      "a project named twice",
      gitlab({ entries: ["101", "partners/*"].map((entry) => ({ entry, projects: [PROJECT] })) }),
      ["(project-twice)"],
    ],
    ["no labels", place({ labels: [] }), ["(labels-missing)"]],
    ["no template", template(null), ["template-missing"]],
    ["another template", template("old"), ["(template-differs)"]],

    ["no hook", place({ hooks: [] }), ["hook-missing"]],
    ["no sight of hooks", place({ hooks: null }), ["(hook-unseen)"]],
    ["a hook to elsewhere", hook({ url: "https://old.example.com/webhooks/gitlab" }), ["hook-url"]],
    ["a hook of another", hook({ url: "https://ci.example.com", name: "CI" }), ["hook-missing"]],
    ["a hook that misses events", hook({ notes: false, confidentialIssues: false }), ["hook-events", "hook-events"]],
    ["a hook that pushes", hook({ pushes: true }), ["(hook-pushes)"]],
    ["a hook that trusts anybody", hook({ sslVerification: false }), ["hook-ssl"]],
    ["a hook with words of its own", hook({ bodyTemplate: "{}" }), ["hook-template"]],
    ["a hook without a token", hook({ hasSigningToken: false }), ["hook-token"]],
    ["a hook off for a while", hook({ status: "temporarily_disabled", disabledUntil: WELL.at }), ["hook-disabled"]],
    ["a hook off for good", hook({ status: "disabled" }), ["hook-disabled"]],
    ["two hooks", place({ hooks: [goodHook(), { ...goodHook(), hookId: 32 }] }), ["(hook-twice)"]],
    ["a refused delivery", place({ lastDelivery: { status: 401 } }), ["hook-refused"]],
    ["a lost delivery", place({ lastDelivery: { status: null } }), ["hook-undelivered"]],
    ["no delivery yet", place({ lastDelivery: null }), ["(hook-untested)"]],
    ["no address for a hook", gitlab({ wanted: { ...WANTED, hook: null } }), ["(public-url-missing)"]],

    ["no https", web({ publicUrl: "http://bot.example.com" }), ["public-url-plain"]],
    ["no https on this machine", web({ publicUrl: "http://127.0.0.1:8080" }), []],
    ["an address that leads nowhere", web({ publicAnswer: NOTHING }), ["public-url-unreachable"]],
    ["an address that leads elsewhere", web({ publicAnswer: OTHER }), ["public-url-other"]],
    ["a port that is taken", web({ portAnswer: OTHER }), ["port-taken"]],
    ["a data directory that is taken", web({ publicAnswer: NOTHING, portAnswer: NOTHING }), ["data-dir-taken"]],
    ["a port another bot has", dataDir({ owner: null }), ["port-taken"]],
    [
      "a bot that does not run",
      { ...web({ publicAnswer: NOTHING, portAnswer: NOTHING }), ...dataDir({ owner: null }) },
      ["(not-running)"],
    ],

    ["a directory nobody may write", dataDir({ isWritable: false }), ["data-dir-unwritable"]],
    ["a directory all may read", dataDir({ mode: 0o755 }), ["data-dir-open"]],
    ["a directory yet to be made", { ...dataDir({ isThere: false, mode: 0, owner: null }) }, []],
    ["a disk that is nearly full", dataDir({ freeBytes: 1024 }), ["disk-low"]],
    ["a network file system", dataDir({ networkFileSystem: "NFS" }), ["data-dir-network"]],
    ["a store that is none", dataDir({ storeFault: "file is not a database" }), ["store-unreadable"]],
    ["an open .env", { envFile: { path: ".env", mode: 0o644 } }, ["env-file-open"]],
    ["no .env", { envFile: null }, []],

    ["badges without an issuer", badges({ issuerName: null }), ["badge-issuer-missing"]],
    ["nobody who issues", badges({ issuerName: null, frozenUrl: null }), []],
    ["badges elsewhere", badges({ url: "https://new.example.com" }), ["badge-url-differs"]],
    ["badges without https", badges({ url: "http://a.example", frozenUrl: null }), ["badge-url-plain"]],
    ["keys", badges({ keysFault: { code: "BADGE_KEYS_MISSING", message: "gone" } }), ["badge-keys-missing"]],
  ])("finds what is planted and nothing else: %s", ([, change, found]) => {
    expect(codes({ ...WELL, ...change })).toEqual(found);
  });

  test("a group with a webhook covers its projects, and one more of theirs is too many", () => {
    const group = { ...lackingNothing(), place: { kind: "group", id: 7, path: "partners" } as const, repository: null };
    const covered = { ...lackingNothing(), hooks: [] };

    expect(codes({ ...WELL, ...gitlab({ places: [group, covered] }) })).toEqual([]);
    expect(codes({ ...WELL, ...gitlab({ places: [group, lackingNothing()] }) })).toEqual(["(hook-twice)"]);
    expect(codes({ ...WELL, ...gitlab({ places: [{ ...group, hooks: null }, covered] }) })).toEqual(["hook-missing"]);
  });

  test("faults come before advice, and each says what is and what to do", () => {
    const ill = { ...WELL, ...place({ labels: [], hooks: [] }), nodeVersion: "20.1.0" };

    expect(codes(ill)).toEqual(["node", "hook-missing", "(labels-missing)"]);
    for (const { what, cure } of diagnose(ill)) {
      expect([what, cure].filter((words) => words.length < 15 || words.endsWith("."))).toEqual([]);
    }
  });
});
