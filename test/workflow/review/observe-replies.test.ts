import { describe, expect, test } from "vitest";

import type { NotePlan } from "../../../src/domain/enrollment/action.ts";
import type { Note } from "../../../src/domain/issue.ts";
import { GitLabFailure } from "../../../src/workflow/ports/gitlab-port.ts";
import type { Gathered } from "../../../src/workflow/review/observe.ts";
import { observeReplies, type ReplyPorts } from "../../../src/workflow/review/observe-replies.ts";
import type { StoredAction } from "../../../src/workflow/ports/store-port.ts";
import { at, issueWith, MARIA, minutesAfter, PRIYA, SHIPPED, TOM } from "../../domain/enrollment/support.ts";

const BOT = 900;
/** Notes of the bot: an ask for two tasks, and one for a form. */
const ASK_NOTE = 10;
const FORM_NOTE = 20;
const REPLY_NOTE = 11;

function ask(note: NotePlan, noteId: number, askedPerson: number): StoredAction {
  return {
    key: `e-${note.kind}-${noteId}`,
    action: { kind: "note", note },
    notBefore: at("09:00"),
    state: "done",
    attemptedAt: at("09:00"),
    noteId,
    askedPerson,
    doneAt: at("09:00"),
  };
}

const ASKS: readonly StoredAction[] = [
  ask({ kind: "ask-confirm", task: "assessment" }, ASK_NOTE, PRIYA),
  ask({ kind: "ask-confirm", task: "workshop" }, ASK_NOTE, PRIYA),
  ask(
    { kind: "ask-form", form: "migration-lead", task: "lead", engagement: 2, person: TOM, missing: null },
    FORM_NOTE,
    TOM,
  ),
];

interface Setting {
  readonly body: string;
  /** The note it answers; `null` for a comment of its own. */
  readonly to?: number | null;
  readonly by?: number;
  readonly isEdited?: boolean;
  readonly asks?: readonly StoredAction[];
  readonly known?: ReadonlySet<string>;
  readonly threads?: () => Promise<never>;
}

async function hear({ body, to = ASK_NOTE, by = PRIYA, isEdited = false, asks = ASKS, known, threads }: Setting) {
  let calls = 0;
  const note: Note = {
    noteId: REPLY_NOTE,
    body,
    author: { userId: by, username: "somebody", name: "Somebody" },
    system: false,
    createdAt: at("09:30"),
    updatedAt: isEdited ? minutesAfter(at("09:30"), 5) : at("09:30"),
  } as Note;
  const ports: ReplyPorts = {
    gitlab: {
      listThreads: () => {
        calls += 1;
        if (threads !== undefined) return threads();
        const all = [ASK_NOTE, FORM_NOTE].map((root) => ({ noteIds: root === to ? [root, REPLY_NOTE] : [root] }));
        return Promise.resolve(to === null ? [...all, { noteIds: [REPLY_NOTE] }] : all);
      },
    },
    actions: { unsettled: () => Promise.resolve(asks) },
    journal: { knownKeys: () => Promise.resolve(known ?? new Set<string>()) },
  };
  const gathered: Gathered = {
    enrollmentId: "e7-12",
    program: SHIPPED,
    issue: issueWith(),
    boxes: [],
    notes: [note],
    hints: [],
    watch: null,
    commentsFrom: at("08:00"),
    ownIds: new Set([BOT]),
    handle: "bot",
    now: at("10:00"),
  };
  const events = await observeReplies(ports, gathered, (user) => user.userId);
  return { calls, events };
}

