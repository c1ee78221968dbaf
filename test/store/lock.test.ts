import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";

import { expect, onTestFinished, test } from "vitest";

import { lockDataDir } from "../../src/store/lock.ts";
import { temporaryDirectory } from "../support/open-store.ts";

const IN_USE = expect.objectContaining({
  code: "DATA_DIR_IN_USE",
  message: expect.stringMatching(
    /^Cannot use DATA_DIR .+: it belongs to a running bot \(process \d+ on .+\), stop that one/,
  ),
});

test("lockDataDir() has one owner at a time", async () => {
  const dataDir = path.join(temporaryDirectory(), "made/by/it");
  const lock = await lockDataDir(dataDir);

  await expect(lockDataDir(dataDir)).rejects.toEqual(IN_USE);
  await lock.release();
  await lock.release();
  const next = await lockDataDir(dataDir);

  await expect(lockDataDir(dataDir)).rejects.toEqual(IN_USE);
  await next.release();
});

test("lockDataDir() is kept out by another process until that is gone, even by kill -9", async () => {
  const dataDir = temporaryDirectory();
  const holder = spawn(
    process.execPath,
    [
      "--input-type=module",
      "-e",
      `import { lockDataDir } from "./src/store/lock.ts";
       await lockDataDir(process.argv[1]);
       console.log("locked");
       setInterval(() => {}, 1000);`,
      dataDir,
    ],
    { cwd: path.join(import.meta.dirname, "../.."), stdio: ["ignore", "pipe", "inherit"] },
  );
  onTestFinished(() => void holder.kill("SIGKILL"));
  await once(holder.stdout, "data");

  await expect(lockDataDir(dataDir)).rejects.toEqual(
    expect.objectContaining({ message: expect.stringContaining(`process ${holder.pid} on`) }),
  );
  holder.kill("SIGKILL");
  await once(holder, "exit");

  const lock = await lockDataDir(dataDir);
  await lock.release();
});

test("lockDataDir() says what is wrong with a directory that cannot be used", async () => {
  await expect(lockDataDir("/dev/null/data")).rejects.toEqual(
    expect.objectContaining({ code: "STORE_UNAVAILABLE", message: "Cannot make DATA_DIR: see the cause" }),
  );
});
