import type { Facts, GitLabFacts } from "./facts.ts";
import { advice, fault, type Finding } from "./finding.ts";
import { judgeAccount, judgeLevel } from "./judge-account.ts";
import { opensDoor } from "./plan-setup.ts";
import type { EntryFacts, PlaceFacts } from "./read-gitlab.ts";
import { describeDifferences, differences, findHook, type Wanted, type WantedHook } from "./wanted.ts";
import type { Hook } from "../ports/setup-port.ts";

const SETUP = 'Run "npm run setup": it shows what it will change, and asks';

type Answered = Extract<GitLabFacts, { kind: "answered" }>;

/** What is wrong in GitLab itself, as far as this account can see. */
export function diagnoseGitLab({ gitlab, programs, at }: Facts): readonly Finding[] {
  if (gitlab.kind !== "answered") return [];
  const { account, entries, places, wanted } = gitlab;
  const levels = places.map(({ botLevel }) => botLevel);
  const projects = places.filter(({ place }) => place.kind === "project");
  return [
    ...judgeAccount(account, { programs, levels, at }),
    ...diagnoseEntries(entries),
    ...projects.flatMap((facts) => [
      ...judgeLevel(facts.place.path, account.account.username, facts.botLevel),
      ...diagnoseLabels(facts, wanted),
      ...diagnoseTemplates(facts, wanted),
    ]),
    ...diagnoseHooks(gitlab, projects),
  ];
}

function diagnoseEntries(entries: readonly EntryFacts[]): readonly Finding[] {
  const findings: Finding[] = [];
  const namedBy = new Map<string, string[]>();
  for (const { entry, projects } of entries) {
    if (projects === null || projects.length === 0) {
      const cure = "See that it is spelled right, and make the bot's account a member there (Reporter)";
      findings.push(
        fault("project-missing", `GitLab shows nothing at "${entry}" of GITLAB_PROJECTS to this account`, cure),
      );
    }
    for (const { path } of projects ?? []) namedBy.set(path, [...(namedBy.get(path) ?? []), entry]);
  }
  for (const [path, names] of namedBy) {
    if (names.length < 2) continue;
    const what = `${path} is named ${names.length} times in GITLAB_PROJECTS: ${names.join(", ")}`;
    findings.push(advice("project-twice", what, "One is enough: leave out the others"));
  }
  return findings;
}

function diagnoseLabels({ place, labels }: PlaceFacts, wanted: Wanted): readonly Finding[] {
  const missing = wanted.labels.filter(({ name }) => !labels.includes(name)).map(({ name }) => name);
  if (missing.length === 0) return [];
  const what = `${place.path} lacks labels of the programs: ${missing.join(", ")}`;
  return [advice("labels-missing", what, `${SETUP}. Without it GitLab makes them as they are used, without words`)];
}

function diagnoseTemplates({ place, repository }: PlaceFacts, wanted: Wanted): readonly Finding[] {
  return wanted.templates.flatMap(({ path, content }) => {
    const now = repository?.files.get(path);
    if (now === undefined || now === content) return [];
    if (now === null) {
      const what = `${place.path} has no ${path}: nobody can choose it for a new issue`;
      return [fault("template-missing", what, `${SETUP}. Or it waits in a merge request`)];
    }
    const what = `${path} of ${place.path} differs from the program here: new issues begin with an older or changed list`;
    return [advice("template-differs", what, `${SETUP}. If the change was meant, make it in TEMPLATES_DIR too`)];
  });
}

