import type { Fact } from "../../src/domain/enrollment/fact.ts";
import { addWorkingDays, type WorkingTime } from "../../src/domain/people/working-time.ts";
import type { Cohort } from "./cohort.ts";
import type { Learner } from "./cohort-life.ts";

const HOUR_MS = 3_600_000;

/** A claim that waits for somebody's word, without a pause in between. */
interface Wait {
  readonly task: string;
  readonly from: Date;
  readonly until: Date;
}

const END_OF: ReadonlySet<Fact["kind"]> = new Set([
  "task-confirmed",
  "task-declined",
  "task-waived",
  "claim-withdrawn",
  "confirmation-withdrawn",
]);
const OF_ALL: ReadonlySet<Fact["kind"]> = new Set(["paused", "certified", "closed-by-hand"]);
/** Those that need nothing done before. */
const GATED: ReadonlySet<string> = new Set(["assessment", "workshop"]);
/** The bot was switched off for three days, and whoever heard something that day hears the rest on the next. */
const PATIENCE_MS = 7 * 24 * HOUR_MS;
/** As the shipped program has it. */
const WORKING_DAYS = 3;

/**
 * Told by the journal alone, without the code that plans reminders: of a claim nobody answers somebody is reminded, of
 * one that is answered in time nobody is, and of none before three working days.
 *
 * @param times - Of everybody who may be asked.
 * @returns What is wrong, and how many claims waited so long that somebody had to be reminded.
 */
export async function judgeClaims(
  cohort: Cohort,
  learners: readonly Learner[],
  times: readonly WorkingTime[],
): Promise<{ readonly faults: readonly string[]; readonly long: number }> {
  const faults: string[] = [];
  let long = 0;
  for (const { issue, account } of learners) {
    const stored = await cohort.stores.journal.find(issue);
    if (stored === null) continue;
    const said = [...(await cohort.stores.reminders.sent(stored.id))].flatMap(([key, { at }]) => {
      const task = /:confirmation-waits:([a-z-]+)\./.exec(key)?.[1];
      return task === undefined ? [] : [{ task, at }];
    });
    const waits = waitsIn(stored.facts, cohort.now());
    for (const { task, at } of said) {
      const isWaiting = waits.some(
        (wait) => wait.task === task && wait.from < at && at.getTime() <= wait.until.getTime() + HOUR_MS,
      );
      if (!isWaiting) faults.push(`${account.username}: reminded of ${task}, ${at.toISOString()}, without a claim`);
    }
    for (const { task, from, until } of waits) {
      const due = times.flatMap((time) => addWorkingDays(from, WORKING_DAYS, time)?.getTime() ?? []);
      const within = said.filter((one) => one.task === task && one.at > from && one.at <= until);
      const name = `${account.username}: ${task} from ${from.toISOString()} to ${until.toISOString()}`;
      if (within.some(({ at }) => at.getTime() < Math.min(...due))) faults.push(`${name} was reminded of too early`);
      if (until.getTime() < Math.max(...due) + PATIENCE_MS) continue;
      long += 1;
      if (within.length === 0) faults.push(`${name} was never reminded of`);
    }
  }
  return { faults, long };
}

function waitsIn(facts: readonly Fact[], now: Date): readonly Wait[] {
  const waits: Wait[] = [];
  const claimed = new Map<string, Date>();
  const waiting = new Map<string, Date>();
  const end = (task: string, until: Date): void => {
    const from = waiting.get(task);
    if (from !== undefined) waits.push({ task, from, until });
    waiting.delete(task);
  };
  let isPaused = false;
  for (const fact of facts) {
    if (fact.kind === "paused" || fact.kind === "resumed") isPaused = fact.kind === "paused";
    if (OF_ALL.has(fact.kind)) for (const task of waiting.keys()) end(task, fact.at);
    else if (fact.kind === "resumed") for (const task of claimed.keys()) waiting.set(task, fact.at);
    else if (fact.kind === "task-claimed" && GATED.has(fact.task)) {
      claimed.set(fact.task, fact.at);
      if (!isPaused) waiting.set(fact.task, fact.at);
    } else if (END_OF.has(fact.kind) && "task" in fact) {
      claimed.delete(fact.task);
      end(fact.task, fact.at);
    }
  }
  for (const task of waiting.keys()) end(task, now);
  return waits;
}
