import type { Answer, FilledForm, FormFault, Rubric } from "./rubric.ts";

export type Judgement =
  | { readonly kind: "incomplete"; readonly faults: readonly FormFault[] }
  | { readonly kind: "pass"; readonly average: number }
  /** Why: the observer says so, or says "pass" against the scores, which the program sets. */
  | { readonly kind: "not-yet"; readonly average: number; readonly why: "observer" | "average" | "least" }
  /** A complete log. */
  | { readonly kind: "kept" };

const NO_ANSWER: Answer = { score: null, text: "" };

/**
 * What a form comes to. A pass needs the observer's own "pass" and the average and the least score of the program.
 * The average is compared as people see it, to one decimal, so that "4.0, and 4 is needed" is never a "not yet".
 */
export function judgeForm(rubric: Rubric, form: FilledForm): Judgement {
  const faults = findGaps(rubric, form);
  if (faults.length > 0) return { kind: "incomplete", faults };
  if (rubric.kind === "log") return { kind: "kept" };
  const scores = rubric.questions.flatMap(({ id }) => form.answers.get(id)?.score ?? []);
  const average = meanOf(scores) ?? 0;
  if (form.verdict !== "pass") return { kind: "not-yet", average, why: "observer" };
  if (average < Math.round(rubric.average * 10) / 10) return { kind: "not-yet", average, why: "average" };
  if (scores.some((score) => score < rubric.least)) return { kind: "not-yet", average, why: "least" };
  return { kind: "pass", average };
}

/** What a form still lacks, in the order of its questions. Text beside a score is welcome and never needed. */
export function findGaps(rubric: Rubric, form: FilledForm): readonly FormFault[] {
  const gaps = rubric.questions.flatMap(({ id }) => gapOf(rubric, id, form.answers.get(id) ?? NO_ANSWER) ?? []);
  return rubric.kind === "scored" && form.verdict === null ? [...gaps, { kind: "no-verdict" }] : gaps;
}

function gapOf(rubric: Rubric, question: string, { score, text }: Answer): FormFault | null {
  if (rubric.kind === "log") return text === "" ? { kind: "no-text", question } : null;
  if (score === null) return { kind: "no-score", question };
  // The program may have changed its scale since the form was filled in.
  const isOnScale = Number.isInteger(score) && score >= 1 && score <= rubric.scale;
  return isOnScale ? null : { kind: "score-out-of-range", question, word: String(score) };
}

/** Mean of all scores given, to one decimal, half up; `null` when none was given. */
export function averageOf(form: FilledForm): number | null {
  return meanOf([...form.answers.values()].flatMap((answer) => answer.score ?? []));
}

/** In whole numbers as long as it goes: 3.85 is no number a computer has. */
function meanOf(scores: readonly number[]): number | null {
  if (scores.length === 0) return null;
  const sum = scores.reduce((total, score) => total + score, 0);
  return Math.floor((20 * sum + scores.length) / (2 * scores.length)) / 10;
}
