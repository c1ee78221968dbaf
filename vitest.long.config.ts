import { defineConfig } from "vitest/config";

/** The suites that take minutes: a browser, kill -9 at random, a GitLab that fails. */
export default defineConfig({
  test: {
    include: ["test/long/**/*.test.ts"],
    testTimeout: 300_000,
    hookTimeout: 60_000,
    setupFiles: ["test/support/seed.ts"],
    pool: "forks",
    // One after the other: they kill processes and measure, and would disturb each other.
    fileParallelism: false,
  },
});
