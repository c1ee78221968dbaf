import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { printForm } from "../../../src/domain/feedback/print-form.ts";
import { readForm } from "../../../src/domain/feedback/read-form.ts";
import type { Answer, FilledForm, FormFault, Rubric } from "../../../src/domain/feedback/rubric.ts";
import { hostileText } from "../talk/support/hostile.ts";
import { form, LEAD, LOG, SMALL } from "./support/rubrics.ts";

const EMPTY = form({});

/** Read an answer to `scope` in a form that is otherwise complete. */
function scopeOf(lines: string): Answer | null {
  const { form: read } = readForm(SMALL, `${lines}\ndiscovery-call: 5\nverdict: pass`);
  expect({ ...read, answers: read.answers.get("discovery-call") }).toEqual({
    answers: { score: 5, text: "" },
    verdict: "pass",
    comment: "",
  });
  return read.answers.get("scope") ?? null;
}

describe("printForm() prints", () => {
  test("one line a question, the verdict and the comment", () => {
    expect(printForm(SMALL)).toBe("scope: _\ndiscovery-call: _\nverdict: pass or not yet\ncomment: _");
  });

  test("only the questions of a log", () => {
    expect(printForm(LOG)).toBe("seen: _\nlearned: _\nnext: _");
  });

  test.for<[id: string, rubric: Rubric, faults: readonly FormFault[]]>([
    [
      "scored",
      SMALL,
      [
        { kind: "no-score", question: "scope" },
        { kind: "no-score", question: "discovery-call" },
        { kind: "no-verdict" },
      ],
    ],
    [
      "log",
      LOG,
      [
        { kind: "no-text", question: "seen" },
        { kind: "no-text", question: "learned" },
        { kind: "no-text", question: "next" },
      ],
    ],
  ])("what is no answer while untouched: %s", ([, rubric, faults]) => {
    expect(readForm(rubric, printForm(rubric))).toEqual({ form: EMPTY, faults });
    expect(readForm(rubric, `\`\`\`text\n${printForm(rubric)}\n\`\`\``)).toEqual({ form: EMPTY, faults });
  });
});

