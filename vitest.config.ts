import { availableParallelism } from "node:os";

import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/long/**", "node_modules/**"],
    testTimeout: 20_000,
    hookTimeout: 20_000,
    setupFiles: ["test/support/seed.ts"],
    pool: "forks",
    // No module of the bot keeps state of its own, so files of one worker may share what they loaded: a third less work.
    isolate: false,
    // Much of the time goes by waiting for processes and connections, so a small machine has room for one more.
    maxWorkers: Math.max(3, availableParallelism()),
  },
});
