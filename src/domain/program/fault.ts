/** One thing that is wrong in a file somebody wrote, at the place where it is wrong. */
export interface Fault {
  /** As messages name it: `templates/onboarding.yaml`. */
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based, in UTF-16 code units, as editors count. */
  readonly column: number;
  /** What is wrong and what would be right; one line, no full stop. */
  readonly message: string;
}

export interface Position {
  readonly line: number;
  readonly column: number;
}

/** `file:line:column message`: the form editors and terminals turn into a link. */
export function formatFault(fault: Fault): string {
  return `${fault.file}:${fault.line}:${fault.column} ${fault.message}`;
}

/** Faults in the order in which somebody walks through the file; those of one place keep their order. */
export function sortFaults(faults: readonly Fault[]): readonly Fault[] {
  return faults.toSorted((a, b) => a.line - b.line || a.column - b.column);
}
