import path from "node:path";

import { isForOthers, openBadging, openMirroring } from "./badging.ts";
import type { Config } from "./config.ts";
import { readCatalogue } from "./cli/read-catalogue.ts";
import { readTemplates } from "./cli/read-templates.ts";
import { createDenyList } from "./deny-list.ts";
import { COMMANDS } from "./domain/commands/commands.ts";
import { createWording, messagesOf } from "./domain/talk/wording.ts";
import { createBudget } from "./gitlab/budget.ts";
import { createLocalLedger } from "./gitlab/budget-ledger.ts";
import { createGitLabClient, type GitLabClient } from "./gitlab/client.ts";
import { type Clock, systemClock } from "./gitlab/clock.ts";
import { readDelivery } from "./gitlab/webhook-payload.ts";
import { createPublicHolidays } from "./holidays/public-holidays.ts";
import type { Log } from "./log.ts";
import { createChecklistParser } from "./parser/parse-safely.ts";
import { createInProcessWakeUps } from "./queue/in-process.ts";
import { createServer } from "./server.ts";
import { openStores } from "./store/stores.ts";
import { createMetrics, type Metrics } from "./web/metrics.ts";
import { createRefusals } from "./web/refusals.ts";
import { loadPrograms } from "./workflow/operation/load-programs.ts";
import { createOperation } from "./workflow/operation/operation.ts";

/** A bot at work: it listens, stores, and reviews as soon as GitLab has told who it is. */
export interface Bot {
  /** `http://host:port` it listens on. */
  readonly url: string;
  /** Sweep all projects now. */
  sweep(): Promise<void>;
  /** Look after what is due, as happens by itself every 15 seconds. */
  tidyUp(): Promise<void>;
  /** Resolves when every delivery taken so far was reviewed. For tests and commands; timers may still run. */
  idle(): Promise<void>;
  /** Stop taking requests, finish what runs, close the store. What waits is found again at the next start. */
  close(): Promise<void>;
}

export interface BotOptions {
  /** `false` takes no requests and starts no loops: for commands that do one thing. */
  readonly listens?: boolean;
  /** A busy issue is reviewed at most once in this time; milliseconds. */
  readonly issueGapMs?: number;
  /** What time it is, for everything the bot decides; its timers always follow the machine's own clock. */
  readonly now?: () => Date;
  /** How calls to GitLab measure and wait out their pauses. */
  readonly pauses?: Pick<Clock, "monotonicMs" | "sleep">;
}

/** Issues reviewed at once; each spends nearly all of its time waiting for GitLab. */
const CONCURRENCY = 64;
const ISSUE_GAP_MS = 1000;

/**
 * Put a bot together and start it: the one place where the parts meet. Listening comes first, so that no delivery is
 * refused while GitLab cannot be reached.
 *
 * @throws {BotError} for everything the operator has to put right before it can start.
 */
export async function startBot(config: Config, log: Log, options: BotOptions = {}): Promise<Bot> {
  const { listens = true, issueGapMs = ISSUE_GAP_MS, now = () => new Date(), pauses = systemClock } = options;
  const nowMs = (): number => now().getTime();
  const begunAt = now();
  const { sources } = await readTemplates(config.templatesDir);
  const catalogue = await readCatalogue();
  const stores = await openStores(config.dataDir);
  try {
    const known = {
      knownMessages: messagesOf(catalogue),
      knownCommands: new Set<string>(COMMANDS.map(({ name }) => name)),
    };
    const { programs, faults } = await loadPrograms(stores.programs, sources, known, log);
    for (const fault of faults) log.error("Go on with the last good version of a program", { fault });

    const badging = await openBadging({ config, stores, now });
    const wordings = new Map(programs.map((program) => [program, createWording(catalogue, program.wording)]));

    const refusals = createRefusals(log, nowMs);
    const clock: Clock = { wallMs: nowMs, monotonicMs: pauses.monotonicMs, sleep: pauses.sleep };
    const metrics = createMetrics();
    const gitlab = connectGitLab(config, clock, metrics);
    const parser = createChecklistParser({
      onGiveUp: (reason) => log.warn("Give up reading a description", { reason }),
    });
    // A delivery taken by an earlier process, while GitLab could not be reached, tells of an issue under our eyes.
    const { oldestWaitingAt } = await stores.inbox.stats();
    const startedAt = new Date(Math.min(begunAt.getTime(), oldestWaitingAt ?? Number.POSITIVE_INFINITY));
    const operation = createOperation({
      gitlab,
      sweepGitlab: gitlab.forSweep(),
      stores,
      read: parser,
      readDelivery,
      programs,
      wording: (program) => wordings.get(program) ?? createWording(catalogue, program.wording),
      wantedProjects: config.gitlab.projects,
      holidays: createPublicHolidays(),
      isDeniedName: createDenyList(config.dataDir),
      publicUrl: config.web.publicUrl,
      badging: {
        badges: stores.badges,
        issuing: badging,
        mirroring: openMirroring({ config, stores, gitlab, programs, log }),
      },
      wakeUps: (run) => createInProcessWakeUps({ run, concurrency: CONCURRENCY, minGapMs: issueGapMs, now: nowMs }),
      now,
      startedAt,
      log,
    });

    const parts = { config, log, now, stores, operation, refusals, metrics, programs, issuing: badging };
    const app = createServer({ ...parts, programFaults: faults });
    const url = listens ? await app.listen({ host: config.web.host, port: config.web.port }) : "";
    const names = programs.map(({ id, version }) => `${id} v${version}`);
    if (listens) log.info("Listen for deliveries", { url, dataDir: path.resolve(config.dataDir), programs: names });
    if (badging !== null && !badging.issuer.isDemo && !isForOthers(badging.issuer.url)) {
      log.warn("Issue badges at an address that is not https: nobody else can check them", { url: badging.issuer.url });
    }
    if (listens) operation.start();
    return {
      url,
      sweep: () => operation.sweep(),
      tidyUp: () => operation.tidyUp(),
      idle: () => operation.idle(),
      async close() {
        await app.close();
        await operation.stop();
        await parser.close();
        await stores.close();
      },
    };
  } catch (error) {
    await stores.close();
    throw error;
  }
}

function connectGitLab(config: Config, clock: Clock, metrics: Metrics): GitLabClient {
  const { url, token, notesPerMinute, callsPerMinute } = config.gitlab;
  const budget = createBudget(createLocalLedger({ notesPerMinute, callsPerMinute }, clock), clock);
  return createGitLabClient({ url, token, budget, clock, onAttempt: (report) => metrics.called(report) });
}
