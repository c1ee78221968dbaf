import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { judgeForm } from "../../../src/domain/feedback/judge-form.ts";
import { mergeForms } from "../../../src/domain/feedback/merge-forms.ts";
import { readForm } from "../../../src/domain/feedback/read-form.ts";
import type { FilledForm } from "../../../src/domain/feedback/rubric.ts";
import { form, SMALL } from "./support/rubrics.ts";

const text = fc.constantFrom("", "a", "b", "c");
const anyForm: fc.Arbitrary<FilledForm> = fc.record({
  answers: fc
    .array(
      fc.tuple(
        fc.constantFrom("scope", "discovery-call", "help"),
        fc.record({ score: fc.constantFrom(null, 1, 2, 5), text }),
      ),
    )
    .map((entries) => new Map(entries)),
  verdict: fc.constantFrom<FilledForm["verdict"]>("pass", "not-yet", null),
  comment: text,
});

describe("mergeForms()", () => {
  test("completes a form by a reply with only what was missing", () => {
    const first = readForm(SMALL, "scope: 4 good\ndiscovery-call: she led it\ncomment: thanks").form;
    const second = readForm(SMALL, "discovery-call: 5\nverdict: pass").form;

    const both = mergeForms(first, second);

    expect(both).toEqual(
      form({ scope: { score: 4, text: "good" }, "discovery-call": { score: 5, text: "she led it" } }, "pass", "thanks"),
    );
    expect(judgeForm(SMALL, both)).toEqual({ kind: "pass", average: 4.5 });
  });

  test("lets the later word win", () => {
    expect(
      mergeForms(
        form({ scope: { score: 2, text: "a" } }, "not-yet", "b"),
        form({ scope: { score: 4, text: "c" } }, "pass", "d"),
      ),
    ).toEqual(form({ scope: { score: 4, text: "c" } }, "pass", "d"));
  });

  test("is associative, and the empty form and a repeated one change nothing", () => {
    fc.assert(
      fc.property(anyForm, anyForm, anyForm, (one, two, three) => {
        expect(mergeForms(mergeForms(one, two), three)).toEqual(mergeForms(one, mergeForms(two, three)));
        expect(mergeForms(one, form({}))).toEqual(one);
        expect(mergeForms(form({}), one)).toEqual(one);
        expect(mergeForms(mergeForms(one, two), two)).toEqual(mergeForms(one, two));
      }),
    );
  });

  test("leaves both forms as they were", () => {
    const earlier = form({ scope: { score: 2 } });

    mergeForms(earlier, form({ scope: { score: 4 } }));

    expect(earlier).toEqual(form({ scope: { score: 2 } }));
  });
});
