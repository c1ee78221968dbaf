/** A form somebody fills in about an engagement, as the program describes it. */
export interface Rubric {
  /** For example `migration-lead`. */
  readonly id: string;
  /** A `log` has only questions of free text: no scores and no verdict. */
  readonly kind: "scored" | "log";
  /** Scores are whole numbers from 1 to this. */
  readonly scale: number;
  /** A pass needs a mean of the scores of at least this; 0 when the program asks for none. */
  readonly average: number;
  /** A pass needs every score to be at least this; 0 when the program asks for none. */
  readonly least: number;
  /** At most 20. In a scored rubric no id is `verdict`: that line is the observer's own. */
  readonly questions: readonly { readonly id: string; readonly text: string }[];
}

export interface Answer {
  /** `null` in a log, and as long as none was given. */
  readonly score: number | null;
  /** What a person wrote, raw, lines divided by `\n`; may be empty. */
  readonly text: string;
}

/** What somebody answered so far. Texts are raw: whoever repeats them makes them inert. */
export interface FilledForm {
  /** By id of the question; without those that have neither score nor text. */
  readonly answers: ReadonlyMap<string, Answer>;
  readonly verdict: "pass" | "not-yet" | null;
  readonly comment: string;
}

/** One thing a filled form lacks or says wrongly. `question` is an id of the rubric; `word` is raw. */
export type FormFault =
  | { readonly kind: "score-out-of-range"; readonly question: string; readonly word: string }
  | { readonly kind: "no-score" | "no-text"; readonly question: string }
  /** Two different scores for one question; neither counts. */
  | { readonly kind: "twice"; readonly question: string }
  | { readonly kind: "no-verdict" }
  /** Both verdicts; neither counts. */
  | { readonly kind: "two-verdicts" }
  /** A line that answers something the form does not ask; the suggestion is an id, or `verdict`. */
  | { readonly kind: "unknown-line"; readonly word: string; readonly suggestion: string | null };
