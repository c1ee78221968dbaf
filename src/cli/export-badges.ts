import { randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, realpath, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";

import type { FastifyInstance } from "fastify";

import { certifyingPrograms, createBadgePages, createPictures } from "../badge-pages.ts";
import type { Program } from "../domain/program/program.ts";
import type { Stores } from "../store/stores.ts";
import { createApp } from "../web/app.ts";
import { registerBadges } from "../web/badges.ts";
import { registerIssuer } from "../web/issuer.ts";
import { readSite, registerAssets, type Site } from "../web/pages/site.ts";
import type { BadgePage } from "../workflow/badge/badge-page.ts";
import type { Issuing } from "../workflow/badge/issuing.ts";
import { createStatusLists } from "../workflow/badge/status-lists.ts";
import { serverFiles } from "./export-server-files.ts";

export interface ExportOptions {
  /** Empty, not there yet, or written by an export before. */
  readonly dir: string;
  /** Unlisted badges too, not only those on a public register. */
  readonly all: boolean;
  /** How long the status lists may be believed. */
  readonly statusUntil: Date;
  readonly stores: Pick<Stores, "badges" | "people">;
  readonly issuing: Issuing;
  /** Every known version of every program. */
  readonly programs: readonly Program[];
  readonly now: () => Date;
}

export type ExportOutcome =
  /** `unlisted` were not asked for; `unreadable` are of a program version this bot cannot read. */
  | { readonly kind: "exported"; readonly badges: number; readonly unlisted: number; readonly unreadable: number }
  /** There is something else in the folder. */
  | { readonly kind: "occupied" };

/** Tells an export from a folder of somebody's own. */
const MARKER = "exported.json";
const WHAT = "badges of onboarding-bot";

const AT_ONCE = 100;
const HTML = "text/html";

/**
 * Write all that is needed to check and show badges as files, which any web server can host at `BADGE_URL`. They are
 * what the bot's own server answers, asked address by address. Nothing is seen of the folder before it is whole.
 *
 * @throws What the file system throws; the folder is as before then.
 */
export async function exportBadges(options: ExportOptions): Promise<ExportOutcome> {
  // Where a link leads, so that the link stays.
  const target = await realpath(options.dir).catch(() => path.resolve(options.dir));
  if (await isOccupied(target)) return { kind: "occupied" };
  const draft = `${target}.${randomUUID()}.new`;
  try {
    const outcome = await writeAll(options, draft);
    await putInPlace(draft, target);
    return outcome;
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw error;
  }
}

async function isOccupied(dir: string): Promise<boolean> {
  const names = await readdir(dir).catch((error: unknown) => {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  });
  if (names.length === 0) return false;
  const marker = await readFile(path.join(dir, MARKER), "utf8").catch(() => "");
  return !marker.includes(WHAT);
}

/** A folder cannot take the place of a full one in one step, so for a moment there is none. */
async function putInPlace(draft: string, target: string): Promise<void> {
  const old = `${target}.${randomUUID()}.old`;
  const hadOne = await rename(target, old).then(
    () => true,
    () => false,
  );
  try {
    await rename(draft, target);
  } catch (error) {
    if (hadOne) await rename(old, target);
    throw error;
  }
  await rm(old, { recursive: true, force: true });
}

async function writeAll(options: ExportOptions, draft: string): Promise<ExportOutcome> {
  const { issuing, programs, statusUntil, stores, now } = options;
  const site = readSite(new URL(issuing.issuer.url).pathname.replace(/\/$/, ""), now());
  const badges = await chooseBadges(options);
  const server = openServer(options, site, new Set(badges.chosen));
  const take = taker(server, draft);
  try {
    await take("/did.json", "did.json");
    await take("/.well-known/did.json", ".well-known/did.json");
    await take("/.well-known/jwks.json", ".well-known/jwks.json");
    await take("/issuer", "issuer.json");
    await take("/issuer", "issuer/index.html", HTML);
    for (const list of await stores.badges.lists()) await take(`/status/${list}`, `status/${list}`);
    for (const { id } of certifyingPrograms(programs)) await takeAchievement(take, `achievements/${id}`);
    for (const { href } of [site.stylesheet, site.script, ...site.fonts]) {
      const address = href.slice(site.basePath.length);
      await take(address, address.slice(1));
    }
    let written = 0;
    for (const id of badges.chosen) written += (await takeBadge(take, `badges/${id}`)) ? 1 : 0;
    // Instead of a list of all badges, which some servers show for a folder.
    for (const file of ["404.html", "badges/index.html"]) await take("/badges/", file, HTML, 404);
    await writeOwn(draft, serverFiles(issuing.issuer.url, statusUntil, now()));
    await writeOwn(draft, { [MARKER]: `${JSON.stringify({ what: WHAT, at: now(), address: issuing.issuer.url })}\n` });
    const { unlisted, chosen } = badges;
    return { kind: "exported", badges: written, unlisted, unreadable: chosen.length - written };
  } finally {
    await server.app.close();
  }
}

interface Chosen {
  /** Their ids. */
  readonly chosen: readonly string[];
  readonly unlisted: number;
}

async function chooseBadges({ stores, all }: ExportOptions): Promise<Chosen> {
  const chosen: string[] = [];
  let unlisted = 0;
  for (let last = 0; ;) {
    const some = await stores.badges.list(last, AT_ONCE);
    if (some.length === 0) return { chosen, unlisted };
    for (const badge of some) {
      last = badge.number;
      if (badge.signed === null || badge.visibility === "hidden") continue;
      if (all || badge.visibility === "public") chosen.push(badge.id);
      else unlisted += 1;
    }
  }
}

interface AskedServer {
  readonly app: FastifyInstance;
  /** Why an answer was 500. */
  readonly fault: () => unknown;
}

/** The bot's own server, as far as it is about badges. It is asked without listening. */
function openServer(options: ExportOptions, site: Site, chosen: ReadonlySet<string>): AskedServer {
  const { stores, issuing, programs, now, statusUntil } = options;
  const statusLists = createStatusLists({ badges: stores.badges, issuing, now, validUntil: () => statusUntil });
  const pages = createBadgePages({ stores, issuing, programs, statusLists, now });
  const pictures = createPictures();
  let fault: unknown = null;
  const app = createApp({
    trustProxy: false,
    log: {
      debugs: false,
      debug: () => {},
      error: (_message, { error }) => void (fault = error),
    },
  });
  let last: { readonly id: string; readonly page: Promise<BadgePage | null> } | null = null;
  registerBadges(app, {
    ...pages.badges,
    site,
    pictures,
    handle: () => null,
    async find(id) {
      if (!chosen.has(id)) return null;
      // All forms of one badge are asked for in a row, and each would check it again.
      if (last?.id !== id) last = { id, page: pages.badges.find(id) };
      return await last.page;
    },
  });
  registerIssuer(app, { ...pages.issuer, site, pictures });
  registerAssets(app, site);
  return { app, fault: () => fault };
}

/** Writes the answer to a request into a file. @returns `false` when there is nothing at this address. */
type Take = (address: string, file: string, accept?: string, status?: number) => Promise<boolean>;

function taker({ app, fault }: AskedServer, draft: string): Take {
  return async (address, file, accept = "*/*", status = 200) => {
    const answer = await app.inject({ url: address, headers: { accept } });
    if (answer.statusCode === 404 && status !== 404) return false;
    if (answer.statusCode !== status) throw new Error(`Cannot write ${file}`, { cause: fault() });
    await writeOwn(draft, { [file]: answer.rawPayload });
    return true;
  };
}

async function takeAchievement(take: Take, name: string): Promise<void> {
  for (const ending of ["json", "svg", "png"]) await take(`/${name}.${ending}`, `${name}.${ending}`);
  await take(`/${name}`, `${name}/index.html`, HTML);
}

async function takeBadge(take: Take, name: string): Promise<boolean> {
  if (!(await take(`/${name}`, `${name}/index.html`, HTML))) return false;
  for (const ending of ["json", "jwt", "svg", "png"]) await take(`/${name}.${ending}`, `${name}.${ending}`);
  for (const picture of ["preview.png", "qr.svg"]) await take(`/${name}/${picture}`, `${name}/${picture}`);
  return true;
}

async function writeOwn(draft: string, files: Readonly<Record<string, string | Buffer>>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(draft, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
  }
}
