import { type BenchOptions, spread, type Table, verdict } from "./figures.ts";
import { newDataDir, startBot } from "./world/bot-process.ts";
import { startGitLab } from "./world/gitlab-process.ts";
import { untilNotesSay, untilQuiet } from "./world/wait.ts";

const EDITS = 1000;
const MOST_CALLS = 80;
const TICKED = "1 of 5 tasks done";
/** Longer than the gap between two reviews of a busy issue, so that quiet means finished. */
const QUIET_MS = 2500;

/** 1,000 rapid edits of one issue: how many calls they cost, and whether the last one is what counts in the end. */
export async function benchHotIssue({ quick }: BenchOptions): Promise<Table> {
  const gitlab = await startGitLab({ delayMs: 20, senders: 4 });
  const dataDir = newDataDir();
  const bot = await startBot(gitlab, dataDir);
  const calls: number[] = [];
  const editMs: number[] = [];
  const rightMs: number[] = [];
  const rounds = quick ? 2 : 5;
  let right = 0;
  try {
    await gitlab.ask("open", { count: rounds });
    await untilNotesSay(gitlab, "0 of 5 tasks done", rounds, 20_000);
    await untilQuiet(gitlab, QUIET_MS, 20_000);
    for (let round = 0; round < rounds; round += 1) {
      const endsTicked = round % 2 === 0;
      const before = await gitlab.ask("notesThatSay", { words: TICKED });
      await gitlab.ask("forget", null);
      const began = performance.now();
      editMs.push(await gitlab.ask("hammer", { which: round, times: EDITS, endsTicked }));
      await untilQuiet(gitlab, QUIET_MS, 60_000);
      const { total, lastAt, now } = await gitlab.ask("calls", null);
      calls.push(total);
      rightMs.push(performance.now() - began - (now - lastAt));
      const after = await gitlab.ask("notesThatSay", { words: TICKED });
      if (after - before === (endsTicked ? 1 : 0)) right += 1;
    }
  } finally {
    await bot.stop();
    await gitlab.stop();
    dataDir.remove();
  }
  return {
    name: "1,000 rapid edits of one issue, GitLab answering in 20 ms",
    rows: [
      {
        "API calls": spread(calls, 0),
        reach: `≤ ${MOST_CALLS}`,
        reached: verdict(Math.max(...calls) <= MOST_CALLS),
        "edits took s": spread(editMs.map((ms) => ms / 1000)),
        "last call after s": spread(rightMs.map((ms) => ms / 1000)),
        "last state right": `${right} of ${rounds}`,
      },
    ],
  };
}
