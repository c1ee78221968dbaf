import { expect, onTestFinished, test } from "vitest";

import { createApp } from "../../src/web/app.ts";
import { drawAhead, pictureOf } from "../../src/web/program-picture.ts";
import { ACHIEVEMENT_PAGE, BADGE_PAGE } from "../support/badge-page.ts";

test("drawAhead() draws each program once the app listens, as its badges show it", async () => {
  const app = createApp({ trustProxy: false, log: { debugs: false, debug: () => {}, error: () => {} } });
  onTestFinished(() => app.close());
  const drawn = Promise.withResolvers<readonly [svg: string, width: number]>();
  drawAhead(app, {
    programIds: ["gone", "migration-onboarding"],
    achievement: async (id) => (id === "gone" ? null : ACHIEVEMENT_PAGE),
    pictures: {
      async rasterize(svg, width) {
        drawn.resolve([svg, width]);
        return Buffer.from("png");
      },
    },
    afterMs: 0,
  });

  await app.listen({ host: "127.0.0.1", port: 0 });

  expect(await drawn.promise).toEqual([pictureOf(BADGE_PAGE), 960]);
});
