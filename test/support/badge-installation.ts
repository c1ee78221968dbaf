import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import { vi } from "vitest";

import { openBadging } from "../../src/badging.ts";
import { badge } from "../../src/cli/badge.ts";
import { readConfig } from "../../src/config.ts";
import { type BadgeStanding, UNTOUCHED } from "../../src/domain/badge/badge.ts";
import { buildCredential } from "../../src/domain/badge/credential.ts";
import { readProgram } from "../../src/domain/program/read-program.ts";
import { openStores, type Stores } from "../../src/store/stores.ts";
import { temporaryDirectory } from "./open-store.ts";
import { reviewRecord } from "./review-record.ts";

export const URL_OF_BADGES = "https://certify.example.com";
const HOLDER_EMAIL = "ada@example.com";

type Environment = Readonly<Record<string, string>>;

/** An installation at rest: its data, and what an operator may do to it. */
export interface Installation {
  readonly dataDir: string;
  readonly env: Environment;
  /** Certify somebody. @returns The id of the badge. */
  issue(username: string, standing?: Partial<BadgeStanding>): Promise<string>;
  /** What a holder keeps of a badge. */
  download(id: string): Promise<{ readonly json: string; readonly jwt: string }>;
  /** Run `npm run badge` with these words. */
  badge(...words: string[]): Promise<Answer>;
  /** Look into the data. */
  withStores<Result>(work: (stores: Stores) => Promise<Result>): Promise<Result>;
}

export interface Answer {
  readonly status: number;
  readonly printed: string;
  readonly complained: string;
}

const [yaml, template] = ["yaml", "md"].map((ending) =>
  readFileSync(`templates/migration-onboarding.${ending}`, "utf8"),
);
const source = { id: "migration-onboarding", yaml: yaml ?? "", template: template ?? "" };

/** Making keys takes a while, so installations share them. */
let sharedKeys: string | null = null;

/**
 * @param env - Other settings, and an empty one takes a setting away.
 * @param options - `dataDir` stays when the test is over. `ownKeys` are made for this installation alone.
 */
export function openInstallation(
  env: Environment = {},
  options: { readonly dataDir?: string; readonly ownKeys?: boolean } = {},
): Installation {
  const dataDir = options.dataDir ?? temporaryDirectory();
  const keysFile = keysFileIn(dataDir);
  if (sharedKeys !== null && options.ownKeys !== true && readdirSync(dataDir).length === 0) {
    writeFileSync(keysFile, sharedKeys, { mode: 0o600 });
  }
  const settings: Environment = {
    GITLAB_URL: "https://gitlab.example.com",
    GITLAB_TOKEN: "a-token",
    GITLAB_PROJECTS: "certification/engineers",
    GITLAB_WEBHOOK_SECRET: "a-secret-of-the-tests",
    BADGE_ISSUER_NAME: "Example Services",
    BADGE_URL: URL_OF_BADGES,
    DATA_DIR: dataDir,
    ...env,
  };

  async function withStores<Result>(work: (stores: Stores) => Promise<Result>): Promise<Result> {
    const stores = await openStores(dataDir);
    try {
      return await work(stores);
    } finally {
      await stores.close();
    }
  }

  return {
    dataDir,
    env: settings,
    withStores,
    async issue(username, standing = {}) {
      const id = await withStores((stores) => issueTo(stores, settings, username, { ...UNTOUCHED, ...standing }));
      if (options.ownKeys !== true) sharedKeys ??= readFileSync(keysFile, "utf8");
      return id;
    },
    download: (id) =>
      withStores(async (stores) => {
        const signed = (await stores.badges.find(id))?.signed;
        if (signed == null) throw new Error("Cannot download a badge: it was not signed");
        return { json: signed.json, jwt: signed.jwt };
      }),
    badge: (...words) => captured((print) => badge(words, settings, print)),
  };
}

/** What a command says on both outputs. */
export async function captured(run: (print: (line: string) => void) => Promise<number>): Promise<Answer> {
  const printed: string[] = [];
  const errors = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  try {
    const status = await run((line) => void printed.push(line));
    return {
      status,
      printed: printed.join("\n"),
      complained: errors.mock.calls.map(([text]) => String(text)).join(""),
    };
  } finally {
    errors.mockRestore();
  }
}

/** As the bot does it, without the life that leads there. */
async function issueTo(stores: Stores, env: Environment, username: string, standing: BadgeStanding): Promise<string> {
  const now = (): Date => new Date();
  const badging = await openBadging({ config: readConfig(env), stores, now });
  const files = { yamlFile: "one.yaml", templateFile: "one.md" };
  const result = readProgram({ ...source, ...files });
  const design = result.ok ? result.program.badge : null;
  if (badging === null || !result.ok || design === null) throw new Error("Cannot issue a badge: there is none to give");
  const { program } = result;
  await stores.programs.remember({ ...source, version: program.version });

  const number = (await stores.badges.counts()).issued + 1;
  const user = { userId: 500 + number, username, name: `Holder ${username}` };
  const person = (await stores.people.remember([user])).get(user.userId) ?? 0;
  const enrollmentId = `e-${number}`;
  await stores.journal.commit(
    reviewRecord({ enrollmentId, issue: { projectId: 7, issueIid: number }, candidate: person, badge: standing }),
  );
  await badging.freeze();
  const awardedAt = new Date(Date.now() - 60_000);
  const reserved = await stores.badges.reserve({
    enrollmentId,
    programId: program.id,
    programVersion: program.version,
    person,
    subjectId: badging.signing.newSubjectId(),
    recipients: [badging.signing.hashRecipient("emailAddress", HOLDER_EMAIL)],
    awardedAt,
  });
  if (reserved === null) throw new Error("Cannot issue a badge: its holder was forgotten");
  const body = buildCredential(badging.issuer, design, {
    ...reserved,
    language: program.language,
    validFrom: awardedAt,
    validUntil: null,
    evidence: { tasks: 5, engagements: 2, journalHash: "ab".repeat(32) },
    result: null,
  });
  const signed = await badging.signing.signBadge(body);
  await stores.badges.sign(reserved.id, { body, ...signed, validFrom: awardedAt, validUntil: null }, now());
  return reserved.id;
}

/** Where the keys are, when nothing else is set. */
export function keysFileIn(dataDir: string): string {
  return path.join(dataDir, "badge-keys.json");
}
