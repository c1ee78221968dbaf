import type { Budget } from "../../src/gitlab/budget.ts";
import type { AttemptReport } from "../../src/gitlab/call-gitlab.ts";
import { createGitLabClient, type GitLabClient, type GitLabClientOptions } from "../../src/gitlab/client.ts";
import { GitLabFailure } from "../../src/workflow/ports/gitlab-port.ts";
import { SleepyClock } from "./virtual-clock.ts";

export const TOKEN = "glpat-test-token-000001";

export interface Setup {
  readonly client: GitLabClient;
  readonly clock: SleepyClock;
  /** Every place taken (`people call`) and every pause asked for (`hold call 1000`). */
  readonly budgetLog: string[];
  readonly attempts: AttemptReport[];
}

/** A client with an open budget, a clock that sleeps at once and no chance in its pauses. */
export function setUp(url: string, options: Partial<GitLabClientOptions> = {}): Setup {
  const clock = new SleepyClock();
  const budgetLog: string[] = [];
  const attempts: AttemptReport[] = [];
  const budget: Budget = {
    take: (kind, lane) => {
      budgetLog.push(`${lane} ${kind}`);
      return Promise.resolve({ kind: "go" });
    },
    hold: (kind, forMs) => void budgetLog.push(`hold ${kind} ${forMs}`),
  };
  const client = createGitLabClient({
    url,
    token: TOKEN,
    budget,
    clock,
    random: () => 0,
    onAttempt: (report) => void attempts.push(report),
    ...options,
  });
  return { client, clock, budgetLog, attempts };
}

/** What the workflow can see of a failure, as one value to compare. */
export async function failureOf(call: Promise<unknown>): Promise<{
  readonly code: string;
  readonly status: number | null;
  readonly ambiguous: boolean;
  readonly retryAfterMs: number | null;
  readonly message: string;
}> {
  const error: unknown = await call.then(
    (value) => new Error(`no failure but ${JSON.stringify(value)}`),
    (reason: unknown) => reason,
  );
  if (!(error instanceof GitLabFailure)) throw error;
  const { code, status, ambiguous, retryAfterMs, message } = error;
  return { code, status, ambiguous, retryAfterMs, message };
}
