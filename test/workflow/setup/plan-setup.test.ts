import { describe, expect, test } from "vitest";

import type { Hook, SetupProject } from "../../../src/workflow/ports/setup-port.ts";
import { LEVEL } from "../../../src/workflow/setup/access.ts";
import { describeStep, planSetup } from "../../../src/workflow/setup/plan-setup.ts";
import { LABEL, lackingNothing, PROJECT, SIGNED, TEMPLATE, WANTED } from "./support/facts.ts";

type Facts = ReturnType<typeof lackingNothing>;

const NOBODY = { signingTokens: [], secrets: [] };
const SECRET = { signingTokens: [], secrets: ["a-secret-of-the-tests"] };

function planned(change: Partial<Facts>, credentials: typeof SIGNED = SIGNED): { steps: string[]; byHand: number } {
  const { steps, byHand } = planSetup([{ ...lackingNothing(), ...change }], WANTED, credentials);
  return { steps: steps.map(describeStep).map((line) => line.replace(`${PROJECT.path}: `, "")), byHand: byHand.length };
}

function withHook(change: Partial<Hook>): Partial<Facts> {
  return { hooks: [{ ...(lackingNothing().hooks?.[0] as Hook), ...change }] };
}

function repository(change: { canPush?: boolean; content?: string | null; project?: SetupProject }): Partial<Facts> {
  const { canPush = true, content = TEMPLATE.content, project = PROJECT } = change;
  return { repository: { project, canPush, files: new Map([[TEMPLATE.path, content]]) } };
}

describe("planSetup()", () => {
  test("does nothing where nothing lacks", () => {
    expect(planned({})).toEqual({ steps: [], byHand: 0 });
  });

  test.for<[why: string, change: Partial<Facts>, steps: string[], byHand: number]>([
    ["a label", { labels: [] }, [`create 1 label (${LABEL.name})`], 0],
    ["a label nobody may make", { labels: [], level: 10 }, [], 1],
    ["the template", repository({ content: null }), [`add ${TEMPLATE.path}, by a commit`], 0],
    ["its newest text", repository({ content: "old" }), [`bring up to date ${TEMPLATE.path}, by a commit`], 0],
    [
      "the template on a protected branch",
      repository({ content: null, canPush: false }),
      [`add ${TEMPLATE.path}, by a merge request, the default branch is protected`],
      0,
    ],
    [
      "the template in an empty repository",
      repository({ content: null, canPush: false, project: { ...PROJECT, defaultBranch: null } }),
      [`add ${TEMPLATE.path}, by a commit`],
      0,
    ],
    ["the template a Reporter may not commit", { ...repository({ content: null }), level: LEVEL.reporter }, [], 1],
    ["the template a Guest may not read", { repository: null, level: 10 }, [], 1],
    ["the hook", { hooks: [] }, ["add a webhook to https://bot.example.com/webhooks/gitlab, with a signing token"], 0],
    ["the hook a Reporter may not see", { hooks: null, level: LEVEL.reporter }, [], 1],
  ])("brings what lacks: %s", ([, change, steps, byHand]) => {
    expect(planned(change)).toEqual({ steps, byHand });
  });

  test.for<[why: string, change: Partial<Hook>, reason: string]>([
    ["another address", { url: "https://old.example.com/webhooks/gitlab" }, "its address is another one"],
    ["no issues", { issues: false }, "issues are not sent"],
    ["no confidential issues", { confidentialIssues: false }, "confidential issues are not sent"],
    ["no comments", { notes: false }, "comments are not sent"],
    ["no confidential comments", { confidentialNotes: false }, "confidential comments are not sent"],
    ["pushes", { pushes: true }, "pushes are sent, which nobody needs"],
    ["certificates unseen", { sslVerification: false }, "certificates are not verified"],
    ["a body of its own", { bodyTemplate: "{}" }, "a custom body template replaces what GitLab sends"],
    ["no token", { hasSigningToken: false, hasSecret: false }, "it has no token that .env knows"],
  ])("repairs a hook with %s", ([, change, reason]) => {
    const { steps } = planned(withHook(change));

    expect(steps).toEqual([expect.stringMatching(new RegExp(`^repair the webhook to \\S+: ${reason}$`))]);
  });

  test.for<[why: string, change: Partial<Hook>, credentials: typeof SIGNED, isRepaired: boolean]>([
    ["signed and known", { hasSigningToken: true, hasSecret: false }, SIGNED, false],
    ["signed, and .env knows nothing", { hasSigningToken: true, hasSecret: null }, NOBODY, true],
    ["with a secret that is known", { hasSigningToken: false, hasSecret: true }, SECRET, false],
    ["of an old GitLab that does not tell", { hasSigningToken: null, hasSecret: null }, SECRET, false],
    ["without a secret", { hasSigningToken: false, hasSecret: false }, SECRET, true],
  ])("looks whether the token of a hook can be that of .env: %s", ([, change, credentials, isRepaired]) => {
    expect(planned(withHook(change), credentials).steps).toHaveLength(isRepaired ? 1 : 0);
  });

  test("a group that takes labels and a webhook spares its projects theirs", () => {
    const group = { kind: "group", id: 7, path: "partners" } as const;
    const below = { ...lackingNothing(), labels: [], hooks: [] };
    const above = { ...below, place: group, repository: null, level: LEVEL.owner, botLevel: LEVEL.owner };

    const owner = planSetup([above, below], WANTED, SIGNED).steps;
    const stranger = planSetup([{ ...above, hooks: null, level: 0 }, below], WANTED, SIGNED).steps;

    expect(owner.map(describeStep)).toEqual([
      expect.stringContaining("partners: create 1 label"),
      expect.stringContaining("partners: add a webhook"),
    ]);
    expect(stranger.map(describeStep)).toEqual([
      expect.stringContaining(`${PROJECT.path}: create 1 label`),
      expect.stringContaining(`${PROJECT.path}: add a webhook`),
    ]);
  });
});
