import { readFileSync } from "node:fs";

import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import {
  type Command,
  type CommandName,
  COMMANDS,
  type KnownCommand,
  printCommand,
  usageOf,
} from "../../../src/domain/commands/commands.ts";
import { parseCommands } from "../../../src/domain/commands/parse-comment.ts";
import { hostileText } from "../talk/support/hostile.ts";

function heard(body: string): Command[] {
  return parseCommands(body, "onboarding-bot").map((one) => one.command);
}

describe("parseCommands() reads", () => {
  test.for<[line: string, command: Command]>([
    ["help", { kind: "help" }],
    ["", { kind: "help" }],
    ["help me please", { kind: "help" }],
    ["STATUS", { kind: "status" }],
    ["next.", { kind: "next" }],
    ["recheck", { kind: "recheck" }],
    ["upgrade", { kind: "upgrade" }],
    ["enroll", { kind: "enroll", program: null, placeholder: false }],
    ["enroll migration-onboarding", { kind: "enroll", program: "migration-onboarding", placeholder: false }],
    ["enroll PROGRAM", { kind: "enroll", program: null, placeholder: true }],
    ["done workshop", { kind: "done", tasks: ["workshop"], placeholder: false }],
    ["done `workshop`.", { kind: "done", tasks: ["workshop"], placeholder: false }],
    ["done", { kind: "done", tasks: [], placeholder: false }],
    ["done TASK", { kind: "done", tasks: [], placeholder: true }],
    ["confirm a b,c , d,a", { kind: "confirm", tasks: ["a", "b", "c", "d"], placeholder: false }],
    ["decline lead Talk more", { kind: "decline", task: "lead", reason: "Talk more", placeholder: false }],
    ["decline lead", { kind: "decline", task: "lead", reason: null, placeholder: false }],
    ["decline", { kind: "decline", task: null, reason: null, placeholder: false }],
    ["decline lead WHAT IS MISSING", { kind: "decline", task: "lead", reason: null, placeholder: true }],
    ["decline lead WHAT TO DO DIFFERENTLY", { kind: "decline", task: "lead", reason: null, placeholder: true }],
    ["decline TASK WHAT IS MISSING", { kind: "decline", task: null, reason: null, placeholder: true }],
    ["withdraw lead WHY", { kind: "withdraw", task: "lead", reason: null, placeholder: true }],
    ["withdraw lead Why not", { kind: "withdraw", task: "lead", reason: "Why not", placeholder: false }],
    ["waive workshop  did  it", { kind: "waive", task: "workshop", reason: "did it", placeholder: false }],
    ["waive workshop YYYY-MM-DD", { kind: "waive", task: "workshop", reason: null, placeholder: true }],
    ["assign engineer @tbecker", { kind: "assign", role: "engineer", username: "tbecker", placeholder: false }],
    ["assign engineer tbecker,", { kind: "assign", role: "engineer", username: "tbecker", placeholder: false }],
    ["assign @tbecker engineer", { kind: "assign", role: "engineer", username: "tbecker", placeholder: false }],
    ["assign engineer @username", { kind: "assign", role: "engineer", username: null, placeholder: true }],
    ["assign ROLE @username", { kind: "assign", role: null, username: null, placeholder: true }],
    ["assign", { kind: "assign", role: null, username: null, placeholder: false }],
    ["confrim assessment", { kind: "unknown", word: "confrim", suggestion: "confirm assessment" }],
    ["is great", { kind: "unknown", word: "is", suggestion: null }],
    ["/close", { kind: "unknown", word: "/close", suggestion: null }],
    ["__proto__", { kind: "unknown", word: "__proto__", suggestion: null }],
  ])("%j", ([line, command]) => {
    expect(heard(`@onboarding-bot ${line}`)).toEqual([command]);
  });

  test("the same text for lines that mean the same", () => {
    const body = [
      "@onboarding-bot confirm caf\u00e9",
      "@onboarding-bot confirm cafe\u0301",
      "@Onboarding-Bot:  CONFIRM\u00a0 caf\u00e9 ",
      "@ONBOARDING-BOT, confirm caf\u00e9",
    ].join("\n");

    expect(parseCommands(body, "onboarding-bot").map((one) => one.text)).toEqual(
      Array.from({ length: 4 }, () => "confirm caf\u00e9"),
    );
  });

  test("reasons of people as they are, to the end of the line only", () => {
    expect(heard("@onboarding-bot decline lead See *this*, `code` and <b>that</b>\nnot this")).toEqual([
      { kind: "decline", task: "lead", reason: "See *this*, `code` and <b>that</b>", placeholder: false },
    ]);
  });
});

