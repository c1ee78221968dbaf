import type { DeliveryHint } from "../ports/delivery-hint.ts";
import type { InboxPort, ReadDelivery, StoredDelivery } from "../ports/inbox-port.ts";
import type { BotAccount, Log } from "../ports/ports.ts";
import type { IssueRef } from "../../domain/issue.ts";

export interface RoutePorts {
  readonly inbox: InboxPort;
  readonly readDelivery: ReadDelivery;
  readonly bot: () => BotAccount;
  readonly isFollowed: (projectId: number) => boolean;
  readonly wake: (issue: IssueRef) => void;
  readonly log: Log;
}

const AT_ONCE = 100;
/** A delivery whose reading kills the process is tried this often. */
const MOST_TRIES = 5;

/**
 * Look into deliveries nobody has read yet: find the issue each is about and wake it up. Runs until none is left.
 *
 * A delivery that cannot be read stays stored and marked; one of a project that is not configured is left alone.
 */
export async function routeDeliveries(ports: RoutePorts): Promise<void> {
  for (;;) {
    const rows = await ports.inbox.takeNew(AT_ONCE);
    if (rows.length === 0) return;
    const suspects = rows.filter((row) => row.attempts > 0);
    await ports.inbox.countAttempt(rows.map((row) => row.id));
    const hopeless = suspects.filter((row) => row.attempts >= MOST_TRIES).map((row) => row.id);
    if (hopeless.length > 0) await ports.inbox.park(hopeless, "reading it failed five times");
    await sort(
      ports,
      rows.filter((row) => !hopeless.includes(row.id)),
    );
  }
}

async function sort(ports: RoutePorts, rows: readonly StoredDelivery[]): Promise<void> {
  const woken = new Map<string, IssueRef>();
  const routed: { id: string; route: IssueRef & { kind: string } }[] = [];
  const ended = new Map<string, { state: "ignored" | "foreign" | "unreadable"; reason: string; ids: string[] }>();
  for (const row of rows) {
    const hint: DeliveryHint =
      row.body === null ? { kind: "unreadable", reason: "its body is gone" } : ports.readDelivery(row.event, row.body);
    const verdict = judge(ports, hint);
    if ("issue" in verdict) {
      routed.push({ id: row.id, route: { ...verdict.issue, kind: hint.kind } });
      woken.set(`${verdict.issue.projectId}/${verdict.issue.issueIid}`, verdict.issue);
      continue;
    }
    const group = ended.get(`${verdict.state}:${verdict.reason}`) ?? { ...verdict, ids: [] };
    group.ids.push(row.id);
    ended.set(`${verdict.state}:${verdict.reason}`, group);
  }
  await ports.inbox.sortOut({ routed, ended: [...ended.values()] });
  for (const { state, reason, ids } of ended.values()) {
    if (state === "unreadable") ports.log.warn("Keep deliveries that cannot be read", { reason, count: ids.length });
  }
  for (const issue of woken.values()) ports.wake(issue);
}

type Verdict =
  | { readonly issue: IssueRef }
  | { readonly state: "ignored" | "foreign" | "unreadable"; readonly reason: string };

function judge(ports: RoutePorts, hint: DeliveryHint): Verdict {
  if (hint.kind === "unreadable") return { state: "unreadable", reason: hint.reason };
  if (hint.kind === "other") return { state: "ignored", reason: hint.reason };
  if (hint.kind === "emoji" || hint.issueIid === null)
    return { state: "ignored", reason: "an emoji says nothing here" };
  if (!ports.isFollowed(hint.projectId)) return { state: "foreign", reason: "its project is not configured" };
  if (isOwnEcho(ports.bot(), hint)) return { state: "ignored", reason: "it tells what this bot did itself" };
  return { issue: { projectId: hint.projectId, issueIid: hint.issueIid } };
}

/** The bot's own notes, labels and closing come back as deliveries. Only a changed description is always looked at. */
function isOwnEcho({ ownIds }: BotAccount, hint: Extract<DeliveryHint, { kind: "issue" | "note" }>): boolean {
  if (hint.kind === "note") {
    const edited = hint.updatedById !== null && !ownIds.has(hint.updatedById);
    return hint.authorId !== null && ownIds.has(hint.authorId) && !edited;
  }
  return hint.user !== null && ownIds.has(hint.user.userId) && hint.description === null;
}
