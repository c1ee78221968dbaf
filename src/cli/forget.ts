import { type Config, readConfig } from "../config.ts";
import type { PersonId } from "../domain/enrollment/fact.ts";
import { createBudget } from "../gitlab/budget.ts";
import { createLocalLedger } from "../gitlab/budget-ledger.ts";
import { createGitLabClient } from "../gitlab/client.ts";
import { systemClock } from "../gitlab/clock.ts";
import { openStores, type Stores } from "../store/stores.ts";

const USAGE = `Usage: npm run forget -- USERNAME
       npm run forget -- --id NUMBER    for an account that GitLab no longer has: its number there`;

const AT_ONCE = 500;

/**
 * `node src/main.ts forget USERNAME`: erase a person, see `People.forgetPerson`. It is a command of its own because it
 * revokes nothing: a badge that was earned stays earned.
 *
 * @param print - Takes one line; the default writes to standard output.
 * @returns Exit status: 0 when nothing of them is left, 1 when there is no such person, 2 when the call makes no sense.
 * @throws {BotError} `DATA_DIR_IN_USE` while a server runs on the same data.
 */
export async function forget(
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
  print: (line: string) => void = printLine,
): Promise<number> {
  const who = readWho(argv);
  if (who === null) return fail(2, USAGE);
  const config = readConfig(env);
  const userId = typeof who === "number" ? who : await findAccount(config, who);
  if (userId === null) {
    return fail(1, "Cannot forget anybody: GitLab knows nobody of this name; if the account is gone, give its --id");
  }
  const stores = await openStores(config.dataDir);
  try {
    const person = await stores.people.known(userId);
    if (person === null) return fail(1, "Cannot forget anybody: this bot knows nothing of this account");
    const badges = await countBadges(stores, person);
    await stores.people.forgetPerson(person);
    for (const line of tell(badges)) print(line);
    return 0;
  } finally {
    await stores.close();
  }
}

/** @returns A username, the number of an account, or `null` for neither. */
function readWho(argv: readonly string[]): string | number | null {
  const [first = "", second = ""] = argv;
  if (first === "--id") return argv.length === 2 && /^[1-9]\d{0,14}$/.test(second) ? Number(second) : null;
  const username = first.replace(/^@/, "");
  return argv.length === 1 && username !== "" && !username.startsWith("-") ? username : null;
}

async function findAccount({ gitlab: settings }: Config, username: string): Promise<number | null> {
  const clock = systemClock;
  const budget = createBudget(createLocalLedger(settings, clock), clock);
  return (await createGitLabClient({ ...settings, budget, clock }).findAccount(username))?.userId ?? null;
}

interface Badges {
  readonly all: number;
  readonly revoked: number;
}

async function countBadges({ badges }: Stores, person: PersonId): Promise<Badges> {
  let [all, revoked, last] = [0, 0, 0];
  for (;;) {
    const some = await badges.list(last, AT_ONCE);
    if (some.length === 0) return { all, revoked };
    for (const badge of some) {
      last = badge.number;
      if (badge.person !== person) continue;
      all += 1;
      if (badge.revokedAt !== null) revoked += 1;
    }
  }
}

function tell({ all, revoked }: Badges): readonly string[] {
  return [
    "Erased: name, username and account; what they wrote; their hours, calendar and reminders.",
    ...(all === 0
      ? ["They had no badge."]
      : [
          `Erased: ${all === 1 ? "their badge, its page and its" : `their ${all} badges, with pages and`} downloads.`,
          `Remains: ${places(all)} in the status list, ${standing(all, revoked)}. That names nobody.`,
          "Nothing was revoked: copies in their hands can still be checked. Revoking is @bot revoke, by an owner in the issue.",
        ]),
    "Remains: a number in the journal, hashes that show nothing was changed, and deliveries until they are 14 days old.",
    "Not touched: GitLab, backups, and folders written by export. Export again, and see to the others yourself.",
    "While their issue is open in GitLab, the bot meets them there again, as somebody new.",
  ];
}

function places(all: number): string {
  return all === 1 ? "the place" : `${all} places`;
}

function standing(all: number, revoked: number): string {
  if (revoked === 0) return "not revoked";
  return revoked === all ? "still revoked" : `${revoked} of them still revoked`;
}

function fail(status: number, message: string): number {
  process.stderr.write(`${message}\n`);
  return status;
}

function printLine(line: string): void {
  process.stdout.write(`${line}\n`);
}
