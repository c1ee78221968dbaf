import type { Answer } from "../../../src/domain/enrollment/action.ts";
import type { Ledger } from "../../../src/domain/enrollment/ledger.ts";

/** What people were answered in one review. */
export function answersOf(ledger: Ledger): readonly Answer[] {
  return ledger
    .actions()
    .flatMap(({ action }) => (action.kind === "note" && action.note.kind === "answer" ? [action.note.answer] : []));
}
