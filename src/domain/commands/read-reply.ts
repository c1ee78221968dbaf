import type { Task } from "../program/program.ts";
import type { KnownCommand } from "./commands.ts";

/** One thing an ask is about, by the names people give it. */
export type ReplySubject = Pick<Task, "id" | "name">;

/** What somebody's own words in the thread of an ask come to. `isWeak`: only whoever was asked means it by that. */
interface ReadReply {
  readonly command: KnownCommand;
  readonly isWeak: boolean;
}

/** More than this is a talk and not a yes. In UTF-16 units. */
const MAX_YES = 200;
const MAX_REASON = 2000;

const STRONG_YES = /^(?:i\s+)?(?:confirm(?:ed)?|approved?)\b/iu;
const WEAK_YES = /^(?:yes|ok|okay)\b/iu;
/** Words that turn a yes into something else, or put it off. */
const DOUBT =
  /\?|\b(?:but|not|no|never|except|however|only|unless|if|until|till|once|when|after|before|later|tomorrow|soon|will|shall|would|could|should|can|cannot|let|ask|check|with|first|wait|yet|almost|nearly|half|part(?:ly)?|without|missing|question)\b|n['’]t\b/iu;
/** All that a "yes" or "ok" may be followed by: both are said for many other reasons. */
const POLITE =
  /^(?:[\s,.!;:–—-]|👍|✅|\b(?:yes|ok|okay|confirm|confirmed|approved|done|it|is|it's|that|this|that's|all|good|great|fine|well|looks|thanks|thank|you|and|the)\b)*$/iu;
const NO = /^(?:not\s+yet\b|declined?\b|no(?=\s*[,.:;!–—-]|\s*$))[\s,.:;!–—-]*/iu;

/**
 * Read what somebody answered to an ask to confirm: yes, to all of its tasks or to those they name, or not yet and why.
 *
 * A yes confirms somebody's task, so words in doubt say nothing: whoever wrote them is still asked.
 *
 * @param lines - Their own lines, without quotes and signatures.
 * @param tasks - What the ask was about.
 */
export function readReply(lines: readonly string[], tasks: readonly ReplySubject[]): ReadReply | null {
  const text = lines.join(" ").trim();
  const no = NO.exec(text)?.[0];
  if (no !== undefined) return { command: declineOf(text.slice(no.length), tasks), isWeak: false };
  if (text.length > MAX_YES) return null;
  const strong = STRONG_YES.exec(text)?.[0];
  if (strong !== undefined) {
    return DOUBT.test(text) ? null : { command: confirmOf(text.slice(strong.length), tasks), isWeak: false };
  }
  const [first = "", ...others] = lines;
  const weak = WEAK_YES.exec(first)?.[0];
  if (weak === undefined || !POLITE.test(first) || DOUBT.test(others.join(" "))) return null;
  return { command: confirmOf("", tasks), isWeak: true };
}

function confirmOf(words: string, tasks: readonly ReplySubject[]): KnownCommand {
  const named = tasks.filter((task) => isNamed(task, words));
  const meant = named.length === 0 ? tasks : named;
  return { kind: "confirm", tasks: meant.map(({ id }) => id), placeholder: false };
}

/** With several tasks in the ask the one that is not done has to be named; without a reason that is asked for. */
function declineOf(words: string, tasks: readonly ReplySubject[]): KnownCommand {
  const [only, ...others] = tasks.length === 1 ? tasks : tasks.filter((task) => isNamed(task, words));
  const task = others.length === 0 && only !== undefined ? only.id : null;
  const reason = words.slice(0, MAX_REASON).toWellFormed().trim();
  return { kind: "decline", task, reason: reason === "" ? null : reason, placeholder: false };
}

function isNamed({ id, name }: ReplySubject, words: string): boolean {
  const said = ` ${words.toLowerCase().replaceAll(/[^\p{L}\p{N}-]+/gu, " ")} `;
  return [id, name].some((one) => said.includes(` ${one.toLowerCase()} `));
}