describe("parseCommands() hears a line", () => {
  test.for<[why: string, body: string]>([
    ["alone", "@bot next"],
    ["after other text", "Hello,\n@bot next\nthanks"],
    ["with Windows line ends", "Hello\r\n@bot next\r\nthanks"],
    ["behind three spaces", "   @bot next"],
    ["in a list", "- one\n- @bot next"],
    ["in a numbered list", "1. @bot next"],
    ["in the second line of an item", "- one\n  @bot next"],
    ["above a mail signature", "@bot next\n--\nMaria"],
    ["after a quote and an empty line", "> done?\n\n@bot next"],
    ["after GitLab's quote", ">>>\ndone?\n>>>\n@bot next"],
    ["after code", "```\n@bot help\n```\n@bot next"],
    ["after a comment", "<!-- @bot help -->\n\n@bot next"],
    ["after a lonely backtick", "it`s\n@bot next"],
    ["after an escaped backtick", "\\`\n@bot next\n`"],
    ["after a comment in code", "use `<!--` so\n@bot next"],
    ["inside details", "<details>\n<summary>x</summary>\n\n@bot next\n\n</details>"],
    ["after an HTML quote", "<blockquote>\n\n@bot help\n\n</blockquote>\n\n@bot next"],
    ["with a colon", "@bot: next"],
    ["with a comma", "@BOT, next"],
    ["that a link definition looks like", "[x]: /y\n@bot next"],
  ])("%s", ([, body]) => {
    expect(parseCommands(body, "bot")).toEqual([{ text: "next", command: { kind: "next" } }]);
  });
});

describe("parseCommands() does not hear a line", () => {
  test.for<[why: string, body: string]>([
    ["not for it", "@bots next\n@bot-two next\n@bot.x next\nbot next"],
    ["in the middle", "please @bot next"],
    ["in a quote", "> @bot next"],
    ["in a quote without space", ">@bot next"],
    ["in a lazy line of a quote", "> done?\n@bot next"],
    ["in a quote inside a list", "- > @bot next"],
    ["in GitLab's quote", ">>>\n@bot next\n\n@bot next\n>>>"],
    ["in GitLab's quote without end", ">>>\n@bot next"],
    ["in an HTML quote", "<blockquote>\n\n@bot next\n\n</blockquote>"],
    ["in a fence", "```\n@bot next\n```"],
    ["in a fence without end", "~~~~\n@bot next\n~~~"],
    ["in a fence in a list", "- ```\n  @bot next\n  ```"],
    ["indented as code", "    @bot next"],
    ["indented by a tab", "\t@bot next"],
    ["indented behind text", "text\n    @bot next"],
    ["in inline code", "`@bot next`"],
    ["in inline code over lines", "so `a\n@bot next\nb`"],
    ["in a comment", "<!-- @bot next -->"],
    ["in a comment over lines", "<!--\n\n@bot next\n\n-->"],
    ["in a comment inside a paragraph", "text <!-- a\n@bot next\n-->"],
    ["in a comment without end", "<!--\n@bot next"],
    ["in HTML code", "text <code>\n@bot next\n</code>"],
    ["in preformatted HTML", "<pre>\n@bot next\n</pre>"],
    ["in a heading", "# @bot next"],
    ["behind a box", "- [ ] @bot next"],
    ["in a table", "| a |\n| - |\n| @bot next |"],
    ["escaped", "\\@bot next"],
    ["behind a line separator", "text\u2028@bot next"],
  ])("%s", ([, body]) => {
    expect(parseCommands(body, "bot")).toEqual([]);
  });
});

test("parseCommands() hears twenty commands of one note and no more", () => {
  expect(heard("@onboarding-bot next\n".repeat(30))).toHaveLength(20);
});

