import { access, constants, open, stat, statfs } from "node:fs/promises";
import path from "node:path";

import { keysFileOf } from "../badging.ts";
import type { Config } from "../config.ts";
import { BotError } from "../domain/error.ts";
import { openKeyRing } from "../signing/key-ring.ts";
import { ownerOf } from "../store/lock.ts";
import { type BadgePeek, peekAtBadges } from "../store/peek.ts";
import type { BadgeFacts, DataDirFacts, FileFacts, WebFacts } from "../workflow/setup/facts.ts";
import { askHealth } from "./ask-health.ts";

/** Numbers by which Linux tells file systems apart, `man 2 statfs`. */
const NETWORK_FILE_SYSTEMS: ReadonlyMap<number, string> = new Map([
  [0x6969, "NFS"],
  [0x517b, "SMB"],
  [0xff534d42, "CIFS"],
  [0xfe534d42, "SMB"],
  [0x5346414f, "AFS"],
  [0x00c36400, "Ceph"],
  [0x01021997, "9P"],
]);

const PERMISSIONS = 0o777;

interface MachineFacts {
  readonly dataDir: DataDirFacts;
  readonly badges: BadgeFacts;
}

/** Looks only: a bot may be running on the same data. */
export async function lookAtData({ dataDir, badge }: Pick<Config, "dataDir" | "badge">): Promise<MachineFacts> {
  const known = peek(dataDir);
  return {
    dataDir: await lookAtDirectory(dataDir, known.fault),
    badges: {
      issuerName: badge.issuerName,
      url: badge.url,
      frozenUrl: known.peek?.frozenUrl ?? null,
      keysFault: badge.issuerName === null ? null : await faultOfKeys(keysFileOf({ badge, dataDir }), known.peek),
    },
  };
}

function peek(dataDir: string): { readonly peek: BadgePeek | null; readonly fault: string | null } {
  try {
    return { peek: peekAtBadges(dataDir), fault: null };
  } catch (error) {
    return { peek: null, fault: error instanceof Error ? error.message : "unknown" };
  }
}

async function lookAtDirectory(dataDir: string, storeFault: string | null): Promise<DataDirFacts> {
  const shown = path.resolve(dataDir);
  const stats = await stat(shown).catch(() => null);
  // What is not there yet is made at the start: the nearest folder above decides whether it can be.
  const place = stats === null ? await nearestAbove(shown) : shown;
  const isDirectory = stats === null || stats.isDirectory();
  const isWritable = isDirectory && (await may(place));
  const system = await statfs(place);
  return {
    path: shown,
    mode: (stats?.mode ?? 0) & PERMISSIONS,
    isThere: stats !== null,
    isWritable,
    freeBytes: system.bavail * system.bsize,
    networkFileSystem: NETWORK_FILE_SYSTEMS.get(system.type) ?? null,
    owner: isWritable ? await ownerOf(shown) : null,
    storeFault,
  };
}

async function nearestAbove(folder: string): Promise<string> {
  let place = path.dirname(folder);
  while ((await stat(place).catch(() => null)) === null && place !== path.dirname(place)) place = path.dirname(place);
  return place;
}

async function may(place: string): Promise<boolean> {
  const isDirectory = (await stat(place)).isDirectory();
  return (
    isDirectory &&
    access(place, constants.W_OK | constants.X_OK).then(
      () => true,
      () => false,
    )
  );
}

/** @returns `null` also where there are no keys yet: the first start makes them. */
async function faultOfKeys(file: string, known: BadgePeek | null): Promise<BadgeFacts["keysFault"]> {
  const keys = known?.keys ?? [];
  const isThere = await open(file, "r").then(
    async (handle) => {
      await handle.close();
      return true;
    },
    (error: unknown) => !(error instanceof Error && "code" in error && error.code === "ENOENT"),
  );
  // Opening the ring would make a file that is not there, and that is not for a look.
  if (!isThere && keys.length === 0) return null;
  try {
    await openKeyRing({ file, known: keys, now: () => new Date() });
    return null;
  } catch (error) {
    if (!(error instanceof BotError)) throw error;
    return { code: error.code, message: error.message };
  }
}

/** @returns `null` where there is no such file: settings may come from elsewhere. */
export async function lookAtFile(file: string): Promise<FileFacts | null> {
  const stats = await stat(file).catch(() => null);
  return stats === null ? null : { path: file, mode: stats.mode & PERMISSIONS };
}

export async function lookAtWeb({ publicUrl, port, host }: Config["web"]): Promise<WebFacts> {
  const here = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host;
  const [publicAnswer, portAnswer] = await Promise.all([
    publicUrl === null ? null : askHealth(publicUrl),
    port === 0 ? null : askHealth(`http://${here.includes(":") ? `[${here}]` : here}:${port}`),
  ]);
  return { publicUrl, publicAnswer, port, portAnswer };
}
