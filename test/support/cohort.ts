import { fileURLToPath } from "node:url";

import { onTestFinished } from "vitest";
import { parseDocument } from "yaml";

import { openBadging } from "../../src/badging.ts";
import { readCatalogue } from "../../src/cli/read-catalogue.ts";
import { readTemplates } from "../../src/cli/read-templates.ts";
import type { Account, IssueRef } from "../../src/domain/issue.ts";
import type { Program } from "../../src/domain/program/program.ts";
import { type ProgramSource, readProgram } from "../../src/domain/program/read-program.ts";
import { createWording } from "../../src/domain/talk/wording.ts";
import { createPublicHolidays } from "../../src/holidays/public-holidays.ts";
import { createChecklistParser } from "../../src/parser/parse-safely.ts";
import { openStores, type Stores } from "../../src/store/stores.ts";
import type { Issuing } from "../../src/workflow/badge/issuing.ts";
import { createOperation, type Operation, type WakeUpsPort } from "../../src/workflow/operation/operation.ts";
import type { Log } from "../../src/workflow/ports/ports.ts";
import type { Chance } from "./chance.ts";
import { ISSUER, ISSUER_URL, putKeys } from "./issuer.ts";
import { createMortal } from "./killable.ts";
import { temporaryDirectory } from "./open-store.ts";
import { createQuietGitLab, QUIET_PROJECT, type QuietGitLab } from "./quiet-gitlab.ts";

export interface CohortOptions {
  readonly from: Date;
  /** Who is in the coordinator pool, in this order. */
  readonly coordinators: readonly string[];
  readonly owners: readonly string[];
  readonly chance: Chance;
  /** Chance that the process dies at one call; 0 never. */
  readonly deaths: number;
  /** Issues reviewed at once; by default one after the other. */
  readonly concurrency?: number;
  /** Who issues badges, made of somebody who really does; by default nobody. */
  readonly issuing?: (real: Issuing) => Issuing;
  /** Other lines of the program, by their place in it. */
  readonly program?: Readonly<Record<string, string>>;
}

/** A whole bot at work on a GitLab without a network, by a clock that the test moves. */
export interface Cohort {
  readonly gitlab: QuietGitLab;
  readonly stores: Stores;
  readonly program: Program;
  readonly template: string;
  readonly now: () => Date;
  /** How often the process died. */
  readonly deaths: () => number;
  /** An issue changed: its delivery came. */
  heard(issue: IssueRef): void;
  /** Let time pass and the bot do what is due then. */
  passTo(at: Date): Promise<void>;
}

const PROGRAM = "migration-onboarding";
const TEMPLATES = fileURLToPath(new URL("../../templates/", import.meta.url));
const QUIET: Log = { debug() {}, info() {}, warn() {}, error() {} };
/** A process that dies again and again would never get through. */
const MOST_DEATHS_A_STEP = 20;