test("parseCommands() reads the whole lines of the first 100 KB", () => {
  const filler = `${"x".repeat(99)}\n`;

  expect(heard(`@onboarding-bot help\n${filler.repeat(1100)}@onboarding-bot next`)).toEqual([{ kind: "help" }]);
  expect(heard(`@onboarding-bot decline lead ${"x".repeat(200_000)}`)).toEqual([]);
});

test("parseCommands() bounds words and reasons", () => {
  const [command] = heard(`@onboarding-bot decline ${"t".repeat(300)} ${"r".repeat(9000)}`);

  expect(command).toEqual({ kind: "decline", task: "t".repeat(100), reason: "r".repeat(2000), placeholder: false });
});

test("parseCommands() never throws", () => {
  fc.assert(
    fc.property(hostileText, hostileText, (before, after) => {
      expect(parseCommands(`${before}\n@bot ${after}\n${before}`, "bot").length).toBeLessThanOrEqual(20);
    }),
    { numRuns: 1000 },
  );
});

const WORD = fc.stringMatching(/^[a-z][a-z0-9-]{0,20}$/);
const REASON = fc.stringMatching(/^[a-z]{1,9}( [a-z0-9]{1,9}){0,6}$/);
const WORDS = fc.array(fc.stringMatching(/^[a-z0-9@:./+-]{1,12}$/), { maxLength: 8 });
const placeholder = fc.constant(false);

/** Any command of its kind that words can say. A kind without its line here does not compile. */
const ANY: { readonly [Name in CommandName]: fc.Arbitrary<Extract<KnownCommand, { kind: Name }>> } = {
  next: alone("next"),
  status: alone("status"),
  recheck: alone("recheck"),
  upgrade: alone("upgrade"),
  help: alone("help"),
  resume: alone("resume"),
  back: alone("back"),
  done: fc.record({ kind: named("done"), tasks: fc.uniqueArray(WORD, { maxLength: 5 }), placeholder }),
  confirm: fc.record({ kind: named("confirm"), tasks: fc.uniqueArray(WORD, { maxLength: 5 }), placeholder }),
  decline: fc.record({ kind: named("decline"), task: WORD, reason: fc.option(REASON), placeholder }),
  withdraw: fc.record({ kind: named("withdraw"), task: WORD, reason: fc.option(REASON), placeholder }),
  waive: fc.record({ kind: named("waive"), task: WORD, reason: fc.option(REASON), placeholder }),
  cancel: fc.record({ kind: named("cancel"), engagement: WORD, reason: fc.option(REASON), placeholder }),
  revoke: fc.record({ kind: named("revoke"), reason: fc.option(REASON), placeholder }),
  badge: fc.record({
    kind: named("badge"),
    word: fc.option(fc.constantFrom("show-name", "hide-name", "hide", "show", "publish", "renew", "frame")),
  }),
  assign: fc.record({ kind: named("assign"), role: WORD, username: fc.option(WORD), placeholder }),
  enroll: fc.record({ kind: named("enroll"), program: fc.option(WORD), placeholder }),
  score: fc.record({
    kind: named("score"),
    task: fc.option(WORD),
    points: fc.constantFrom("0", "85", "85%", "300", "7/100", "again"),
    placeholder,
  }),
  feedback: fc.record({
    kind: named("feedback"),
    task: WORD,
    text: fc.array(REASON, { maxLength: 4 }).map((lines) => lines.join("\n")),
    engagement: fc.constant(null),
    placeholder,
  }),
  schedule: fc.record({ kind: named("schedule"), engagement: WORD, words: WORDS, placeholder }),
  reschedule: fc.record({ kind: named("reschedule"), engagement: WORD, words: WORDS, placeholder }),
  request: fc.record({ kind: named("request"), engagement: WORD, words: WORDS, placeholder }),
  offer: fc.record({ kind: named("offer"), words: WORDS }),
  accept: fc.record({ kind: named("accept"), words: WORDS }),
  pause: fc.record({ kind: named("pause"), words: WORDS }),
  away: fc.record({ kind: named("away"), words: WORDS }),
  my: fc.record({
    kind: named("my"),
    zone: fc.option(fc.constantFrom("Asia/Kolkata", "Europe/Berlin", "Etc/GMT+5", "New York")),
    country: fc.option(fc.constantFrom("IN", "DE-BY")),
    placeholder,
  }),
};

