import { isIP } from "node:net";

import { z } from "zod";

import { BotError } from "./domain/error.ts";

/** What `whsec_` is followed by: standard base64 of exactly 32 bytes, as GitLab 19.0 makes and demands it. */
const SIGNING_TOKEN = /^whsec_[A-Za-z0-9+/]{43}=$/;

/** `group/project`, a numeric id, `group/*` (its own projects) or `group/**` (those of subgroups too). */
const PROJECT = /^(?!.*(?:^|\/)\.{1,2}(?:\/|$))[\w.+-]+(?:\/[\w.+-]+)*(?:\/\*{1,2})?$/;

/** Named in the design, read by nothing yet: setting one is told, not silently ignored. */
const LATER = ["GITLAB_OAUTH_CLIENT_ID", "GITLAB_OAUTH_CLIENT_SECRET", "SESSION_SECRET"] as const;

const secret = z.string().min(16, "must have at least 16 characters");

const wholeNumber = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, "must be a whole number")
    .transform(Number)
    .refine((value) => value >= least && value <= most, `must be from ${least} to ${most}`);

const commaList = <Item extends z.ZodType<string, string>>(item: Item) =>
  z
    .string()
    .transform((text) =>
      text
        .split(",")
        .map((part) => part.trim())
        .filter((part) => part !== ""),
    )
    .pipe(z.array(item).min(1, "must not be empty"));

const httpUrl = z.string().transform((text, context) => {
  const url = URL.parse(text);
  const plain = url !== null && url.username === "" && url.password === "" && url.search === "" && url.hash === "";
  if (plain && (url.protocol === "https:" || url.protocol === "http:")) return url.href.replace(/\/+$/, "");
  context.addIssue({ code: "custom", message: "must be an http(s) address without user, query or fragment" });
  return z.NEVER;
});

/** A secret goes there with every call, so nobody on the way may read it. */
const secureUrl = httpUrl.refine((text) => /^(?:https:|http:\/\/(?:localhost|127\.0\.0\.1)(?::|\/|$))/.test(text), {
  message: "must be an https address",
});

/** The variables themselves; `.env.example` lists the same names. */
const variables = z.object({
  GITLAB_URL: httpUrl,
  GITLAB_TOKEN: z.string().regex(/^[\x21-\x7e]+$/, "must be printable characters without spaces"),
  GITLAB_PROJECTS: commaList(z.string().regex(PROJECT, "must be paths, ids, group/* or group/**")),
  GITLAB_WEBHOOK_SECRET: commaList(secret).default([]),
  GITLAB_WEBHOOK_SIGNING_TOKEN: commaList(
    z.string().regex(SIGNING_TOKEN, "must be whsec_ and the base64 of 32 bytes, as GitLab shows it once"),
  ).default([]),
  PUBLIC_URL: httpUrl.nullable().default(null),
  HOST: z.string().default("0.0.0.0"),
  PORT: wholeNumber(0, 65_535).default(8080),
  TRUST_PROXY: z.string().transform(readTrustProxy).default(false),
  DATA_DIR: z.string().default("./data"),
  DATABASE_URL: refused("is not available in this version: it runs on SQLite in DATA_DIR, unset it"),
  REDIS_URL: refused("is not available in this version: a fleet needs Postgres and Redis together, unset it"),
  ROLE: z
    .literal("all", "must be all in this version: splitting the roles needs Postgres and Redis together")
    .default("all"),
  TEMPLATES_DIR: z.string().default("./templates"),
  LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"]).default("info"),
  OPERATOR_TOKEN: secret.nullable().default(null),
  BADGE_ISSUER_NAME: z.string().max(200, "must have at most 200 characters").nullable().default(null),
  BADGE_ISSUER_URL: httpUrl.nullable().default(null),
  BADGE_URL: httpUrl.nullable().default(null),
  BADGE_KEYS_FILE: z.string().nullable().default(null),
  CREDLY_ORGANIZATION_ID: z
    .string()
    .regex(/^[\w-]{1,64}$/, "must be the organization's id")
    .nullable()
    .default(null),
  CREDLY_TOKEN: secret.nullable().default(null),
  CREDLY_URL: secureUrl.default("https://api.credly.com"),
  GITLAB_NOTES_PER_MINUTE: wholeNumber(1, 100_000).default(60),
  GITLAB_CALLS_PER_MINUTE: wholeNumber(1, 1_000_000).default(1500),
});

/**
 * GitLab lets a hook have a token, a signing key, both or neither; accepting "neither" would accept anybody.
 * `when` makes this fault appear beside the others instead of after them.
 */
