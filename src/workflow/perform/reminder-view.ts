import type { NoteView } from "../../domain/talk/notes.ts";
import type { PlannedNote } from "./performance.ts";
import { momentOfBundle } from "../reminders/moment-of-bundle.ts";
import { stillWaiting } from "../reminders/plan-reminders.ts";
import type { ReviewPorts } from "../ports/ports.ts";
import type { Recorded } from "../review/record-review.ts";

interface Carrier {
  readonly ports: Pick<ReviewPorts, "reminders" | "people" | "holidays" | "now">;
  readonly recorded: Pick<Recorded, "id" | "enrollment" | "program">;
}

/** What a reminder on an enrollment's own issue says today; a string tells why it is no longer wanted. */
export async function reminderView({ ports, recorded }: Carrier, stored: PlannedNote): Promise<NoteView | string> {
  const plan = stored.action.note;
  if (plan.kind !== "reminder") return "no reminder";
  const rows = await ports.reminders.ofBundle(stored.key);
  const waiting = stillWaiting(
    recorded,
    rows.map(({ key }) => key),
  );
  const items = rows.filter(({ key }) => waiting.has(key)).map(({ reminder }) => reminder);
  if (items.length === 0) return "somebody acted in the meantime";
  if (!(await ports.people.find([plan.person])).has(plan.person)) return "the person was forgotten";
  const moment = await momentOfBundle(ports, recorded.program, plan.person, stored, rows);
  return moment === null ? "put off to another day" : { kind: "reminder", person: plan.person, items, ...moment };
}
