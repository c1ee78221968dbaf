import type { Answer, FilledForm } from "./rubric.ts";

/**
 * Complete a form by a later reply, which may hold only what was missing. What it says wins, score, text, verdict and
 * comment each by itself; what it leaves out stays. Associative, and merging the same reply again changes nothing.
 */
export function mergeForms(earlier: FilledForm, later: FilledForm): FilledForm {
  const answers = new Map<string, Answer>(earlier.answers);
  for (const [question, { score, text }] of later.answers) {
    const known = answers.get(question);
    answers.set(question, { score: score ?? known?.score ?? null, text: text || (known?.text ?? "") });
  }
  return { answers, verdict: later.verdict ?? earlier.verdict, comment: later.comment || earlier.comment };
}
