export interface Table {
  readonly name: string;
  readonly rows: readonly Row[];
}

export type Row = Readonly<Record<string, string | number>>;

export interface BenchOptions {
  /** Fewer rounds and smaller worlds: for a look, not for the record. */
  readonly quick: boolean;
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** `12.3 (10.1–15.0)`: the median, and between what it lies. */
export function spread(values: readonly number[], digits = 1): string {
  const [least, most] = [Math.min(...values), Math.max(...values)].map((value) => value.toFixed(digits));
  return values.length === 1 ? median(values).toFixed(digits) : `${median(values).toFixed(digits)} (${least}–${most})`;
}

/** Did it reach what DESIGN asks for? */
export function verdict(isReached: boolean): string {
  return isReached ? "yes" : "no";
}

export function markdownTable(rows: readonly Row[]): string {
  const columns = Object.keys(rows[0] ?? {});
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(" | ")} |`;
  return [
    line(columns),
    line(columns.map(() => "---")),
    ...rows.map((row) => line(columns.map((column) => row[column] ?? ""))),
  ].join("\n");
}
