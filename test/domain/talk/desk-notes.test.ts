import * as fc from "fast-check";
import MarkdownIt from "markdown-it";
import { expect, test } from "vitest";

import { DESK_COMMANDS } from "../../../src/domain/desk/commands/desk-commands.ts";
import type { DeskAnswer } from "../../../src/domain/desk/desk-note-plan.ts";
import type { Missing } from "../../../src/domain/enrollment/action.ts";
import { NOTHING_KNOWN } from "../../../src/domain/people/person-settings.ts";
import { renderDeskAnswers } from "../../../src/domain/talk/desk-answers.ts";
import { type DeskNoteView, renderDeskNote } from "../../../src/domain/talk/desk-notes.ts";
import { renderDeskReminders } from "../../../src/domain/talk/desk-reminders.ts";
import type { DeskScene } from "../../../src/domain/talk/desk-scene.ts";
import { renderDeskStatus } from "../../../src/domain/talk/desk-status.ts";
import { inert } from "../../../src/domain/talk/safe-markdown.ts";
import { createWording } from "../../../src/domain/talk/wording.ts";
import { deskWith, NOW, offer, offerMade, seatTaken, waiting } from "../desk/support.ts";
import { SHIPPED } from "../enrollment/support.ts";
import { hostileText } from "./support/hostile.ts";
import { catalogue } from "./support/scene.ts";

const MARIA = 1;
const AKIO = 2;
const PRIYA = 3;
const TOM = 4;

const NAMES = new Map([
  [MARIA, { name: "Maria Silva", username: "msilva" }],
  [AKIO, { name: "Akio Mori", username: "amori" }],
  [PRIYA, { name: "Priya Nair", username: "pnair" }],
  [TOM, { name: "Tom Becker", username: "tbecker" }],
]);
const ZONES = new Map([
  [MARIA, "America/Sao_Paulo"],
  [TOM, "Europe/Berlin"],
]);

const FACTS = [
  offerMade(1, { seats: 2, method: "direct-transfer", codename: "blue-heron" }),
  seatTaken(1, "e-akio", AKIO),
  offerMade(2, { start: "2026-12-05T20:00:00.000Z", language: "de" }),
  offerMade(3, { start: "2026-11-30T20:00:00.000Z" }),
];

function sceneWith(change: Partial<DeskScene> = {}): DeskScene {
  return {
    wording: createWording(catalogue, {}),
    program: SHIPPED,
    botHandle: "onboarding-bot",
    nameOf: (person) => NAMES.get(person) ?? null,
    zoneOf: (person) => ZONES.get(person) ?? null,
    settingsOf: (person) => ({ ...NOTHING_KNOWN, zone: ZONES.get(person) ?? null }),
    now: NOW,
    desk: deskWith(FACTS),
    waiting: [waiting("e-maria", { method: "direct-transfer" })],
    ...change,
  };
}

const PROPOSAL: DeskNoteView = {
  kind: "proposal",
  to: PRIYA,
  lines: [
    {
      candidate: MARIA,
      engagement: "shadow",
      since: new Date("2026-11-01T00:00:00Z"),
      method: "direct-transfer",
      language: null,
      offers: [
        offer(1, { seats: 2, method: "direct-transfer" }),
        offer(2, { start: new Date("2026-12-05T20:00:00Z") }),
      ],
    },
  ],
};

test("the living note lists what is open and who waits, and no more", () => {
  expect(renderDeskStatus(sceneWith()).split("<details>")[0]).toBe(`### Desk: Migration Services Engineer certification

**Open engagements:** 2 · **Candidates waiting:** 1

| Number | Engagement | When | Engineer | Details | Seats left | Taken by |
| --- | --- | --- | --- | --- | --- | --- |
| 1 | shadow | Thu 3 Dec 2026, 14:00 Berlin, 4 hours | Tom Becker (\`tbecker\`) | direct-transfer, blue-heron | 1 of 2 | Akio Mori |
| 2 | shadow | Sat 5 Dec 2026, 21:00 Berlin, 4 hours | Tom Becker (\`tbecker\`) | de | 1 of 1 |  |

| Candidate | Waits for | Since | Coordinator |
| --- | --- | --- | --- |
| Maria Silva | shadow | Sun 1 Nov 2026 | Priya Nair |

`);
});

