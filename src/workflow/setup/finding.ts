/** Something `doctor` has to say. */
export interface Finding {
  /** Stable, for tests and scripts: `hook-missing`. */
  readonly code: string;
  /** A fault keeps the bot from working, or opens a door; advice does neither. */
  readonly weight: "fault" | "advice";
  /** One sentence: what is. */
  readonly what: string;
  /** One sentence: what to do about it. */
  readonly cure: string;
}

export function fault(code: string, what: string, cure: string): Finding {
  return { code, weight: "fault", what, cure };
}

export function advice(code: string, what: string, cure: string): Finding {
  return { code, weight: "advice", what, cure };
}
