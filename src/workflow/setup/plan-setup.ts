import type { Hook, Label, Place, SetupProject } from "../ports/setup-port.ts";
import { LEVEL, nameOfLevel } from "./access.ts";
import type { PlaceFacts, RepositoryFacts } from "./read-gitlab.ts";
import {
  describeDifferences,
  differences,
  findHook,
  type Wanted,
  type WantedHook,
  type WantedTemplate,
} from "./wanted.ts";

/** Something `setup` will do in GitLab. */
export type Step =
  | { readonly kind: "create-labels"; readonly place: Place; readonly labels: readonly Label[] }
  | {
      readonly kind: "write-template";
      readonly project: SetupProject;
      readonly template: WantedTemplate;
      readonly isNew: boolean;
      /** Commit to the default branch, or open a merge request because that one is protected. */
      readonly by: "commit" | "merge-request";
    }
  | { readonly kind: "create-hook"; readonly place: Place; readonly hook: WantedHook }
  | {
      readonly kind: "repair-hook";
      readonly place: Place;
      readonly hook: Hook;
      readonly change: Partial<WantedHook>;
      /** Set the token of `.env`, or a fresh one, too. */
      readonly setsToken: boolean;
      readonly reasons: readonly string[];
    };

export interface Plan {
  readonly steps: readonly Step[];
  /** What this account may not do, as a task for somebody who may. */
  readonly byHand: readonly string[];
}

/** What opens the bot's door according to `.env`. */
export interface Credentials {
  readonly signingTokens: readonly string[];
  readonly secrets: readonly string[];
}

/** What has to be done so that everything wanted is there. Nothing of what is as it should be is touched. */
export function planSetup(places: readonly PlaceFacts[], wanted: Wanted, credentials: Credentials): Plan {
  const steps: Step[] = [];
  const byHand: string[] = [];
  const covered = groupsWithHooks(places);
  const labelled = places.filter(({ place, level }) => place.kind === "group" && level >= LEVEL.planner);
  for (const facts of places) {
    // Labels of a group are those of its projects, too.
    if (!labelled.some(({ place }) => facts.place.path.startsWith(`${place.path}/`))) {
      planLabels(facts, wanted, steps, byHand);
    }
    if (facts.repository !== null) planTemplates(facts.repository, facts.level, wanted, steps, byHand);
    else if (facts.place.kind === "project")
      byHand.push(...wanted.templates.map((one) => askForTemplate(facts.place, one)));
    const isCovered = covered.some((path) => facts.place.path.startsWith(`${path}/`));
    if (!isCovered) planHook(facts, wanted, credentials, steps, byHand);
  }
  return { steps, byHand };
}

/** Groups whose webhooks this account may set: their projects need none of their own. */
function groupsWithHooks(places: readonly PlaceFacts[]): readonly string[] {
  return places.filter(({ place, hooks }) => place.kind === "group" && hooks !== null).map(({ place }) => place.path);
}

function planLabels({ place, level, labels }: PlaceFacts, wanted: Wanted, steps: Step[], byHand: string[]): void {
  // Who may not make them in the group makes them in each project.
  const missing = wanted.labels.filter(({ name }) => !labels.includes(name));
  if (missing.length === 0 || (place.kind === "group" && level < LEVEL.planner)) return;
  if (level >= LEVEL.planner) steps.push({ kind: "create-labels", place, labels: missing });
  else byHand.push(`Create in ${place.path}, as Planner or more, the labels ${namesOf(missing)}`);
}

function planTemplates(
  { project, canPush, files }: RepositoryFacts,
  level: number,
  wanted: Wanted,
  steps: Step[],
  byHand: string[],
): void {
  for (const template of wanted.templates) {
    const now = files.get(template.path) ?? null;
    if (now === template.content) continue;
    const isNew = now === null;
    const mayCommit = level >= LEVEL.developer;
    if (mayCommit) {
      const by = canPush || project.defaultBranch === null ? "commit" : "merge-request";
      steps.push({ kind: "write-template", project, template, isNew, by });
    } else byHand.push(askForTemplate(project, template));
  }
}

function askForTemplate({ path }: Place, template: WantedTemplate): string {
  const text = `the text of templates/${template.programId}.md, with the name of the bot's account after each @`;
  return `Commit in ${path}, as Developer or more, the file ${template.path}: ${text}`;
}

function planHook(
  { place, hooks, level }: PlaceFacts,
  wanted: Wanted,
  credentials: Credentials,
  steps: Step[],
  byHand: string[],
): void {
  if (wanted.hook === null || (place.kind === "group" && hooks === null)) return;
  const hook = hooks === null ? null : findHook(hooks, wanted.hook);
  if (hooks === null) {
    byHand.push(
      `Add in ${place.path}, as Maintainer (here: ${nameOfLevel(level)}), a webhook to ${wanted.hook.url}: events issues, ` +
        "confidential issues, comments, confidential comments; the signing token or secret token of .env. " +
        "Or run this again with a Maintainer's token in GITLAB_SETUP_TOKEN: it is used once and never stored",
    );
    return;
  }
  if (hook === null) {
    steps.push({ kind: "create-hook", place, hook: wanted.hook });
    return;
  }
  const change = differences(hook, wanted.hook);
  const lacksToken = !opensDoor(hook, credentials);
  // A new address sets the secret token back.
  const setsToken = lacksToken || "url" in change;
  const reasons = [...describeDifferences(change), ...(lacksToken ? ["it has no token that .env knows"] : [])];
  if (reasons.length > 0) steps.push({ kind: "repair-hook", place, hook, change, setsToken, reasons });
}

/** As far as anybody can see without a delivery: GitLab never shows a token again. */
export function opensDoor(hook: Hook, { signingTokens, secrets }: Credentials): boolean {
  if (signingTokens.length > 0 && hook.hasSigningToken === true) return true;
  return secrets.length > 0 && hook.hasSecret !== false;
}

/** One line of what will be done. */
export function describeStep(step: Step): string {
  switch (step.kind) {
    case "create-labels":
      return `${step.place.path}: create ${count(step.labels.length, "label")} (${namesOf(step.labels)})`;
    case "write-template": {
      const what = step.isNew ? "add" : "bring up to date";
      const how = step.by === "commit" ? "by a commit" : "by a merge request, the default branch is protected";
      return `${step.project.path}: ${what} ${step.template.path}, ${how}`;
    }
    case "create-hook":
      return `${step.place.path}: add a webhook to ${step.hook.url}, with a signing token`;
    case "repair-hook":
      return `${step.place.path}: repair the webhook to ${step.hook.url}: ${step.reasons.join("; ")}`;
  }
}

function namesOf(labels: readonly Label[]): string {
  return labels.map(({ name }) => name).join(", ");
}

function count(number: number, what: string): string {
  return number === 1 ? `1 ${what}` : `${number} ${what}s`;
}