describe("observeReplies() hears in the thread of an ask", () => {
  test("a word of confirmation, for everything it asks", async () => {
    const { events } = await hear({ body: "Confirmed, thanks!" });

    expect(events).toMatchObject([
      {
        kind: "command",
        at: at("09:30"),
        noteId: REPLY_NOTE,
        by: PRIYA,
        authority: "own",
        command: { kind: "confirm", tasks: ["assessment", "workshop"] },
        text: "confirm assessment workshop",
      },
    ]);
    expect(events[0]?.key).toMatch(/^reply:11:[\w-]{22}$/);
  });

  test("the same from a mail, with all that mail programs add", async () => {
    const body = [
      "confirm",
      "",
      "On Tue, 1 Dec 2026 at 09:12, Onboarding bot <reply@gitlab.example> wrote:",
      "> @pnair **Maria Silva says 2 tasks are done.** Can you confirm?",
      "> @bot decline TASK WHAT IS MISSING",
    ].join("\n");

    expect((await hear({ body })).events.map(({ text }) => text)).toEqual(["confirm assessment workshop"]);
  });

  test("why not yet", async () => {
    const { events } = await hear({ body: "Not yet: the workshop misses its second day." });
    expect(events.map(({ command }) => command)).toEqual([
      { kind: "decline", task: "workshop", reason: "the workshop misses its second day.", placeholder: false },
    ]);
  });

  test.for<[string, string]>([
    ["as text", "import-export: 4\nverdict: not yet"],
    ["as the code block it was copied from", "```text\n@bot feedback lead\nimport-export: 4\nverdict: not yet\n```"],
  ])("a form %s", async ([, body]) => {
    const { events } = await hear({ body, to: FORM_NOTE, by: TOM });
    expect(events.map(({ command }) => command)).toEqual([
      {
        kind: "feedback",
        task: "lead",
        text: "import-export: 4\nverdict: not yet",
        engagement: 2,
        placeholder: false,
      },
    ]);
  });

  test("whoever writes there; whether they may is judged as for any command", async () => {
    expect((await hear({ body: "confirm", by: MARIA })).events.map(({ by }) => by)).toEqual([MARIA]);
  });

  test("an edited comment as one in doubt", async () => {
    expect((await hear({ body: "confirm", isEdited: true })).events.map(({ authority }) => authority)).toEqual([
      "doubtful",
    ]);
  });

  test("whoever was asked when they write at length, even if no line of the form is found", async () => {
    const body = "Maria led it from the first check to the last. ".repeat(6);

    expect((await hear({ body, to: FORM_NOTE, by: TOM })).events).toHaveLength(1);
    expect((await hear({ body, to: FORM_NOTE, by: MARIA })).events).toEqual([]);
  });
});

describe("observeReplies() hears nothing", () => {
  test.for<[string, Setting]>([
    ["outside a thread", { body: "confirm", to: null }],
    ["in the thread of a form for a word of confirmation", { body: "confirm", to: FORM_NOTE }],
    ["in the thread of an ask for a form", { body: "import-export: 4", to: ASK_NOTE }],
    ["of a polite yes by somebody who was not asked", { body: "Yes, thanks!", by: MARIA }],
    ["of thanks", { body: "Thanks, I look at it this week" }],
    ["of the bot's own note, quoted", { body: "> @bot confirm assessment\n>\n> confirm" }],
    ["of a comment with a command, which is heard by itself", { body: "@bot help\nconfirm" }],
    ["of the bot itself", { body: "confirm", by: BOT }],
    ["where nothing is asked", { body: "confirm", asks: [] }],
    [
      "where only a date is looked for",
      {
        body: "confirm",
        asks: [ask({ kind: "ask-schedule", task: "shadow" }, ASK_NOTE, PRIYA)],
      },
    ],
  ])("%s", async ([, setting]) => {
    expect((await hear(setting)).events).toEqual([]);
  });

  test("twice of the same words", async () => {
    const { events } = await hear({ body: "confirm" });
    const again = await hear({ body: "confirm", known: new Set(events.map(({ key }) => key)) });

    expect(again).toEqual({ calls: 0, events: [] });
  });
});

test("talk that answers nothing costs no call", async () => {
  expect((await hear({ body: "See you on Thursday!" })).calls).toBe(0);
  expect((await hear({ body: "confirm", asks: [] })).calls).toBe(0);
  expect((await hear({ body: "confirm" })).calls).toBe(1);
});

test("unknown is not no: without the threads the review is tried again", async () => {
  const failure = new GitLabFailure("GITLAB_UNAVAILABLE", "Cannot list threads", {
    status: 502,
    ambiguous: false,
    retryAfterMs: null,
  });

  await expect(hear({ body: "confirm", threads: () => Promise.reject(failure) })).rejects.toBe(failure);
});
