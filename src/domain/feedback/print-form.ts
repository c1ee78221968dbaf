import type { Rubric } from "./rubric.ts";

/** Stands where an answer belongs; left untouched it is none. */
const BLANK = "_";

/** The verdict line's own placeholder names both, so untouched it says neither. */
const VERDICT_CHOICE = "pass or not yet";

/**
 * The lines people copy, fill in and send back: one for each question, by its id. What the questions mean is said
 * elsewhere, so that the lines stay short enough to fill in.
 */
export function printForm(rubric: Rubric): string {
  const questions = rubric.questions.map((question) => `${question.id}: ${BLANK}`);
  const ending = rubric.kind === "scored" ? [`verdict: ${VERDICT_CHOICE}`, `comment: ${BLANK}`] : [];
  return [...questions, ...ending].join("\n");
}