test("a proposal tells when in the candidate's zone too, and why the first comes first", () => {
  expect(renderDeskNote(sceneWith(), "key-1", PROPOSAL)).toBe(
    `@pnair 1 candidate waits for a shadow, and 2 open engagements fit.

**Maria Silva** has been waiting for a shadow since Sun 1 Nov 2026:

- **1:** Thu 3 Dec 2026, 14:00 Berlin (10:00 Sao Paulo), 4 hours, with Tom Becker (\`tbecker\`) (direct-transfer), seats left: 2 of 2. First, because it is done the way they would like.
- **2:** Sat 5 Dec 2026, 21:00 Berlin (17:00 Sao Paulo), 4 hours, with Tom Becker (\`tbecker\`), seats left: 1 of 1

Accept with a line of its own in a comment; any number above works in place of these:

\`\`\`text
@onboarding-bot accept 1 for @msilva
\`\`\`

<!-- onboarding-bot:key-1 -->`,
  );
});

test("reminders name the issue of each, and the first tells whose hours these are", () => {
  const item = { issue: "acme/certification#12", what: inert("Maria Silva waits."), command: "confirm shadow @msilva" };
  const view = { person: PRIYA, items: [item], isFirst: true, zone: "America/Sao_Paulo" };

  expect(renderDeskReminders(sceneWith(), "key-1", view)).toBe(
    `@pnair **One thing waits for you:**

- \`acme/certification#12\`: Maria Silva waits.

Where all is well, write it here; a “not yet” and a date belong on the candidate's issue.

\`\`\`text
@onboarding-bot confirm shadow @msilva
\`\`\`

I write in working hours only, for you in the zone \`America/Sao_Paulo\`. Not yours? Write \`@onboarding-bot my zone Area/City\`.

<!-- onboarding-bot:key-1 -->`,
  );
});

test("two kinds of engagements are told in one line", () => {
  const [line] = PROPOSAL.lines;
  if (line === undefined) throw new TypeError("Cannot tell of nobody");
  const both = { ...PROPOSAL, lines: [line, { ...line, candidate: AKIO, engagement: "lead" }] };

  expect(renderDeskNote(sceneWith(), "key-1", both).split("\n")[0]).toBe(
    "@pnair 2 candidates wait for a shadow and lead, and 2 open engagements fit.",
  );
});

function hostileTasks(name: string): typeof SHIPPED.tasks {
  return SHIPPED.tasks.map((task) => ({ ...task, name }));
}

/** Every note there is, with whom it may mention. */
function everyNote(name: string, word: string): readonly (readonly [body: string, mentions: readonly string[]])[] {
  const scene = sceneWith({
    program: { ...SHIPPED, title: word, shortTitle: word, timeZone: "UTC", tasks: hostileTasks(word) },
    nameOf: (person) => ({ name, username: NAMES.get(person)?.username ?? "ghost" }),
    desk: deskWith([offerMade(1, { codename: word, method: word, seats: 2 }), seatTaken(1, "e-akio", AKIO)]),
  });
  const part = { username: word, candidate: null, errand: null, why: "unknown-user" } as const;
  const failed = [{ ...part, candidate: MARIA }, part, { ...part, why: "busy" as const }];
  const { tasks } = scene.program;
  const done = [
    { username: word, candidate: MARIA, open: { claims: tasks, dates: tasks, start: true } },
    { username: word, candidate: null, open: null },
  ];
  const missing: readonly Missing[] = ["task", "reason", "role", "username", "engagement", "offer", "candidate"];
  const answers: readonly DeskAnswer[] = [
    { kind: "help" },
    { kind: "status" },
    { kind: "unknown-command", word, suggestion: null },
    { kind: "unknown-command", word, suggestion: word },
    { kind: "not-here", command: "waive" },
    ...missing.map((one): DeskAnswer => ({ kind: "malformed", command: "assign", missing: one })),
    { kind: "unknown-zone", word, suggestion: null },
    { kind: "unknown-zone", word, suggestion: word },
    { kind: "unknown-country", word, isZoneKept: true },
    { kind: "my-settings" },
    { kind: "bad-days", command: "away until", fault: { kind: "backwards", words: word }, rest: "" },
    { kind: "bad-date", command: "offer", fault: { kind: "unknown-zone", word, suggestion: null }, rest: word },
    { kind: "bad-length", words: word },
    { kind: "unknown-engagement", word, suggestion: null, command: "offer" },
    { kind: "unknown-method", word, engagement: "shadow" },
    { kind: "unknown-words", words: word, command: "offer" },
    { kind: "denied-name", command: "offer" },
    { kind: "bad-seats", word },
    { kind: "already-offered", offer: 1 },
    { kind: "engineer-gone", offer: 1 },
    { kind: "unknown-offer", word },
    { kind: "offer-withdrawn", offer: 1, takers: [MARIA, AKIO] },
    { kind: "not-own-offer", offer: 1, engineer: TOM },
    ...(["full", "elsewhere", "same-person", "withdrawn", "past"] as const).map((why): DeskAnswer => ({
      kind: "no-seat",
      offer: 1,
      candidate: MARIA,
      why,
    })),
    { kind: "does-not-fit", offer: 1, candidate: MARIA, why: "busy" },
    { kind: "does-not-fit", offer: 1, candidate: MARIA, why: "not-free" },
    { kind: "not-waiting", candidate: MARIA, engagement: "shadow" },
    { kind: "nobody-found", parts: [part] },
    { kind: "unknown-user", username: word },
    { kind: "unknown-task", word, suggestion: null },
    { kind: "unknown-role", word },
    { kind: "not-for-role", role: "engineer", username: word, why: "no-member" },
    { kind: "nothing-to-hand-over" },
    { kind: "not-entitled", command: "offer", roles: ["engineer", "coordinator"] },
    { kind: "not-eligible", why: "bot" },
    { kind: "edited-comment", command: "offer" },
    { kind: "cannot-check", reference: "12" },
  ];
  const allowed = DESK_COMMANDS.map((one) => one.name);
  const outcome = { kind: "outcome", to: PRIYA, handedTo: null, done: [], failed } as const;
  return [
    [renderDeskStatus(scene), []],
    [renderDeskNote(scene, "key-1", PROPOSAL), ["@pnair"]],
    [renderDeskNote(scene, "key-1", { ...outcome, command: "accept" }), []],
    [renderDeskNote(scene, "key-1", { ...outcome, command: "confirm", done }), []],
    [renderDeskNote(scene, "key-1", { ...outcome, command: "assign", done, handedTo: TOM }), ["@tbecker"]],
    [renderDeskNote(scene, "key-1", { kind: "not-confidential", to: PRIYA }), ["@pnair"]],
    [renderDeskNote(scene, "key-1", { kind: "second-desk", to: PRIYA, first: "a/b#1" }), ["@pnair"]],
    ...answers.map((answer) => [renderDeskAnswers(scene, "key-1", [{ to: TOM, answer, allowed }]), []] as const),
  ];
}

