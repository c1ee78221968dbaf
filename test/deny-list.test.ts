import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable } from "node:stream";

import { expect, onTestFinished, test, vi } from "vitest";

import { deny } from "../src/cli/deny.ts";
import { createDenyList, denyNames } from "../src/deny-list.ts";

async function newDir(): Promise<string> {
  const dir = await mkdtemp(path.join(tmpdir(), "onboarding-bot-deny-"));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

const FILE = "denied-names.json";

test.for<[text: string, isDenied: boolean]>([
  ["Acme Corp", true],
  ["acme-corp", true],
  ["ACMECORP", true],
  ["the migration of Acme Corp. to GitLab", true],
  ["codename „Ａｃｍｅ Ｃｏｒｐ“", true],
  ["a.c.m.e corp", true],
  ["Acme", false],
  ["Corp Acme", false],
  ["Müller & Söhne", true],
  ["müller söhne", true],
  ["Muller Sohne", false],
  ["東京ガス", true],
  ["blue-heron", false],
  ["", false],
])("createDenyList() of %j: %s", async ([text, isDenied]) => {
  const dir = await newDir();
  await denyNames(dir, ["Acme Corp", "Müller & Söhne", "東京ガス"]);

  expect(createDenyList(dir)(text)).toBe(isDenied);
});

test("without a list nothing is denied, and a list that comes later counts at once", async () => {
  const dir = await newDir();
  const isDenied = createDenyList(dir);
  expect(isDenied("Acme")).toBe(false);

  await denyNames(dir, ["Acme"]);
  expect(isDenied("Acme")).toBe(true);
});

test("denyNames() keeps no name readable, and the list to its owner", async () => {
  const dir = await newDir();

  expect(await denyNames(dir, ["Acme Corp", "acme corp!", "  ", "–"])).toEqual({ added: 1, total: 1 });
  expect(await denyNames(dir, ["Umbrella", "Acme Corp"])).toEqual({ added: 1, total: 2 });
  const file = await readFile(path.join(dir, FILE), "utf8");
  expect(file).not.toMatch(/acme|umbrella/i);
  expect((await stat(path.join(dir, FILE))).mode & 0o777).toBe(0o600);
});

test("two lists hash the same name differently", async () => {
  const [one, other] = [await newDir(), await newDir()];
  await denyNames(one, ["Acme"]);
  await denyNames(other, ["Acme"]);

  expect(await readFile(path.join(one, FILE), "utf8")).not.toBe(await readFile(path.join(other, FILE), "utf8"));
});

test("a list that cannot be read stops the bot instead of denying nothing", async () => {
  const dir = await newDir();
  await writeFile(path.join(dir, FILE), "{");

  expect(() => createDenyList(dir)).toThrow(expect.objectContaining({ code: "CONFIG_INVALID" }));
});

test("a text of any length is judged in no time", async () => {
  const dir = await newDir();
  await denyNames(dir, ["Acme Corp"]);

  expect(createDenyList(dir)("word ".repeat(100_000))).toBe(false);
});

test("deny() takes names from standard input and shows none", async () => {
  const dir = await newDir();
  const write = vi.spyOn(process.stdout, "write").mockReturnValue(true);
  onTestFinished(() => write.mockRestore());

  expect(await deny([], { DATA_DIR: dir }, Readable.from(["Acme Corp\r\n", "\nUmbrella\n"]))).toBe(0);
  expect(write.mock.calls.map(([text]) => text)).toEqual(["Denied 2 more names; there are 2 now.\n"]);
  expect(createDenyList(dir)("umbrella")).toBe(true);
});
