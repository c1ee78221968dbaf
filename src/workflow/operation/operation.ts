import type { IssueRef } from "../../domain/issue.ts";
import type { Program } from "../../domain/program/program.ts";
import { type Connection, createConnecting } from "./connect.ts";
import type { GitLabPort } from "../ports/gitlab-port.ts";
import type { InboxPort } from "../ports/inbox-port.ts";
import { wakeUnfinished } from "./janitor.ts";
import type { Count, ReviewPorts } from "../ports/ports.ts";
import { type Condition, type InboxStats, readReadiness, type Readiness } from "./readiness.ts";
import { onDemand, repeat, type Repetition } from "./repeat.ts";
import { PERFORM_WITHIN_MS } from "../review/record-review.ts";
import { reviewIssue } from "../review/review-issue.ts";
import { sendReminders } from "../reminders/send-reminders.ts";
import { routeDeliveries, type RoutePorts } from "./route-deliveries.ts";
import type { EngagementsPort } from "../ports/engagements-port.ts";
import type { ErrandsPort } from "../ports/errands-port.ts";
import type { RemindersPort } from "../ports/reminders-port.ts";
import type {
  ActionsPort,
  IssueGuardPort,
  JournalPort,
  OwnAccountsPort,
  PeoplePort,
  ProjectsPort,
} from "../ports/store-port.ts";
import { sweepProject } from "./sweep.ts";

export interface OperationPorts extends Pick<
  ReviewPorts,
  | "read"
  | "readDelivery"
  | "wording"
  | "now"
  | "startedAt"
  | "log"
  | "holidays"
  | "isDeniedName"
  | "publicUrl"
  | "badging"
> {
  readonly gitlab: GitLabPort;
  /** The same GitLab, whose calls let people's work go first. */
  readonly sweepGitlab: GitLabPort;
  readonly stores: {
    readonly inbox: InboxPort & { prune(now: number): Promise<boolean>; stats(): Promise<InboxStats> };
    readonly journal: JournalPort;
    readonly actions: ActionsPort & Prunable;
    readonly people: PeoplePort;
    readonly projects: ProjectsPort;
    readonly guard: IssueGuardPort;
    readonly accounts: OwnAccountsPort;
    readonly engagements: EngagementsPort;
    readonly errands: ErrandsPort & Prunable;
    readonly reminders: RemindersPort & Prunable;
  };
  readonly programs: readonly Program[];
  readonly wantedProjects: readonly string[];
  readonly wakeUps: (run: (issue: IssueRef) => Promise<void>) => WakeUpsPort;
}

interface Prunable {
  /** Delete what is old, a part at a time. @returns Whether something is left to delete. */
  prune(now: Date): Promise<boolean>;
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
  /** Wake everything whose time has come, as the janitor does every 15 seconds. */
  tidyUp(): Promise<void>;
  idle(): Promise<void>;
  stop(): Promise<void>;
  /** The bot's username, without `@`; `null` until GitLab told. */
  handle(): string | null;
  readiness(more: Pick<Condition, "programFaults" | "refusals" | "staleAt">): Promise<Readiness>;
}

const CONNECT_AGAIN_MS = 5000;
const JANITOR_MS = 15_000;
/** Far more than are ever reviewed at once. */
const INTERRUPTED_AT_MOST = 500;
const SWEEP_MS = 10 * 60_000;
const MIRROR_MS = 60 * 60_000;
const PRUNE_MS = 60 * 60_000;

