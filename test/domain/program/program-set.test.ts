import { expect, test } from "vitest";

import { chooseVersion, findVersion, newestVersion } from "../../../src/domain/program/program-set.ts";
import type { Program } from "../../../src/domain/program/program.ts";
import { readProgram } from "../../../src/domain/program/read-program.ts";
import { soundSource } from "./planted.ts";

const read = readProgram(soundSource());
if (!read.ok) throw new Error("the sound program has a fault");
const { program } = read;

function version(number: number, accepts: readonly number[] = [], id = "beekeeper"): Program {
  return { ...program, id, version: number, accepts };
}

const SET = [version(2), version(10, [2, 3]), version(1), version(7, [], "gardener")];

test.for<[why: string, programId: string, asked: number | null, chosen: string]>([
  ["the marker names no version", "beekeeper", null, "chosen v10"],
  ["the marker names the newest", "beekeeper", 10, "chosen v10"],
  ["the marker names an accepted older one", "beekeeper", 2, "chosen v2"],
  ["the marker names an older one that is not accepted", "beekeeper", 1, "chosen v10"],
  ["the marker names one that does not exist yet", "beekeeper", 11, "chosen v10"],
  ["the marker names an accepted one that was never seen", "beekeeper", 3, "unknown-version"],
  ["the program is unknown", "baker", 1, "unknown-program"],
])("chooseVersion() when %s", ([, programId, asked, chosen]) => {
  const choice = chooseVersion(SET, { programId, version: asked });

  expect(choice.kind === "chosen" ? `chosen v${choice.program.version}` : choice.kind).toBe(chosen);
});

test("newestVersion() and findVersion() keep programs apart", () => {
  expect(newestVersion(SET, "gardener")?.version).toBe(7);
  expect(newestVersion(SET, "baker")).toBeNull();
  expect(findVersion(SET, "beekeeper", 7)).toBeNull();
  expect(findVersion(SET, "beekeeper", 1)).toBe(SET[2]);
});
