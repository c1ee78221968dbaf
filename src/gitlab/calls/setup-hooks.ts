import { z } from "zod";

import { GitLabFailure } from "../../workflow/ports/gitlab-port.ts";
import type { HookSettings, Place, SetupPort } from "../../workflow/ports/setup-port.ts";
import { readAnswer } from "../answers.ts";
import { at, type Rest } from "../rest.ts";
import { deliveryAnswer, hookAnswer } from "../setup-answers.ts";
import { nullWhenClosed } from "./missing.ts";

type HookCalls = Pick<SetupPort, "hooks" | "createHook" | "changeHook" | "testHook" | "lastDelivery">;

export function hookCalls(rest: Rest): HookCalls {
  return {
    async hooks(place) {
      const answer = await nullWhenClosed(rest.list(`${placeOf(place)}/hooks`));
      return answer === null ? null : readAnswer(z.array(hookAnswer), answer, "GET hooks");
    },
    async createHook(place, settings) {
      const answer = await rest.post(`${placeOf(place)}/hooks`, toFields(settings));
      return readAnswer(hookAnswer, answer, "POST hooks", true);
    },
    async changeHook(place, hookId, settings) {
      const answer = await rest.put(`${placeOf(place)}/hooks/${hookId}`, toFields(settings));
      return readAnswer(hookAnswer, answer, "PUT hooks/:id", true);
    },
    async testHook(place, hookId, trigger) {
      try {
        await rest.post(`${placeOf(place)}/hooks/${hookId}/test/${trigger}`);
        return { kind: "arrived" };
      } catch (error) {
        if (!(error instanceof GitLabFailure) || (error.status !== 422 && error.status !== 400)) throw error;
        if (/ensure the project has/i.test(error.message)) return { kind: "nothing-to-send" };
        const { reason } = error.details;
        return { kind: "failed", reason: typeof reason === "string" ? reason : error.message };
      }
    },
    async lastDelivery(place, hook) {
      const answer = await nullWhenClosed(rest.get(`${placeOf(place)}/hooks/${hook.hookId}/events`, { per_page: 1 }));
      if (answer === null) return null;
      const newest = readAnswer(z.array(deliveryAnswer), answer, "GET hooks/:id/events")[0];
      return newest?.url === hook.url ? { status: newest.status } : null;
    },
  };
}

export function placeOf({ kind, id }: Place): string {
  return kind === "project" ? at`projects/${id}` : at`groups/${id}`;
}

const FIELDS: Readonly<Record<keyof HookSettings, string>> = {
  url: "url",
  name: "name",
  issues: "issues_events",
  confidentialIssues: "confidential_issues_events",
  notes: "note_events",
  confidentialNotes: "confidential_note_events",
  pushes: "push_events",
  sslVerification: "enable_ssl_verification",
  bodyTemplate: "custom_webhook_template",
  signingToken: "signing_token",
  secret: "token",
};

/** An empty secret is left out: GitLab would take it for one. */
function toFields(settings: Partial<HookSettings>): object {
  const entries = Object.entries(FIELDS).flatMap(([key, field]) => {
    const value: unknown = Reflect.get(settings, key);
    const isEmptySecret = value === "" && key !== "bodyTemplate";
    return value === undefined || isEmptySecret ? [] : [[field, value] as const];
  });
  return Object.fromEntries(entries);
}
