/**
 * The intake alone, as a process: the real routes on the real store, nothing behind them. Prints its port.
 * Settings come by environment: DATA_DIR, GITLAB_WEBHOOK_SECRET, GITLAB_WEBHOOK_SIGNING_TOKEN.
 */
import { readConfig } from "../../src/config.ts";
import { createWebhookVerifier } from "../../src/gitlab/verify-webhook.ts";
import { createLog } from "../../src/log.ts";
import { openDatabase } from "../../src/store/database.ts";
import { createInbox } from "../../src/store/inbox.ts";
import { lockDataDir } from "../../src/store/lock.ts";
import { createApp } from "../../src/web/app.ts";
import { registerHealth } from "../../src/web/health.ts";
import { createRefusals } from "../../src/web/refusals.ts";
import { registerWebhook } from "../../src/web/webhook.ts";

const config = readConfig({
  GITLAB_URL: "http://gitlab.invalid",
  GITLAB_TOKEN: "unused",
  GITLAB_PROJECTS: "1",
  HOST: "127.0.0.1",
  PORT: "0",
  LOG_LEVEL: "error",
  ...process.env,
});
const log = createLog({ level: config.logLevel, secrets: config.webhook.secrets });
const lock = await lockDataDir(config.dataDir);
const database = await openDatabase({ dataDir: config.dataDir });
const inbox = createInbox(database);
const verifier = createWebhookVerifier(config.webhook);
const refusals = createRefusals(log, Date.now);

const app = createApp({ trustProxy: config.web.trustProxy, log });
registerWebhook(app, {
  ...verifier,
  accept: (delivery) => inbox.accept(delivery),
  refused: (reason, details) => refusals.note(reason, details),
  now: Date.now,
});
registerHealth(app, {
  checkWritable: () => database.checkWritable(),
  readiness: () => ({ degraded: [], details: {} }),
  now: Date.now,
  operatorToken: null,
});
const address = await app.listen({ host: config.web.host, port: config.web.port });
process.stdout.write(`listening on ${address}\n`);

process.once("SIGTERM", async () => {
  await app.close();
  await database.close();
  await lock.release();
});
