import type { BudgetLedger, CallKind } from "./budget-ledger.ts";
import type { Clock } from "./clock.ts";

/** People's work goes before sweeps. */
export type Lane = "people" | "sweep";

export type Admission =
  | { readonly kind: "go" }
  /** Not within the time given. `cause` is set when the ledger itself failed. */
  | { readonly kind: "later"; readonly retryAfterMs: number; readonly cause?: unknown };

/** The door every request to GitLab goes through, one per process. */
export interface Budget {
  /** Wait for a place, in order of lane and then of arrival. Never rejects. */
  take(kind: CallKind, lane: Lane, maxWaitMs: number): Promise<Admission>;
  /** GitLab asked for a pause: nothing of this kind leaves for so long (`call` stops notes too). */
  hold(kind: CallKind, forMs: number): void;
}

interface Waiter {
  readonly deadline: number;
  readonly settle: (admission: Admission) => void;
}

interface Queue {
  readonly lane: Lane;
  readonly kind: CallKind;
  waiters: Waiter[];
}

const LEDGER_RETRY_MS = 1000;

export function createBudget(ledger: BudgetLedger, clock: Clock): Budget {
  /** In order of precedence. Notes before calls: they are few, and one that may not leave holds up nobody. */
  const queues: readonly Queue[] = [
    { lane: "people", kind: "note", waiters: [] },
    { lane: "people", kind: "call", waiters: [] },
    { lane: "sweep", kind: "note", waiters: [] },
    { lane: "sweep", kind: "call", waiters: [] },
  ];
  /** Until then there is nothing for this kind, by the word of the ledger or of GitLab. */
  const emptyUntil: Record<CallKind, number> = { note: 0, call: 0 };
  let isAdmitting = false;
  let alarmAt = Number.POSITIVE_INFINITY;

  return { take, hold };

  function take(kind: CallKind, lane: Lane, maxWaitMs: number): Promise<Admission> {
    const pauseMs = emptyUntil[kind] - clock.monotonicMs();
    if (pauseMs > maxWaitMs) return Promise.resolve({ kind: "later", retryAfterMs: Math.ceil(pauseMs) });

    const { promise, resolve } = Promise.withResolvers<Admission>();
    const queue = queues.find((candidate) => candidate.lane === lane && candidate.kind === kind);
    queue?.waiters.push({ deadline: clock.monotonicMs() + maxWaitMs, settle: resolve });
    void admitWaiting();
    return promise;
  }

  function hold(kind: CallKind, forMs: number): void {
    markEmpty(kind, forMs);
    if (kind === "call") markEmpty("note", forMs);
    // A ledger that fails here fails again at the next `take`, which says so.
    Promise.resolve(ledger.hold(kind, forMs)).catch(() => undefined);
    refuseHopeless();
  }

  async function admitWaiting(): Promise<void> {
    if (isAdmitting) return;
    isAdmitting = true;
    for (let queue = nextQueue(); queue; queue = nextQueue()) await admitFirst(queue);
    isAdmitting = false;
    setAlarm();
  }

  function nextQueue(): Queue | undefined {
    const now = clock.monotonicMs();
    return queues.find((queue) => queue.waiters.length > 0 && emptyUntil[queue.kind] <= now);
  }

  async function admitFirst(queue: Queue): Promise<void> {
    let waitMs: number;
    try {
      waitMs = await ledger.take(queue.kind);
    } catch (cause) {
      queue.waiters.shift()?.settle({ kind: "later", retryAfterMs: LEDGER_RETRY_MS, cause });
      return;
    }
    if (waitMs <= 0) {
      queue.waiters.shift()?.settle({ kind: "go" });
      return;
    }
    markEmpty(queue.kind, waitMs);
    refuseHopeless();
  }

  function markEmpty(kind: CallKind, forMs: number): void {
    emptyUntil[kind] = Math.max(emptyUntil[kind], clock.monotonicMs() + forMs);
  }

  /** Answer at once whoever would only wait in vain, so that a long pause becomes a row with a date, not a queue. */
  function refuseHopeless(): void {
    const now = clock.monotonicMs();
    for (const queue of queues) {
      const freeAt = Math.max(emptyUntil[queue.kind], now);
      const hopeless = queue.waiters.filter((waiter) => waiter.deadline < freeAt);
      if (hopeless.length === 0) continue;
      queue.waiters = queue.waiters.filter((waiter) => waiter.deadline >= freeAt);
      for (const waiter of hopeless) waiter.settle({ kind: "later", retryAfterMs: Math.ceil(freeAt - now) });
    }
  }

  function setAlarm(): void {
    const waiting = queues.filter((queue) => queue.waiters.length > 0);
    const at = Math.min(...waiting.map((queue) => emptyUntil[queue.kind]));
    if (at >= alarmAt) return;
    alarmAt = at;
    // One millisecond at least: a timer may fire a fraction early.
    void clock.sleep(Math.max(1, Math.ceil(at - clock.monotonicMs()))).then(() => {
      if (alarmAt === at) alarmAt = Number.POSITIVE_INFINITY;
      refuseHopeless();
      return admitWaiting();
    });
  }
}
