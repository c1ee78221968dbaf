/**
 * The least a bot can be: it answers a webhook, reads the issue and its notes, and edits its own note; no store, no
 * queue, no rules. At most 64 issues at once, like the bot it stands beside. Speaks to GitLab by the same HTTP client.
 */
import { fastify } from "fastify";

import { createAttempt } from "../../src/gitlab/http-attempt.ts";

const CONCURRENCY = 64;
const gitlabUrl = process.env["GITLAB_URL"] ?? "";
const token = process.env["GITLAB_TOKEN"] ?? "";
const attempt = createAttempt();
const waiting: (() => Promise<void>)[] = [];
let running = 0;
let edition = 0;

const app = fastify({ logger: false, bodyLimit: 25 * 1024 * 1024 });
app.post<{ Body: { project: { id: number }; object_attributes: { iid: number }; object_kind: string } }>(
  "/webhooks/gitlab",
  async (request, reply) => {
    const { project, object_attributes: issue, object_kind: kind } = request.body;
    if (kind === "issue") waiting.push(() => handle(`projects/${project.id}/issues/${issue.iid}`));
    pump();
    return await reply.code(200).send();
  },
);
process.stdout.write(`listening on ${await app.listen({ host: "127.0.0.1", port: 0 })}\n`);

function pump(): void {
  while (running < CONCURRENCY) {
    const job = waiting.shift();
    if (job === undefined) return;
    running += 1;
    void job().finally(() => {
      running -= 1;
      pump();
    });
  }
}

async function handle(issue: string): Promise<void> {
  await call("GET", issue);
  const notes = (await call("GET", `${issue}/notes?order_by=updated_at&sort=desc&per_page=100&page=1`)) as {
    readonly id: number;
    readonly body: string;
  }[];
  const own = notes.find((note) => note.body.includes("<!-- onboarding-bot:status -->"));
  edition += 1;
  const body = (own?.body ?? "").replace(/<sub>.*<\/sub>/, `<sub>Edition ${edition}</sub>`);
  if (own !== undefined) await call("PUT", `${issue}/notes/${own.id}`, { body });
}

async function call(method: string, path: string, body?: object): Promise<unknown> {
  const headers = { "private-token": token, ...(body === undefined ? {} : { "content-type": "application/json" }) };
  const outcome = await attempt(
    {
      method,
      url: new URL(`${gitlabUrl}/api/v4/${path}`),
      headers,
      body: body === undefined ? null : JSON.stringify(body),
    },
    { timeoutMs: 30_000, maxAnswerBytes: 10_000_000 },
  );
  if (outcome.kind !== "answer" || outcome.status >= 300) throw new Error(`GitLab failed: ${JSON.stringify(outcome)}`);
  return outcome.body;
}
