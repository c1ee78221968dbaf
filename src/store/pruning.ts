/** What is over is kept for 90 days. */
export const KEEP_MS = 90 * 24 * 60 * 60 * 1000;

/** One statement holds the only writer; a few hundred rows take milliseconds. */
export const PRUNE_AT_ONCE = 500;
