import { away, back } from "../../commands/away.ts";
import { isCommandName } from "../../commands/commands.ts";
import { my } from "../../commands/my.ts";
import { bare, suggestLine, withoutPeople } from "../../commands/words.ts";
import type { CommandEvent } from "../../enrollment/event.ts";
import type { Verdict } from "../../enrollment/judge-turn.ts";
import { ineligible } from "../../enrollment/standing.ts";
import type { DeskCommandName } from "../desk-note-plan.ts";
import { rolesOnDesk } from "../desk-roles.ts";
import { accept } from "./accept.ts";
import { asOnAnIssue } from "./as-on-an-issue.ts";
import { assign } from "./assign.ts";
import { cancel } from "./cancel.ts";
import { confirm } from "./confirm.ts";
import type { DeskCommandKind, DeskContext } from "./desk-context.ts";
import { help } from "./help.ts";
import { offer } from "./offer.ts";
import { recheck } from "./recheck.ts";
import { status } from "./status.ts";

const KINDS: Readonly<Record<DeskCommandName, DeskCommandKind>> = {
  offer,
  accept,
  cancel,
  confirm,
  assign,
  status,
  my: asOnAnIssue(my),
  away: asOnAnIssue(away),
  back: asOnAnIssue(back),
  recheck,
  help,
};

/** Every command of a desk, in the order in which `help` shows them. */
export const DESK_COMMANDS: readonly DeskCommandKind[] = Object.values(KINDS);

/** A line for the bot as the desk reads it; lines mean other things here than on a candidate's issue. */
export interface DeskCall {
  /** `null` when it is no command of the desk. */
  readonly kind: DeskCommandKind | null;
  /** The first word. */
  readonly word: string;
  /** What follows it. */
  readonly words: readonly string[];
}

export function readDeskCall({ text }: Pick<CommandEvent, "text">): DeskCall {
  const [first = "", ...words] = (text.split("\n")[0] ?? "").split(" ");
  const word = bare(first);
  const name = word.toLowerCase();
  return { kind: Object.hasOwn(KINDS, name) ? KINDS[name as DeskCommandName] : null, word, words };
}

/** Run one command of one comment: facts and errands where it may, one answer where it may not. */
export function runDeskCommand(context: DeskContext, event: CommandEvent): Verdict {
  const { ledger } = context;
  const { kind, word, words } = readDeskCall(event);
  if (hasDeniedName(context, event)) {
    const command = kind?.name ?? "…";
    ledger.answer({ ...event, text: command }, { kind: "denied-name", command }, "refused");
    return "judged";
  }
  if (kind === null) {
    answerUnknown(context, event, word, words);
    return "judged";
  }
  // A delivery that names the author as editor is a hint, and any of those who wait could have had it made up.
  if (kind.changes && event.authority !== "own") {
    ledger.answer(event, { kind: "edited-comment", command: kind.name }, "refused");
    return "judged";
  }
  if (kind.roles === null) return kind.judge(context, event, words);
  const standing = context.standing(event.by);
  const roles = rolesOnDesk(ledger.desk(), event.by, standing);
  if (roles === "unknown" || standing === "unknown") return "deferred";
  if (kind.roles.some((role) => roles.has(role))) return kind.judge(context, event, words);
  const why = ineligible(standing);
  if (why !== null) ledger.answer(event, { kind: "not-eligible", why }, "refused");
  else ledger.answer(event, { kind: "not-entitled", command: kind.name, roles: kind.roles }, "refused");
  return "judged";
}

/** As on a candidate's issue: what is heard is kept, whatever command it is. */
function hasDeniedName({ account, isDeniedName }: DeskContext, event: CommandEvent): boolean {
  const { kind, words } = readDeskCall(event);
  const people = (kind?.usernames(words) ?? []).filter((username) => account(username) !== null);
  return isDeniedName(withoutPeople(event.text, people));
}

function answerUnknown({ ledger }: DeskContext, event: CommandEvent, word: string, words: readonly string[]): void {
  if (isCommandName(word.toLowerCase())) {
    ledger.answer(event, { kind: "not-here", command: word.toLowerCase() }, "refused");
    return;
  }
  const names = DESK_COMMANDS.map((one) => one.name);
  const suggestion = suggestLine(word, words, names);
  ledger.answer(event, { kind: "unknown-command", word, suggestion }, "refused");
}
