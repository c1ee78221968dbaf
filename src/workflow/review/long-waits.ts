import type { Action } from "../../domain/enrollment/action.ts";
import type { ReviewPorts } from "../ports/ports.ts";
import type { Watch } from "../ports/store-port.ts";

const TELL_AFTER_MS = 15 * 60_000;

/**
 * Unknown is not no: a command whose author GitLab cannot place is kept and tried again, and its author is told once.
 *
 * @param kind - Of the note, by what it is written on: an enrollment's issue or a desk.
 */
export function tellOfLongWaits(
  ports: Pick<ReviewPorts, "log">,
  ledger: { plan(key: string, action: Action, notBefore: Date): void },
  kind: "note" | "desk-note",
  { deferred }: Watch,
  now: Date,
): void {
  for (const { event, since } of deferred) {
    if (event.kind !== "command" || now.getTime() - since.getTime() < TELL_AFTER_MS) continue;
    const reference = `${event.noteId}`;
    const note = { kind: "answer", to: event.by, answer: { kind: "cannot-check", reference } } as const;
    ledger.plan(`cannot-check-${reference}`, { kind, note }, now);
    ports.log.warn("Cannot tell whether a person may do what they ask: GitLab does not say", { reference });
  }
}