const markdown = new MarkdownIt({ html: true, linkify: true });
markdown.linkify.set({ fuzzyLink: false });

/** The note as GitLab shows it, without what stands in code. */
function rendered(body: string): string {
  return markdown
    .render(body)
    .replaceAll(/<pre><code[^>]*>[^<]*<\/code><\/pre>/gu, "")
    .replaceAll(/<code>[^<]*<\/code>/gu, "");
}

const HARMLESS =
  /<(?!\/?(?:p|strong|em|ul|li|h3|table|thead|tbody|tr|th|td|details|summary|sub)>|!-- onboarding-bot)/gu;

test("no note of a desk does more than it should, whatever people are called and write", () => {
  fc.assert(
    fc.property(hostileText, hostileText, (name, word) => {
      for (const [body, mentions] of everyNote(name, word)) {
        const html = rendered(body);
        expect([...new Set(html.match(/@[\w-]+/gu))].toSorted()).toEqual(mentions);
        expect(html.match(HARMLESS)).toBeNull();
        expect(html).not.toMatch(/\[[ xX~]\]/u);
        expect(body.match(/<!-- onboarding-bot:\S+ -->/gu)).toHaveLength(1);
      }
    }),
    { numRuns: 60 },
  );
});

test("the first line of every note is the message, and of those that mention somebody short enough for a to-do list", () => {
  const notes = everyNote("Maria Silva", "shadow").map(([body, mentions]) => ({
    line: body.split("\n")[0] ?? "",
    asks: mentions.length > 0,
  }));

  expect(notes.filter(({ line, asks }) => line === "" || (asks && line.length > 115))).toEqual([]);
});

test("what is known of somebody is told as on a candidate's issue", () => {
  const scene = sceneWith({
    settingsOf: () => ({
      zone: "Asia/Kolkata",
      zoneFrom: "own-word",
      country: "IN",
      away: { from: null, until: new Date("2026-12-23T18:30:00Z"), source: "gitlab" },
    }),
  });
  const view = { to: PRIYA, answer: { kind: "my-settings" }, allowed: [] } as const;

  expect(renderDeskAnswers(scene, "key-1", [view]).split("\n\n").slice(0, 2)).toEqual([
    "**What I know of you, Priya Nair:**",
    [
      "- Time zone: `Asia/Kolkata`, as you told me",
      "- Public holidays: those of `IN`, as you told me",
      "- Away until Thu 24 Dec 2026, 00:00 Kolkata, because your GitLab status says busy",
    ].join("\n"),
  ]);
});

test("somebody who forgot to say until when reads both ways to say it", () => {
  const view = { to: PRIYA, answer: { kind: "malformed", command: "away", missing: "date" }, allowed: [] } as const;

  expect(renderDeskAnswers(sceneWith(), "key-1", [view])).toContain(`\`\`\`text
@onboarding-bot away until YYYY-MM-DD
@onboarding-bot away from YYYY-MM-DD until YYYY-MM-DD
\`\`\``);
});