describe("readForm() reads an answer", () => {
  test.for<[line: string, score: number, text: string]>([
    ["scope: 4", 4, ""],
    ["scope: 4 read the SOW well", 4, "read the SOW well"],
    ["scope = 4/5 – good", 4, "good"],
    ["scope: 4 / 5 good", 4, "good"],
    ["scope: 4 of 5, good", 4, "good"],
    ["scope: 4 out of 5. Good", 4, "Good"],
    ["scope: 4 of 6 projects were hers", 4, "of 6 projects were hers"],
    ["scope: 4 - good", 4, "good"],
    ["scope: 4 (good)", 4, "(good)"],
    ["scope - 4", 4, ""],
    ["scope — 4 good", 4, "good"],
    ["scope 4", 4, ""],
    ["scope 4 good", 4, "good"],
    ["SCOPE:4", 4, ""],
    ["Scope : 4", 4, ""],
    ["s c-o_p e: 4", 4, ""],
    ["scope? 4", 4, ""],
    ["**Scope** 4", 4, ""],
    ["**Scope:** 4 good", 4, "good"],
    ["**scope: 4** good", 4, "good"],
    ["`scope`: `4` good", 4, "good"],
    ["scope: **4** *good* work", 4, "*good* work"],
    ["scope: _4_", 4, ""],
    ["scope: _ 4 good", 4, "good"],
    ["scope: \\_ 4 good _", 4, "good"],
    ["[x] scope: 4", 4, ""],
    ["- scope: 4", 4, ""],
    ["* scope: 4", 4, ""],
    ["- [x] scope: 4", 4, ""],
    ["1. scope: 4", 4, ""],
    ["2) scope: 4", 4, ""],
    ["1. **Scope** – 4 good", 4, "good"],
    ["## Scope: 4", 4, ""],
    ["## Scope\n\n4 good", 4, "good"],
    ["### 1. Scope\n4\n\ngood", 4, "good"],
    ["scope:\n4/5\ngood\nvery good", 4, "good\nvery good"],
    ["scope: _\n4 good", 4, "good"],
    ["scope: 4\ngood\n\n- one: two\n- 3 more", 4, "good\n- one: two\n- 3 more"],
    ["scope: 4 good\n1. list\n2. 5 more", 4, "good\n1. list\n2. 5 more"],
    ["scope: 4 good\nscope was hard", 4, "good\nscope was hard"],
    ["scope: 4 good\nRepos: 3 moved", 4, "good\nRepos: 3 moved"],
    ["scope | 4 | good", 4, "good"],
    ["| scope | 4 | good |", 4, "good"],
    ["| **Scope** | 4 | |", 4, ""],
    ["| 1 | scope | 4 | good |", 4, "good"],
    ["| question | score | text |\n|---|:-:|---|\n| scope | 4 | good |", 4, "good"],
    ["| scope | Reads an SOW: what is in, what is out | 4 | good |", 4, "good"],
    ["reads an SOW: what is in, what is out: 4 good", 4, "good"],
    ["Reads an SOW: what is in, what is out 4", 4, ""],
    ["scope (Reads an SOW: what is in, what is out): 4 good", 4, "good"],
    ["scope: Reads an SOW: what is in, what is out: 4 good", 4, "good"],
    ["```\nscope: 4 good\n```", 4, "good"],
    ["~~~ text\nscope: 4 good\n~~~", 4, "good"],
    ["    scope: 4 good", 4, "good"],
    ["scope: 4\r\ngood", 4, "good"],
    ["scope: 4\u2028good", 4, "good"],
    ["Hi bot,\nhere it is:\n\nscope: 4", 4, ""],
    ["scope: 4\nscope: 4 good", 4, "good"],
    ["scope: read it\nscope: 4 twice", 4, "read it\ntwice"],
    ["scope: 9\nscope: 4", 4, ""],
    ["scope: 04", 4, ""],
  ])("%j", ([line, score, text]) => {
    expect(scopeOf(line)).toEqual({ score, text });
  });

  test.for<[line: string, text: string]>([
    ["scope: good", "good"],
    ["scope: 3rd time she did it", "3rd time she did it"],
    ["scope: five", "five"],
    ["| scope | _ | good |", "good"],
  ])("without a score: %j", ([line, text]) => {
    expect(scopeOf(line)).toEqual({ score: null, text });
  });

  test("to the question with the longest name that fits", () => {
    const text =
      "scope: 3\nscope meeting: 4 well\nScope - Meeting – she led it\nKnows how to ask for help or a review? 5 yes";

    const turned: Rubric = { ...LEAD, questions: LEAD.questions.toReversed() };
    for (const rubric of [LEAD, turned])
      expect(readForm(rubric, text).form).toEqual(
        form({
          scope: { score: 3 },
          "scope-meeting": { score: 4, text: "well\nshe led it" },
          help: { score: 5, text: "yes" },
        }),
      );
  });

  test.for<[text: string]>([
    ["1: 4 good\n2: 5"],
    ["1. 4 good\n2. 5"],
    ["1) 4 good\n2) 5"],
    ["1 4 good\n2 5"],
    ["1 = 4 good\n2 = 5"],
    ["- 1: 4 good\n- 2: 5"],
    ["**1.** 4 good\n**2.** 5"],
    ["| 1 | 4 | good |\n| 2 | 5 | |"],
    ["Q1: 4 good\nQ2: 5"],
    ["Question 1: 4 good\nquestion 2: 5"],
    ["1.\n4 good\n2.\n5"],
  ])("by the number of the question: %j", ([text]) => {
    const read = readForm(SMALL, `${text}\nverdict: pass`);

    expect(read).toEqual({
      form: form({ scope: { score: 4, text: "good" }, "discovery-call": { score: 5 } }, "pass"),
      faults: [],
    });
  });

  test("of a log, in any of these ways", () => {
    const answers = form({
      seen: { text: "4 waves, two of them at night" },
      learned: { text: "Note: read the log first\n1. wave one\n2. wave two" },
      next: { text: "*nothing*" },
    });
    const texts = ["4 waves, two of them at night", "Note: read the log first\n1. wave one\n2. wave two", "*nothing*"];
    const written = [
      `seen: ${texts[0]}\nlearned: ${texts[1]}\nnext: ${texts[2]}`,
      `### Seen\n\n${texts[0]}\n\n### Learned\n\n${texts[1]}\n\n### Next\n\n${texts[2]}`,
      `**What did you see?** ${texts[0]}\nWhat did you learn? ${texts[1]}\nWhat would you do differently: ${texts[2]}`,
      `- Next: ${texts[2]}\n- Learned: ${texts[1]}\n- Seen: ${texts[0]}`,
    ];

    for (const text of written) expect(readForm(LOG, text)).toEqual({ form: answers, faults: [] });
  });

  test("of a log by number, and its comment", () => {
    expect(readForm(LOG, "1. Much\n2. More\nand more\n3: Nothing\nComment: Thanks")).toEqual({
      form: form(
        { seen: { text: "Much" }, learned: { text: "More\nand more" }, next: { text: "Nothing" } },
        null,
        "Thanks",
      ),
      faults: [],
    });
  });

  test("of a log with no verdict in it, whatever is written", () => {
    expect(readForm(LOG, "seen: much\nverdict: pass").form).toEqual(form({ seen: { text: "much\nverdict: pass" } }));
  });
});

