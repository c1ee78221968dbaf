import { GitLabFailure } from "../ports/gitlab-port.ts";
import type { Hook, Place, SetupPort, TestResult } from "../ports/setup-port.ts";
import { isForbiddenAddress } from "./carry-out.ts";

export interface TestedHook {
  readonly place: Place;
  /** `null` when nothing could be sent at all: no issue, no commit. */
  readonly arrived: boolean | null;
  /** The bot was reached and knows another token. */
  readonly isRefused: boolean;
  /** One sentence; where it did not arrive with what to do. */
  readonly words: string;
}

/**
 * Send a test delivery and wait for what came of it: GitLab makes one of the newest issue, or else of a push, and
 * nothing marks it as a test. The bot takes it in as it takes any.
 */
export async function testHook(gitlab: SetupPort, place: Place, hook: Hook): Promise<TestedHook> {
  try {
    const result = await sendTest(gitlab, place, hook);
    switch (result.kind) {
      case "arrived":
        return { place, arrived: true, isRefused: false, words: `${place.path}: a test delivery has arrived` };
      case "nothing-to-send":
        return {
          place,
          arrived: null,
          isRefused: false,
          words: `${place.path}: there is no issue yet to make a test delivery of`,
        };
      case "failed": {
        const last = await gitlab.lastDelivery(place, hook);
        const status = last?.status ?? null;
        const isRefused = status === 401 || result.reason.includes("not-authentic");
        const words = `${place.path}: ${isRefused ? REFUSED : whyNot(result.reason, status)}`;
        return { place, arrived: false, isRefused, words };
      }
    }
  } catch (error) {
    if (!(error instanceof GitLabFailure)) throw error;
    return { place, arrived: null, isRefused: false, words: `${place.path}: no test delivery, ${error.message}` };
  }
}

const REFUSED =
  "the bot refused a test delivery: it runs with another token than the one in .env, restart it and run this again";

async function sendTest(gitlab: SetupPort, place: Place, hook: Hook): Promise<TestResult> {
  const result = await gitlab.testHook(place, hook.hookId, "issues_events");
  return result.kind === "nothing-to-send" ? gitlab.testHook(place, hook.hookId, "push_events") : result;
}

function whyNot(reason: string, status: number | null): string {
  if (isForbiddenAddress(reason)) {
    return (
      "GitLab may not call this address: an administrator allows addresses of its own network under " +
      "Admin > Settings > Network > Outbound requests"
    );
  }
  const answer = status === null ? reason : `it was answered ${status}`;
  return `a test delivery did not arrive (${answer}): is PUBLIC_URL the bot's address, and does GitLab reach it?`;
}
