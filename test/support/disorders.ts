import type { Disturbance } from "../../src/demo/gitlab/rest/api.ts";
import { type Chance, chanceOf, pick } from "./chance.ts";
import { ISSUER } from "./issuer.ts";
import { type Life, liveFullLife, type Outcome, outcome } from "./life.ts";
import { openScene, SECRET, type Scene } from "./scene.ts";

/** What goes wrong, and when. */
export interface Disorder {
  /** Once, before the issue is opened. */
  readonly begin?: (scene: Scene) => void;
  /** After each step; without it the bot is given the time it needs. */
  readonly afterStep?: (scene: Scene, step: number) => Promise<void>;
  /** After the last step: how the world is put right again. */
  readonly end?: (scene: Scene) => Promise<void>;
}

/** One disorder and what it is called. */
export type Named = readonly [name: string, disorder: Disorder];

export async function live(life: Life, { begin, afterStep, end }: Disorder): Promise<Outcome> {
  const scene = await openScene({ env: ISSUER });
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
export function cleanRun(life: Life): Promise<Outcome> {
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

const REVOKED = { error: "invalid_token", error_description: "Token was revoked." };

/** Every call fails from now on, for an hour in which the bot tries again and again. */
async function failForAnHour(scene: Scene, trouble: Disturbance): Promise<void> {
  scene.gitlab.disturb = () => trouble;
  for (let minute = 0; minute < 60; minute += 5) {
    await scene.calm();
    scene.passTime(5 * 60_000);
    await scene.bot.tidyUp();
  }
  await scene.calm();
  scene.gitlab.disturb = null;
}

/** The same in every word, for the bot gets to see each step before the next one. */
export function harmless(seeds: readonly number[]): readonly Named[] {
  return [
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
    ...seeds.map((seed): Named => {
      const chance = chanceOf(seed);
      return [
        `half of the deliveries lost, found by sweeps (${seed})`,
        { begin: (scene) => void (scene.gitlab.webhookTap = () => pick(chance, ["send", "drop"])), afterStep: sweep },
      ];
    }),
    ...(["reversed", "shuffled"] as const).map((order): Named => [
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
    ...seeds.map((seed): Named => [
      `three of ten calls failing (${seed})`,
      { begin: (scene) => void (scene.gitlab.disturb = failing(chanceOf(seed), 0.3)) },
    ]),
    ["six of ten calls failing", { begin: (scene) => void (scene.gitlab.disturb = failing(chanceOf(9), 0.6)) }],
    ...(
      [
        ["GitLab away for an hour", { kind: "reset", after: false }],
        ["a token that is refused for an hour", { kind: "answer", status: 401, body: REVOKED }],
      ] as const
    ).map(([name, trouble]): Named => [
      name,
      {
        async afterStep(scene, step) {
          if (step === 3) await failForAnHour(scene, trouble);
          await scene.settle();
        },
      },
    ]),
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
}

/**
 * The same ending; the bot sees several steps at once and has less to say on the way. It says nothing else, nothing
 * twice, and leaves nobody with an open question.
 */
export function noticeable(seeds: readonly number[]): readonly Named[] {
  return [
    ...(["reversed", "shuffled"] as const).map((order): Named => [
      `all deliveries after the opening held back to the end and ${order}`,
      {
        async afterStep(scene, step) {
          await scene.settle();
          if (step === 0) scene.gitlab.webhookTap = () => "hold";
        },
        async end(scene) {
          scene.gitlab.webhookTap = null;
          await scene.gitlab.releaseHeld(order);
        },
      },
    ]),
    [
      "all deliveries after the opening lost, one sweep at the end",
      {
        async afterStep(scene, step) {
          await scene.settle();
          if (step === 0) scene.gitlab.webhookTap = () => "drop";
        },
        end: sweep,
      },
    ],
    ...seeds.map((seed): Named => {
      const chance = chanceOf(seed);
      return [
        `half of the deliveries lost, one sweep at the end (${seed})`,
        {
          async afterStep(scene) {
            await scene.settle();
            scene.gitlab.webhookTap = () => pick(chance, ["send", "drop"]);
          },
          end: sweep,
        },
      ];
    }),
    [
      "the webhook switched off after the second step, a sweep after the sixth",
      {
        async afterStep(scene, step) {
          for (const hook of scene.project.hooks.values()) hook.disabledForGood = step >= 2 && step < 6;
          await (step === 6 ? sweep(scene) : scene.settle());
        },
      },
    ],
    [
      "the bot down for four steps",
      {
        async afterStep(scene, step) {
          if (step === 2) await scene.stopBot();
          if (step === 6) await scene.startBot();
          await scene.settle();
        },
      },
    ],
    ...seeds.map((seed): Named => {
      const chance = chanceOf(seed);
      return [
        `people who do not wait for a slow GitLab (${seed})`,
        // Whoever ticks before the bot's first look makes it unprovable who wrote People.
        { afterStep: (scene, step) => (step === 0 ? scene.settle() : inTheMiddle(scene, chance)) },
      ];
    }),
  ];
}

/** Resolves in the middle of what the last step set going: after a few calls, or when nothing is left to do. */
async function inTheMiddle(scene: Scene, chance: Chance): Promise<void> {
  let left = Math.floor(chance() * 6);
  const middle = new Promise<void>((resolve) => {
    scene.gitlab.disturb = () => {
      left -= 1;
      if (left === 0) resolve();
      return { kind: "delay", ms: chance() * 3 };
    };
  });
  await Promise.race([middle, scene.calm()]);
}
