import { namesNobody } from "../../commands/command-kind.ts";
import { isPlaceholder } from "../../commands/words.ts";
import type { CommandEvent } from "../../enrollment/event.ts";
import type { Verdict } from "../../enrollment/judge-turn.ts";
import { rolesOnDesk } from "../desk-roles.ts";
import type { DeskCommandKind, DeskContext } from "./desk-context.ts";
import { afterOffer, findOffer } from "./find-offer.ts";

const MAX_REASON_LENGTH = 1000;

/** Whoever made an offer, or a coordinator, takes it back. Who has a seat keeps the date. */
export const cancel: DeskCommandKind = {
  name: "cancel",
  usage: "cancel offer NUMBER WHY",
  explained: "desk.help.cancel",
  changes: true,
  roles: ["engineer", "coordinator", "owner"],
  usernames: namesNobody,
  judge: judgeCancel,
};

function judgeCancel(context: DeskContext, event: CommandEvent, words: readonly string[]): Verdict {
  const { ledger } = context;
  const [word, ...rest] = afterOffer(words);
  const offer = findOffer(context, event, "cancel", word);
  if (offer === null) return "judged";
  const roles = rolesOnDesk(ledger.desk(), event.by, context.standing(event.by));
  if (roles === "unknown") return "deferred";
  const { number, engineer } = offer;
  if (engineer !== event.by && !roles.has("coordinator") && !roles.has("owner")) {
    ledger.answer(event, { kind: "not-own-offer", offer: number, engineer }, "refused");
    return "judged";
  }
  if (!offer.isWithdrawn) {
    const written = rest.join(" ").slice(0, MAX_REASON_LENGTH).toWellFormed().trim();
    const reason = written === "" || isPlaceholder(written) ? null : written;
    const body = { kind: "offer-withdrawn", offer: number, by: event.by, reason } as const;
    ledger.add(body, `withdraw:${event.key}`, event.at);
  }
  const takers = [...offer.takers.values()];
  if (takers.length === 0) ledger.accept(event);
  else ledger.answer(event, { kind: "offer-withdrawn", offer: number, takers }, "done");
  return "judged";
}
