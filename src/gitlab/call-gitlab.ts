import { GitLabFailure } from "../workflow/ports/gitlab-port.ts";
import type { Budget, Lane } from "./budget.ts";
import { describeCall, type Call } from "./call.ts";
import type { Clock } from "./clock.ts";
import type { Attempt, HttpRequest, Outcome } from "./http-attempt.ts";
import { judge, toFailure, type Verdict } from "./verdict.ts";
import { askedWaitMs, backoffMs, isUsedUp, sentAtMs } from "./waiting.ts";

interface CallerOptions {
  /** `https://gitlab.example.com/gitlab/api/v4/`, with the slash at its end. */
  readonly apiUrl: URL;
  /** Never shown in a message, whoever repeats it. */
  readonly token: string;
  readonly budget: Budget;
  readonly clock: Clock;
  readonly tuning: Tuning;
  readonly attempt: Attempt;
  /** At least 0, less than 1. */
  readonly random: () => number;
  readonly onAttempt: (report: AttemptReport) => void;
}

export interface Tuning {
  /** One attempt, first byte sent to last byte read. */
  readonly timeoutMs: number;
  readonly maxAttempts: number;
  /** All attempts of a call and the pauses between them. */
  readonly totalMs: number;
  /** Waiting for a place in the budget before the first attempt. */
  readonly maxBudgetWaitMs: number;
  readonly maxAnswerBytes: number;
}

/** One attempt, for logs and metrics. Holds no secret and no content. */
export interface AttemptReport {
  readonly method: string;
  /** `/projects/:id/issues/:iid` */
  readonly endpoint: string;
  /** `null` when no answer came. */
  readonly status: number | null;
  /** Counts from 1. */
  readonly attempt: number;
  readonly durationMs: number;
}

export type Answer = Extract<Verdict, { kind: "done" }>;

export interface Caller {
  /**
   * Make one call, with as many attempts as are safe and have time.
   *
   * @throws {GitLabFailure} and nothing else.
   */
  call(lane: Lane, request: HttpRequest): Promise<Answer>;
  /** GitLab's clock minus ours, to the second; `null` before the first answer. */
  clockSkewMs(): number | null;
}

export function createCaller(options: CallerOptions): Caller {
  const { budget, clock, tuning } = options;
  let clockSkewMs: number | null = null;

  return { call, clockSkewMs: () => clockSkewMs };

  async function call(lane: Lane, request: HttpRequest): Promise<Answer> {
    const described = describeCall(request.method, request.url.pathname.slice(options.apiUrl.pathname.length));
    let ambiguous = false;
    await admit(described, lane, tuning.maxBudgetWaitMs, ambiguous);

    const deadline = clock.monotonicMs() + tuning.totalMs;
    for (let count = 1; ; count += 1) {
      const outcome = await tryOnce(described, request, count, deadline - clock.monotonicMs());
      const verdict = judge(described, outcome, request.url);
      if (verdict.kind === "done") return verdict;

      // A later, plainer failure does not undo what an earlier attempt may have done.
      ambiguous ||= verdict.mayHaveActed;
      const retryAfterMs = outcome.kind === "broken" ? null : askedWaitMs(outcome, clock.wallMs());
      const waitMs = retryAfterMs ?? backoffMs(count, options.random());
      if (verdict.status === 429 && retryAfterMs === null && described.budgetKind === "note") {
        // The limit on notes answers without headers; other calls are still welcome.
        budget.hold("note", waitMs);
      }
      const hasTime = clock.monotonicMs() + waitMs < deadline;
      if (!verdict.mayRetry || count >= tuning.maxAttempts || !hasTime) {
        throw toFailure(described, verdict, { ambiguous, retryAfterMs, secret: options.token });
      }
      await clock.sleep(waitMs);
      await admit(described, lane, deadline - clock.monotonicMs(), ambiguous);
    }
  }

  async function admit(described: Call, lane: Lane, maxWaitMs: number, ambiguous: boolean): Promise<void> {
    const admission = await budget.take(described.budgetKind, lane, maxWaitMs);
    if (admission.kind === "go") return;
    const { method, template } = described;
    const { retryAfterMs, cause } = admission;
    throw new GitLabFailure(
      "GITLAB_UNAVAILABLE",
      `Cannot ${method} ${template}: the budget of calls is used up, it has room again in ${retryAfterMs} ms`,
      { status: null, ambiguous, retryAfterMs },
      { details: { method, endpoint: template }, cause },
    );
  }

  async function tryOnce(described: Call, request: HttpRequest, count: number, leftMs: number): Promise<Outcome> {
    const startedAt = clock.monotonicMs();
    const outcome = await options.attempt(request, {
      timeoutMs: Math.max(1, Math.min(tuning.timeoutMs, leftMs)),
      maxAnswerBytes: tuning.maxAnswerBytes,
    });
    const status = outcome.kind === "broken" ? null : outcome.status;
    const durationMs = clock.monotonicMs() - startedAt;
    options.onAttempt({ method: described.method, endpoint: described.template, status, attempt: count, durationMs });
    heedHeaders(outcome);
    return outcome;
  }

  /** Take note of what the headers say about time: GitLab's own, and when the next call is welcome. */
  function heedHeaders(outcome: Outcome): void {
    if (outcome.kind === "broken") return;
    const sentAt = sentAtMs(outcome);
    if (sentAt !== null) clockSkewMs = sentAt - clock.wallMs();
    if (!isUsedUp(outcome)) return;
    const waitMs = askedWaitMs(outcome, clock.wallMs());
    if (waitMs !== null) budget.hold("call", waitMs);
  }
}
