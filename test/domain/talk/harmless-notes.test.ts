import * as fc from "fast-check";
import MarkdownIt from "markdown-it";
import { expect, test } from "vitest";

import type { Answer } from "../../../src/domain/enrollment/action.ts";
import type { Program } from "../../../src/domain/program/program.ts";
import { renderSettled } from "../../../src/domain/talk/asks.ts";
import { parseCommands } from "../../../src/domain/commands/parse-comment.ts";
import { COMMANDS } from "../../../src/domain/commands/commands.ts";
import { type NoteView, renderNote } from "../../../src/domain/talk/notes.ts";
import { renderStatusNote } from "../../../src/domain/talk/status-note.ts";
import type { Scene } from "../../../src/domain/talk/voice.ts";
import { hostileText } from "./support/hostile.ts";
import {
  ALEX,
  BEGINNING,
  claimed,
  confirmed,
  type Happening,
  JONAS,
  MARIA,
  NAMES,
  PRIYA,
  program,
  sceneOf,
  TOM,
} from "./support/scene.ts";

const markdown = new MarkdownIt({ html: true, linkify: true });
markdown.linkify.set({ fuzzyLink: false });

/** Everything people wrote, at its worst. Usernames are GitLab's and stay as they are. */
interface Hostility {
  readonly name: string;
  readonly reason: string;
  readonly word: string;
  readonly line: string;
}

const hostility: fc.Arbitrary<Hostility> = fc.record({
  name: hostileText,
  reason: hostileText,
  word: hostileText,
  line: hostileText,
});

function hostileProgram(line: string): Program {
  return {
    ...program,
    title: line,
    shortTitle: line,
    peopleHeading: line,
    audiences: [{ id: "partner", projects: [], firstContact: line }],
    roles: { ...program.roles, coordinator: { ...program.roles.coordinator, label: `X${line}` } },
    tasks: program.tasks.map((one) => ({
      ...one,
      text: line,
      name: line,
      need: line,
      confirmBox: line,
      section: line,
    })),
  };
}

const NEWS = {
  kind: "engagement",
  number: 1,
  by: PRIYA,
  movedFrom: null,
  helperBefore: null,
  reason: null,
} as const;

/** A life with every state of a task in it. */
function hostileStory(reason: string): readonly Happening[] {
  return [
    ...BEGINNING,
    claimed("12-01 09:12", "assessment"),
    claimed("12-01 09:12", "lead", null),
    confirmed("12-01 09:12", "shadow", TOM),
    ["12-02 08:00", { kind: "task-declined", task: "workshop", by: PRIYA, reason }],
    ["12-02 08:00", { kind: "task-waived", task: "review-resources", by: PRIYA, reason }],
    [
      "12-02 09:00",
      {
        kind: "engagement-requested",
        engagement: "shadow",
        by: MARIA,
        days: [],
        method: reason.slice(0, 60),
        language: reason.slice(0, 60),
      },
    ],
    [
      "12-03 09:00",
      {
        kind: "engagement-scheduled",
        number: 1,
        engagement: "shadow",
        task: "shadow",
        start: "2026-12-12T08:00:00.000Z",
        lengthMs: 14_400_000,
        zone: "Europe/Berlin",
        method: reason,
        helper: TOM,
        by: PRIYA,
        offer: null,
        details: { codename: reason, source: reason },
      },
    ],
    [
      "12-05 10:00",
      {
        kind: "list-broken",
        by: MARIA,
        faults: [
          { kind: "missing", task: "workshop" },
          { kind: "reworded", task: "lead" },
        ],
      },
    ],
  ];
}