describe("readForm() reads the verdict", () => {
  test.for<[line: string, verdict: FilledForm["verdict"], comment: string]>([
    ["verdict: pass", "pass", ""],
    ["Verdict: PASSED.", "pass", ""],
    ["verdict: yes", "pass", ""],
    ["verdict: yes, at once", "pass", "at once"],
    ["verdict: ready", "pass", ""],
    ["verdict: ready to lead", "pass", "to lead"],
    ["verdict: pass, no concerns", "pass", "no concerns"],
    ["verdict: pass. No failures at all", "pass", "No failures at all"],
    ["**Verdict:** **pass** – good work", "pass", "good work"],
    ["verdict = ✅ pass", "pass", ""],
    ["| verdict | pass | good |", "pass", "good"],
    ["- verdict - pass", "pass", ""],
    ["## Verdict\n\nPass", "pass", ""],
    ["verdict: pass or not yet\npass", "pass", ""],
    ["verdict: pass or ~~not yet~~", "pass", ""],
    ["verdict: not yet", "not-yet", ""],
    ["verdict: Not-yet", "not-yet", ""],
    ["verdict: not yet ready.", "not-yet", ""],
    ["verdict: not ready", "not-yet", ""],
    ["verdict: not passed", "not-yet", ""],
    ["verdict: no", "not-yet", ""],
    ["verdict: No, one more", "not-yet", "one more"],
    ["verdict: fail", "not-yet", ""],
    ["verdict: failed", "not-yet", ""],
    ["verdict: ~~pass or~~ not yet", "not-yet", ""],
    ["verdict: not yet – will pass next time", "not-yet", "will pass next time"],
    ["verdict: not yet\nPlease lead\nanother one", "not-yet", "Please lead\nanother one"],
    ["verdict: not yet: lead more\ncomment: thanks", "not-yet", "lead more\nthanks"],
    ["verdict:", null, ""],
    ["verdict: _", null, ""],
    ["verdict: pass or not yet", null, ""],
    ["verdict: pass / not yet", null, ""],
    ["verdict: pass or **not yet**", null, ""],
    ["verdict: not yet or pass", null, "not yet or pass"],
    ["verdict: pass, or rather not yet", null, "pass, or rather not yet"],
    ["verdict: pass?", null, "pass?"],
    ["verdict: no concerns, pass", null, "no concerns, pass"],
    ["verdict: no concerns", null, "no concerns"],
    ["verdict: yesterday", null, "yesterday"],
    ["verdict: passable", null, "passable"],
    ["pass", null, ""],
  ])("%j", ([line, verdict, comment]) => {
    const faults: readonly FormFault[] = verdict === null ? [{ kind: "no-verdict" }] : [];
    // In front, a bare "pass" is no text of an answer.
    const text = `${line}\nscope: 4\ndiscovery-call: 5`;

    expect(readForm(SMALL, text)).toEqual({
      form: form({ scope: { score: 4 }, "discovery-call": { score: 5 } }, verdict, comment),
      faults,
    });
  });
});

