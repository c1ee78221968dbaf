import { globSync, readFileSync } from "node:fs";

import { describe, expect, test } from "vitest";

import { inert } from "../../../src/domain/talk/safe-markdown.ts";
import { checkOverride, createWording, messagesOf } from "../../../src/domain/talk/wording.ts";
import { catalogue } from "./support/scene.ts";

const SMALL = { hello: "Hello {name}, {count} times", bye: "Bye" };

describe("createWording()", () => {
  test("fills the placeholders once: a value is never read as a sentence", () => {
    const { say } = createWording(SMALL);

    expect(say("hello", { name: inert("{count} $& $1"), count: 2 })).toBe(
      "Hello \\{\u2060count\\} \\$\u2060&amp; \\$\u20601, 2 times",
    );
  });

  test("takes a program's own sentence where it fits, and leaves others aside", () => {
    const { say } = createWording(SMALL, { bye: "Tschüss", hello: "Hallo {nobody}", other: "x" });

    expect(say("bye")).toBe("Tschüss");
    expect(say("hello", { name: inert("M"), count: 1 })).toBe("Hello M, 1 times");
  });

  test.for<[why: string, id: string, values: Record<string, number>]>([
    ["an unknown id", "nothing", {}],
    ["an id of every object", "constructor", {}],
    ["a missing value", "hello", { count: 1 }],
    ["a value only inherited", "hello", Object.create({ name: 1, count: 1 }) as Record<string, number>],
  ])("say() throws at %s", ([, id, values]) => {
    expect(() => createWording(SMALL).say(id, values)).toThrow(TypeError);
  });
});

test.for<[why: string, id: string, text: string, fault: string | null]>([
  ["what fits", "hello", "{name}!", null],
  ["an unknown id", "x", "Hi", 'there is no message "x"'],
  ["an unknown placeholder", "hello", "{name} {x}", '{x} is no placeholder of "hello"; it knows {name}, {count}'],
  ["a placeholder where there is none", "bye", "{x}", '{x} is no placeholder of "bye"; it knows none'],
  ["nothing", "bye", "  ", "must not be empty"],
  ["two lines", "bye", "a\nb", "must be one line"],
  ["a quick action", "bye", "/close", "must not begin with a slash: GitLab would take it for a quick action"],
  ["a mention", "bye", "Bye @all", "must not mention anybody: the bot decides who is mentioned"],
  ["a marker", "bye", "<!-- x -->", "must hold no HTML comment and no box to tick"],
  ["a box", "bye", "- [ ] x", "must hold no HTML comment and no box to tick"],
])("checkOverride() of %s", ([, id, text, fault]) => {
  expect(checkOverride(messagesOf(SMALL), id, text)).toBe(fault);
});

test("every sentence of the catalogue keeps the rules it sets for others", () => {
  const known = messagesOf(catalogue);
  const faults = Object.entries(catalogue).map(([id, text]) => checkOverride(known, id, text));

  expect(faults.filter((fault) => fault !== null)).toEqual([]);
});

test("every sentence of the catalogue is used, and every sentence used is there", () => {
  const source = globSync("src/domain/{talk,commands,desk}/**/*.ts").map((file) => readFileSync(file, "utf8"));
  const literals = new Set(source.flatMap((text) => [...text.matchAll(/"([^"\n]*)"/gu)].map(([, literal]) => literal)));
  const dotted = [...literals].filter((literal) =>
    /^[a-z]+(?:-[a-z]+)*(?:\.[a-z]+(?:-[a-z]+)*)+$/u.test(literal ?? ""),
  );
  const ids = Object.keys(catalogue);

  expect(ids.filter((id) => !literals.has(id))).toEqual([]);
  expect(dotted.filter((id) => !ids.includes(id ?? ""))).toEqual([]);
});
