import * as fc from "fast-check";

/**
 * Properties try the same examples at every run, so that a red build is one somebody made. `SEED=random npm test` looks
 * for new ones; a failure names the seed that repeats it (`SEED=123 npm test`).
 */
const { SEED = "20261122" } = process.env;
if (SEED !== "random") fc.configureGlobal({ seed: Number(SEED) });