export async function openCohort(options: CohortOptions): Promise<Cohort> {
  let now = options.from;
  const gitlab = createQuietGitLab(() => now);
  const dataDir = temporaryDirectory();
  const stores = await openStores(dataDir);
  const parser = createChecklistParser({ onGiveUp: () => {} });
  onTestFinished(async () => {
    await parser.close();
    await stores.close();
  });
  const catalogue = await readCatalogue();
  const { sources } = await readTemplates(TEMPLATES);
  const source = sources.find(({ id }) => id === PROGRAM);
  if (source === undefined) throw new Error(`Cannot find the program ${PROGRAM}`);
  const program = readShipped(options, source);
  const wording = createWording(catalogue, program.wording);
  const holidays = createPublicHolidays();
  const issuing = options.issuing?.(await openIssuing(dataDir, stores, () => now)) ?? null;
  const due = new Map<string, { readonly issue: IssueRef; at: number }>();
  let deaths = 0;

  function wake(issue: IssueRef, at?: Date): void {
    const key = `${issue.projectId}/${issue.issueIid}`;
    const time = at?.getTime() ?? now.getTime();
    due.set(key, { issue, at: Math.min(time, due.get(key)?.at ?? Number.POSITIVE_INFINITY) });
  }

  /** One process from its start to its death, or to the end of what is due. */
  async function live(): Promise<"died" | "quiet"> {
    const mortal = createMortal(options.chance, options.deaths);
    let review: (issue: IssueRef) => Promise<void> = async () => {};
    const wakeUps = (run: (issue: IssueRef) => Promise<void>): WakeUpsPort => {
      review = run;
      return { wake, idle: async () => {}, close: async () => {}, depth: () => ({ running: 0, waiting: 0 }) };
    };
    const operation: Operation = createOperation({
      gitlab: mortal.wrap(gitlab.port),
      sweepGitlab: gitlab.port,
      stores: {
        inbox: mortal.wrap(stores.inbox),
        journal: mortal.wrap(stores.journal),
        actions: mortal.wrap(stores.actions),
        people: mortal.wrap(stores.people),
        projects: mortal.wrap(stores.projects),
        guard: mortal.wrap(stores.guard),
        accounts: mortal.wrap(stores.accounts),
        engagements: mortal.wrap(stores.engagements),
        errands: mortal.wrap(stores.errands),
        reminders: mortal.wrap(stores.reminders),
      },
      read: parser,
      readDelivery: () => ({ kind: "other", reason: "nothing is delivered" }),
      programs: [program],
      wording: () => wording,
      wantedProjects: [QUIET_PROJECT.path],
      wakeUps,
      holidays,
      isDeniedName: () => false,
      publicUrl: null,
      badging: { badges: mortal.wrap(stores.badges), issuing, mirroring: null },
      now: () => now,
      startedAt: options.from,
      log: QUIET,
    });
    const work = async (): Promise<"quiet"> => {
      await operation.sweep();
      await operation.tidyUp();
      const running = new Set<string>();
      const isDue = ([key, { at }]: readonly [string, { readonly at: number }]): boolean =>
        at <= now.getTime() && !running.has(key);
      const reviewDue = async (): Promise<void> => {
        for (let next = [...due].find(isDue); next !== undefined; next = [...due].find(isDue)) {
          const [key, { issue }] = next;
          due.delete(key);
          running.add(key);
          await review(issue);
          running.delete(key);
        }
      };
      while ([...due].some(isDue)) await Promise.all(Array.from({ length: options.concurrency ?? 1 }, reviewDue));
      return "quiet";
    };
    return await Promise.race([work(), mortal.death.then(() => "died" as const)]);
  }

  return {
    gitlab,
    stores,
    program,
    template: source.template ?? "",
    now: () => now,
    deaths: () => deaths,
    heard: (issue) => wake(issue),
    async passTo(at) {
      now = at;
      for (let died = 0; died <= MOST_DEATHS_A_STEP; died += 1) {
        if ((await live()) === "quiet") return;
        // What was only woken is lost with the process; the store brings it back.
        due.clear();
        deaths += 1;
      }
      throw new Error("Cannot get through this moment: the process died every time");
    },
  };
}

async function openIssuing(dataDir: string, stores: Stores, now: () => Date): Promise<Issuing> {
  await putKeys(dataDir);
  const badge = {
    issuerName: ISSUER.BADGE_ISSUER_NAME,
    issuerUrl: null,
    url: ISSUER_URL,
    isDemo: false,
    keysFile: null,
  };
  const issuing = await openBadging({ config: { badge, dataDir }, stores, now });
  if (issuing === null) throw new Error("Cannot issue badges: there is no issuer");
  return issuing;
}

/** The shipped program, without waiting after a tick, with this pool. */
function readShipped({ coordinators, owners, program = {} }: CohortOptions, source: ProgramSource): Program {
  const document = parseDocument(source.yaml);
  document.setIn(["asks", "settle"], "PT0S");
  for (const [place, value] of Object.entries(program)) document.setIn(place.split("."), value);
  for (const [role, users] of Object.entries({ coordinator: coordinators, owner: owners })) {
    document.deleteIn(["roles", role, "min_access"]);
    document.setIn(["roles", role, "users"], users);
  }
  const read = readProgram({ ...source, yaml: document.toString() });
  if (!read.ok) throw new Error(`Cannot read the program: ${JSON.stringify(read.faults)}`);
  return read.program;
}

/** The description of an issue that names its candidate. */
export function describe(template: string, candidate: Account): string {
  return template.replace("- Candidate:", `- Candidate: @${candidate.username}`);
}
