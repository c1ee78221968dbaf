import { boxId } from "../../domain/enrollment/boxes.ts";
import type { Event, Unexplained } from "../../domain/enrollment/event.ts";
import type { Ledger } from "../../domain/enrollment/ledger.ts";
import type { Observed } from "./observe.ts";
import type { Followed, Sight } from "./record-review.ts";
import type { DeferredEvent, Watch } from "../ports/store-port.ts";

const DEFERRED_RETRY_MS = 30_000;
/** A system note that is late comes within this time; then the turn stays unattributed until a delivery tells more. */
const LOOK_FOR_RECORD_MS = 10_000;
const RECORD_EXPECTED_MS = 60_000;
const UNEXPLAINED_KEPT = 50;
const UNEXPLAINED_KEPT_MS = 14 * 86_400_000;

/** What is remembered of an enrollment's issue until its next review. */
export function watchAfter(
  followed: Followed,
  sight: Sight,
  ledger: Ledger,
  observed: Observed,
  deferred: readonly Event[],
  now: Date,
): Watch {
  const watch = watchOf(followed, sight, [...deferred, ...observed.undecided], now);
  return {
    ...watch,
    unexplained: unexplainedAfter(followed, ledger, observed, now),
    statusNote: followed.movedHere ? null : watch.statusNote,
  };
}

/**
 * What is remembered of any issue, an enrollment's or a desk's. What the bot made of it itself, its status note and due
 * date, stays as it was.
 *
 * @param waiting - What could not be judged yet, and is tried again.
 */
export function watchOf(
  { watch, commentsFrom }: Pick<Followed, "watch" | "commentsFrom">,
  { issue, notes }: Sight,
  waiting: readonly Event[],
  now: Date,
): Watch {
  const since = new Map((watch?.deferred ?? []).map((one) => [one.event.key, one.since]));
  const readTo = notes.at(-1)?.updatedAt ?? watch?.notesReadTo ?? commentsFrom;
  return {
    description: issue.description,
    state: issue.state,
    labels: issue.labels,
    issueUpdatedAt: issue.updatedAt,
    userNotesCount: issue.userNotesCount,
    notesReadTo: watch !== null && watch.notesReadTo > readTo ? watch.notesReadTo : readTo,
    notesCountFrom: commentsFrom,
    unexplained: [],
    deferred: waiting.map((event): DeferredEvent => ({ event, since: since.get(event.key) ?? now })),
    statusNote: watch?.statusNote ?? null,
    ...(watch?.dueDate === undefined ? {} : { dueDate: watch.dueDate }),
    unreachableSince: null,
  };
}

function unexplainedAfter(followed: Followed, ledger: Ledger, observed: Observed, now: Date): readonly Unexplained[] {
  const explained = new Set(
    observed.events.flatMap((event) =>
      event.kind === "attribution" && event.proof === "record" ? [event.turn.key] : [],
    ),
  );
  const turns = observed.events.filter((event) => event.kind === "turn");
  // A box that was turned back since is a new story: its next tick is no late word about the old one.
  const isOvertaken = ({ at, box, to }: Unexplained): boolean =>
    turns.some((turn) => boxId(turn.box) === boxId(box) && turn.to !== to && turn.at > at);
  const written = new Set(ledger.facts().map((fact) => fact.key));
  const fresh = turns.flatMap((event): Unexplained[] => {
    if (event.proof === "record" || event.late || !written.has(event.key)) return [];
    const { key, at, box, to, alone, stale, firstSight, by } = event;
    return [{ key, at, box, to, alone, stale, firstSight, hint: by }];
  });
  return [...(followed.watch?.unexplained ?? []), ...fresh]
    .filter(
      (one) => !explained.has(one.key) && !isOvertaken(one) && now.getTime() - one.at.getTime() < UNEXPLAINED_KEPT_MS,
    )
    .slice(-UNEXPLAINED_KEPT);
}

/** When to look again although nobody says so. */
export function nextLook(watch: Watch, actionsAt: readonly Date[], now: Date): Date | null {
  const times = actionsAt.map((at) => at.getTime());
  if (watch.deferred.length > 0) times.push(now.getTime() + DEFERRED_RETRY_MS);
  const young = watch.unexplained.some((one) => now.getTime() - one.at.getTime() < RECORD_EXPECTED_MS);
  if (young) times.push(now.getTime() + LOOK_FOR_RECORD_MS);
  return times.length === 0 ? null : new Date(Math.min(...times));
}
