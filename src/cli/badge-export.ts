import { parseArgs } from "node:util";

import { DateTime, Duration } from "luxon";

import type { Program } from "../domain/program/program.ts";
import { createLog } from "../log.ts";
import type { Stores } from "../store/stores.ts";
import type { Issuing } from "../workflow/badge/issuing.ts";
import { loadPrograms } from "../workflow/operation/load-programs.ts";
import { exportBadges } from "./export-badges.ts";

export interface ExportWish {
  readonly dir: string;
  readonly all: boolean;
  /** How long status lists may be believed. */
  readonly validFor: Duration;
}

const DEFAULT_VALIDITY = "P1Y";
/** Every calendar knows the years until then. */
const LAST_YEAR = 9999;

/** @returns `null` when the words after `export` make no sense. */
export function readExportWish(args: readonly string[]): ExportWish | null {
  const parsed = parse(args);
  const [dir = "", ...more] = parsed?.positionals ?? [];
  if (parsed === null || dir === "" || more.length > 0) return null;
  const validFor = Duration.fromISO(parsed.values["valid-for"]);
  const isUsable = validFor.isValid && validFor.toMillis() > 0;
  return isUsable ? { dir, all: parsed.values.all, validFor } : null;
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        all: { type: "boolean", default: false },
        "valid-for": { type: "string", default: DEFAULT_VALIDITY },
      },
    });
  } catch {
    return null;
  }
}

export interface ExportCall {
  readonly wish: ExportWish;
  readonly stores: Stores;
  readonly issuing: Issuing;
  readonly now: () => Date;
  readonly print: (line: string) => void;
}

/** @returns Why it cannot be; `null` when it was done. */
export async function runExport({ wish, stores, issuing, now, print }: ExportCall): Promise<string | null> {
  const { url } = issuing.issuer;
  if ((await stores.badgeIssuer.frozenUrl()) === null) return "Cannot export badges: none was issued yet";
  const until = DateTime.fromJSDate(now(), { zone: "utc" }).plus(wish.validFor);
  if (!until.isValid || until.year > LAST_YEAR) return "Cannot export badges: --valid-for is too long";
  const statusUntil = until.toJSDate();
  const programs = await storedPrograms(stores);
  const outcome = await exportBadges({ ...wish, statusUntil, stores, issuing, programs, now }).catch(asFileFault);
  if (typeof outcome === "string") {
    return `Cannot export badges into ${wish.dir}: ${outcome}; the folder around it has to be writable, on the same disk`;
  }
  if (outcome.kind === "occupied") {
    return `Cannot export badges into ${wish.dir}: it holds something else, name an empty folder or an earlier export`;
  }
  const { badges, unlisted, unreadable } = outcome;
  print(
    `Wrote ${badges} ${badges === 1 ? "badge" : "badges"} into ${wish.dir}. Serve it as ${url}; README.txt in it says how.`,
  );
  print(
    `Whether a badge was revoked can be told from it until ${until.toISODate()}; --valid-for P10Y makes that longer.`,
  );
  if (unlisted > 0) {
    print(
      `Left out because they are unlisted, so only their holders show them around: ${unlisted}. --all takes them along.`,
    );
    print("Their files can be checked all the same; only their pages are missing.");
  }
  if (unreadable > 0) print(`Left out because this bot cannot read the version of their program: ${unreadable}.`);
  return null;
}

/** @returns What the file system did not like. @throws Any other error. */
function asFileFault(error: unknown): string {
  if (error instanceof Error && "syscall" in error) return error.message;
  throw error;
}

/** Badges are of versions that ran once, and all of those are in the store. */
async function storedPrograms(stores: Stores): Promise<readonly Program[]> {
  const log = createLog({ level: "error", secrets: [], destination: process.stderr });
  return (await loadPrograms(stores.programs, [], {}, log)).programs;
}
