import { readConfig } from "../config.ts";
import { createBudget } from "../gitlab/budget.ts";
import { createLocalLedger } from "../gitlab/budget-ledger.ts";
import { createGitLabClient } from "../gitlab/client.ts";
import { systemClock } from "../gitlab/clock.ts";
import { openStores } from "../store/stores.ts";

/**
 * `node src/main.ts calendar USERNAME`: tell the address of somebody's own calendar, for the operator to pass on to
 * them alone. Whoever knows it sees all their dates, so no note ever holds it.
 *
 * @returns Exit status: 0 with the address, 1 when there is none, 2 when the call itself makes no sense.
 * @throws {BotError} `DATA_DIR_IN_USE` while a server runs on the same data.
 */
export async function calendar(argv: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const username = argv[0]?.replace(/^@/, "") ?? "";
  if (username === "" || argv.length > 1) return fail(2, "Cannot tell a calendar: whose? Give one username");
  const { web, gitlab: settings, dataDir } = readConfig(env);
  if (web.publicUrl === null) return fail(1, "Cannot tell a calendar: PUBLIC_URL must say how people reach this bot");
  const clock = systemClock;
  const budget = createBudget(createLocalLedger(settings, clock), clock);
  const account = await createGitLabClient({ ...settings, budget, clock }).findAccount(username);
  if (account === null) return fail(1, "Cannot tell a calendar: GitLab knows nobody of this name");
  const stores = await openStores(dataDir);
  try {
    const person = await stores.people.known(account.userId);
    if (person === null) return fail(1, "Cannot tell a calendar: this person takes part in nothing here");
    process.stdout.write(`${web.publicUrl}/calendar/${await stores.engagements.feedOf(person)}.ics\n`);
    return 0;
  } finally {
    await stores.close();
  }
}

function fail(status: number, message: string): number {
  process.stderr.write(`${message}\n`);
  return status;
}
