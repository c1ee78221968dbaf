import { GitLabFailure } from "../ports/gitlab-port.ts";
import type { Hook, HookSettings, Place, SetupPort } from "../ports/setup-port.ts";
import type { Credentials, Step } from "./plan-setup.ts";

/** Lines of `.env` that setup changes; `""` empties one. */
export type EnvChange = Readonly<Record<string, string>>;

export interface CarryOutPorts {
  readonly gitlab: SetupPort;
  /** Secrets from 32 random bytes each. */
  readonly makeSigningToken: () => string;
  readonly makeSecret: () => string;
  /** On disk when it resolves. A token is stored before GitLab gets it: what breaks off in between is repaired. */
  readonly saveEnv: (change: EnvChange) => Promise<void>;
  /** One line about what was done. */
  readonly say: (line: string) => void;
  /** Eight characters that differ with the text. */
  readonly shortHash: (text: string) => string;
}

/** @returns What could not be done, one sentence each: the other steps are. */
export async function carryOut(
  ports: CarryOutPorts,
  steps: readonly Step[],
  credentials: Credentials,
): Promise<readonly string[]> {
  const failures: string[] = [];
  const keys = createKeys(ports, credentials);
  for (const step of steps) {
    try {
      await takeStep(ports, keys, step);
    } catch (error) {
      if (!(error instanceof GitLabFailure)) throw error;
      failures.push(explain(step, error));
    }
  }
  return failures;
}

async function takeStep(ports: CarryOutPorts, keys: Keys, step: Step): Promise<void> {
  const { gitlab, say } = ports;
  switch (step.kind) {
    case "create-labels":
      for (const label of step.labels) await gitlab.createLabel(step.place, label);
      return say(`${step.place.path}: ${step.labels.length} labels created`);
    case "write-template":
      return step.by === "commit" ? commit(ports, step) : propose(ports, step);
    case "create-hook": {
      const signingToken = await keys.signingToken();
      const made = await gitlab.createHook(step.place, { ...step.hook, signingToken, secret: "" });
      await giveSecretWhereOld(ports, keys, step.place, made);
      return say(`${step.place.path}: webhook added`);
    }
    case "repair-hook": {
      const { place, hook, change, setsToken } = step;
      const settings: Partial<HookSettings> = setsToken
        ? { ...change, signingToken: await keys.signingToken() }
        : change;
      const changed = await gitlab.changeHook(place, hook.hookId, settings);
      if (setsToken) await giveSecretWhereOld(ports, keys, place, changed);
      return say(`${place.path}: webhook repaired`);
    }
  }
}

interface Keys {
  signingToken(): Promise<string>;
  secret(): Promise<string>;
}

/** Those of `.env`, the newest of a rotation, else fresh ones: the same for all hooks of a run. */
function createKeys({ makeSigningToken, makeSecret, saveEnv }: CarryOutPorts, credentials: Credentials): Keys {
  let signingToken = credentials.signingTokens.at(-1) ?? null;
  let secret = credentials.secrets.at(-1) ?? null;
  return {
    async signingToken() {
      if (signingToken === null) {
        signingToken = makeSigningToken();
        await saveEnv({ GITLAB_WEBHOOK_SIGNING_TOKEN: signingToken });
      }
      return signingToken;
    },
    async secret() {
      if (secret === null) {
        secret = makeSecret();
        await saveEnv({ GITLAB_WEBHOOK_SECRET: secret });
      }
      return secret;
    },
  };
}

/** GitLab below 19.0 passes over a signing token without a word; its answer tells. */
async function giveSecretWhereOld(ports: CarryOutPorts, keys: Keys, place: Place, hook: Hook): Promise<void> {
  if (hook.hasSigningToken === true) return;
  await ports.gitlab.changeHook(place, hook.hookId, { secret: await keys.secret() });
  ports.say(`${place.path}: this GitLab knows no signing tokens yet, the webhook has a secret token instead`);
}