function diagnoseHooks({ places, wanted, credentials }: Answered, projects: readonly PlaceFacts[]): readonly Finding[] {
  const { hook: wantedHook } = wanted;
  if (wantedHook === null) {
    const what = "PUBLIC_URL is not set: nobody can tell which webhook is the bot's";
    return [advice("public-url-missing", what, "Set PUBLIC_URL, and see to the webhook with npm run setup")];
  }
  const findings: Finding[] = [];
  const covered: string[] = [];
  for (const facts of places.filter(({ place }) => place.kind === "group")) {
    const hook = facts.hooks === null ? null : findHook(facts.hooks, wantedHook);
    if (hook === null) continue;
    covered.push(facts.place.path);
    findings.push(...diagnoseHook(facts, hook, wantedHook, credentials));
  }
  for (const facts of projects) {
    const { place, hooks } = facts;
    const hook = hooks === null ? null : findHook(hooks, wantedHook);
    const above = covered.find((path) => place.path.startsWith(`${path}/`));
    if (hook !== null) findings.push(...diagnoseHook(facts, hook, wantedHook, credentials));
    if (hook !== null && above !== undefined) {
      const what = `${place.path} has a webhook to the bot, and so has its group ${above}: all is delivered twice`;
      findings.push(advice("hook-twice", what, "Delete that of the project"));
    }
    if (hook === null && above === undefined) findings.push(lackOfHook(facts, wantedHook));
  }
  return findings;
}

function lackOfHook({ place, hooks }: PlaceFacts, wanted: WantedHook): Finding {
  if (hooks === null) {
    const cure = "Look with a Maintainer's token: GITLAB_SETUP_TOKEN=… npm run doctor";
    return advice(
      "hook-unseen",
      `This account may not see the webhooks of ${place.path}, which is fine for the bot`,
      cure,
    );
  }
  const what = `${place.path} has no webhook to ${wanted.url}: the bot hears of nothing there until it sweeps`;
  return fault("hook-missing", what, SETUP);
}

function diagnoseHook(
  { place, hooks, lastDelivery }: PlaceFacts,
  hook: Hook,
  wanted: WantedHook,
  credentials: Answered["credentials"],
): readonly Finding[] {
  const findings: Finding[] = [];
  const change = differences(hook, wanted);
  const where = `The webhook of ${place.path}`;
  for (const [index, key] of Object.keys(change).entries()) {
    const words = describeDifferences(change)[index] ?? key;
    const [code, weight] = CODES.get(key) ?? ["hook-events", "fault"];
    findings.push({ code, weight, what: `${where} (${hook.url}): ${words}`, cure: SETUP });
  }
  if (credentials !== null && !opensDoor(hook, credentials)) {
    findings.push(fault("hook-token", `${where} has no token that the bot knows: every delivery is refused`, SETUP));
  }
  const isOff = hook.status !== "executable";
  if (isOff) {
    const until = hook.disabledUntil === null ? "for good" : `until ${hook.disabledUntil.toISOString()}`;
    const cure = `See that the bot answers, then run "npm run setup": its test delivery switches the webhook on again`;
    findings.push(fault("hook-disabled", `${where} is switched off ${until}, after failed deliveries`, cure));
  }
  if ((hooks ?? []).filter(({ url }) => url === wanted.url).length > 1) {
    findings.push(advice("hook-twice", `${place.path} has several webhooks to ${wanted.url}`, "Delete all but one"));
  }
  // What else is wrong explains it.
  if (findings.length === 0) findings.push(...judgeDelivery(where, lastDelivery));
  return findings;
}

/** GitLab shows no token again, so only a delivery tells whether it is the right one. */
function judgeDelivery(where: string, last: PlaceFacts["lastDelivery"]): readonly Finding[] {
  if (last === null) {
    const what = `${where} has delivered nothing in the last days: whether its token is that of .env, nobody can tell`;
    return [advice("hook-untested", what, 'With the bot running, "npm run setup" sends a test delivery')];
  }
  if (last.status === 401) {
    const what = `${where} has another token than the running bot, or the clocks differ: its last delivery was refused`;
    return [fault("hook-refused", what, 'Restart the bot with the .env of now, then run "npm run setup"')];
  }
  if (last.status !== null && last.status < 400) return [];
  const how = last.status === null ? "got no answer" : `was answered ${last.status}`;
  const cure = 'See that the bot runs and GitLab reaches it; "npm run setup" sends a test delivery';
  return [fault("hook-undelivered", `${where} does not get through: its last delivery ${how}`, cure)];
}

const CODES: ReadonlyMap<string, readonly [code: string, weight: Finding["weight"]]> = new Map([
  ["url", ["hook-url", "fault"]],
  ["pushes", ["hook-pushes", "advice"]],
  ["sslVerification", ["hook-ssl", "fault"]],
  ["bodyTemplate", ["hook-template", "fault"]],
]);