describe("readForm() names", () => {
  test.for<[line: string, word: string]>([
    ["scope: 0", "0"],
    ["scope: 6 great", "6"],
    ["scope: 10/5", "10/5"],
    ["scope: 8/10", "8/10"],
    ["scope: 4/10", "4/10"],
    ["scope: 4 out of 10", "4 out of 10"],
    ["scope: 3.5", "3.5"],
    ["scope: 3,5 good", "3,5"],
    ["scope: 4.0", "4.0"],
    ["scope: -1", "-1"],
    ["scope: 4-5", "4-5"],
    ["scope: 4 – 5", "4 – 5"],
    ["scope: 4 or 5", "4 or 5"],
    ["scope: 4+", "4+"],
    ["scope: 4½", "4½"],
    ["scope: 80%", "80%"],
    ["scope: 4/5/2027", "4/5/2027"],
    ["scope:\n7", "7"],
    [`scope: ${"9".repeat(400)}`, "9".repeat(40)],
  ])("a score out of range: %j", ([line, word]) => {
    expect(readForm(SMALL, `${line}\ndiscovery-call: 5\nverdict: pass`).faults).toEqual([
      { kind: "score-out-of-range", question: "scope", word },
    ]);
  });

  test("a score out of range, and keeps the words beside it", () => {
    expect(scopeOf("scope: 7 – good")).toEqual({ score: null, text: "good" });
    expect(scopeOf("scope: 4+ good")).toEqual({ score: null, text: "good" });
  });

  test("two different scores for one question, and takes neither", () => {
    const read = readForm(SMALL, "scope: 4 good\ndiscovery-call: 5\nscope: 3 but\nverdict: pass");

    expect(read).toEqual({
      form: form({ scope: { text: "good\nbut" }, "discovery-call": { score: 5 } }, "pass"),
      faults: [{ kind: "twice", question: "scope" }],
    });
  });

  test("both verdicts, and takes neither", () => {
    const read = readForm(SMALL, "verdict: pass\nscope: 4\ndiscovery-call: 5\nverdict: not yet");

    expect(read.form.verdict).toBeNull();
    expect(read.faults).toEqual([{ kind: "two-verdicts" }]);
  });

  test("everything missing or wrong at once, in the order of the form", () => {
    expect(readForm(LEAD, "help: 9\ntrubleshoot: 4\nscope: fine\nimport: 4\nimport: 5").faults).toEqual([
      { kind: "twice", question: "import" },
      { kind: "no-score", question: "troubleshoot" },
      { kind: "no-score", question: "scope" },
      { kind: "no-score", question: "scope-meeting" },
      { kind: "no-score", question: "congregate" },
      { kind: "score-out-of-range", question: "help", word: "9" },
      { kind: "no-verdict" },
      { kind: "unknown-line", word: "trubleshoot", suggestion: "troubleshoot" },
    ]);
  });

  test.for<[line: string, word: string, suggestion: string | null]>([
    ["scpoe: 4 good", "scpoe", "scope"],
    ["- **Scop** 4", "Scop", "scope"],
    ["| Skope | 4 | |", "Skope", "scope"],
    ["discovery: 4", "discovery", "discovery-call"],
    ["discovery kall = 7", "discovery kall", "discovery-call"],
    ["verdit: not yet", "verdit", "verdict"],
    ["leadership: 4", "leadership", null],
    ["| Leadership | 4 | good |", "Leadership", null],
  ])("a line that answers nothing asked: %j", ([line, word, suggestion]) => {
    const { form: read, faults } = readForm(SMALL, `${line}\nhere it went on`);

    expect(read).toEqual(EMPTY);
    expect(faults.at(-1)).toEqual({ kind: "unknown-line", word, suggestion });
  });

  test("a mistyped line, and gives the words below it to nobody else", () => {
    expect(readForm(SMALL, "discovery-call: 5 fine\nscpoe: 4 good\nshe read all of it\nverdict: pass").form).toEqual(
      form({ "discovery-call": { score: 5, text: "fine" } }, "pass"),
    );
  });

  test("no line that is a sentence with a colon", () => {
    const lines = ["Scop: 4 is a nice name", "Team: 4 people", "Note: it was late", "verdit: hm", "In 3 days: 4 waves"];
    const read = readForm(SMALL, ["scope: 4", ...lines, "discovery-call: 5", "verdict: pass"].join("\n"));

    expect(read).toEqual({
      form: form({ scope: { score: 4, text: lines.join("\n") }, "discovery-call": { score: 5 } }, "pass"),
      faults: [],
    });
  });

  test("a mistyped line of a log only while its question has no answer", () => {
    expect(readForm(LOG, "seen: a\nlearnt: b\nnext: c")).toEqual({
      form: form({ seen: { text: "a" }, next: { text: "c" } }),
      faults: [
        { kind: "no-text", question: "learned" },
        { kind: "unknown-line", word: "learnt", suggestion: "learned" },
      ],
    });
    expect(readForm(LOG, "seen: a\nlearned: b\nlearnt: b\nnext: c")).toEqual({
      form: form({ seen: { text: "a" }, learned: { text: "b\nlearnt: b" }, next: { text: "c" } }),
      faults: [],
    });
  });

  test("twenty unknown lines at most", () => {
    const text = Array.from({ length: 30 }, (_, index) => `Word ${"x".repeat(index + 20)}: 4`).join("\n");

    expect(readForm(SMALL, text).faults.filter((fault) => fault.kind === "unknown-line")).toHaveLength(20);
  });
});

