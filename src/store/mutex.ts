/** First come, first served. Taking it when it is free costs no turn of the event loop. */
export interface Mutex {
  /** @returns `undefined` when it was free and is yours now, else a promise for your turn. */
  take(): Promise<void> | undefined;
  /** To be called exactly once for each {@link take}. */
  free(): void;
}

export function createMutex(): Mutex {
  const waiting: (() => void)[] = [];
  let taken = false;

  return {
    take() {
      if (taken) return new Promise((resolve) => void waiting.push(resolve));
      taken = true;
      return undefined;
    },
    free() {
      const next = waiting.shift();
      if (next) next();
      else taken = false;
    },
  };
}
