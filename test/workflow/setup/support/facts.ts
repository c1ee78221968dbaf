import type { Hook, SetupProject } from "../../../../src/workflow/ports/setup-port.ts";
import { LEVEL } from "../../../../src/workflow/setup/access.ts";
import type { PlaceFacts } from "../../../../src/workflow/setup/read-gitlab.ts";
import { HOOK_NAME, type Wanted } from "../../../../src/workflow/setup/wanted.ts";

export const PROJECT: SetupProject = {
  kind: "project",
  id: 101,
  path: "partners/acme",
  defaultBranch: "main",
  url: "https://gitlab.example.com/partners/acme",
};
export const LABEL = { name: "onboarding::certified", color: "#108548", description: "done" };
export const TEMPLATE = {
  programId: "migration-onboarding",
  path: ".gitlab/issue_templates/migration-onboarding.md",
  content: "text",
};
export const SIGNED: { readonly signingTokens: readonly string[]; readonly secrets: readonly string[] } = {
  signingTokens: [`whsec_${Buffer.alloc(32, 1).toString("base64")}`],
  secrets: [],
};
export const WANTED: Wanted = {
  labels: [LABEL],
  templates: [TEMPLATE],
  hook: {
    url: "https://bot.example.com/webhooks/gitlab",
    name: HOOK_NAME,
    issues: true,
    confidentialIssues: true,
    notes: true,
    confidentialNotes: true,
    pushes: false,
    sslVerification: true,
    bodyTemplate: "",
  },
};

/** A project in which everything is as the bot wants it, seen by a Maintainer. */
export function lackingNothing(): PlaceFacts {
  return {
    place: PROJECT,
    level: LEVEL.maintainer,
    botLevel: LEVEL.maintainer,
    labels: [LABEL.name],
    hooks: [goodHook()],
    lastDelivery: { status: 200 },
    repository: { project: PROJECT, canPush: true, files: new Map([[TEMPLATE.path, TEMPLATE.content]]) },
  };
}

export function goodHook(): Hook {
  const { hook } = WANTED;
  if (hook === null) throw new Error("A hook is wanted");
  return { ...hook, hookId: 31, hasSigningToken: true, hasSecret: false, status: "executable", disabledUntil: null };
}
