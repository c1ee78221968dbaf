import type { IssueRef } from "../../domain/issue.ts";
import type { InboxPort } from "../ports/inbox-port.ts";
import type { ErrandsPort } from "../ports/errands-port.ts";
import type { IssueGuardPort, JournalPort } from "../ports/store-port.ts";

export interface JanitorPorts {
  readonly inbox: Pick<InboxPort, "issuesWaiting">;
  readonly journal: Pick<JournalPort, "due">;
  readonly guard: Pick<IssueGuardPort, "due">;
  readonly errands: Pick<ErrandsPort, "due">;
  readonly now: () => Date;
  readonly wake: (issue: IssueRef) => void;
}

const AT_ONCE = 500;

/**
 * Wake every issue that has something unfinished whose time has come: deliveries not taken in, notes to be sent, tries
 * to be repeated, errands of other issues. Asks the store alone, never GitLab, so it may run often; a wake-up too many
 * costs one review.
 *
 * @returns How many issues were woken.
 */
export async function wakeUnfinished(ports: JanitorPorts): Promise<number> {
  const now = ports.now();
  const lists = [
    await ports.inbox.issuesWaiting(now.getTime(), AT_ONCE),
    await ports.journal.due(now, AT_ONCE),
    await ports.guard.due(now, AT_ONCE),
    await ports.errands.due(AT_ONCE),
  ];
  const issues = new Map(lists.flat().map((issue) => [`${issue.projectId}/${issue.issueIid}`, issue]));
  for (const issue of issues.values()) ports.wake(issue);
  return issues.size;
}