describe("readForm() reads a reply by mail", () => {
  const REPLY = "scope: 4 good\ndiscovery-call: 5\nverdict: pass\ncomment: well done";
  const QUOTED = "> scope: 1\n> discovery-call: 1\n> verdict: not yet";
  const UNMARKED = "scope: 1\ndiscovery-call: 1\nverdict: not yet";
  const ON = "On Mon, 18 Jan 2027 at 10:00, Onboarding Bot <bot@example.test> wrote:";

  test.for<[how: string, text: string]>([
    ["without a quote", REPLY],
    ["above a quote", `${REPLY}\n\n${QUOTED}`],
    ["below a quote", `${QUOTED}\n\n${REPLY}`],
    ["with the quote in the middle", REPLY.replace("\nverdict", `\n${QUOTED}\nverdict`)],
    ["in a quote without spaces", `${QUOTED.replaceAll("> ", ">")}\n${REPLY}`],
    ["in GitLab's quote", `>>>\n${UNMARKED}\n>>>\n\n${REPLY}`],
    ["with an empty line quoted three times", `>> a\n>>>\n${QUOTED}\n${REPLY}`],
    ["from Gmail", `${REPLY}\n\n${ON}\n\n${QUOTED}`],
    ["from Gmail, without marks", `${REPLY}\n\n${ON}\n\n${UNMARKED}`],
    ["from Gmail, broken", `${REPLY}\n\n${ON.replace(" at ", "\nat ").replace(" <", " <\n")}\n${UNMARKED}`],
    ["from Gmail, with a disclaimer below", `${REPLY}\n\n${ON}\n\n${QUOTED}\n\nThis mail is secret.`],
    ["from Thunderbird, below the quote", `${ON}\n${QUOTED}\n\n${REPLY}`],
    ["in German", `${REPLY}\n\nAm 18.01.2027 um 10:00 schrieb Onboarding Bot:\n${UNMARKED}`],
    ["in French", `${REPLY}\n\nLe lun. 18 janv. 2027 à 10:00, Bot <bot@example.test> a écrit :\n${UNMARKED}`],
    [
      "from Outlook",
      `${REPLY}\n\n________________________________\nFrom: Bot <bot@example.test>\nSent: Monday\nTo: Tom\nSubject: Feedback\n\n${UNMARKED}`,
    ],
    ["from Outlook, bold", `${REPLY}\n\n**From:** Bot\n**Sent:** Monday\n\n${UNMARKED}`],
    ["from Outlook, with mail lines apart", `${REPLY}\n\nFrom: Bot\n\nDate: Monday\n\n${UNMARKED}`],
    ["from old Outlook", `${REPLY}\n\n-----Original Message-----\n${UNMARKED}`],
    ["with a signature", `${REPLY}\n-- \nTom\nscope: 1`],
    ["with a signature that lost its space", `${REPLY}\n--\nTom\nscope: 1`],
    ["from a phone", `${REPLY}\n\nSent from my iPhone`],
    ["with Windows line ends", `${REPLY}\n-- \nTom`.replaceAll("\n", "\r\n")],
  ])("%s", ([, text]) => {
    expect(readForm(SMALL, text)).toEqual({
      form: form({ scope: { score: 4, text: "good" }, "discovery-call": { score: 5 } }, "pass", "well done"),
      faults: [],
    });
  });

  test.for([
    ["On the whole good. As he wrote:"],
    ["On 3 occasions she wrote:"],
    ["From: here it went well"],
    ["-- done"],
    ["On 18 Jan 2027 it went well"],
  ])("and does not take %j for the end of it", ([line = ""]) => {
    expect(readForm(SMALL, `comment: a\n${line}\nb`).form.comment).toBe(`a\n${line}\nb`);
  });
});