/** Every note there is, with whom it may mention. */
function everyNote({ name, reason, word, line }: Hostility): (readonly [body: string, mentions: string[]])[] {
  const scene: Scene = {
    ...sceneOf(hostileStory(reason), { program: hostileProgram(line) }),
    nameOf: (person) => ({ name, username: NAMES.get(person)?.username ?? "ghost" }),
  };
  const suggestion = parseCommands(`@onboarding-bot confrim ${word.replaceAll(/[\r\n]/gu, " ")}`, "onboarding-bot")
    .map(({ command }) => (command.kind === "unknown" ? command.suggestion : null))
    .at(0);
  const answers: Answer[] = [
    { kind: "help" },
    { kind: "status" },
    { kind: "next" },
    { kind: "unknown-command", word, suggestion: suggestion ?? null },
    { kind: "malformed", command: word, missing: "task" },
    { kind: "unknown-task", word, suggestion: null, command: word },
    { kind: "unknown-task", word, suggestion: "assessment", command: "decline" },
    { kind: "unknown-role", word },
    { kind: "unknown-user", username: word },
    { kind: "bad-length", words: word },
    { kind: "unknown-words", words: word, command: "schedule" },
    { kind: "unknown-engagement", word, suggestion: null, command: "schedule" },
    { kind: "unknown-method", word, engagement: "shadow" },
    {
      kind: "bad-date",
      command: "schedule shadow",
      fault: { kind: "ambiguous", words: word, doubts: [{ kind: "year", words: word }], suggestions: [word] },
      rest: word,
    },
    { kind: "unknown-zone", word, suggestion: null },
    { kind: "unknown-zone", word, suggestion: "Asia/Kolkata" },
    { kind: "unknown-country", word, isZoneKept: true },
    { kind: "bad-score", word },
    { kind: "my-settings" },
    { kind: "unknown-program", word, known: ["migration-onboarding"] },
    { kind: "own-issue", command: "confirm", tasks: ["assessment"] },
    { kind: "not-entitled", command: "confirm", tasks: ["assessment"], role: null },
    { kind: "not-for-role", role: "coordinator", username: word, why: "candidate" },
    { kind: "nothing-to-withdraw", task: "workshop" },
    { kind: "edited-comment", command: word },
    { kind: "cannot-check", reference: word },
    { kind: "upgraded", from: 1, to: 2, changes: [{ kind: "added", text: word }] },
  ];
  const allowed = COMMANDS.map((entry) => entry.name);
  const views: (readonly [NoteView, string[]])[] = [
    [
      { kind: "ask-confirm", tasks: ["assessment", "lead"], to: PRIYA, insteadTo: JONAS, handOver: "coordinator" },
      ["@pnair"],
    ],
    [{ kind: "ask-confirm", tasks: ["lead"], to: null, insteadTo: JONAS, handOver: null }, ["@jweber"]],
    [{ kind: "ask-again", task: "assessment", to: PRIYA }, ["@pnair"]],
    [{ kind: "ask-schedule", task: "shadow", to: PRIYA, insteadTo: JONAS }, ["@pnair"]],
    [{ kind: "ask-schedule", task: "shadow", to: null, insteadTo: JONAS }, ["@jweber"]],
    [{ kind: "declined", task: "workshop", by: PRIYA, reason }, ["@msilva"]],
    [{ kind: "confirmation-withdrawn", task: "workshop", by: PRIYA, reason }, ["@msilva"]],
    [{ kind: "list-broken", to: MARIA, wasTicked: () => true }, ["@msilva"]],
    [{ kind: "adopted", to: PRIYA }, ["@pnair"]],
    [{ kind: "held-back", to: MARIA }, ["@msilva"]],
    [{ kind: "ask-start", role: "sponsor", to: JONAS, insteadTo: MARIA }, ["@jweber"]],
    [{ kind: "ask-start", role: "sponsor", to: null, insteadTo: JONAS }, ["@jweber"]],
    [{ kind: "started", by: JONAS }, ["@msilva"]],
    [{ kind: "start-declined", by: JONAS, reason }, ["@msilva"]],
    [{ kind: "handed-over", to: PRIYA, from: JONAS }, ["@pnair"]],
    [{ ...NEWS, news: "scheduled" }, ["@msilva", "@tbecker"]],
    [{ ...NEWS, news: "moved", movedFrom: "2026-12-11T08:00:00.000Z" }, ["@msilva", "@tbecker"]],
    [{ ...NEWS, news: "cancelled", reason }, ["@msilva", "@tbecker"]],
    [{ kind: "certified" }, ["@msilva"]],
    [{ kind: "welcome", canCandidateTick: false }, ["@jweber", "@msilva"]],
    ...answers.map(
      (one) => [{ kind: "answer", to: ALEX, answer: one, allowed }, []] as const satisfies [NoteView, string[]],
    ),
  ];
  const status = { scene, canCandidateTick: true, wasTicked: () => true, cannotSee: [TOM], deaf: null };
  const ask = {
    kind: "ask-confirm",
    tasks: ["assessment", "workshop"],
    to: PRIYA,
    insteadTo: JONAS,
    handOver: null,
  } as const;
  return [
    ...views.map(([view, mentions]) => [renderNote(scene, "key-1", view), mentions] as const),
    [renderStatusNote({ ...status, isFirstEdition: true }), ["@msilva"]],
    [renderStatusNote({ ...status, isFirstEdition: false }), []],
    [renderSettled(scene, "key-1", ask), []],
  ];
}

/** The note as GitLab shows it, without what stands in code. */
function rendered(body: string): string {
  return markdown
    .render(body)
    .replaceAll(/<pre><code[^>]*>[^<]*<\/code><\/pre>/gu, "")
    .replaceAll(/<code>[^<]*<\/code>/gu, "");
}

test("no note does more than it should, whatever people are called and write", () => {
  fc.assert(
    fc.property(hostility, (given) => {
      for (const [body, mentions] of everyNote(given)) {
        const html = rendered(body);
        const markers = body.match(/<!-- onboarding-bot:\S+ -->/gu) ?? [];

        expect([...new Set(html.match(/@[\w-]+/gu))].toSorted()).toEqual(mentions);
        expect(
          html.match(
            /<(?!\/?(?:p|strong|em|ul|li|h3|table|thead|tbody|tr|th|td|details|summary|sub)>|!-- onboarding-bot)/gu,
          ),
        ).toBeNull();
        expect(html).not.toMatch(/\[[ xX~]\]/u);
        expect(body.split(/[\n\r\v\f\u0085\u2028\u2029]/u).filter((line) => /^\s*\//u.test(line))).toEqual([]);
        expect(markers).toHaveLength(1);
        expect(body.split("\n").at(-1)).toBe(markers[0]);
      }
    }),
    { numRuns: 60 },
  );
});

test("the first line of every ask is short enough for a to-do list", () => {
  const notes = everyNote({ name: "Maria Silva", reason: "no", word: "x", line: "assessment" }).slice(0, 12);
  const firstLines = notes.map(([body]) => body.split("\n")[0] ?? "");

  expect(firstLines.filter((line) => line.length > 115)).toEqual([]);
});
