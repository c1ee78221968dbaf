import { namesNobody } from "../../commands/command-kind.ts";
import { readWhen } from "../../engagement/when.ts";
import { settingsOf } from "../../commands/own-settings.ts";
import { bare } from "../../commands/words.ts";
import type { CommandEvent } from "../../enrollment/event.ts";
import type { Verdict } from "../../enrollment/judge-turn.ts";
import { closestWord } from "../../program/closest-word.ts";
import { type EngagementKind, findEngagementKind } from "../../program/program.ts";
import type { Offer } from "../desk.ts";
import type { DeskAnswer } from "../desk-note-plan.ts";
import type { DeskCommandKind, DeskContext } from "./desk-context.ts";
import { offerOptionWords, readOfferOptions } from "./offer-options.ts";

/** An engineer has a date and looks for candidates. */
export const offer: DeskCommandKind = {
  name: "offer",
  usage: "offer ENGAGEMENT YYYY-MM-DD HH:MM Area/City seats 1",
  explained: "desk.help.offer",
  changes: true,
  roles: ["engineer", "coordinator", "owner"],
  usernames: namesNobody,
  judge: judgeOffer,
};

type Wanted = Pick<Offer, "engagement" | "start" | "zone" | "lengthMs" | "method" | "language" | "codename" | "seats">;

function judgeOffer(context: DeskContext, event: CommandEvent, words: readonly string[]): Verdict {
  const { ledger } = context;
  const wanted = readOffer(context, event, words);
  if ("kind" in wanted) {
    ledger.answer(event, wanted, "refused");
    return "judged";
  }
  const same = [...ledger.desk().offers.values()].find(
    (one) =>
      !one.isWithdrawn &&
      one.engineer === event.by &&
      one.engagement === wanted.engagement &&
      one.start.getTime() === wanted.start.getTime(),
  );
  if (same !== undefined) {
    ledger.answer(event, { kind: "already-offered", offer: same.number }, "refused");
    return "judged";
  }
  const number = ledger.desk().lastOffer + 1;
  const body = {
    ...wanted,
    kind: "offer-made",
    offer: number,
    by: event.by,
    start: wanted.start.toISOString(),
  } as const;
  ledger.add(body, `offer:${event.key}`, event.at);
  ledger.accept(event);
  return "judged";
}

function readOffer(context: DeskContext, event: CommandEvent, words: readonly string[]): Wanted | DeskAnswer {
  const [first = "", ...rest] = words;
  const kind = findKind(context, first);
  if ("ids" in kind) {
    const word = bare(first);
    if (word === "" || word === "ENGAGEMENT") return { kind: "malformed", command: "offer", missing: "engagement" };
    return { kind: "unknown-engagement", word, suggestion: closestWord(word, kind.ids), command: "offer" };
  }
  const when = readWhen(rest, context.now, { zone: settingsOf(context, event.by).zone });
  if (when.kind === "fault") {
    const { fault } = when;
    if (fault.kind === "missing") return { kind: "malformed", command: "offer", missing: "date" };
    if (fault.kind === "placeholder") return { kind: "malformed", command: "offer", missing: "placeholder" };
    return { kind: "bad-date", command: `offer ${kind.id}`, fault, rest: offerOptionWords(rest).join(" ") };
  }
  const { at, zone } = when.moment;
  const options = readOfferOptions(when.rest, kind);
  return "kind" in options ? options : { engagement: kind.id, start: at, zone, ...options };
}

function findKind({ program }: DeskContext, word: string): EngagementKind | { readonly ids: readonly string[] } {
  const id = bare(word).toLowerCase();
  return findEngagementKind(program, id) ?? { ids: program.engagements.map((one) => one.id) };
}
