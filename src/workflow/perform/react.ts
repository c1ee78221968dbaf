import type { Emoji } from "../../domain/enrollment/action.ts";
import type { StoredAction } from "../ports/store-port.ts";
import { isFinalRefusal, type Posting } from "./performance.ts";

/** Putting an emoji twice is putting it once, so these need no adoption. */
export async function react(posting: Posting, unfinished: readonly StoredAction[]): Promise<void> {
  const { actions, now } = posting.ports;
  for (const { key, action } of unfinished) {
    if (action.kind !== "react") continue;
    if (await markComment(posting, action.noteId, action.emoji)) {
      await actions.done(key, { at: now(), noteId: null, askedPerson: null, settles: false });
    } else await actions.drop(key, "GitLab refuses the emoji");
  }
}

/**
 * Put an emoji on a comment, which sends no mail.
 *
 * @returns Whether it is there. Where the comment is gone, or emoji are not for this account, its command ran all the same.
 * @throws {GitLabFailure} when GitLab cannot be reached.
 */
export async function markComment({ ports, issue }: Posting, noteId: number, emoji: Emoji): Promise<boolean> {
  try {
    await ports.gitlab.awardEmoji(issue, noteId, emoji);
    return true;
  } catch (error) {
    if (!isFinalRefusal(error)) throw error;
    ports.log.warn("Cannot mark a comment with an emoji", { ...issue, noteId, error });
    return false;
  }
}
