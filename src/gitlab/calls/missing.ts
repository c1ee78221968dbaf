import { GitLabFailure } from "../../workflow/ports/gitlab-port.ts";

/**
 * `null` for a thing that is not there. A project or group that is not there is no answer about the things in it:
 * "you may not see this" must not read as "nobody". Nor must an empty answer: it is `undefined`, which no schema takes.
 */
export async function nullWhenMissing(call: Promise<unknown>): Promise<unknown> {
  try {
    return (await call) ?? undefined;
  } catch (error) {
    const isMissing = error instanceof GitLabFailure && error.code === "GITLAB_NOT_FOUND";
    if (isMissing && !/\b(?:project|group) not found/i.test(error.message)) return null;
    throw error;
  }
}

/** `null` for what is not there, and for what this account may not do: 403 or 404, whichever GitLab prefers to say. */
export async function nullWhenClosed<T>(call: Promise<T>): Promise<T | null> {
  try {
    return await call;
  } catch (error) {
    // A token without the scope may do nothing at all: that is no answer about this one thing.
    const isClosed = error instanceof GitLabFailure && (error.status === 403 || error.status === 404);
    if (isClosed && !/insufficient_scope/.test(error.message)) return null;
    throw error;
  }
}
