import type { Command } from "../../commands/commands.ts";
import { printLength } from "../../engagement/length.ts";
import { printWhen } from "../../engagement/when.ts";
import type { CommandEvent } from "../../enrollment/event.ts";
import type { Verdict } from "../../enrollment/judge-turn.ts";
import type { Offer } from "../desk.ts";
import type { DeskAnswer } from "../desk-note-plan.ts";
import { whyNot } from "../match.ts";
import { takeSeat } from "../take-seat.ts";
import { type FoundCandidate, isCopied, sendForAll, usernamesIn, withCandidates } from "./candidates.ts";
import type { DeskCommandKind, DeskContext } from "./desk-context.ts";
import { afterOffer, findOffer } from "./find-offer.ts";

/** A coordinator takes a seat for somebody; the date is then set on their issue, with the coordinator's rights there. */
export const accept: DeskCommandKind = {
  name: "accept",
  usage: "accept NUMBER for @username",
  explained: "desk.help.accept",
  changes: true,
  roles: ["coordinator", "owner"],
  usernames: usernamesIn,
  judge: judgeAccept,
};

function judgeAccept(context: DeskContext, event: CommandEvent, words: readonly string[]): Verdict {
  const offer = findOffer(context, event, "accept", afterOffer(words)[0]);
  if (offer === null) return "judged";
  const [username, ...others] = usernamesIn(words);
  if (username === undefined || others.length > 0 || isCopied(username)) {
    const missing = username !== undefined && isCopied(username) ? "placeholder" : "candidate";
    context.ledger.answer(event, { kind: "malformed", command: "accept", missing }, "refused");
    return "judged";
  }
  return withCandidates(context, [username], ([named]) => {
    if (named === undefined) return;
    if (named.enrollment !== null) take(context, event, offer, named);
    else {
      const { candidate, why } = named;
      const parts = [{ username, candidate, errand: null, why }];
      context.ledger.answer(event, { kind: "nobody-found", parts }, "refused");
    }
  });
}

function take(context: DeskContext, event: CommandEvent, offer: Offer, named: FoundCandidate): void {
  const { ledger } = context;
  const { candidate, enrollment } = named;
  const verdict = takeSeat(
    ledger.desk(),
    offer.number,
    { enrollmentId: enrollment.id, candidate, not: [] },
    context.now,
  );
  if (verdict === "already") {
    ledger.accept(event);
    return;
  }
  const engineer = context.usernameOf(offer.engineer);
  const why = verdict === "taken" ? whyUnfit(context, offer, enrollment.id, candidate) : null;
  if (verdict === "unknown") ledger.answer(event, { kind: "unknown-offer", word: `${offer.number}` }, "refused");
  else if (verdict !== "taken") {
    ledger.answer(event, { kind: "no-seat", offer: offer.number, candidate, why: verdict }, "refused");
  } else if (why !== null) ledger.answer(event, why, "refused");
  else if (engineer === null) ledger.answer(event, { kind: "engineer-gone", offer: offer.number }, "refused");
  else {
    const taken = { offer: offer.number, enrollmentId: enrollment.id, candidate, by: event.by };
    ledger.add({ kind: "seat-taken", ...taken }, `take:${enrollment.id}:${event.key}`, event.at);
    sendForAll(context, event, "accept", [named], {
      ...scheduling(offer, engineer),
      offer: {
        desk: ledger.id,
        offer: offer.number,
        namedBy: [...(ledger.desk().engineers.get(offer.engineer) ?? [])],
      },
    });
  }
}

function whyUnfit(context: DeskContext, offer: Offer, enrollmentId: string, candidate: number): DeskAnswer | null {
  const { engagement, number } = offer;
  const waiting = context.waiting.find((one) => one.enrollmentId === enrollmentId && one.engagement === engagement);
  if (waiting === undefined) return { kind: "not-waiting", candidate, engagement };
  const why = whyNot(waiting, offer);
  return why === null ? null : { kind: "does-not-fit", offer: number, candidate, why };
}

/** What a coordinator would write on the candidate's issue. */
function scheduling(offer: Offer, engineer: string): { readonly command: Command; readonly text: string } {
  const words = [
    ...printWhen({ at: offer.start, zone: offer.zone }).split(" "),
    "for",
    printLength(offer.lengthMs),
    "with",
    `@${engineer}`,
    ...(offer.method === null ? [] : ["method", offer.method]),
    ...(offer.codename === null ? [] : ["codename", offer.codename]),
  ];
  return {
    command: { kind: "schedule", engagement: offer.engagement, words, placeholder: false },
    text: ["schedule", offer.engagement, ...words].join(" "),
  };
}
