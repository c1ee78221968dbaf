import { isForOthers, keysFileOf, openBadging, type Badging } from "../badging.ts";
import { type Config, readConfig } from "../config.ts";
import { openStores, type Stores } from "../store/stores.ts";
import { readExportWish, runExport } from "./badge-export.ts";
import { reissueBadges } from "../workflow/badge/reissue-badges.ts";

/** One command with what it was given. */
interface Call {
  readonly args: readonly string[];
  readonly config: Config;
  readonly stores: Stores;
  readonly now: () => Date;
  readonly print: (line: string) => void;
}

interface BadgeCommand {
  /** Do these words follow it? */
  readonly takes: (args: readonly string[]) => boolean;
  readonly run: (call: Call) => Promise<number>;
}

const nothing = (args: readonly string[]): boolean => args.length === 0;
const oneWord = (args: readonly string[]): boolean => args.length === 1 && args[0] !== "";

const COMMANDS: Readonly<Record<string, BadgeCommand>> = {
  status: { takes: nothing, run: tellStatus },
  rotate: { takes: nothing, run: rotateKeys },
  remove: { takes: oneWord, run: removeKey },
  reissue: { takes: nothing, run: reissue },
  move: { takes: oneWord, run: move },
  export: { takes: (args) => readExportWish(args) !== null, run: exportAll },
};

const USAGE = `Usage: npm run badge -- COMMAND
  status            how many badges there are, their address and the keys (also without a command)
  rotate            make new keys; what the old ones signed stays right
  remove KEY-ID     publish a key no longer that others may have, and sign all badges again
  reissue           sign all badges again
  move BADGE_URL    take all badges to the address that is set now
  export DIR        write a folder any web server can host, with the badges on public registers
    --all             those that are unlisted, too
    --valid-for P1Y   how long its status lists hold: P10Y for a service that ends`;

/**
 * `node src/main.ts badge`: everything an operator does about badges, see {@link USAGE}.
 *
 * @param print - Takes one line; the default writes to standard output.
 * @returns Exit status: 0 when it was done, 1 when it cannot be, 2 when the call itself makes no sense.
 * @throws {BotError} `DATA_DIR_IN_USE` while a server runs on the same data; whatever `openBadging` throws.
 */
export async function badge(
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
  print: (line: string) => void = printLine,
): Promise<number> {
  const [name = "status", ...args] = argv;
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined || !command.takes(args)) return fail(2, USAGE);
  const config = readConfig(env);
  const stores = await openStores(config.dataDir);
  try {
    return await command.run({ args, config, stores, now: () => new Date(), print });
  } finally {
    await stores.close();
  }
}

/** Asks nothing of the keys, so that it also tells where they should be. */
async function tellStatus({ config, stores, print }: Call): Promise<number> {
  const { issued, revoked } = await stores.badges.counts();
  // Also those that have no place yet, for want of an issuer.
  const waiting = await stores.actions.badgesWaiting();
  const frozen = await stores.badgeIssuer.frozenUrl();
  const { issuerName, url } = config.badge;
  print(`Badges: ${issued} issued, ${revoked} of them revoked; ${waiting} waiting to be issued`);
  print(`Issuer: ${issuerName ?? "none, BADGE_ISSUER_NAME is not set"}`);
  print(`Address: ${frozen ?? `${url ?? "none"} (free to change until the first badge)`}`);
  if (frozen !== null && url !== null && url !== frozen) print(`  but BADGE_URL is ${url}: set it back, or move`);
  if (url !== null && !isForOthers(url)) print("  which is not https, so nobody else can check badges there");
  print(`Key file: ${keysFileOf(config)}`);
  const keys = await stores.badgeIssuer.keys();
  if (keys.length === 0) print("Keys: none yet");
  for (const { id, kind, state, createdAt } of keys) {
    print(`  ${id.padEnd(18)} ${kind.padEnd(8)} ${state.padEnd(8)} made on ${createdAt.toISOString().slice(0, 10)}`);
  }
  return 0;
}

