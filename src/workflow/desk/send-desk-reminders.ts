import { fold } from "../../domain/enrollment/enrollment.ts";
import type { PersonId } from "../../domain/enrollment/fact.ts";
import { findVersion } from "../../domain/program/program-set.ts";
import { type DeskReminder, renderDeskReminders } from "../../domain/talk/desk-reminders.ts";
import type { DeskScene } from "../../domain/talk/desk-scene.ts";
import type { Posting } from "../perform/performance.ts";
import { postNote } from "../perform/post-note.ts";
import { momentOfBundle } from "../reminders/moment-of-bundle.ts";
import { stillWaiting } from "../reminders/plan-reminders.ts";
import type { ReviewPorts } from "../ports/ports.ts";
import type { StoredReminder } from "../ports/reminders-port.ts";
import type { RecordedDesk } from "./review-desk.ts";
import { createScenery } from "../perform/scenery.ts";
import type { StoredAction } from "../ports/store-port.ts";

interface DeskCarrier {
  readonly posting: Posting;
  readonly recorded: Pick<RecordedDesk, "program">;
  readonly scene: DeskScene;
}

/** Remind people of what waits for them on several candidates' issues: one note each, in their own working hours. */
export async function sendDeskReminders(carrier: DeskCarrier, due: readonly StoredAction[]): Promise<void> {
  for (const stored of due) {
    if (stored.action.kind === "note" && stored.action.note.kind === "reminder") {
      await sendBundle(carrier, stored, stored.action.note.person);
    }
  }
}

async function sendBundle(
  { posting, recorded, scene }: DeskCarrier,
  stored: StoredAction,
  person: PersonId,
): Promise<void> {
  const { ports } = posting;
  const { key } = stored;
  const rows = await ports.reminders.ofBundle(key);
  const items = await itemsOf(ports, rows, person);
  const names = await ports.people.find([person]);
  if (items.length === 0 || !names.has(person)) {
    await ports.actions.drop(key, "somebody acted in the meantime, or the person was forgotten");
    return;
  }
  const moment = await momentOfBundle(ports, recorded.program, person, stored, rows);
  if (moment === null) return;
  const known: DeskScene = { ...scene, nameOf: (one) => names.get(one) ?? scene.nameOf(one) };
  const body = renderDeskReminders(known, key, { person, items, ...moment });
  await postNote(posting, { keys: [key], markerKey: key, body, askedPerson: person, settles: false });
}

/** What of a bundle still waits, each in the words of its own enrollment. */
async function itemsOf(
  ports: ReviewPorts,
  rows: readonly StoredReminder[],
  person: PersonId,
): Promise<readonly DeskReminder[]> {
  const items: DeskReminder[] = [];
  for (const [id, own] of Map.groupBy(rows, (row) => row.enrollmentId)) {
    const stored = await ports.journal.get(id);
    const enrollment = stored === null ? null : fold(stored.facts);
    const program =
      enrollment === null ? null : findVersion(ports.programs(), enrollment.programId, enrollment.version);
    if (enrollment === null || program === null) continue;
    const waiting = stillWaiting(
      { id, enrollment, program },
      own.map(({ key }) => key),
    );
    const scenery = await createScenery(ports, { id, program, enrollment, badge: null }, true);
    await scenery.meet([person]);
    const candidate = enrollment.candidate?.person ?? null;
    const username = candidate === null ? null : (await ports.people.find([candidate])).get(candidate)?.username;
    for (const { key, issue, reminder } of own) {
      if (!waiting.has(key)) continue;
      const isClaim = reminder.trigger === "confirmation-waits" && username != null;
      items.push({
        issue: `${ports.projectPath(issue.projectId) ?? issue.projectId}#${issue.issueIid}`,
        what: scenery.reminded(reminder, person),
        command: isClaim && scenery.isConfirmable(reminder, person) ? `confirm ${reminder.task} @${username}` : null,
      });
    }
  }
  return items;
}
