import { z } from "zod";

import type { DeliveryResult, Hook, Place, SetupProject, TokenFacts } from "../workflow/ports/setup-port.ts";
import { id, text, timestamp } from "./fields.ts";

/*
 * What only `setup` and `doctor` read. Fields that came with newer GitLabs may be absent.
 * https://docs.gitlab.com/api/project_webhooks/ · /api/personal_access_tokens/ · /api/branches/ · /api/merge_requests/
 */

export const tokenAnswer = z
  .object({ scopes: z.array(z.string()), expires_at: z.string().nullish() })
  .transform((token): TokenFacts => ({ scopes: token.scopes, expiresOn: token.expires_at?.slice(0, 10) ?? null }));

export const versionAnswer = z.object({ version: z.string() }).transform(({ version }) => version);

export const setupProjectAnswer = z
  .object({ id, path_with_namespace: text, default_branch: text.nullish(), web_url: text })
  .transform((project): SetupProject => ({
    kind: "project",
    id: project.id,
    path: project.path_with_namespace,
    defaultBranch: project.default_branch ?? null,
    url: project.web_url,
  }));

export const groupAnswer = z
  .object({ id, full_path: text })
  .transform((group): Place => ({ kind: "group", id: group.id, path: group.full_path }));

export const labelAnswer = z.object({ name: text }).transform(({ name }) => name);

export const levelAnswer = z.object({ access_level: z.int() }).transform((member) => member.access_level);

export const hookAnswer = z
  .object({
    id,
    url: text,
    name: text.nullish(),
    issues_events: z.boolean().nullish(),
    confidential_issues_events: z.boolean().nullish(),
    note_events: z.boolean().nullish(),
    confidential_note_events: z.boolean().nullish(),
    push_events: z.boolean().nullish(),
    enable_ssl_verification: z.boolean().nullish(),
    custom_webhook_template: text.nullish(),
    signing_token_present: z.boolean().nullish(),
    token_present: z.boolean().nullish(),
    alert_status: z.enum(["executable", "temporarily_disabled", "disabled"]).nullish().catch(null),
    disabled_until: timestamp.nullish().catch(null),
  })
  .transform((hook): Hook => ({
    hookId: hook.id,
    url: hook.url,
    name: hook.name ?? "",
    issues: hook.issues_events ?? false,
    confidentialIssues: hook.confidential_issues_events ?? false,
    notes: hook.note_events ?? false,
    confidentialNotes: hook.confidential_note_events ?? false,
    pushes: hook.push_events ?? false,
    sslVerification: hook.enable_ssl_verification ?? true,
    bodyTemplate: hook.custom_webhook_template ?? "",
    hasSigningToken: hook.signing_token_present ?? null,
    hasSecret: hook.token_present ?? null,
    status: hook.alert_status ?? "executable",
    disabledUntil: hook.disabled_until ?? null,
  }));

/** A row of the hook's log: the status is a number as text, or words where no answer came. */
export const deliveryAnswer = z
  .object({ url: text, response_status: z.union([z.string(), z.number()]).nullish() })
  .transform((row): DeliveryResult & { readonly url: string } => {
    const status = Number(row.response_status ?? Number.NaN);
    return { url: row.url, status: Number.isInteger(status) && status > 0 ? status : null };
  });

export const fileAnswer = z
  .object({ content: z.string(), encoding: z.string().nullish() })
  .transform(({ content, encoding }) =>
    encoding === "base64" ? Buffer.from(content, "base64").toString("utf8") : content,
  );

export const branchAnswer = z
  .object({ can_push: z.boolean().nullish(), protected: z.boolean().nullish() })
  .transform((branch) => ({ canPush: branch.can_push ?? !(branch.protected ?? false) }));

export const mergeRequestAnswer = z.object({ web_url: text }).transform(({ web_url: url }) => ({ url }));
