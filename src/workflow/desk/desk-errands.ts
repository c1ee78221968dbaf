import { hasBegun } from "../../domain/desk/take-seat.ts";
import type { DeskErrand, DeskLedger } from "../../domain/desk/desk-ledger.ts";
import type { DeskOutcomePlan } from "../../domain/desk/desk-note-plan.ts";
import type { NewErrand, StoredErrand } from "../ports/errands-port.ts";
import type { ReviewPorts } from "../ports/ports.ts";
import type { ReviewRecord, StoredAction } from "../ports/store-port.ts";

/** What enrollments tell the desk: seats that are free again. That somebody waits otherwise is looked up anyway. */
export function takeInErrands(
  ledger: DeskLedger,
  errands: readonly StoredErrand[],
  now: Date,
): ReviewRecord["errandsDone"] {
  for (const { key, errand } of errands) {
    if (errand.kind !== "seat-freed") continue;
    const { offer, enrollmentId, why } = errand;
    ledger.add({ kind: "seat-freed", offer, enrollmentId, why }, key, now);
  }
  return errands.map(({ key }) => ({ key, outcome: { kind: "done" } }));
}

/** A seat whose date could not be set is free again. */
export async function freeRefusedSeats(ports: ReviewPorts, ledger: DeskLedger): Promise<void> {
  for (const stored of await ports.actions.unfinished(ledger.id)) {
    const plan = outcomePlanOf(stored);
    if (plan?.command !== "accept") continue;
    for (const { key, from, errand, outcome } of await ports.errands.sentBy(ledger.id, plan.errands)) {
      if (outcome?.kind !== "refused" || errand.kind !== "command" || errand.event.offer === undefined) continue;
      const { offer } = errand.event.offer;
      const enrollmentId = key.slice(plan.errands.length);
      const isTaken = ledger.desk().offers.get(offer)?.takers.has(enrollmentId) === true;
      if (!isTaken || from !== ledger.id) continue;
      ledger.add({ kind: "seat-freed", offer, enrollmentId, why: "refused" }, `refused:${key}`, ports.now());
    }
  }
}

/** While a desk was closed nobody told it of seats that were given back: those nobody has the date of are free. */
export async function freeForgottenSeats(ports: ReviewPorts, ledger: DeskLedger): Promise<void> {
  const now = ports.now();
  const sent = await ports.errands.sentBy(ledger.id, "accept:");
  const unanswered = sent.filter(({ outcome }) => outcome === null);
  for (const offer of ledger.desk().offers.values()) {
    if (offer.takers.size === 0 || hasBegun(offer, now)) continue;
    const { number, start, lengthMs, takers } = offer;
    const end = new Date(start.getTime() + lengthMs);
    const bookings = await ports.engagements.overlapping([...takers.values()], start, end);
    for (const enrollmentId of takers.keys()) {
      const isBooked = bookings.some((one) => one.enrollmentId === enrollmentId);
      if (isBooked || unanswered.some(({ key }) => key.endsWith(`:${enrollmentId}`))) continue;
      const body = { kind: "seat-freed", offer: number, enrollmentId, why: "cancelled" } as const;
      ledger.add(body, `forgotten:${number}:${enrollmentId}:${ledger.desk().lastSeq}`, now);
    }
  }
}

/** @returns `null` for an action of another kind. */
function outcomePlanOf({ action }: StoredAction): DeskOutcomePlan | null {
  return action.kind === "desk-note" && action.note.kind === "outcome" ? action.note : null;
}

export function toNewErrand(deskId: string, { key, issue, errand }: DeskErrand): NewErrand {
  return { key, issue, from: deskId, errand };
}
