import { describe, expect, test } from "vitest";

import type { Disturbance } from "../../src/demo/gitlab/rest/api.ts";
import { type Chance, chanceOf, pick } from "../support/chance.ts";
import { type Life, LIVES, liveFullLife, type Outcome, outcome } from "../support/life.ts";
import { openScene, SECRET, type Scene } from "../support/scene.ts";

/** What goes wrong, and when. */
interface Disorder {
  /** Once, before the issue is opened. */
  readonly begin?: (scene: Scene) => void;
  /** After each step; without it the bot is given the time it needs. */
  readonly afterStep?: (scene: Scene, step: number) => Promise<void>;
  /** After the last step: how the world is put right again. */
  readonly end?: (scene: Scene) => Promise<void>;
}

async function live(life: Life, { begin, afterStep, end }: Disorder): Promise<Outcome> {
  const scene = await openScene();
  begin?.(scene);
  const issue = await liveFullLife(scene, life, {
    passTime: (ms) => scene.passTime(ms),
    afterStep: (step) => afterStep?.(scene, step) ?? scene.settle(),
  });
  await end?.(scene);
  await scene.settle();
  return outcome(scene, issue);
}

const clean = new Map<Life, Promise<Outcome>>();

/** The same life without any disorder, lived once. */
function cleanRun(life: Life): Promise<Outcome> {
  const known = clean.get(life) ?? live(life, {});
  clean.set(life, known);
  return known;
}

async function sweep(scene: Scene): Promise<void> {
  await scene.bot.sweep();
  await scene.settle();
}

function failing(chance: Chance, share: number): () => Disturbance | null {
  const failures: readonly Disturbance[] = [
    { kind: "answer", status: 429, headers: { "retry-after": "7" } },
    { kind: "answer", status: 429, body: { message: { error: "This endpoint has been requested too many times." } } },
    { kind: "answer", status: 500, body: { message: "500 Internal Server Error" } },
    {
      kind: "answer",
      status: 502,
      body: "<html>Bad Gateway</html>",
      headers: { "content-type": "text/html" },
      after: true,
    },
    { kind: "answer", status: 503, body: "Waiting", headers: { "content-type": "text/plain", "retry-after": "2" } },
    { kind: "reset", after: false },
    { kind: "reset", after: true },
  ];
  return () => (chance() < share ? pick(chance, failures) : null);
}

const EVERY_WORD: readonly (readonly [name: string, disorder: Disorder])[] = [
  ["every delivery doubled under one id", { begin: (scene) => void (scene.gitlab.webhookTap = () => "double") }],
  [
    "every delivery doubled under two ids, by two hooks",
    {
      begin(scene) {
        scene.gitlab.state.addHook(scene.project, { url: `${scene.bot.url}/webhooks/gitlab`, token: SECRET });
      },
    },
  ],
  [
    "every delivery lost, found by sweeps",
    { begin: (scene) => void (scene.gitlab.webhookTap = () => "drop"), afterStep: sweep },
  ],
  ...[1, 2].map((seed): readonly [string, Disorder] => {
    const chance = chanceOf(seed);
    return [
      `half of the deliveries lost, found by sweeps (${seed})`,
      { begin: (scene) => void (scene.gitlab.webhookTap = () => pick(chance, ["send", "drop"])), afterStep: sweep },
    ];
  }),
  ...(["reversed", "shuffled"] as const).map((order): readonly [string, Disorder] => [
    `the deliveries of each step held back and ${order}`,
    {
      begin: (scene) => void (scene.gitlab.webhookTap = () => "hold"),
      async afterStep(scene) {
        while (scene.gitlab.heldCount > 0) {
          await scene.gitlab.releaseHeld(order);
          await scene.settle();
        }
      },
    },
  ]),
  ...[1, 2, 3].map((seed): readonly [string, Disorder] => [
    `three of ten calls failing (${seed})`,
    { begin: (scene) => void (scene.gitlab.disturb = failing(chanceOf(seed), 0.3)) },
  ]),
  ["six of ten calls failing", { begin: (scene) => void (scene.gitlab.disturb = failing(chanceOf(9), 0.6)) }],
  [
    "a restart after each step",
    {
      async afterStep(scene) {
        await scene.settle();
        await scene.stopBot();
        await scene.startBot();
      },
    },
  ],
];

describe.for(LIVES)("a full life %s", ([, life]) => {
  test.for(EVERY_WORD)("ends in the same with %s", async ([, disorder]) => {
    const left = await live(life, disorder);

    expect(left).toEqual(await cleanRun(life));
  });
});
