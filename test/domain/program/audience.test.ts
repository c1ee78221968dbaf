import { expect, test } from "vitest";

import { audienceOf } from "../../../src/domain/program/audience.ts";
import { readProgram } from "../../../src/domain/program/read-program.ts";
import type { Program } from "../../../src/domain/program/program.ts";
import { plant } from "./planted.ts";

function programFor(projects: string): Program {
  const { source } = plant([["yaml", '["schools/*/bees"]', `["${projects}"]`]]);
  const result = readProgram(source);
  if (!result.ok) throw new Error(result.faults.map(({ message }) => message).join("\n"));
  return result.program;
}

test.for<[glob: string, path: string, audience: string | null]>([
  ["schools/**", "schools/north/bees", "school"],
  ["schools/**", "schools/bees", "school"],
  ["schools/**", "Schools/Bees", "school"],
  ["schools/**", "preschools/bees", null],
  ["schools/**", "my/schools/bees", null],
  ["schools/*", "schools/bees", "school"],
  ["schools/*", "schools/north/bees", null],
  ["schools/*/bees", "schools/north/bees", "school"],
  ["schools/*/bees", "schools/bees", null],
  ["schools/**/bees", "schools/bees", "school"],
  ["schools/**/bees", "schools/a/b/bees", "school"],
  ["schools/**/bees", "schools/a/b/bees/old", null],
  ["schools/bee-*", "schools/bee-one", "school"],
  ["schools/bee-*", "schools/bees", null],
  ["schools/a.b", "schools/a.b", "school"],
  ["schools/a.b", "schools/axb", null],
  ["**/bees", "a/b/bees", "school"],
  ["**", "anything/at/all", "school"],
  ["**", "clubs/one", "club"],
])("audienceOf() for %s and %s is %s", ([glob, path, audience]) => {
  expect(audienceOf(programFor(glob), path)?.id ?? null).toBe(audience);
});

test("audienceOf() stays quick for a glob and a path made to slow it down", () => {
  const path = `${"a/".repeat(2000)}b`;

  expect(audienceOf(programFor("**/*a*/**/c"), path)).toBeNull();
});