const environment = variables
  .refine((v) => v.GITLAB_WEBHOOK_SECRET.length + v.GITLAB_WEBHOOK_SIGNING_TOKEN.length > 0, {
    path: ["GITLAB_WEBHOOK_SECRET"],
    message: "must be set, or GITLAB_WEBHOOK_SIGNING_TOKEN: without one of them anybody could post deliveries",
    when: ({ value }) => isUnset(value, "GITLAB_WEBHOOK_SECRET") && isUnset(value, "GITLAB_WEBHOOK_SIGNING_TOKEN"),
  })
  .refine((v) => v.BADGE_ISSUER_NAME === null || (v.BADGE_URL ?? v.PUBLIC_URL) !== null, {
    path: ["BADGE_URL"],
    message: "must be set, or PUBLIC_URL: badges are issued at an address that stays",
    when: ({ value }) => !isUnset(value, "BADGE_ISSUER_NAME"),
  })
  .refine((v) => v.CREDLY_TOKEN === null || v.CREDLY_ORGANIZATION_ID !== null, {
    path: ["CREDLY_ORGANIZATION_ID"],
    message: "must be set with CREDLY_TOKEN",
  })
  .refine((v) => v.CREDLY_TOKEN !== null || v.CREDLY_ORGANIZATION_ID === null, {
    path: ["CREDLY_TOKEN"],
    message: "must be set with CREDLY_ORGANIZATION_ID",
  })
  .transform((v) => ({
    gitlab: {
      /** Without a slash at the end; may have a path when GitLab lives under one. */
      url: v.GITLAB_URL,
      token: v.GITLAB_TOKEN,
      /** Paths, ids, `group/*` or `group/**`, as written. */
      projects: v.GITLAB_PROJECTS,
      notesPerMinute: v.GITLAB_NOTES_PER_MINUTE,
      callsPerMinute: v.GITLAB_CALLS_PER_MINUTE,
    },
    webhook: {
      /** Any of them opens the door: during a rotation the old and the new one. */
      secrets: v.GITLAB_WEBHOOK_SECRET,
      /** With their `whsec_`; any of them may have signed. */
      signingTokens: v.GITLAB_WEBHOOK_SIGNING_TOKEN,
    },
    web: {
      host: v.HOST,
      port: v.PORT,
      trustProxy: v.TRUST_PROXY,
      /** How people reach this bot, without a slash at the end; `null` when nobody said. */
      publicUrl: v.PUBLIC_URL,
      operatorToken: v.OPERATOR_TOKEN,
    },
    badge: {
      /** Who issues; `null` issues no badges. */
      issuerName: v.BADGE_ISSUER_NAME,
      /** The issuer's own web site. */
      issuerUrl: v.BADGE_ISSUER_URL,
      /** Where badges live, for good; `null` only where nobody issues. */
      url: v.BADGE_URL ?? v.PUBLIC_URL,
      /** The keys, where several machines share them; `null` keeps them in `dataDir`. */
      keysFile: v.BADGE_KEYS_FILE,
      /** No variable sets it: the demonstration does. */
      isDemo: false,
    },
    /** `null` mirrors nothing. */
    credly:
      v.CREDLY_TOKEN === null || v.CREDLY_ORGANIZATION_ID === null
        ? null
        : { url: v.CREDLY_URL, organizationId: v.CREDLY_ORGANIZATION_ID, token: v.CREDLY_TOKEN },
    role: v.ROLE,
    dataDir: v.DATA_DIR,
    templatesDir: v.TEMPLATES_DIR,
    logLevel: v.LOG_LEVEL,
  }));

type Deep<T> = T extends readonly (infer Item)[]
  ? readonly Deep<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: Deep<T[Key]> }
    : T;

export type Config = Deep<z.output<typeof environment>>;

/** Every variable that is read, in the order of `.env.example`. */
export const VARIABLE_NAMES: readonly string[] = Object.keys(variables.shape);

/**
 * Turn environment variables into the one config object of the process. An empty variable counts as unset.
 *
 * @param env - Usually `process.env`; a test passes a literal.
 * @throws {BotError} `CONFIG_INVALID`, naming every bad variable at once and never its value (it may be a secret).
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const result = environment.safeParse(keepSet(env));
  if (result.success) return result.data;

  const problems = [...new Set(result.error.issues.map((issue) => describe(issue, env)))];
  throw new BotError("CONFIG_INVALID", "operator", `Cannot start: ${problems.join("; ")}`, { details: { problems } });
}

/** Everything in a config that must never be seen in a log line or an answer. */
export function secretsOf(config: Config): readonly string[] {
  const { gitlab, webhook, web, credly } = config;
  const optional = [web.operatorToken ?? "", credly?.token ?? ""];
  return [gitlab.token, ...webhook.secrets, ...webhook.signingTokens, ...optional].filter(Boolean);
}

/** Names of set variables that this version does not read yet, to be told in the log. */
export function variablesForLater(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  return LATER.filter((name) => (env[name] ?? "") !== "");
}

function keepSet(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const entries = Object.entries(env).flatMap(([name, value]) =>
    value?.trim() ? [[name, value.trim()] as const] : [],
  );
  return Object.fromEntries(entries);
}

/** zod's own texts may quote what was given, so only those written in this file are passed on. */
function describe(issue: z.core.$ZodIssue, env: Readonly<Record<string, string | undefined>>): string {
  const name = String(issue.path[0]);
  if (!env[name]?.trim() && issue.code === "invalid_type") return `${name} must be set`;
  if (name === "LOG_LEVEL") return `${name} must be one of trace, debug, info, warn, error, fatal, silent`;
  return `${name} ${issue.message}`;
}

function refused(reason: string) {
  return z.never(reason).optional();
}

function isUnset(value: unknown, name: string): boolean {
  const given: unknown = value instanceof Object ? Reflect.get(value, name) : undefined;
  return given === undefined || (Array.isArray(given) && given.length === 0);
}

/**
 * Nobody, everybody, or addresses and networks. No number of hops: it cannot tell a proxy from a stranger who wrote
 * enough addresses into `X-Forwarded-For`.
 */
function readTrustProxy(text: string, context: z.RefinementCtx): boolean | string[] {
  if (text === "true" || text === "false") return text === "true";
  const parts = text.split(",").map((part) => part.trim());
  if (parts.every(isAddressOrNetwork)) return parts;
  context.addIssue({ code: "custom", message: "must be true, false, or addresses and networks" });
  return z.NEVER;
}

function isAddressOrNetwork(text: string): boolean {
  const [address = "", bits, ...more] = text.split("/");
  const family = isIP(address);
  const most = family === 4 ? 32 : 128;
  return family !== 0 && more.length === 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most));
}
