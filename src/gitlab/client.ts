// oxlint-disable-next-line import/extensions -- a package; the rule takes every scoped name for a file
import {
  GroupMembers,
  Groups,
  IssueDiscussions,
  IssueNoteAwardEmojis,
  IssueNotes,
  Issues,
  ProjectMembers,
  Projects,
  Users,
} from "@gitbeaker/rest";

import type { GitLabPort } from "../workflow/ports/gitlab-port.ts";
import type { Budget, Lane } from "./budget.ts";
import { createCaller, type AttemptReport, type Tuning } from "./call-gitlab.ts";
import { issueCalls } from "./calls/issues.ts";
import { noteCalls } from "./calls/notes.ts";
import { peopleCalls } from "./calls/people.ts";
import { projectCalls } from "./calls/projects.ts";
import { threadCalls } from "./calls/threads.ts";
import { systemClock, type Clock } from "./clock.ts";
import { createAttempt } from "./http-attempt.ts";
import { createRequester } from "./requester.ts";

export interface GitLabClientOptions {
  /** Address of the instance, with its relative root where it has one: `https://example.com/gitlab`. */
  readonly url: string;
  readonly token: string;
  readonly budget: Budget;
  readonly tuning?: Partial<Tuning>;
  /** Called once per attempt, answered or not. */
  readonly onAttempt?: (report: AttemptReport) => void;
  readonly clock?: Clock;
  readonly random?: () => number;
}

export interface GitLabClient extends GitLabPort {
  /** The same client, whose calls let people's work go first. */
  forSweep(): GitLabPort;
}

const DEFAULT_TUNING: Tuning = {
  timeoutMs: 20_000,
  maxAttempts: 4,
  totalMs: 30_000,
  maxBudgetWaitMs: 30_000,
  maxAnswerBytes: 32 * 1024 * 1024,
};

/** Connect to one GitLab as one account. Sends nothing before the first call. */
export function createGitLabClient(options: GitLabClientOptions): GitLabClient {
  const { token, budget } = options;
  const host = hostOf(options.url);
  const apiUrl = new URL(`${host}/api/v4/`);
  const caller = createCaller({
    apiUrl,
    token,
    budget,
    tuning: { ...DEFAULT_TUNING, ...options.tuning },
    clock: options.clock ?? systemClock,
    random: options.random ?? Math.random,
    attempt: createAttempt(),
    onAttempt: options.onAttempt ?? (() => undefined),
  });

  return { ...portFor("people"), forSweep: () => portFor("sweep") };

  function portFor(lane: Lane): GitLabPort {
    const resource = {
      host,
      requesterFn: createRequester(apiUrl, token, caller, lane),
      // The caller has its own time-out and its own budget.
      queryTimeout: null,
      rateLimits: {},
    };
    return {
      ...issueCalls(new Issues(resource)),
      ...noteCalls(new IssueNotes(resource), new IssueNoteAwardEmojis(resource)),
      ...threadCalls(new IssueDiscussions(resource)),
      ...peopleCalls(new Users(resource), new ProjectMembers(resource), new GroupMembers(resource)),
      ...projectCalls(new Projects(resource), new Groups(resource)),
      clockSkewMs: () => caller.clockSkewMs(),
    };
  }
}

function hostOf(url: string): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname.replace(/\/+$/, "")}`;
}
