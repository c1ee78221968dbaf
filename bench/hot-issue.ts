import { type BenchOptions, spread, type Table, verdict } from "./figures.ts";
import { newDataDir, startBot } from "./world/bot-process.ts";
import { startGitLab } from "./world/gitlab-process.ts";
import { untilNotesSay, untilQuiet } from "./world/wait.ts";

const EDITS = 1000;
const MOST_CALLS = 80;
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
  try {
    await gitlab.ask("open", { count: 1 });
    await untilNotesSay(gitlab, "0 of 5 tasks done", 1, 20_000);
    await untilQuiet(gitlab, QUIET_MS, 20_000);
    for (let round = 0; round < (quick ? 1 : 5); round += 1) {
      const endsTicked = round % 2 === 0;
      await gitlab.ask("forget", null);
      const began = performance.now();
      editMs.push(await gitlab.ask("hammer", { times: EDITS, endsTicked }));
      await untilQuiet(gitlab, QUIET_MS, 60_000);
      const { total, lastAt, now } = await gitlab.ask("calls", null);
      calls.push(total);
      rightMs.push(performance.now() - began - (now - lastAt));
      // Throws when the last state is not what the note says.
      await untilNotesSay(gitlab, endsTicked ? "1 of 5 tasks done" : "0 of 5 tasks done", 1, 1000);
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
        "last state right": "yes",
      },
    ],
  };
}
