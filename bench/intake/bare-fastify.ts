/** What intake is measured against: fastify with its own JSON parser and a compared token. It keeps nothing. */
import { createHash, timingSafeEqual } from "node:crypto";

import { fastify } from "fastify";

const expected = sha256(process.env["GITLAB_WEBHOOK_SECRET"] ?? "");
const app = fastify({ logger: false, bodyLimit: 25 * 1024 * 1024 });

app.post("/webhooks/gitlab", async (request, reply) => {
  const token = request.headers["x-gitlab-token"];
  if (typeof token !== "string" || !timingSafeEqual(sha256(token), expected)) return await reply.code(401).send();
  return await reply.code(200).send();
});

process.stdout.write(`listening on ${await app.listen({ host: "127.0.0.1", port: 0 })}\n`);

function sha256(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
