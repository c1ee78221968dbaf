import { renderDeskStatus } from "../../domain/talk/desk-status.ts";
import { deskScene } from "./desk-scenery.ts";
import { keepLivingNote } from "../perform/keep-status-note.ts";
import { ownNotes } from "../perform/own-notes.ts";
import { lookAgainAt, stillUnfinished } from "../perform/perform-actions.ts";
import type { Posting } from "../perform/performance.ts";
import type { ReviewPorts } from "../ports/ports.ts";
import { react } from "../perform/react.ts";
import { resolveAttempts } from "../perform/resolve-attempts.ts";
import type { RecordedDesk } from "./review-desk.ts";
import { sendDeskNotes } from "./send-desk-notes.ts";
import type { StoredAction } from "../ports/store-port.ts";
import { nextLook } from "../review/watch-after.ts";

/**
 * Do on GitLab what the desk's journal led to; the same way, and as safe from crashes, as `performActions` does for an
 * enrollment. On a desk that cannot work nothing is said but why.
 *
 * @throws {GitLabFailure} when GitLab cannot be reached; what was not done stays written down.
 */
export async function performDesk(ports: ReviewPorts, recorded: RecordedDesk): Promise<void> {
  const { id, sight, watch, service } = recorded;
  const issue = { projectId: sight.issue.projectId, issueIid: sight.issue.issueIid };
  const unfinished = (await ports.actions.unfinished(id)).filter((stored) => isSaid(recorded, stored));
  const plans = unfinished.flatMap(({ action }) => (action.kind === "desk-note" ? [action.note] : []));
  const scene = await deskScene(ports, recorded, plans);
  const body = renderDeskStatus(scene);
  const own = ownNotes(sight.notes, ports.bot().ownIds);
  const posting: Posting = { ports, id, issue, own, livingNote: () => body, watch };
  try {
    const inTheAir = await resolveAttempts(posting, unfinished);
    const left = (await stillUnfinished(posting, unfinished)).filter((stored) => isSaid(recorded, stored));
    await sendDeskNotes(
      { posting, recorded, scene },
      left.filter(({ key }) => !inTheAir.has(key)),
    );
    await react(posting, unfinished);
    if (service === "open") await keepLivingNote(posting, body);
  } catch (error) {
    await ports.journal.saveWatch(id, posting.watch, ports.now());
    throw error;
  }
  await rememberDesk(posting, recorded, unfinished);
}

/** While a desk cannot work, only what tells why is said. */
function isSaid({ service }: RecordedDesk, { action }: StoredAction): boolean {
  if (service === "open") return true;
  return (
    action.kind === "desk-note" && action.note.kind === (service === "public" ? "not-confidential" : "second-desk")
  );
}

async function rememberDesk(
  posting: Posting,
  recorded: RecordedDesk,
  unfinished: readonly StoredAction[],
): Promise<void> {
  const { ports, id, issue, watch } = posting;
  const now = ports.now();
  const left = (await stillUnfinished(posting, unfinished)).filter((stored) => isSaid(recorded, stored));
  const times = left.map((stored) => lookAgainAt(stored, now));
  const wakeAt = nextLook(watch, recorded.lookAgainAt === null ? times : [...times, recorded.lookAgainAt], now);
  await ports.journal.saveWatch(id, watch, wakeAt);
  if (wakeAt !== null) ports.wake(issue, wakeAt);
}
