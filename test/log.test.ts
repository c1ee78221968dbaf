import { expect, test } from "vitest";

import { BotError } from "../src/domain/error.ts";
import { createLog } from "../src/log.ts";

const SECRETS = ["glpat-0123456789", 'quo"ted/and+more', "abc", "glpat-0123456789-longer"];

function setup(level = "debug") {
  const lines: string[] = [];
  const log = createLog({ level, secrets: SECRETS, destination: { write: (line: string) => void lines.push(line) } });
  return { log, lines };
}

test("createLog() writes a sentence, its fields and those of its parents", () => {
  const { log, lines } = setup();

  log.child({ deliveryId: "d-1" }).info("Ignore issue: no enrollment", { projectId: 7 });

  expect(lines.map((line): unknown => JSON.parse(line))).toEqual([
    {
      level: "info",
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      deliveryId: "d-1",
      projectId: 7,
      message: "Ignore issue: no enrollment",
    },
  ]);
});

test("createLog() leaves out what is below its level", () => {
  const { log, lines } = setup("warn");

  log.debug("a");
  log.info("b");
  log.warn("c");
  log.error("d");

  expect([lines.length, log.debugs]).toEqual([2, false]);
});

test("createLog() tells an error with its causes, and nothing else that hangs on it", () => {
  const { log, lines } = setup();
  const inner = Object.assign(new Error("socket hang up"), { code: "ECONNRESET", request: { body: "private" } });
  const error = new BotError("STORE_UNAVAILABLE", "operator", "Cannot store", { cause: inner, details: { rows: 3 } });

  log.error("Cannot accept delivery", { error });

  const line: unknown = JSON.parse(lines.join(""));
  expect(line).toMatchObject({
    error: {
      name: "BotError",
      code: "STORE_UNAVAILABLE",
      blame: "operator",
      details: { rows: 3 },
      cause: { name: "Error", message: "socket hang up", code: "ECONNRESET" },
    },
  });
  expect(lines.join("")).not.toContain("private");
});

test("createLog() ends at a ring of causes", () => {
  const { log, lines } = setup();
  const error = new Error("ring");
  error.cause = error;

  log.error("Went round", { error });

  expect(lines).toHaveLength(1);
});

test.for<[where: string, fields: Record<string, unknown>]>([
  ["a field called like a secret", { token: "not known as one" }],
  ["one level down", { gitlab: { token: "not known as one" } }],
  ["headers", { headers: { "x-gitlab-token": "not known as one" } }],
])("createLog() hides %s by its name", ([, fields]) => {
  const { log, lines } = setup();

  log.info("Hello", fields);

  expect(lines.join("")).not.toContain("not known as one");
});

test.for<[where: string, write: (log: ReturnType<typeof setup>["log"], secret: string) => void]>([
  ["the sentence", (log, secret) => log.info(`Call with ${secret}`)],
  ["a field", (log, secret) => log.info("Call", { address: `https://host/?t=${secret}` })],
  ["an encoded address", (log, secret) => log.info("Call", { address: `/?t=${encodeURIComponent(secret)}` })],
  ["a deep field", (log, secret) => log.info("Call", { a: { b: { c: [secret] } } })],
  ["a field's name", (log, secret) => log.info("Call", { [secret]: 1 })],
  ["an error", (log, secret) => log.error("Bad", { error: new Error("x", { cause: new Error(secret) }) })],
  ["a child's field", (log, secret) => log.child({ a: secret }).info("Call")],
])("createLog() hides known secrets in %s", ([, write]) => {
  const { log, lines } = setup();

  for (const secret of SECRETS) write(log, secret);

  const text = lines.join("");
  expect(lines.map((line): unknown => JSON.parse(line))).toHaveLength(SECRETS.length);
  expect(text).not.toMatch(/0123456789|quo|and\+more|and%2Bmore|longer/);
});

test.for<[where: string, write: (log: ReturnType<typeof setup>["log"], address: string) => void]>([
  ["the sentence", (log, address) => log.info(`Write note with ${address}`)],
  ["a deep field", (log, address) => log.info("Write note", { action: { body: `[Calendar](${address})` } })],
  ["an error", (log, address) => log.error("Bad", { error: new Error("x", { cause: new Error(address) }) })],
])("createLog() hides addresses that are secrets in %s", ([, write]) => {
  const { log, lines } = setup();

  for (const room of ["calendar", "badges"]) write(log, `https://bot.example/${room}/Ab-_9fGh1JkLmN0pQrStUv`);

  expect(lines.map((line): unknown => JSON.parse(line))).toHaveLength(2);
  expect(lines.join("")).not.toContain("Ab-_9fGh");
  expect(lines.join("")).toContain("https://bot.example/badges/[hidden]");
});
