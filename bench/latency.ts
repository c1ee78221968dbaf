import { setTimeout as pause } from "node:timers/promises";

import { type BenchOptions, median, type Row, spread, type Table, verdict } from "./figures.ts";
import { type BotProcess, newDataDir, SECRET, startBot, startPlainBot } from "./world/bot-process.ts";
import { type GitLabProcess, startGitLab } from "./world/gitlab-process.ts";
import { untilNotesSay, untilQuiet } from "./world/wait.ts";

const GITLAB_MS = 20;
const MOST_EXTRA_MS = 10;
/** One event after the other, each on an issue that was quiet before. */
const SPACING_MS = 150;

/** From a change on GitLab to the second API call about it, beside a bot that only makes the same reads. */
export async function benchLatency({ quick }: BenchOptions): Promise<Table> {
  const rounds = quick ? 2 : 5;
  const events = quick ? 15 : 40;
  const gitlab = await startGitLab({ delayMs: GITLAB_MS });
  const dataDir = newDataDir();
  const bot = await startBot(gitlab, dataDir);
  const ours: number[] = [];
  const plain: number[] = [];
  let plainBot: BotProcess | null = null;
  try {
    await gitlab.ask("open", { count: events });
    await untilNotesSay(gitlab, "0 of 5 tasks done", events, 30_000);
    await untilQuiet(gitlab, 2000, 30_000);
    plainBot = await startPlainBot(gitlab);
    // The first round is the compiler's.
    for (let round = -1; round < rounds; round += 1) {
      const isOursFirst = round % 2 === 0;
      for (const isOurs of [isOursFirst, !isOursFirst]) {
        const times = await measureRound(gitlab, isOurs ? bot : plainBot, events, isOurs ? round % 2 !== 0 : null);
        if (round >= 0) (isOurs ? ours : plain).push(median(times));
      }
    }
  } finally {
    await plainBot?.stop();
    await bot.stop();
    await gitlab.stop();
    dataDir.remove();
  }
  const extra = ours.map((ms, index) => ms - (plain[index] ?? Number.NaN));
  const rows: Row[] = [
    { bot: "onboarding bot", "p50 ms": spread(ours), "more than the plain bot, ms": spread(extra) },
    { bot: "plain bot: no store, no queue, same reads", "p50 ms": spread(plain), "more than the plain bot, ms": "" },
    {
      bot: `reach: ≤ ${MOST_EXTRA_MS} ms more`,
      "p50 ms": "",
      "more than the plain bot, ms": verdict(median(extra) <= MOST_EXTRA_MS),
    },
  ];
  return { name: "change on GitLab → second API call, GitLab answering in 20 ms, issue quiet before", rows };
}

/** @param checked - What to turn the box to; `null` edits the title instead. */
async function measureRound(
  gitlab: GitLabProcess,
  bot: BotProcess,
  events: number,
  checked: boolean | null,
): Promise<readonly number[]> {
  await gitlab.ask("hook", { url: `${bot.url}/webhooks/gitlab`, secret: SECRET });
  await gitlab.ask("forget", null);
  const times: number[] = [];
  for (let index = 0; index < events; index += 1) {
    const which = { from: index, to: index + 1 };
    const at = await (checked === null ? gitlab.ask("retitle", which) : gitlab.ask("tick", { ...which, checked }));
    await pause(SPACING_MS);
    const [, second] = (await gitlab.ask("callsOf", { iid: index + 1 })).filter((call) => call >= at);
    if (second === undefined) throw new Error("The second call did not come in time");
    times.push(second - at);
  }
  await untilQuiet(gitlab, 1200, 20_000);
  return times;
}
