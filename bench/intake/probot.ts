/** probot's own server with one handler that does nothing. It keeps nothing either. */
import { generateKeyPairSync } from "node:crypto";

import { Probot, Server } from "probot";

const { privateKey } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  privateKeyEncoding: { type: "pkcs1", format: "pem" },
  publicKeyEncoding: { type: "pkcs1", format: "pem" },
});
const secret = process.env["GITLAB_WEBHOOK_SECRET"] ?? "";
const server = new Server({
  Probot: Probot.defaults({ appId: 1, privateKey, secret, logLevel: "fatal" }),
  host: "127.0.0.1",
  port: Number(process.env["PORT"]),
  webhookPath: "/webhooks/gitlab",
});

await server.load((app) => {
  app.on("issues", async () => {});
});
await server.start();
process.stdout.write(`listening on http://127.0.0.1:${server.port}\n`);