function named<Name extends CommandName>(name: Name): fc.Arbitrary<Name> {
  return fc.constant(name);
}

function alone<Name extends CommandName>(name: Name): fc.Arbitrary<{ readonly kind: Name }> {
  return fc.record({ kind: named(name) });
}

test.for(COMMANDS.map(({ name }) => name))(
  "no words or lines behind %s make it throw or be another command",
  (name) => {
    fc.assert(
      fc.property(hostileText, hostileText, (words, below) => {
        const [first] = parseCommands(`@bot ${name} ${words.replaceAll(/\s/gu, " ")}\n${below}`, "bot");
        const command = first?.command;

        // Hostile words may begin code or a comment, in which the whole line is no command.
        if (command === undefined || command.kind === "unknown") return;
        expect(command.kind).toBe(name);
        expect(() => printCommand(command)).not.toThrow();
      }),
    );
  },
);

test("the issue template pasted into a comment is no command", () => {
  const template = readFileSync("templates/migration-onboarding.md", "utf8");

  expect(template).toContain("@onboarding-bot ");
  expect(heard(template)).toEqual([]);
});

test.for(COMMANDS.map(({ name }) => name))("parseCommands() reads back any %s that printCommand() wrote", (name) => {
  const command: fc.Arbitrary<KnownCommand> = ANY[name];
  fc.assert(
    fc.property(command, (given) => {
      const text = printCommand(given);

      expect(parseCommands(`@bot ${text}`, "bot")).toEqual([{ text, command: given }]);
    }),
  );
});

test("parseCommands() hears nothing that is wrapped in code, a quote or a comment", () => {
  const wraps = fc.constantFrom<(text: string) => string>(
    (text) => `\`\`\`\`\n${text}\n\`\`\`\``,
    (text) => text.replaceAll(/^/gmu, "> "),
    (text) => text.replaceAll(/^/gmu, "    "),
    (text) => `<!--\n${text}\n-->`,
    (text) => `>>>\n${text}\n>>>`,
    (text) => `- list\n\n  ~~~~\n${text.replaceAll(/^/gmu, "  ")}\n  ~~~~`,
  );
  const lines = fc.array(
    fc.constantFrom("@bot next", "@bot confirm a", "text", "- @bot next", "  @bot help", "x `y` z"),
    {
      minLength: 1,
      maxLength: 6,
    },
  );
  fc.assert(
    fc.property(wraps, lines, (wrap, inside) => {
      expect(parseCommands(wrap(inside.join("\n")), "bot")).toEqual([]);
    }),
  );
});

test.for<[unit: string]>([
  ["`"], [">"], ["- "], ["["], ["<!--"], ["\n<!--\n"], ["``` "], ["` `` "], ["\\`"], ["<code>"], ["<"], ["@bot "], ["@bot\n"], ["|"],
  ["-\n"], ["\t"], [" "], ["*"], ["> > \n"], [">>>\n"], ["1) "], ["&"], ["\u0301"], ["\r"],
])("parseCommands() reads 100 KB of %j in well under a second", ([unit]) => {
  const body = `${unit.repeat(100_000 / unit.length)}\n@bot next`;
  const start = performance.now();

  parseCommands(body, "bot");

  expect(performance.now() - start).toBeLessThan(1000);
}); // prettier-ignore

test("every command is understood as its usage lines say", () => {
  const said = COMMANDS.flatMap(({ name }) => usageOf(name, "onboarding-bot").map((line) => ({ name, line })));

  expect(said.map(({ line }) => heard(line)[0]?.kind)).toEqual(said.map(({ name }) => name));
});

test.for(COMMANDS.map((kind) => ({ kind })))("$kind.name owns the lines below it only if it is a form", ({ kind }) => {
  const below = "All  went well\n\n> a quote\n\n- twice";
  const own = [kind.name, ...(kind.takesLines === true ? ["All went well", "twice"] : [])].join("\n");

  expect(parseCommands(`Hello\n@bot ${kind.name}\n${below}\n@bot next\nBye`, "bot").map(({ text }) => text)).toEqual([
    own,
    "next",
  ]);
});
