/**
 * The stand-in as a process of its own, steered by messages: what it costs is not counted to the bot, and GitLab's time
 * is not the bot's. Every call is answered after `DELAY_MS`.
 */
import { readFileSync } from "node:fs";

import type { Issue } from "../../src/demo/gitlab/model.ts";
import { startStandIn } from "../../src/demo/gitlab/stand-in.ts";
import { createSample, fillPeople } from "../../src/demo/sample.ts";
import type { Calls, Requests } from "./gitlab-process.ts";

const TASK = "Review migration services resources, including documentation and delivery kits";
const template = readFileSync("templates/migration-onboarding.md", "utf8");
const delayMs = Number(process.env["DELAY_MS"] ?? "0");
let aheadMs = 0;
const calls: { at: number; what: string; iid: number }[] = [];
const counts = new Map<string, number>();
const issues: Issue[] = [];

const gitlab = await startStandIn({
  recordCalls: false,
  webhookConcurrency: Number(process.env["SENDERS"] ?? "25"),
  now: () => new Date(Date.now() + aheadMs),
});
const sample = createSample(gitlab);
gitlab.disturb = ({ method, path }) => {
  const what = `${method} ${path.replace(/\?.*/, "").replaceAll(/\/\d+/g, "/:id")}`;
  counts.set(what, (counts.get(what) ?? 0) + 1);
  const iid = Number(/\/issues\/(\d+)/.exec(path)?.[1] ?? "0");
  calls.push({ at: performance.now(), what, iid });
  return delayMs === 0 ? null : { kind: "delay", ms: delayMs };
};

const handlers: {
  [Name in keyof Requests]: (argument: Requests[Name][0]) => Requests[Name][1] | Promise<Requests[Name][1]>;
} = {
  about: () => ({ url: gitlab.url, token: sample.botToken, project: sample.project.path }),
  hook({ url, secret }) {
    for (const hook of sample.project.hooks.values()) sample.project.hooks.delete(hook.id);
    if (url !== null) gitlab.state.addHook(sample.project, { url, token: secret });
    return null;
  },
  open({ count }) {
    for (let index = 0; index < count; index += 1) issues.push(openFor(`candidate-${issues.length + 1}`));
    return null;
  },
  async tick({ from, to, checked }) {
    const at = performance.now();
    for (const issue of issues.slice(from, to)) {
      gitlab.state.tick(issue, issue.assignees[0] ?? sample.maria, TASK, checked);
      if (issue.iid % 50 === 0) await breathe();
    }
    return at;
  },
  async retitle({ from, to }) {
    const at = performance.now();
    for (const issue of issues.slice(from, to)) {
      gitlab.state.editTitle(issue, sample.priya, `${issue.title}.`);
      if (issue.iid % 50 === 0) await breathe();
    }
    return at;
  },
  /** As fast as four people click. */
  async hammer({ which, times, endsTicked }) {
    const issue = issues[which];
    if (issue === undefined) throw new Error("Cannot hammer: no issue is open");
    const at = performance.now();
    for (let index = 0; index < times; index += 1) {
      gitlab.state.tick(issue, issue.assignees[0] ?? sample.maria, TASK, ((times - index) % 2 === 1) === endsTicked);
      if (index % 4 === 3) await breathe();
    }
    return performance.now() - at;
  },
  calls: (): Calls => ({
    counts: Object.fromEntries(counts),
    total: calls.length,
    firstAt: calls[0]?.at ?? Number.NaN,
    lastAt: calls.at(-1)?.at ?? Number.NaN,
    now: performance.now(),
  }),
  callsOf: ({ iid }) => calls.filter((call) => call.iid === iid).map(({ at }) => at),
  forget() {
    calls.length = 0;
    counts.clear();
    return null;
  },
  notesThatSay: ({ words }) =>
    issues.filter((issue) => issue.notes.some((note) => !note.system && note.body.includes(words))).length,
  async settled() {
    await gitlab.settled();
    return null;
  },
  travel({ minutes }) {
    aheadMs += minutes * 60_000;
    return null;
  },
};

/** Everybody has one issue: a second one of the same person would wait for somebody's word. */
function openFor(username: string): Issue {
  const candidate = gitlab.state.createUser({ username });
  gitlab.state.addMember(sample.project, candidate, 10);
  return gitlab.state.createIssue(sample.project, sample.jonas, {
    title: `Migration certification: ${username}`,
    description: fillPeople(template, [`@${username}`, "@jweber", "@pnair", "@tbecker"]),
    assignees: [candidate],
  });
}

function breathe(): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, 1));
}

process.on("message", (message: { id: number; name: keyof Requests; argument: never }) => {
  void (async () => {
    const answer = await handlers[message.name](message.argument);
    process.send?.({ id: message.id, answer });
  })();
});
process.on("disconnect", () => process.exit(0));
process.send?.({ id: 0, answer: null });
