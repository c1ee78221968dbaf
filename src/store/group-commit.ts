/** Bounds of one batch, so that a flood costs many short transactions and not one long one. */
const MOST_ROWS = 256;
const MOST_BYTES = 8 * 1024 * 1024;

interface Waiting<Item> {
  readonly item: Item;
  readonly resolve: (isNew: boolean) => void;
  readonly reject: (error: unknown) => void;
}

export interface GroupCommitOptions<Item> {
  /** Store all or nothing; one answer for each item, in order. */
  readonly write: (items: readonly Item[]) => Promise<readonly boolean[]>;
  readonly bytesOf: (item: Item) => number;
  readonly mostRows?: number;
  readonly mostBytes?: number;
}

/**
 * Write what arrives within one turn of the event loop in one transaction: one fsync for all of them.
 *
 * @returns A function that resolves once its item is on disk, and rejects when its batch failed; the other batches
 *   know nothing of it.
 */
export function createGroupCommit<Item>(options: GroupCommitOptions<Item>): (item: Item) => Promise<boolean> {
  const { write, bytesOf, mostRows = MOST_ROWS, mostBytes = MOST_BYTES } = options;
  let waiting: Waiting<Item>[] = [];
  let isScheduled = false;

  function schedule(): void {
    if (isScheduled || waiting.length === 0) return;
    isScheduled = true;
    setImmediate(() => void flush());
  }

  /** One at a time: what arrives while a batch waits for the disk goes into the next. */
  async function flush(): Promise<void> {
    const batch = takeBatch();
    try {
      const isNew = await write(batch.map(({ item }) => item));
      batch.forEach(({ resolve }, index) => resolve(isNew[index] === true));
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
    isScheduled = false;
    schedule();
  }

  function takeBatch(): Waiting<Item>[] {
    let bytes = 0;
    let rows = 0;
    for (const { item } of waiting) {
      bytes += bytesOf(item);
      if (rows > 0 && (rows >= mostRows || bytes > mostBytes)) break;
      rows += 1;
    }
    const batch = rows === waiting.length ? waiting : waiting.slice(0, rows);
    waiting = rows === waiting.length ? [] : waiting.slice(rows);
    return batch;
  }

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      schedule();
    });
}
