import { describe, expect, test } from "vitest";

import { createProjects } from "../../src/store/projects.ts";
import { STORES } from "../support/store.ts";

const first = new Date(1000);
const second = new Date(2000);

describe.each(STORES)("on $name", ({ openTestDatabase }) => {
  test("firstStart() fixes the moment at the first call, for each project", async () => {
    const projects = createProjects(await openTestDatabase());

    expect(await projects.firstStart(7, "group/onboarding", first)).toEqual(first);
    expect(await projects.firstStart(7, "group/renamed", second)).toEqual(first);
    expect(await projects.firstStart(8, "group/other", second)).toEqual(second);
  });

  test("saveWatermark() keeps the last, whichever call comes first", async () => {
    const projects = createProjects(await openTestDatabase());

    const before = await projects.watermark(7);
    await projects.saveWatermark(7, first);
    const started = await projects.firstStart(7, "group/onboarding", second);
    await projects.saveWatermark(7, second);

    expect(before).toBeNull();
    expect(started).toEqual(second);
    expect(await projects.watermark(7)).toEqual(second);
    expect(await projects.firstStart(7, "group/onboarding", first)).toEqual(second);
    expect(await projects.watermark(8)).toBeNull();
  });
});
