import type { Enrollment, EnrollmentStatus } from "../enrollment/enrollment.ts";
import type { CommandEvent } from "../enrollment/event.ts";
import type { PersonId } from "../enrollment/fact.ts";
import type { Verdict } from "../enrollment/judge-turn.ts";
import type { Program, RoleId } from "../program/program.ts";
import type { CommandContext } from "./context.ts";

/**
 * One thing people can ask of the bot: how it is written, who may, what follows. One file a command.
 *
 * @typeParam Context - What it needs to know.
 */
export interface CommandKind<C extends { readonly kind: string }, Context = CommandContext> extends CommandRule<
  C,
  Context
> {
  readonly name: C["kind"];
  /** What to write after the bot's name; words in capitals are to be replaced. One line per way to use it; usually one. */
  readonly usage: string;
  /** Id of the sentence that explains it in `help`. */
  readonly explained: string;
  /** It is a form: the lines that follow its own, up to the next command, belong to it. */
  readonly takesLines?: true;
  /**
   * Grammar. Any words make a command; what is missing is `null` in it.
   *
   * @param words - What follows the name, white space folded.
   * @param lines - For a form the lines that belong to it, white space folded, none empty; for others empty.
   */
  readonly read: (words: readonly string[], lines: readonly string[]) => C;
  /** The words to write after the name to get this command; those that are `null` or empty are left out. */
  readonly print: (command: C) => readonly (string | null)[];
  /** Is it shown in `help` to this person, on this issue, now? */
  readonly isOffered: (offer: Offer) => boolean;
}

/** Who may, and what follows: all that matters of a command once it was heard. */
export interface CommandRule<C, Context = CommandContext> {
  /**
   * Does running it change anything? Such a command is not taken from a comment that others may have edited, nor when
   * the enrollment is over. The standing of whoever writes one is looked up before; of others it is `unknown`.
   */
  readonly changes: boolean;
  /**
   * It is somebody's consent about themselves: whoever may edit webhooks and comments could make one up, so
   * not even a delivery that names the author as the editor is believed.
   */
  readonly isConsent?: true;
  /** When it may change something although the enrollment is not active. */
  readonly alsoWhen?: readonly Exclude<EnrollmentStatus, "active">[];
  /** Usernames it names, whose accounts and rights are looked up before it is judged; without `@`, empty for most. */
  readonly usernames: (command: C) => readonly string[];
  /** Countries it names (`DE`, `DE-BY`), looked up before it is judged. */
  readonly countries?: (command: C) => readonly string[];
  /** Write down facts, and mark the comment (`ledger.accept`) or answer it (`ledger.answer`), exactly one of the two. */
  readonly judge: (context: Context, event: CommandEvent, command: C) => Verdict;
}

/** Whom `help` is for, and where. */
export interface Offer {
  readonly program: Program;
  readonly enrollment: Enrollment;
  readonly person: PersonId;
  readonly roles: ReadonlySet<RoleId>;
}

/** For the many commands that name nobody. */
export function namesNobody(): readonly string[] {
  return [];
}