describe("readForm() reads any text", () => {
  test("and keeps 2,000 characters of an answer, whole ones", () => {
    const read = readForm(SMALL, `scope: 4 ${"a".repeat(1999)}👍\ndiscovery-call: 5\ncomment: ${"b".repeat(3000)}`);

    expect(read.form).toEqual(
      form(
        { scope: { score: 4, text: `${"a".repeat(1999)}\ufffd` }, "discovery-call": { score: 5 } },
        null,
        "b".repeat(2000),
      ),
    );
  });

  test("up to 1,000 lines", () => {
    const filler = "x\n".repeat(998);

    expect(readForm(SMALL, `${filler}scope: 4\ngood\ndiscovery-call: 5`).form).toEqual(
      form({ scope: { score: 4, text: "good" } }),
    );
  });

  test("up to 50 KB", () => {
    const filler = "x".repeat(50 * 1024 - "\nscope: 4".length);

    expect(readForm(SMALL, `${filler}\nscope: 4\ndiscovery-call: 5`).form).toEqual(form({ scope: { score: 4 } }));
  });

  test.for([
    ["scope: ".repeat(9000)],
    ["~~".repeat(30_000)],
    ["verdict: ~~".repeat(6000)],
    ["\n>>>".repeat(20_000)],
    [`scope${" ".repeat(60_000)}4`],
    [`scop${" ".repeat(60_000)}4`],
    ["-".repeat(60_000)],
    ["[".repeat(60_000)],
    ["On 2027 ".repeat(9000)],
    ["On 2027\n".repeat(9000)],
    ["From:\n".repeat(9000)],
    [`scope: ${"4.".repeat(30_000)}`],
    [`scope: 4${"-".repeat(60_000)}`],
    [`scope: 4${" _".repeat(30_000)}`],
    ["a: 4\n".repeat(12_000)],
    [`verdict: pass ${"no ".repeat(20_000)}`],
    ["s\n".repeat(30_000)],
    ["İ".repeat(60_000)],
    ["\ud800".repeat(60_000)],
  ])("quickly, even %#", ([text = ""]) => {
    expect(() => [SMALL, LOG].map((rubric) => readForm(rubric, text))).not.toThrow();
  });

  test("without throwing, and never answers what it does not ask", () => {
    const line = fc.oneof(
      hostileText,
      fc.constantFrom(
        "scope",
        "verdict",
        "comment",
        "seen",
        "pass",
        "not yet",
        "4",
        "7",
        ": ",
        " = ",
        "|",
        "\n",
        "1. ",
      ),
      fc.string({ unit: "binary", maxLength: 20 }),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 30 }), fc.constantFrom(SMALL, LOG, LEAD), (pieces, rubric) => {
        const { form: read, faults } = readForm(rubric, pieces.join(""));
        const ids = rubric.questions.map((question) => question.id);

        for (const [id, { score, text }] of read.answers) {
          expect(ids).toContain(id);
          expect(score === null || (Number.isInteger(score) && score >= 1 && score <= 5)).toBe(true);
          expect(score !== null || text !== "").toBe(true);
          expect(text.length).toBeLessThanOrEqual(2000);
        }
        const isComplete = ids.every((id) => {
          const answer = read.answers.get(id);
          return rubric.kind === "log" ? answer !== undefined : typeof answer?.score === "number";
        });
        const isMissing = faults.some((fault) => fault.kind !== "unknown-line");
        expect(isMissing).toBe(!isComplete || (rubric.kind === "scored" && read.verdict === null));
      }),
      { numRuns: 500 },
    );
  });

  test("whatever the questions are called", () => {
    const name = fc.string({ maxLength: 10, unit: "binary" });
    fc.assert(
      fc.property(fc.array(fc.record({ id: name, text: name }), { maxLength: 20 }), hostileText, (questions, text) => {
        const rubric: Rubric = { ...SMALL, questions };

        expect(readForm(rubric, `${text}\n${printForm(rubric)}`).form.verdict).toBeNull();
      }),
    );
  });
});

