import { isDeepStrictEqual } from "node:util";

import type { CommandEvent } from "../../domain/enrollment/event.ts";
import type { Ledger } from "../../domain/enrollment/ledger.ts";
import { waitingEngagements, whoLooksAfter } from "../../domain/enrollment/waiting.ts";
import type { ReviewPorts } from "../ports/ports.ts";
import type { Followed } from "./record-review.ts";
import type { NewErrand, StoredErrand } from "../ports/errands-port.ts";
import type { ReviewRecord } from "../ports/store-port.ts";

/** Commands that were written on the desk for this enrollment. */
export function errandEvents(errands: readonly StoredErrand[]): readonly CommandEvent[] {
  return errands.flatMap(({ key, errand }) => (errand.kind === "command" ? [{ ...errand.event, errand: key }] : []));
}

/** The desk proposed open engagements to the coordinator: for the status note. */
export function takeInProposals(ledger: Ledger, errands: readonly StoredErrand[]): void {
  for (const { key, errand } of errands) {
    if (errand.kind !== "proposed") continue;
    const { engagement, to, at } = errand;
    ledger.add({ kind: "engagement-proposed", engagement, to }, key, at);
  }
}

/** What became of the errands this review took in; a command that could not be judged yet stays pending. */
export function errandsDone(ledger: Ledger, errands: readonly StoredErrand[]): ReviewRecord["errandsDone"] {
  const outcomes = ledger.outcomes();
  return errands.flatMap(({ key, errand }) => {
    if (errand.kind !== "command") return [{ key, outcome: { kind: "done" } as const }];
    const outcome = outcomes.get(key);
    return outcome === undefined ? [] : [{ key, outcome }];
  });
}

/**
 * What follows for the program's desk: seats that are free again, and a look when somebody waits otherwise than before,
 * or when it wants to hear what became of its commands.
 */
export async function errandsFor(
  ports: Pick<ReviewPorts, "journal">,
  ledger: Ledger,
  followed: Followed,
): Promise<readonly NewErrand[]> {
  const program = ledger.program();
  const before = followed.firstFact === null ? waitingEngagements(program, followed.enrollment) : [];
  const after = waitingEngagements(program, ledger.enrollment());
  const waitsOtherwise =
    !isDeepStrictEqual(before, after) ||
    (after.length > 0 && whoLooksAfter(followed.enrollment) !== whoLooksAfter(ledger.enrollment()));
  const freed = ledger.errands();
  const isWorthALook = waitsOtherwise || ledger.outcomes().size > 0;
  if (!isWorthALook && freed.length === 0) return [];
  const desk = await ports.journal.deskOf(program.id);
  if (desk === null) return [];
  const head = { issue: desk.issue, from: followed.id };
  const look = `look:${followed.id}:${ledger.enrollment().lastSeq}`;
  return [
    ...freed
      .filter((one) => one.desk === desk.id)
      .map(({ key, offer, why }): NewErrand => {
        const errand = { kind: "seat-freed", offer, enrollmentId: followed.id, why } as const;
        return { ...head, key: `${followed.id}:${key}`, errand };
      }),
    ...(isWorthALook ? [{ ...head, key: look, errand: { kind: "look" } as const }] : []),
  ];
}
