import { readConfig } from "../config.ts";
import { openStores } from "../store/stores.ts";

/**
 * `npm run replay`: give deliveries and issues that were parked after five failures another five tries. The server
 * takes them up when it starts.
 *
 * @throws {BotError} `DATA_DIR_IN_USE` while a server runs on the same data.
 */
export async function replay(_argv: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const config = readConfig(env);
  const stores = await openStores(config.dataDir);
  try {
    const deliveries = await stores.inbox.reviveParked();
    const issues = await stores.guard.revive();
    process.stdout.write(
      `Revived ${deliveries} deliveries and ${issues} issues; start the bot to have them taken up.\n`,
    );
  } finally {
    await stores.close();
  }
  return 0;
}
