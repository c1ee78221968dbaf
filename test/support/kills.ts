import type { ApiCall } from "../../src/demo/gitlab/rest/api.ts";
import { type BadgeRow, openProcessStage } from "./bot-process.ts";
import { type Life, liveFullLife, type Outcome, outcome } from "./life.ts";

/** When the process dies: at most once in a step. */
export interface Kill {
  /** The opening is step 0. `null` is every step. */
  readonly step: number | null;
  /** Is this the call? Calls of a step are counted from 1. */
  readonly at: (call: Pick<ApiCall, "method" | "path">, count: number) => boolean;
  /** `before`: GitLab never hears of the call; `after`: it has done it, and nobody learns that. */
  readonly when: "before" | "after";
}

/** Live a life beside a bot that is killed with -9 in the middle of it and started again each time. */
export async function liveWithKills(
  life: Life,
  kills: readonly Kill[],
): Promise<{
  readonly left: Outcome;
  readonly killed: number;
  /** The register at the last kill, and in the end. */
  readonly badges: { readonly atKill: readonly BadgeRow[]; readonly left: readonly BadgeRow[] };
}> {
  const stage = await openProcessStage();
  let step = 0;
  let count = 0;
  let killed = 0;
  let isOver = false;
  let atKill: readonly BadgeRow[] = [];
  stage.gitlab.disturb = (call) => {
    count += 1;
    const kill = kills.find((one) => (one.step === null || one.step === step) && one.at(call, count));
    if (isOver || kill === undefined) return null;
    isOver = true;
    killed += 1;
    atKill = stage.badges();
    stage.kill();
    return { kind: "reset", after: kill.when === "after" };
  };
  const issue = await liveFullLife(stage, life, {
    passTime: () => undefined,
    async beforeStep(next) {
      // The start of the process belongs to no step.
      if (next === 0) isOver = true;
      await stage.calm();
      step = next;
      count = 0;
      isOver = false;
    },
    afterStep: () => stage.calm(),
  });
  return { left: outcome(stage, issue), killed, badges: { atKill, left: stage.badges() } };
}
