import { type BenchOptions, median, type Row, spread, type Table, verdict } from "./figures.ts";
import {
  type BotProcess,
  type DataDir,
  newDataDir,
  runSweep,
  SECRET,
  startBot,
  startPlainBot,
} from "./world/bot-process.ts";
import { type GitLabProcess, startGitLab } from "./world/gitlab-process.ts";
import { untilNotesSay, untilQuiet } from "./world/wait.ts";

const MOST_MIB = 300;
const LEAST_SHARE = 0.6;
const MOST_WAIT_MS = 300_000;

/**
 * Thousands of enrollments: each one tick, beside a bot that makes the same calls and keeps nothing; the memory that
 * takes; then the start and a sweep over all of them with nothing new.
 */
export async function benchMany({ quick }: BenchOptions): Promise<Table> {
  const count = quick ? 500 : 10_000;
  const gitlab = await startGitLab({ delayMs: 20 });
  const dataDir = newDataDir();
  try {
    const rows = await measureTicks(gitlab, dataDir, count, quick ? 1 : 5);
    return {
      name: `${count.toLocaleString("en")} enrolled issues, one self-confirmed tick each, budget lifted`,
      rows: [...rows, await measureSweep(gitlab, dataDir)],
    };
  } finally {
    await gitlab.stop();
    dataDir.remove();
  }
}

async function measureTicks(
  gitlab: GitLabProcess,
  dataDir: DataDir,
  count: number,
  rounds: number,
): Promise<readonly Row[]> {
  const bot = await startBot(gitlab, dataDir);
  let plainBot: BotProcess | null = null;
  const ours: Pace[] = [];
  const plain: Pace[] = [];
  try {
    await gitlab.ask("open", { count });
    await untilNotesSay(gitlab, "0 of 5 tasks done", count, MOST_WAIT_MS);
    await untilQuiet(gitlab, 2000, MOST_WAIT_MS);
    plainBot = await startPlainBot(gitlab);
    for (let round = 0; round < rounds; round += 1) {
      const checked = round % 2 === 0;
      ours.push(
        await pace(
          gitlab,
          bot,
          async () => {
            await gitlab.ask("tick", { from: 0, to: count, checked });
            return `${checked ? 1 : 0} of 5 tasks done`;
          },
          count,
        ),
      );
      plain.push(
        await pace(
          gitlab,
          plainBot,
          async () => {
            await gitlab.ask("retitle", { from: 0, to: count });
            return null;
          },
          count,
        ),
      );
    }
  } finally {
    await plainBot?.stop();
    await bot.stop();
  }
  const share = median(ours.map(({ perSecond }, index) => perSecond / (plain[index]?.perSecond ?? Number.NaN)));
  const most = Math.max(...ours.map(({ residentMiB }) => residentMiB));
  return [
    row(
      "onboarding bot: calls/s",
      ours.map(({ perSecond }) => perSecond),
      "",
    ),
    row(
      "plain bot, same calls, no store: calls/s",
      plain.map(({ perSecond }) => perSecond),
      "",
    ),
    {
      what: "share of the plain bot's calls/s",
      measured: `${Math.round(share * 100)} %`,
      reach: `≥ ${LEAST_SHARE * 100} %`,
      reached: verdict(share >= LEAST_SHARE),
    },
    row(
      "onboarding bot: CPU ms an issue",
      ours.map(({ cpuMsPerIssue }) => cpuMsPerIssue),
      "",
      2,
    ),
    row(
      "plain bot: CPU ms an issue",
      plain.map(({ cpuMsPerIssue }) => cpuMsPerIssue),
      "",
      2,
    ),
    row(
      "calls an issue",
      ours.map(({ calls }) => calls / count),
      "",
      2,
    ),
    row(
      "plain bot: resident MiB at most",
      plain.map(({ residentMiB }) => residentMiB),
      "",
    ),
    {
      ...row("onboarding bot: resident MiB at most, round by round", [], `≤ ${MOST_MIB}, flat`),
      measured: ours.map(({ residentMiB }) => Math.round(residentMiB)).join(", "),
      reached: verdict(most <= MOST_MIB),
    },
  ];
}

interface Pace {
  readonly perSecond: number;
  /** Of the bot alone: other work on the machine does not change it much. */
  readonly cpuMsPerIssue: number;
  readonly calls: number;
  readonly residentMiB: number;
}

async function pace(
  gitlab: GitLabProcess,
  bot: BotProcess,
  begin: () => Promise<string | null>,
  count: number,
): Promise<Pace> {
  await gitlab.ask("hook", { url: `${bot.url}/webhooks/gitlab`, secret: SECRET });
  await gitlab.ask("forget", null);
  let residentMiB = 0;
  const cpuMs = () => bot.usage()?.cpuMs ?? Number.NaN;
  const cpuBefore = cpuMs();
  const watch = setInterval(() => {
    residentMiB = Math.max(residentMiB, bot.usage()?.residentMiB ?? Number.NaN);
  }, 200);
  try {
    const words = await begin();
    if (words !== null) await untilNotesSay(gitlab, words, count, MOST_WAIT_MS);
    await untilQuiet(gitlab, 1500, MOST_WAIT_MS);
  } finally {
    clearInterval(watch);
  }
  const { total, firstAt, lastAt } = await gitlab.ask("calls", null);
  const cpuMsPerIssue = (cpuMs() - cpuBefore) / count;
  return { perSecond: (total / (lastAt - firstAt)) * 1000, cpuMsPerIssue, calls: total, residentMiB };
}

/** Ten minutes later one issue changed and was swept: from then on nothing is new. */
async function measureSweep(gitlab: GitLabProcess, dataDir: DataDir): Promise<Row> {
  await gitlab.ask("hook", { url: null, secret: SECRET });
  await gitlab.ask("travel", { minutes: 10 });
  await gitlab.ask("retitle", { from: 0, to: 1 });
  await runSweep(gitlab, dataDir);
  await gitlab.ask("forget", null);
  const began = performance.now();
  await runSweep(gitlab, dataDir);
  const tookMs = performance.now() - began;
  const { counts, total } = await gitlab.ask("calls", null);
  const lists = counts["GET /projects/:id/issues"] ?? 0;
  return {
    what: `sweep with nothing new (whole command ${Math.round(tookMs)} ms; ${total} calls with finding out who and where it is)`,
    measured: `${lists} call for the project`,
    reach: "1 a project",
    reached: verdict(lists === 1),
  };
}

function row(what: string, values: readonly number[], reach: string, digits = 0): Row {
  return { what, measured: spread(values, digits), reach, reached: "" };
}