describe("readForm() reads back what was written", () => {
  const WORDS = ["well", "4", "not", "yet", "pass", "SOW", "é", "👍🏽", "Ω", "(or so)", "*now*", "_x_", "`a`", "3rd", "@tom", "#12", "a|b", "https://x.test/?a=b", "2:1", "/close", "–", "e.g."] as const; // prettier-ignore
  const sentence = fc
    .array(fc.constantFrom(...WORDS), { maxLength: 8 })
    .map((words) => ["She", "did", ...words, "there"].join(" "));
  const first = fc.constantFrom("", "- ", "1. ", "2) ", "* ", "Note: ", "10:30 ", "/close ");
  const text = fc
    .tuple(
      sentence,
      fc.array(
        fc.tuple(first, sentence).map((parts) => parts.join("")),
        { maxLength: 4 },
      ),
    )
    .map(([start, more]) => [start, ...more].join("\n"));
  const anyText = fc.oneof(fc.constant(""), text);
  const verdict = fc.constantFrom<FilledForm["verdict"]>("pass", "not-yet", null);

  function filled(rubric: Rubric): fc.Arbitrary<FilledForm> {
    const score = rubric.kind === "scored" ? fc.constantFrom(null, 1, 2, 3, 4, 5) : fc.constant(null);
    const answers = fc.tuple(
      ...rubric.questions.map(({ id }) => fc.tuple(fc.constant(id), fc.record({ score, text: anyText }))),
    );
    return fc.record({
      answers: answers.map((all) => new Map(all.filter(([, answer]) => answer.score !== null || answer.text !== ""))),
      verdict: rubric.kind === "scored" ? verdict : fc.constant(null),
      comment: anyText,
    });
  }

  function printFilled(rubric: Rubric, written: FilledForm): string {
    const questions = rubric.questions.map(({ id }) => {
      const answer = written.answers.get(id);
      return `${id}: ${answer?.score ?? "_"} ${answer?.text ?? ""}`;
    });
    const said = { pass: "pass", "not-yet": "not yet" } as const;
    const choice = written.verdict === null ? "pass or not yet" : said[written.verdict];
    const ending = rubric.kind === "scored" ? [`verdict: ${choice}`] : [];
    return [...questions, ...ending, `comment: ${written.comment}`].join("\n");
  }

  test.for([[LEAD], [SMALL], [LOG]])("%#", ([rubric = LEAD]) => {
    fc.assert(
      fc.property(filled(rubric), (written) => {
        expect(readForm(rubric, printFilled(rubric, written)).form).toEqual(written);
      }),
      { numRuns: 500 },
    );
  });
});
