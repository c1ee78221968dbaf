import { BADGE_PAGE_CHANGES, type BadgePageChange } from "../badge/badge.ts";
import { renewableFrom } from "../badge/credential.ts";
import type { CommandEvent } from "../enrollment/event.ts";
import type { Verdict } from "../enrollment/judge-turn.ts";
import { closestWord } from "../program/closest-word.ts";
import { type CommandKind, namesNobody, type Offer } from "./command-kind.ts";
import type { CommandContext } from "./context.ts";
import { steering } from "./rights.ts";
import { bare } from "./words.ts";

export interface BadgeCommand {
  readonly kind: "badge";
  /** What to do with it, in small letters; `null` asks where it is. */
  readonly word: string | null;
}

/** What can be written after `badge`; the last is no answer to a page but to time. */
const WORDS: readonly string[] = [...BADGE_PAGE_CHANGES.filter((change) => change !== "tell-address"), "renew"];

/** The holder opens, names and closes the page of their badge; alone it answers where the page is. */
export const badge: CommandKind<BadgeCommand> = {
  name: "badge",
  usage: "badge show-name\nbadge hide",
  explained: "help.badge",
  changes: true,
  isConsent: true,
  alsoWhen: ["certified"],
  read: (words) => ({ kind: "badge", word: readWord(words) }),
  print: ({ word }) => [word],
  usernames: namesNobody,
  isOffered: ({ program, enrollment, roles }: Offer) =>
    program.badge !== null && enrollment.status === "certified" && roles.has("candidate"),
  judge: judgeBadge,
};

/** `show name`, `show my name` and `show-name` are one. */
function readWord(words: readonly string[]): string | null {
  const said = words.map((word) => bare(word).toLowerCase()).filter((word) => word !== "" && word !== "my");
  return said.length === 0 ? null : said.join("-").slice(0, 60);
}

function judgeBadge(context: CommandContext, event: CommandEvent, { word }: BadgeCommand): Verdict {
  const { ledger } = context;
  if (ledger.program().badge === null) {
    ledger.answer(event, { kind: "no-badge-here" }, "refused");
    return "judged";
  }
  if (word === "renew") return steering(context, event, () => judgeRenewal(context, event));
  if (ledger.enrollment().candidate?.person !== event.by) {
    ledger.answer(event, { kind: "not-your-badge" }, "refused");
    return "judged";
  }
  if (word === null) {
    add(context, event, "tell-address");
    ledger.answer(event, { kind: "badge-address" }, "done");
  } else if (isChange(word)) {
    add(context, event, word);
    ledger.accept(event);
  } else {
    ledger.answer(event, { kind: "unknown-badge-word", word, suggestion: closestWord(word, WORDS) }, "refused");
  }
  return "judged";
}

/** A badge that holds for a time may be renewed near its end, and after it. */
function judgeRenewal({ ledger }: CommandContext, event: CommandEvent): void {
  const { badge: standing, certifiedAt } = ledger.enrollment();
  const design = ledger.program().badge;
  if (certifiedAt === null || design === null) {
    ledger.answer(event, { kind: "not-certified" }, "refused");
  } else if (standing.revoked !== null) {
    ledger.answer(event, { kind: "badge-revoked-before", at: standing.revoked.at.toISOString() }, "refused");
  } else {
    const from = renewableFrom(design, standing.renewedAt ?? certifiedAt);
    if (from === null || event.at < from) {
      ledger.answer(event, { kind: "not-renewable", from: from?.toISOString() ?? null }, "refused");
      return;
    }
    ledger.add({ kind: "badge-renewed", by: event.by }, `badge-renew:${event.key}`, event.at);
    ledger.accept(event);
  }
}

function isChange(word: string): word is Exclude<BadgePageChange, "tell-address"> {
  return word !== "tell-address" && (BADGE_PAGE_CHANGES as readonly string[]).includes(word);
}

function add({ ledger }: CommandContext, event: CommandEvent, change: BadgePageChange): void {
  ledger.add({ kind: "badge-page-set", by: event.by, change }, `badge:${event.key}`, event.at);
}
