import { expect, test } from "vitest";

import type { Task } from "../../../src/domain/program/program.ts";
import { readProgram } from "../../../src/domain/program/read-program.ts";
import { describeUpgrade } from "../../../src/domain/program/upgrade.ts";
import { soundSource } from "./planted.ts";

const read = readProgram(soundSource());
if (!read.ok) throw new Error("the sound program has a fault");
const { program } = read;
const [reading, hive, visit] = program.tasks;
if (!reading || !hive || !visit) throw new Error("the sound program has three tasks");

function withTasks(...tasks: Task[]) {
  return { ...program, version: 3, tasks };
}

test("describeUpgrade() is empty when no task changes", () => {
  expect(describeUpgrade(program, { ...withTasks(visit, reading, hive), title: "Other" })).toEqual([]);
});

test("describeUpgrade() takes no notice of order and of what decides nothing", () => {
  const reordered: Task = {
    ...hive,
    confirmedBy: hive.confirmedBy.toReversed(),
    name: "the hive",
    also: [],
    score: { pass: 70, required: true, attempts: 5, coolDownDays: 0 },
    feedback: { form: "mastery", required: false },
  };

  expect(describeUpgrade(program, withTasks(reading, reordered, visit))).toEqual([]);
});

test("describeUpgrade() names tasks that come, go, are reworded and follow other rules", () => {
  const honey: Task = { ...reading, id: "honey", text: "Sell honey", required: false };
  const changed: Task = { ...hive, text: "Build two hives", requires: [], confirmedBy: ["engineer"] };

  expect(describeUpgrade(program, withTasks(reading, honey, changed))).toEqual([
    { kind: "added", task: "honey", text: "Sell honey", required: false },
    { kind: "reworded", task: "hive", text: "Build two hives", before: "Build a hive" },
    {
      kind: "rules-changed",
      task: "hive",
      text: "Build two hives",
      before: {
        required: true,
        requires: ["read"],
        confirmedBy: ["coordinator", "engineer"],
        confirmBox: "Hive: seen",
        score: 70,
        form: null,
      },
      after: {
        required: true,
        requires: [],
        confirmedBy: ["engineer"],
        confirmBox: "Hive: seen",
        score: 70,
        form: null,
      },
    },
    { kind: "removed", task: "visit", text: "Visit a master" },
  ]);
});

test.for<[rule: string, change: Partial<Task>]>([
  ["required", { required: false }],
  ["requires", { requires: [] }],
  ["confirmedBy", { confirmedBy: ["owner"] }],
  ["confirmBox", { confirmBox: null }],
  ["a needed score", { score: { pass: 80, required: true, attempts: 2, coolDownDays: 3 } }],
  ["a score that is no longer needed", { score: { pass: 70, required: false, attempts: 2, coolDownDays: 3 } }],
  ["a needed form", { feedback: { form: "mastery", required: true } }],
])("describeUpgrade() sees a change of %s", ([, change]) => {
  const changes = describeUpgrade(program, withTasks(reading, { ...hive, ...change }, visit));

  expect(changes.map(({ kind, task }) => `${kind} ${task}`)).toEqual(["rules-changed hive"]);
});
