/** A statement takes a limited number of parameters: SQLite 32,766, Postgres 65,535. */
const AT_ONCE = 500;

/** Cut a list into parts that one statement can take. */
export function* slices<Item>(items: readonly Item[]): Generator<readonly Item[]> {
  for (let start = 0; start < items.length; start += AT_ONCE) yield items.slice(start, start + AT_ONCE);
}