type TemplateStep = Extract<Step, { kind: "write-template" }>;

async function commit({ gitlab, say }: CarryOutPorts, { project, template, isNew }: TemplateStep): Promise<void> {
  await gitlab.writeFile(project.id, {
    path: template.path,
    branch: project.defaultBranch ?? "main",
    startBranch: null,
    content: template.content,
    message: messageFor(template.programId, isNew),
    isNew,
  });
  say(`${project.path}: ${template.path} committed`);
}

/** The branch is called after the text, so that a second run finds what the first one proposed. */
async function propose(ports: CarryOutPorts, { project, template, isNew }: TemplateStep): Promise<void> {
  const { gitlab, say } = ports;
  const branch = branchFor(ports, template);
  const target = project.defaultBranch ?? "main";
  const open = await gitlab.mergeRequest(project.id, branch);
  if (open !== null) return say(`${project.path}: ${template.path} waits to be merged: ${open.url}`);
  if ((await gitlab.branch(project.id, branch)) === null) {
    const { path, content } = template;
    const message = messageFor(template.programId, isNew);
    await gitlab.writeFile(project.id, { path, branch, startBranch: target, content, message, isNew });
  }
  const made = await gitlab.createMergeRequest(project.id, {
    sourceBranch: branch,
    targetBranch: target,
    title: messageFor(template.programId, isNew),
    description: "New issues can be opened from it once it is merged. The onboarding bot follows them.",
  });
  say(`${project.path}: ${template.path} proposed, please merge ${made.url}`);
}

function branchFor({ shortHash }: Pick<CarryOutPorts, "shortHash">, template: TemplateStep["template"]): string {
  return `onboarding-bot-${template.programId}-${shortHash(template.content)}`;
}

/**
 * Leave out what was proposed before and waits to be merged: doing it again would change nothing.
 *
 * @returns The rest, and a line for each that waits.
 */
export async function leaveOutProposed(
  ports: Pick<CarryOutPorts, "gitlab" | "shortHash">,
  steps: readonly Step[],
): Promise<{ readonly steps: readonly Step[]; readonly waiting: readonly string[] }> {
  const left: Step[] = [];
  const waiting: string[] = [];
  for (const step of steps) {
    const open =
      step.kind === "write-template" && step.by === "merge-request"
        ? await ports.gitlab.mergeRequest(step.project.id, branchFor(ports, step.template))
        : null;
    if (open === null || step.kind !== "write-template") left.push(step);
    else waiting.push(`${step.project.path}: ${step.template.path} waits to be merged: ${open.url}`);
  }
  return { steps: left, waiting };
}

function messageFor(programId: string, isNew: boolean): string {
  return isNew ? `Add the issue template of ${programId}` : `Bring the issue template of ${programId} up to date`;
}

/** GitLab's refusals, in words that lead on. */
function explain(step: Step, error: GitLabFailure): string {
  if ((step.kind === "create-hook" || step.kind === "repair-hook") && isForbiddenAddress(error.message)) {
    const url = step.kind === "create-hook" ? step.hook.url : (step.change.url ?? step.hook.url);
    return (
      `${step.place.path}: GitLab takes no webhook to ${url}. Most likely the address is in its own network: an ` +
      "administrator allows that under Admin > Settings > Network > Outbound requests, for all webhooks or for this address. " +
      "Otherwise set PUBLIC_URL to an address GitLab reaches from outside"
    );
  }
  if (step.kind === "write-template") {
    return `${step.project.path}: ${error.message}; add ${step.template.path} by hand, or let this account commit`;
  }
  return `${step.place.path}: ${error.message}`;
}

/** The API says "Invalid url given" for both; the page, and a test delivery, say what it is. */
export function isForbiddenAddress(words: string): boolean {
  return /invalid url given|url is blocked|is blocked: |local network|localhost are not allowed/i.test(words);
}
