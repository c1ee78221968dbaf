/** Whoever stops us waits this long before it kills; a second signal stops at once. */
const LAST_MOMENT_MS = 25_000;

/** Resolves with the first signal to stop. From then on the process ends after 25 seconds, whatever still runs. */
export function untilStopped(): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ["SIGTERM", "SIGINT"] as const) {
      process.once(signal, () => {
        setTimeout(() => process.exit(1), LAST_MOMENT_MS).unref();
        process.once(signal, () => process.exit(1));
        resolve(signal);
      });
    }
  });
}
