import { describe, expect, test } from "vitest";

import { createPrograms } from "../../src/store/programs.ts";
import { STORES } from "../support/store.ts";

const version = { id: "migration-onboarding", version: 2, yaml: "id: migration-onboarding\n", template: "# Hello\n" };

describe.each(STORES)("on $name", ({ openTestDatabase }) => {
  test("remember() keeps each version with its text, and again is fine", async () => {
    const programs = createPrograms(await openTestDatabase());
    const older = { ...version, version: 1, template: "# Hi\n" };
    const other = { ...version, id: "kompostmeister", version: 10 };

    const kept = [version, older, other, version].map((one) => programs.remember(one));

    expect(await Promise.all(kept)).toEqual([true, true, true, true]);
    expect(await programs.all()).toEqual([other, older, version]);
  });

  test.for<[what: string, change: object]>([
    ["program", { yaml: "id: migration-onboarding\ntitle: New\n" }],
    ["template", { template: "# Bye\n" }],
    ["place for the same text", { yaml: "", template: `${version.yaml}${version.template}` }],
  ])("remember() refuses a known version with another %s", async ([, change]) => {
    const programs = createPrograms(await openTestDatabase());
    await programs.remember(version);

    expect(await programs.remember({ ...version, ...change })).toBe(false);
    expect(await programs.all()).toEqual([version]);
  });
});
