import type { Connection } from "./connect.ts";
import type { BadgesPort } from "../ports/badge-port.ts";
import type { ActionsPort, IssueGuardPort } from "../ports/store-port.ts";

/** What waits in the inbox. */
export interface InboxStats {
  readonly new: number;
  readonly routed: number;
  readonly parked: number;
  /** Milliseconds since 1970; `null` when nothing waits. */
  readonly oldestWaitingAt: number | null;
}

export interface Readiness {
  /** What does not work as it should, one short word each. */
  readonly degraded: readonly string[];
  readonly details: ReadinessDetails;
}

export interface ReadinessDetails {
  readonly gitlab: string;
  readonly missingProjects: readonly string[];
  readonly programFaults: readonly string[];
  readonly inbox: InboxStats;
  readonly parked: Awaited<ReturnType<IssueGuardPort["parked"]>>;
  readonly badges: Awaited<ReturnType<BadgesPort["counts"]>>;
  readonly refusals: Readonly<Record<string, number>>;
  readonly clockSkewMs: number | null;
  readonly lastSweep: Condition["lastSweep"];
  readonly queue: Condition["queue"];
  readonly counts: Readonly<Record<string, number>>;
}

/** How the bot itself is doing. */
export interface Condition {
  readonly connection: Connection | null;
  /** Why GitLab could not be reached last; `null` when it could. */
  readonly lastFault: string | null;
  readonly lastSweep: { readonly at: Date; readonly woken: number } | null;
  readonly queue: { readonly running: number; readonly waiting: number };
  readonly clockSkewMs: number | null;
  readonly counts: ReadonlyMap<string, number>;
  readonly programFaults: readonly string[];
  /** When a delivery was last refused for its time, in milliseconds since 1970; `null` when none was. */
  readonly staleAt: number | null;
  /** Refused deliveries, by reason. */
  readonly refusals: Readonly<Record<string, number>>;
}

interface ReadinessPorts {
  readonly inbox: { stats(): Promise<InboxStats> };
  readonly guard: Pick<IssueGuardPort, "parked">;
  readonly actions: Pick<ActionsPort, "badgesWaiting">;
  readonly badges: Pick<BadgesPort, "counts">;
  readonly now: () => Date;
}

/** A delivery waiting this long to be taken in is a sign of trouble. */
const LATE_MS = 5 * 60_000;
/** A single replayed delivery must not make the bot look ill for ever. */
const CLOCK_TOLD_MS = 15 * 60_000;

/** Put the condition of the bot into the words of `/readyz`. */
export async function readReadiness(ports: ReadinessPorts, condition: Condition): Promise<Readiness> {
  const inbox = await ports.inbox.stats();
  const parked = await ports.guard.parked();
  const badges = { ...(await ports.badges.counts()), waiting: await ports.actions.badgesWaiting() };
  const waitingMs = inbox.oldestWaitingAt === null ? 0 : ports.now().getTime() - inbox.oldestWaitingAt;
  const { connection, lastFault, programFaults, refusals, staleAt } = condition;
  const missing = connection?.missing ?? [];
  const faults: readonly (readonly [name: string, isSo: boolean])[] = [
    ["gitlab", connection === null || lastFault !== null],
    ["projects", missing.length > 0],
    ["programs", programFaults.length > 0],
    ["parked", parked.length + inbox.parked > 0],
    ["late", waitingMs > LATE_MS],
    ["badges", badges.waiting > 0],
    ["clock", staleAt !== null && ports.now().getTime() - staleAt < CLOCK_TOLD_MS],
  ];
  return {
    degraded: faults.filter(([, isSo]) => isSo).map(([name]) => name),
    details: {
      gitlab: lastFault ?? "connected",
      missingProjects: missing,
      programFaults,
      inbox,
      parked,
      badges,
      refusals,
      clockSkewMs: condition.clockSkewMs,
      lastSweep: condition.lastSweep,
      queue: condition.queue,
      counts: Object.fromEntries(condition.counts),
    },
  };
}
