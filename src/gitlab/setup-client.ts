import { z } from "zod";

import { GitLabFailure } from "../workflow/ports/gitlab-port.ts";
import type { SetupPort } from "../workflow/ports/setup-port.ts";
import { accountAnswer, readAnswer } from "./answers.ts";
import { createBudget } from "./budget.ts";
import { createLocalLedger } from "./budget-ledger.ts";
import { createCaller } from "./call-gitlab.ts";
import { nullWhenClosed } from "./calls/missing.ts";
import { fileCalls } from "./calls/setup-files.ts";
import { hookCalls, placeOf } from "./calls/setup-hooks.ts";
import { systemClock } from "./clock.ts";
import { createAttempt } from "./http-attempt.ts";
import { at, createRest, type Rest } from "./rest.ts";
import {
  groupAnswer,
  labelAnswer,
  levelAnswer,
  setupProjectAnswer,
  tokenAnswer,
  versionAnswer,
} from "./setup-answers.ts";

/** Somebody sits in front of the terminal: sooner an answer than one try more. */
const TUNING = {
  timeoutMs: 15_000,
  maxAttempts: 2,
  totalMs: 20_000,
  maxBudgetWaitMs: 60_000,
  maxAnswerBytes: 32 * 1024 * 1024,
};

/** Connect to one GitLab as one account, to prepare it or to look. Sends nothing before the first call. */
export function createSetupClient({ url, token }: { readonly url: string; readonly token: string }): SetupPort {
  const apiUrl = new URL(`${url}/api/v4/`);
  const clock = systemClock;
  const budget = createBudget(createLocalLedger({ notesPerMinute: 60, callsPerMinute: 1500 }, clock), clock);
  const caller = createCaller({
    apiUrl,
    token,
    budget,
    tuning: TUNING,
    clock,
    random: Math.random,
    attempt: createAttempt(),
    onAttempt: () => undefined,
  });
  const rest = createRest(apiUrl, token, caller);
  return { ...hookCalls(rest), ...fileCalls(rest), ...placeCalls(rest), clockSkewMs: () => caller.clockSkewMs() };
}

type FileOrHookCall = keyof ReturnType<typeof hookCalls> | keyof ReturnType<typeof fileCalls>;

function placeCalls(rest: Rest): Omit<SetupPort, FileOrHookCall | "clockSkewMs"> {
  return {
    async ownAccount() {
      return readAnswer(accountAnswer, await rest.get("user"), "GET /user");
    },
    async ownToken() {
      const answer = await nullWhenClosed(rest.get("personal_access_tokens/self"));
      return answer === null ? null : readAnswer(tokenAnswer, answer, "GET /personal_access_tokens/self");
    },
    async version() {
      const answer = await nullWhenClosed(rest.get("version"));
      return answer === null ? null : readAnswer(versionAnswer, answer, "GET /version");
    },
    async project(pathOrId) {
      const answer = await nullWhenClosed(rest.get(at`projects/${pathOrId}`));
      return answer === null ? null : readAnswer(setupProjectAnswer, answer, "GET /projects/:id");
    },
    async group(pathOrId) {
      const answer = await nullWhenClosed(rest.get(at`groups/${pathOrId}`, { with_projects: false }));
      return answer === null ? null : readAnswer(groupAnswer, answer, "GET /groups/:id");
    },
    async projectsOf(group, deep) {
      const query = { include_subgroups: deep, with_shared: false, archived: false };
      const answer = await nullWhenClosed(rest.list(at`groups/${group}/projects`, query));
      return answer === null ? null : readAnswer(z.array(setupProjectAnswer), answer, "GET /groups/:id/projects");
    },
    async accessLevel(place, userId) {
      const answer = await nullWhenClosed(rest.get(`${placeOf(place)}/members/all/${userId}`));
      return answer === null ? 0 : readAnswer(levelAnswer, answer, "GET members/all/:id");
    },
    async labels(place) {
      const answer = (await nullWhenClosed(rest.list(`${placeOf(place)}/labels`))) ?? [];
      return readAnswer(z.array(labelAnswer), answer, "GET labels");
    },
    async createLabel(place, label) {
      try {
        await rest.post(`${placeOf(place)}/labels`, label);
      } catch (error) {
        // `Label already exists`: somebody else was faster.
        if (!(error instanceof GitLabFailure) || error.status !== 409) throw error;
      }
    },
  };
}
