import { startBot } from "../bot.ts";
import { readConfig, secretsOf, variablesForLater } from "../config.ts";
import { createLog } from "../log.ts";
import { untilStopped } from "./until-stopped.ts";

/** `npm start`: run the bot until it is told to stop. */
export async function serve(_argv: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const config = readConfig(env);
  const log = createLog({ level: config.logLevel, secrets: secretsOf(config) });
  const later = variablesForLater(env);
  if (later.length > 0) log.warn("Leave aside settings this version does not use", { variables: later });
  const bot = await startBot(config, log);
  const signal = await untilStopped();
  log.info("Stop", { signal });
  await bot.close();
  return 0;
}