async function rotateKeys(call: Call): Promise<number> {
  const badging = await open(call);
  if (badging === null) return withoutIssuer("rotate keys");
  await badging.ring.rotate();
  await call.stores.badgeIssuer.saveKeys(badging.ring.keys());
  call.print(
    `Badges are signed with ${currentKeys(badging)} from now on. The old keys stay published, so badges stay right.`,
  );
  tellOfFile(call);
  return 0;
}

async function removeKey(call: Call): Promise<number> {
  const [id = ""] = call.args;
  const badging = await open(call);
  if (badging === null) return withoutIssuer("remove a key");
  if (!(await badging.ring.remove(id))) {
    return fail(1, `Cannot remove a key: there is none called ${id}, "npm run badge" names them`);
  }
  await call.stores.badgeIssuer.saveKeys(badging.ring.keys());
  call.print(`The key ${id} is published no more; ${currentKeys(badging)} sign.`);
  const count = await reissueBadges({ badges: call.stores.badges, issuing: badging, now: call.now });
  call.print(`Signed again: ${badgesOf(count)}.`);
  call.print(
    "Pages and downloads are right. Files that holders keep, if this key signed them, are not right any more:",
  );
  call.print("tell holders to download theirs again, and to replace what they gave to wallets and profiles.");
  tellOfFile(call);
  return 0;
}

async function reissue(call: Call): Promise<number> {
  const badging = await open(call);
  if (badging === null) return withoutIssuer("sign badges again");
  const count = await reissueBadges({ badges: call.stores.badges, issuing: badging, now: call.now });
  call.print(`Signed again with ${currentKeys(badging)}: ${badgesOf(count)}.`);
  return 0;
}

/**
 * Badges first: whenever it breaks off, the old address stays the frozen one, and the same call again takes along those
 * that are still there.
 */
async function move(call: Call): Promise<number> {
  const { config, stores, now, print } = call;
  const to = (call.args[0] ?? "").replace(/\/+$/, "");
  const from = await stores.badgeIssuer.frozenUrl();
  if (from === null) return fail(1, "Cannot move badges: none was issued yet, so BADGE_URL may just be set");
  if (to !== config.badge.url) {
    return fail(
      1,
      `Cannot move badges to ${to}: BADGE_URL is ${config.badge.url ?? "not set"}, set it to the new address`,
    );
  }
  const badging = await openBadging({ config, stores, now, mayMove: true });
  if (badging === null) return withoutIssuer("move badges");
  const count = await reissueBadges({ badges: stores.badges, issuing: badging, now });
  await stores.badgeIssuer.freezeUrl(to, from);
  print(`Moved ${badgesOf(count)} from ${from} to ${to}.`);
  print(
    "Links to the old address should lead to the new one. Files that holders keep name the old address: they can be",
  );
  print("checked as long as an export from before the move is served there. Tell holders to download theirs again.");
  return 0;
}

async function exportAll(call: Call): Promise<number> {
  const wish = readExportWish(call.args);
  if (wish === null) return fail(2, USAGE);
  const issuing = await open(call);
  if (issuing === null) return withoutIssuer("export badges");
  const { stores, now, print } = call;
  const problem = await runExport({ wish, stores, issuing, now, print });
  return problem === null ? 0 : fail(1, problem);
}

function open({ config, stores, now }: Call): Promise<Badging | null> {
  return openBadging({ config, stores, now });
}

function badgesOf(count: number): string {
  return count === 1 ? "1 badge" : `${count} badges`;
}

function currentKeys({ ring }: Badging): string {
  return `${ring.current("Ed25519").id} and ${ring.current("RS256").id}`;
}

function tellOfFile({ config, print }: Call): void {
  print(`${keysFileOf(config)} has changed: take a backup of it, and bring it to every other machine that uses it.`);
}

function withoutIssuer(what: string): number {
  return fail(1, `Cannot ${what}: BADGE_ISSUER_NAME is not set, so no badges are issued here`);
}

function fail(status: number, message: string): number {
  process.stderr.write(`${message}\n`);
  return status;
}

function printLine(line: string): void {
  process.stdout.write(`${line}\n`);
}
