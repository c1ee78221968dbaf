/**
 * @param most - Pieces of work that run at the same time; the others wait in the order they came.
 * @returns Runs a piece of work when it is its turn, and gives what it gives.
 */
export function takeTurns(most: number): <Result>(work: () => Promise<Result>) => Promise<Result> {
  const waiting: (() => void)[] = [];
  let running = 0;

  return async (work) => {
    if (running === most) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      // Whoever is next takes the place over, so that nobody who comes now can slip in between.
      if (next === undefined) running -= 1;
      else next();
    }
  };
}
