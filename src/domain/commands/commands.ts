import { accept, type AcceptCommand } from "./accept.ts";
import { assign, type AssignCommand } from "./assign.ts";
import { away, type AwayCommand, back, type BackCommand } from "./away.ts";
import { badge, type BadgeCommand } from "./badge.ts";
import { cancel, type CancelCommand } from "./cancel.ts";
import type { CommandKind, CommandRule, Offer } from "./command-kind.ts";
import { confirm, type ConfirmCommand } from "./confirm.ts";
import { decline, type DeclineCommand } from "./decline.ts";
import { done, type DoneCommand } from "./done.ts";
import { enroll, type EnrollCommand } from "./enroll.ts";
import { feedback, type FeedbackCommand } from "./feedback.ts";
import { help, type HelpCommand } from "./help.ts";
import { my, type MyCommand } from "./my.ts";
import { next, type NextCommand } from "./next.ts";
import { offer, type OfferCommand } from "./offer.ts";
import { pause, type PauseCommand } from "./pause.ts";
import { recheck, type RecheckCommand } from "./recheck.ts";
import { request, type RequestCommand } from "./request.ts";
import { reschedule, type RescheduleCommand } from "./reschedule.ts";
import { resume, type ResumeCommand } from "./resume.ts";
import { revoke, type RevokeCommand } from "./revoke.ts";
import { schedule, type ScheduleCommand } from "./schedule.ts";
import { score, type ScoreCommand } from "./score.ts";
import { status, type StatusCommand } from "./status.ts";
import { unknown, type UnknownCommand } from "./unknown.ts";
import { upgrade, type UpgradeCommand } from "./upgrade.ts";
import { waive, type WaiveCommand } from "./waive.ts";
import { withdraw, type WithdrawCommand } from "./withdraw.ts";

/** A command as somebody wrote it. Words are raw: whether a task or role of that name exists is asked later. */
export type Command = KnownCommand | UnknownCommand;

export type KnownCommand =
  | NextCommand
  | StatusCommand
  | DoneCommand
  | ConfirmCommand
  | DeclineCommand
  | WithdrawCommand
  | WaiveCommand
  | ScoreCommand
  | FeedbackCommand
  | ScheduleCommand
  | RescheduleCommand
  | CancelCommand
  | RequestCommand
  | OfferCommand
  | AcceptCommand
  | AssignCommand
  | PauseCommand
  | ResumeCommand
  | MyCommand
  | AwayCommand
  | BackCommand
  | BadgeCommand
  | RevokeCommand
  | EnrollCommand
  | UpgradeCommand
  | RecheckCommand
  | HelpCommand;

export type CommandName = KnownCommand["kind"];

/** In the order in which `help` shows them. */
const KINDS = {
  next,
  status,
  done,
  confirm,
  decline,
  withdraw,
  waive,
  score,
  feedback,
  schedule,
  reschedule,
  cancel,
  request,
  offer,
  accept,
  assign,
  pause,
  resume,
  my,
  away,
  back,
  badge,
  revoke,
  enroll,
  upgrade,
  recheck,
  help,
} satisfies { readonly [Name in CommandName]: CommandKind<Extract<KnownCommand, { kind: Name }>> };

/** Every command there is. The parser, `help` and "did you mean" all follow from this list. */
export const COMMANDS: readonly (typeof KINDS)[CommandName][] = Object.values(KINDS);

export function isCommandName(word: string): word is CommandName {
  return Object.hasOwn(KINDS, word);
}

/** How a command is judged. */
export function kindOf(command: Command): CommandRule<Command> {
  // By its own name a command finds its own rule, which the compiler cannot follow from one variant to the other.
  return (command.kind === "unknown" ? unknown : KINDS[command.kind]) as CommandRule<Command>;
}

/** What the words after a command's name say. */
export function readCommand(name: CommandName, words: readonly string[], lines: readonly string[]): KnownCommand {
  return KINDS[name].read(words, lines);
}

/** Do the lines that follow belong to it? */
export function takesLines(name: CommandName): boolean {
  return KINDS[name].takesLines === true;
}

/** The line a command would be written as, without the bot's name. */
export function printCommand(command: KnownCommand): string {
  const kind = KINDS[command.kind] as CommandKind<KnownCommand>;
  return [command.kind, ...kind.print(command)].filter((word) => word !== null && word !== "").join(" ");
}

/** What `help` shows to somebody, in its order: what they may write here and now, and nothing else. */
export function offeredTo(somebody: Offer): readonly CommandName[] {
  const now = somebody.enrollment.status;
  return COMMANDS.filter(({ changes, alsoWhen = [], isOffered }) => {
    const isPossible = !changes || now === "active" || alsoWhen.includes(now);
    return isPossible && isOffered(somebody);
  }).map(({ name }) => name);
}

/** The lines to write, such as `@onboarding-bot confirm TASK`; one for each way to use the command. */
export function usageOf(name: CommandName, handle: string): readonly string[] {
  return KINDS[name].usage.split("\n").map((line) => `@${handle} ${line}`);
}
