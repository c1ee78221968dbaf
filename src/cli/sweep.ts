import { startBot } from "../bot.ts";
import { readConfig, secretsOf } from "../config.ts";
import { createLog } from "../log.ts";

/**
 * `npm run sweep`: look through all projects once for what no delivery told, finish what follows, and end. Needs no
 * server and no webhook: run from a schedule it is a bot of its own.
 *
 * @throws {BotError} `DATA_DIR_IN_USE` while a server runs on the same data: that one sweeps by itself.
 */
export async function sweep(_argv: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const config = readConfig(env);
  const log = createLog({ level: config.logLevel, secrets: secretsOf(config) });
  const bot = await startBot(config, log, { listens: false });
  try {
    await bot.sweep();
    await bot.idle();
    // Questions that were to wait until now, and what failed the last time.
    await bot.tidyUp();
    await bot.idle();
  } finally {
    await bot.close();
  }
  return 0;
}