/** The bot's own life beside the requests: it connects, routes what was stored, reviews, sweeps and tidies up. */
export function createOperation(ports: OperationPorts): Operation {
  const { stores, log } = ports;
  const counts = new Map<string, number>();
  const loops: Repetition[] = [];
  const connecting = createConnecting({ ...ports, accounts: stores.accounts });
  let lastSweep: { readonly at: Date; readonly woken: number } | null = null;
  const wakeUps = ports.wakeUps(reviewSafely);
  const { wake } = wakeUps;
  const count: Count = (what) => void counts.set(what, (counts.get(what) ?? 0) + 1);
  const router = onDemand(async () => {
    const connection = connecting.current();
    if (connection !== null) await routeDeliveries(routePorts(ports, connection, wake));
  }, log);

  async function reviewSafely(issue: IssueRef): Promise<void> {
    const connection = connecting.current();
    if (connection === null) return;
    try {
      await reviewIssue(reviewPorts(ports, connection, wake, count), issue);
    } catch (error) {
      // Only the store can fail here; the janitor finds the issue again.
      log.error("Cannot review an issue: the store failed", { ...issue, error });
    }
  }

  async function sweep(): Promise<void> {
    // Projects come and go in a group, and a new token may be a new account.
    const connection = await connecting.renew();
    lastSweep = { at: ports.now(), woken: await sweepAll(ports, connection, wake, (id) => connecting.doubt(id)) };
  }

  async function tidyUp(): Promise<void> {
    router.run();
    await wakeUnfinished({ ...stores, now: ports.now, wake });
    const connection = connecting.current();
    if (connection !== null) await sendReminders(reviewPorts(ports, connection, wake, count));
  }

  return {
    start() {
      const begin = repeat("connect", CONNECT_AGAIN_MS, log, async () => {
        await connecting.renew();
        begin.stop();
        router.run();
        await wakeLeftOver(ports, wake);
        loops.push(repeat("look after unfinished work", JANITOR_MS, log, tidyUp));
        loops.push(repeat("sweep", SWEEP_MS, log, sweep));
        loops.push(repeat("mirror badges", MIRROR_MS, log, () => mirror(ports)));
        loops.push(repeat("delete what is old", PRUNE_MS, log, () => prune(ports)));
      });
      loops.push(begin);
    },
    heard: () => router.run(),
    sweep,
    tidyUp,
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
    handle: () => connecting.current()?.account.handle ?? null,
    readiness: (more) =>
      readReadiness(
        { ...stores, badges: ports.badging.badges, now: ports.now },
        {
          ...more,
          connection: connecting.current(),
          lastFault: connecting.fault(),
          lastSweep,
          queue: wakeUps.depth(),
          clockSkewMs: ports.gitlab.clockSkewMs(),
          counts,
        },
      ),
  };
}

function routePorts(ports: OperationPorts, { account, projects }: Connection, wake: ReviewPorts["wake"]): RoutePorts {
  const { stores, readDelivery, log } = ports;
  const isFollowed = (projectId: number): boolean => projects.has(projectId);
  return { inbox: stores.inbox, readDelivery, bot: () => account, isFollowed, wake, log };
}

function reviewPorts(
  ports: OperationPorts,
  { account, projects }: Connection,
  wake: ReviewPorts["wake"],
  count: Count,
): ReviewPorts {
  return {
    ...ports,
    ...ports.stores,
    programs: () => ports.programs,
    bot: () => account,
    projectPath: (projectId) => projects.get(projectId)?.path ?? null,
    followedProjects: () => [...projects.keys()],
    wake,
    progressed: async () => {},
    count,
  };
}

/** One project that cannot be listed does not keep the others from being swept. */
async function sweepAll(
  ports: OperationPorts,
  { projects }: Connection,
  wake: ReviewPorts["wake"],
  doubt: (projectId: number) => void,
): Promise<number> {
  let woken = 0;
  const failures: unknown[] = [];
  for (const project of projects.values()) {
    try {
      const result = await sweepProject({ ...ports, ...ports.stores, gitlab: ports.sweepGitlab, wake }, project);
      woken += result.woken;
    } catch (error) {
      ports.log.warn("Cannot sweep a project", { projectId: project.projectId, error });
      doubt(project.projectId);
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
  return woken;
}

async function prune({ stores, now }: OperationPorts): Promise<void> {
  const { inbox, actions, errands, reminders } = stores;
  for (let isMore = true; isMore;) isMore = await inbox.prune(now().getTime());
  for (const room of [actions, errands, reminders]) for (let isMore = true; isMore;) isMore = await room.prune(now());
}

/** What the process before this one was in the middle of when it died, and badges that waited for an issuer. */
async function wakeLeftOver({ stores, badging, now }: OperationPorts, wake: ReviewPorts["wake"]): Promise<void> {
  // What it had begun is due a moment later.
  const soon = (): Date => new Date(now().getTime() + PERFORM_WITHIN_MS);
  await wakeUnfinished({ ...stores, now: soon, wake });
  for (const issue of await stores.guard.interrupted(INTERRUPTED_AT_MOST)) wake(issue);
  if (badging.issuing === null) return;
  for (const issue of await stores.actions.wakeBadges(now())) wake(issue);
}

async function mirror({ badging, now }: OperationPorts): Promise<void> {
  await badging.mirroring?.reconcile(now());
}
