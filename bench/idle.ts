import { setTimeout as pause } from "node:timers/promises";

import { type BenchOptions, spread, type Table, verdict } from "./figures.ts";
import { newDataDir, startBot } from "./world/bot-process.ts";
import { startGitLab } from "./world/gitlab-process.ts";
import { untilNotesSay, untilQuiet } from "./world/wait.ts";

const MOST_MIB = 150;
const MOST_SHARE_OF_A_CORE = 0.01;
const MOST_START_MS = 2000;

/** A bot with many enrollments and nothing to do, started anew; and how long each start takes. */
export async function benchIdle({ quick }: BenchOptions): Promise<Table> {
  const count = quick ? 100 : 1000;
  const rounds = quick ? 2 : 5;
  const gitlab = await startGitLab({ delayMs: 20 });
  const full = newDataDir();
  const emptyStarts: number[] = [];
  const fullStarts: number[] = [];
  const residentMiB: number[] = [];
  const shares: number[] = [];
  try {
    const first = await startBot(gitlab, full);
    await gitlab.ask("open", { count });
    await untilNotesSay(gitlab, "0 of 5 tasks done", count, 120_000);
    await untilQuiet(gitlab, 2000, 60_000);
    await first.stop();
    for (let round = 0; round < rounds; round += 1) {
      const fresh = newDataDir();
      const none = await startBot(gitlab, fresh);
      emptyStarts.push(none.readyAfterMs);
      await none.stop();
      fresh.remove();
      const bot = await startBot(gitlab, full);
      fullStarts.push(bot.readyAfterMs);
      await untilQuiet(gitlab, 3000, 60_000);
      const before = bot.usage();
      const began = performance.now();
      // Long enough to hold a turn of the janitor, every 15 s.
      await pause(quick ? 2000 : 16_000);
      const after = bot.usage();
      residentMiB.push(after?.residentMiB ?? Number.NaN);
      shares.push(((after?.cpuMs ?? Number.NaN) - (before?.cpuMs ?? Number.NaN)) / (performance.now() - began));
      await bot.stop();
    }
  } finally {
    await gitlab.stop();
    full.remove();
  }
  const what = `${count.toLocaleString("en")} enrollments`;
  const starts = Math.max(...emptyStarts, ...fullStarts) <= MOST_START_MS;
  return {
    name: `start, and idling with ${what}`,
    rows: [
      {
        what: "start to /readyz, empty store, ms",
        measured: spread(emptyStarts, 0),
        reach: `≤ ${MOST_START_MS}`,
        reached: verdict(starts),
      },
      {
        what: `start to /readyz, ${what}, ms`,
        measured: spread(fullStarts, 0),
        reach: `≤ ${MOST_START_MS}`,
        reached: verdict(starts),
      },
      {
        what: "idle: resident MiB",
        measured: spread(residentMiB, 0),
        reach: `≤ ${MOST_MIB}`,
        reached: verdict(Math.max(...residentMiB) <= MOST_MIB),
      },
      {
        what: "idle: % of a core",
        measured: spread(
          shares.map((share) => share * 100),
          2,
        ),
        reach: `≤ ${MOST_SHARE_OF_A_CORE * 100}`,
        reached: verdict(Math.max(...shares) <= MOST_SHARE_OF_A_CORE),
      },
    ],
  };
}
