import type { Answer, FilledForm, Rubric } from "../../../../src/domain/feedback/rubric.ts";

/** The six competencies of the certification page. */
export const LEAD: Rubric = {
  id: "migration-lead",
  kind: "scored",
  scale: 5,
  average: 4,
  least: 3,
  questions: [
    { id: "import", text: "Imports and exports with the UI and the API" },
    { id: "troubleshoot", text: "Troubleshoots, telling Git data from project data" },
    { id: "scope", text: "Reads an SOW and says what is in scope: in or out" },
    { id: "scope-meeting", text: "Refines scope in a customer meeting" },
    { id: "congregate", text: "Completes an automated migration with Congregate" },
    { id: "help", text: "Knows how to ask for help or a review?" },
  ],
};

/** Small enough to fill in whole in one line of a table. */
export const SMALL: Rubric = {
  ...LEAD,
  id: "small",
  questions: [
    { id: "scope", text: "Reads an SOW: what is in, what is out" },
    { id: "discovery-call", text: "Leads the discovery" },
  ],
};

export const LOG: Rubric = {
  id: "shadow-log",
  kind: "log",
  scale: 5,
  average: 0,
  least: 0,
  questions: [
    { id: "seen", text: "What did you see?" },
    { id: "learned", text: "What did you learn?" },
    { id: "next", text: "What would you do differently" },
  ],
};

export function form(
  answers: Readonly<Record<string, Partial<Answer>>>,
  verdict: FilledForm["verdict"] = null,
  comment = "",
): FilledForm {
  const filled = Object.entries(answers).map(([id, answer]) => [id, { score: null, text: "", ...answer }] as const);
  return { answers: new Map(filled), verdict, comment };
}

/** A form of {@link LEAD} with these six scores. */
export function scored(scores: readonly number[], verdict: FilledForm["verdict"] = "pass"): FilledForm {
  const answers = LEAD.questions.map(({ id }, index) => [id, { score: scores[index] ?? null }] as const);
  return form(Object.fromEntries(answers), verdict);
}
