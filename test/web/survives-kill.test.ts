import { spawn, type ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";

import { expect, onTestFinished, test } from "vitest";

import { SECRET } from "../support/open-intake.ts";
import { temporaryDirectory } from "../support/open-store.ts";

const KILLS = 10;
const SENDERS = 16;

async function startIntake(dataDir: string): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(process.execPath, [path.join(import.meta.dirname, "../support/intake-process.ts")], {
    env: { DATA_DIR: dataDir, GITLAB_WEBHOOK_SECRET: SECRET },
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  return { child, url: `${line.toString().trim().replace("listening on ", "")}/webhooks/gitlab` };
}

/** Send until the other side is dead; what was answered with 200 is a promise. */
async function hammer(url: string, acknowledged: Set<string>): Promise<void> {
  while (true) {
    const id = randomUUID();
    const headers = { "x-gitlab-token": SECRET, "idempotency-key": id };
    const response = await fetch(url, { method: "POST", headers, body: `{"id":"${id}"}` }).catch(() => null);
    if (response === null) return;
    if (response.status === 200) acknowledged.add(id);
  }
}

test(`an acknowledged delivery survives kill -9, ${KILLS} times at random moments`, { timeout: 60_000 }, async () => {
  const dataDir = temporaryDirectory();
  const acknowledged = new Set<string>();

  for (let round = 0; round < KILLS; round += 1) {
    const { child, url } = await startIntake(dataDir);
    const senders = Array.from({ length: SENDERS }, () => hammer(url, acknowledged));
    // The moment is the test's subject, not something it waits for.
    await sleep(50 + Math.random() * 200);
    child.kill("SIGKILL");
    await Promise.all([once(child, "exit"), ...senders]);
  }

  const db = new DatabaseSync(path.join(dataDir, "bot.sqlite"), { readOnly: true });
  const rows = db.prepare("select id, cast(body as text) as body from inbox").all();
  const integrity = db.prepare("pragma integrity_check").all();
  db.close();
  const stored = new Map(rows.map((row) => [row["id"], row["body"]]));
  expect([...acknowledged].filter((id) => stored.get(id) !== `{"id":"${id}"}`)).toEqual([]);
  expect(integrity).toEqual([{ integrity_check: "ok" }]);
  expect(acknowledged.size).toBeGreaterThan(KILLS * SENDERS);
});
