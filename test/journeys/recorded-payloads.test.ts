import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { expect, test } from "vitest";

import { forge, posted } from "../support/journey.ts";
import { openScene, type Scene } from "../support/scene.ts";
import type { Issue } from "../../src/demo/gitlab/model.ts";

/** Deliveries as GitLab of many years sent them, collected elsewhere; not part of this project. */
const COLLECTED = fileURLToPath(new URL("../../../shared/fixtures/webhooks/", import.meta.url));
const OWN = fileURLToPath(new URL("../fixtures/webhooks/", import.meta.url));

interface Payload {
  readonly object_kind?: string;
  readonly event_type?: string;
  readonly [field: string]: unknown;
}

function read(folder: string): readonly (readonly [name: string, payload: Payload])[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => name.endsWith(".json"));
  return names.map((name) => [name, JSON.parse(readFileSync(folder + name, "utf8")) as Payload]);
}

/** `X-Gitlab-Event` as GitLab sends it with such a body. */
function eventOf({ object_kind, event_type }: Payload): string {
  const isConfidential = event_type?.startsWith("confidential_") === true;
  const kinds: Readonly<Record<string, string>> = { work_item: "Issue", access_token: "Resource Access Token" };
  const kind = kinds[object_kind ?? ""] ?? (object_kind ?? "System").replace(/^\w/, (letter) => letter.toUpperCase());
  return `${isConfidential ? "Confidential " : ""}${kind} Hook`;
}

/** The same delivery, as if it told of an issue the bot follows. */
function aimedAt(payload: unknown, issue: Issue): unknown {
  if (Array.isArray(payload)) return payload.map((item) => aimedAt(item, issue));
  if (typeof payload !== "object" || payload === null) return payload;
  const fields = Object.entries(payload).map(([name, value]): [string, unknown] => {
    if (name === "project_id") return [name, issue.project.id];
    if (name === "iid") return [name, issue.iid];
    if (name === "project" && typeof value === "object") return [name, { ...value, id: issue.project.id }];
    return [name, aimedAt(value, issue)];
  });
  return Object.fromEntries(fields);
}

async function feed(payloads: ReturnType<typeof read>): Promise<readonly unknown[]> {
  const scene = await openScene();
  const issue = await scene.openIssue();
  const before = lookOf(scene, issue);
  const answers: unknown[] = [];
  for (const [name, payload] of payloads) {
    const plain = await forge(scene, payload, eventOf(payload));
    const aimed = await forge(scene, aimedAt(payload, issue) as object, eventOf(payload));
    answers.push([name, plain, aimed, JSON.stringify(lookOf(scene, issue)) === JSON.stringify(before)]);
  }
  await scene.passMinutes(2);
  const faults = scene.logLines.filter((line) => /"level":"(?:error|fatal)"/.test(line));
  answers.push([...faults, JSON.stringify(lookOf(scene, issue)) === JSON.stringify(before)]);
  return answers;
}

/** All that people could see of what the bot did. */
function lookOf(scene: Scene, issue: Issue): object {
  return {
    notes: scene.notes(issue).map((note) => note.body),
    posted: posted(scene, issue),
    labels: scene.labels(issue),
    state: issue.state,
  };
}

const own = read(OWN);
const collected = read(COLLECTED);

test("every payload of ours is taken in, and none of them moves anything by itself", async () => {
  expect(own.length).toBeGreaterThan(10);
  expect(await feed(own)).toEqual([...own.map(([name]) => [name, 200, 200, true]), [true]]);
});

test.skipIf(collected.length === 0)(
  "every collected payload is taken in, and none of them moves anything by itself",
  async () => {
    expect(await feed(collected)).toEqual([...collected.map(([name]) => [name, 200, 200, true]), [true]]);
  },
);
