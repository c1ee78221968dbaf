import type { IssueRef } from "../domain/issue.ts";
import type { Program } from "../domain/program/program.ts";
import { connect, type Connection } from "./connect.ts";
import type { GitLabPort } from "./gitlab-port.ts";
import type { InboxPort } from "./inbox-port.ts";
import { wakeUnfinished } from "./janitor.ts";
import type { Count, ReviewPorts } from "./ports.ts";
import { type Condition, type InboxStats, readReadiness, type Readiness } from "./readiness.ts";
import { onDemand, repeat, type Repetition } from "./repeat.ts";
import { reviewIssue } from "./review-issue.ts";
import { routeDeliveries } from "./route-deliveries.ts";
import type {
  ActionsPort,
  IssueGuardPort,
  JournalPort,
  OwnAccountsPort,
  PeoplePort,
  ProjectsPort,
} from "./store-port.ts";
import { sweepProject } from "./sweep.ts";

export interface OperationPorts extends Pick<ReviewPorts, "read" | "readDelivery" | "wording" | "now" | "log"> {
  readonly gitlab: GitLabPort;
  /** The same GitLab, whose calls let people's work go first. */
  readonly sweepGitlab: GitLabPort;
  readonly stores: {
    readonly inbox: InboxPort & { prune(now: number): Promise<boolean>; stats(): Promise<InboxStats> };
    readonly journal: JournalPort;
    readonly actions: ActionsPort;
    readonly people: PeoplePort;
    readonly projects: ProjectsPort;
    readonly guard: IssueGuardPort;
    readonly accounts: OwnAccountsPort;
  };
  readonly programs: readonly Program[];
  readonly wantedProjects: readonly string[];
  readonly wakeUps: (run: (issue: IssueRef) => Promise<void>) => WakeUpsPort;
}

export interface WakeUpsPort {
  readonly wake: (issue: IssueRef, at?: Date) => void;
  readonly idle: () => Promise<void>;
  readonly close: () => Promise<void>;
  readonly depth: () => { readonly running: number; readonly waiting: number };
}

export interface Operation {
  /** Begin: find out who we are, then review, sweep and look after what was left. */
  start(): void;
  /** A delivery was stored. */
  heard(): void;
  /** @throws when GitLab cannot be reached. */
  sweep(): Promise<void>;
  idle(): Promise<void>;
  stop(): Promise<void>;
  readiness(more: Pick<Condition, "programFaults" | "refusals">): Promise<Readiness>;
}

const CONNECT_AGAIN_MS = 5000;
const JANITOR_MS = 15_000;
const SWEEP_MS = 10 * 60_000;
const PRUNE_MS = 60 * 60_000;

/** The bot's own life beside the requests: it connects, routes what was stored, reviews, sweeps and tidies up. */
export function createOperation(ports: OperationPorts): Operation {
  const { stores, log } = ports;
  const counts = new Map<string, number>();
  const count: Count = (what) => void counts.set(what, (counts.get(what) ?? 0) + 1);
  const loops: Repetition[] = [];
  let connection: Connection | null = null;
  let lastFault: string | null = "not connected to GitLab yet";
  let lastSweep: { readonly at: Date; readonly woken: number } | null = null;
  const wakeUps = ports.wakeUps((issue) => reviewSafely(issue));
  const router = onDemand(async () => {
    if (connection !== null) await routeDeliveries(routePorts());
  }, log);

  function connected(): Connection {
    if (connection === null) throw new TypeError("Cannot review before GitLab told who this bot is");
    return connection;
  }

  function routePorts(): Parameters<typeof routeDeliveries>[0] {
    const { account, projects } = connected();
    return {
      inbox: stores.inbox,
      readDelivery: ports.readDelivery,
      bot: () => account,
      isFollowed: (projectId) => projects.has(projectId),
      wake: wakeUps.wake,
      log,
    };
  }

  async function reviewSafely(issue: IssueRef): Promise<void> {
    if (connection === null) return;
    try {
      await reviewIssue(reviewPorts(), issue);
    } catch (error) {
      // Only the store can fail here; the janitor finds the issue again.
      log.error("Cannot review an issue: the store failed", { ...issue, error });
    }
  }

  function reviewPorts(): ReviewPorts {
    const { projects } = connected();
    return {
      ...ports,
      ...stores,
      programs: () => ports.programs,
      bot: () => connected().account,
      projectPath: (projectId) => projects.get(projectId)?.path ?? null,
      wake: wakeUps.wake,
      count,
    };
  }

  async function tryToConnect(): Promise<void> {
    try {
      connection = await connect(ports.gitlab, stores.accounts, ports.wantedProjects);
      lastFault = null;
    } catch (error) {
      lastFault = error instanceof Error ? error.message : "unknown";
      log.warn("Cannot connect to GitLab yet: deliveries are stored, nothing is processed", { error });
      throw error;
    }
    const { account, projects, missing } = connection;
    log.info("Know who this bot is", { handle: account.handle, projects: projects.size });
    if (missing.length > 0) log.error("Cannot see some of GITLAB_PROJECTS with this token", { missing });
  }

  async function sweep(): Promise<void> {
    // Projects come and go in a group, and a new token may be a new account.
    await tryToConnect();
    let woken = 0;
    for (const project of connected().projects.values()) {
      const sweepPorts = {
        ...stores,
        gitlab: ports.sweepGitlab,
        read: ports.read,
        now: ports.now,
        wake: wakeUps.wake,
        log,
      };
      woken += (await sweepProject(sweepPorts, project)).woken;
    }
    lastSweep = { at: ports.now(), woken };
  }

  return {
    start() {
      const begin = repeat("connect", CONNECT_AGAIN_MS, log, async () => {
        if (connection === null) await tryToConnect();
        begin.stop();
        router.run();
        loops.push(repeat("look after unfinished work", JANITOR_MS, log, () => tidyUp()));
        loops.push(repeat("sweep", SWEEP_MS, log, sweep));
        loops.push(repeat("delete what is old", PRUNE_MS, log, () => prune()));
      });
      loops.push(begin);
    },
    heard: () => router.run(),
    sweep,
    async idle() {
      await router.idle();
      await wakeUps.idle();
    },
    async stop() {
      for (const loop of loops) loop.stop();
      await Promise.all(loops.map((loop) => loop.idle()));
      await router.idle();
      await wakeUps.close();
    },
    readiness: (more) =>
      readReadiness(
        { ...stores, now: ports.now },
        {
          ...more,
          connection,
          lastFault,
          lastSweep,
          queue: wakeUps.depth(),
          clockSkewMs: ports.gitlab.clockSkewMs(),
          counts,
        },
      ),
  };

  async function tidyUp(): Promise<void> {
    router.run();
    await wakeUnfinished({ ...stores, now: ports.now, wake: wakeUps.wake });
  }

  async function prune(): Promise<void> {
    while (await stores.inbox.prune(ports.now().getTime())) await router.idle();
  }
}
