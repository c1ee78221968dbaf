import { describe, expect, test } from "vitest";

import { cleanRun, type Disorder, harmless, live, noticeable } from "../support/disorders.ts";
import { BY_COMMANDS, BY_TICKS, ending, extraNotes, type Step } from "../support/life.ts";

test.for(harmless([1]))("a full life leaves the same words behind with %s", async ([, disorder]) => {
  const left = await live(BY_COMMANDS, disorder);

  expect(left).toEqual(await cleanRun(BY_COMMANDS));
});

test.for(noticeable([1]))("a full life comes to the same end with %s", async ([, disorder]) => {
  const left = await live(BY_TICKS, disorder);

  const undisturbed = await cleanRun(BY_TICKS);
  expect(ending(left)).toEqual(ending(undisturbed));
  expect(extraNotes(left, undisturbed)).toEqual([]);
});

describe("every delivery held back from the opening on, and reversed", () => {
  const LATE: Disorder = {
    begin: (scene) => void (scene.gitlab.webhookTap = () => "hold"),
    afterStep: (scene) => scene.calm(),
    async end(scene) {
      scene.gitlab.webhookTap = null;
      await scene.gitlab.releaseHeld("reversed");
    },
  };

  const say =
    (who: "priya" | "tom", words: string): Step =>
    ({ gitlab, [who]: person }, issue) =>
      void gitlab.state.comment(issue, person, `@onboarding-bot ${words}`);
  // Others saved the description before the first look, so nothing proves any more that Jonas named Tom in it.
  const assign = say("priya", "assign engineer @tbecker");

  test("what people wrote counts as if it had been heard in time", async () => {
    const life = [assign, ...BY_COMMANDS];

    const left = await live(life, LATE);

    const undisturbed = await cleanRun(life);
    // The welcome and the end are one and the same edition.
    const status = left.status.slice(left.status.indexOf("### "));
    expect(ending({ ...left, status })).toEqual(ending(undisturbed));
    expect(extraNotes(left, undisturbed)).toEqual([]);
  });

  test("what people ticked before the first look is asked for, and one comment each confirms it", async () => {
    const answers = [assign, say("priya", "confirm assessment workshop"), say("tom", "confirm shadow lead")];
    const heardLate = await live(BY_TICKS, LATE);
    const answered = await live([...BY_TICKS, ...answers], {
      ...LATE,
      async afterStep(scene, step) {
        if (step === BY_TICKS.length) await LATE.end?.(scene);
        await (step < BY_TICKS.length ? scene.calm() : scene.settle());
      },
    });

    const undisturbed = await cleanRun(BY_TICKS);
    expect(heardLate).toMatchObject({ state: "opened", labels: ["onboarding::in-progress"], boxes: undisturbed.boxes });
    expect(ending({ ...answered, reactions: [] })).toEqual(ending(undisturbed));
    expect(extraNotes(answered, undisturbed)).toEqual([]);
  });
});
