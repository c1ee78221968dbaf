import { setTimeout as pause } from "node:timers/promises";

import type { GitLabProcess } from "./gitlab-process.ts";

const LOOK_EVERY_MS = 100;

/** Wait until GitLab was not called for a while. @throws when that does not come in time. */
export async function untilQuiet(gitlab: GitLabProcess, quietMs: number, mostMs: number): Promise<void> {
  const began = performance.now();
  for (;;) {
    const { lastAt, now, total } = await gitlab.ask("calls", null);
    if (total > 0 && now - lastAt >= quietMs) return;
    if (performance.now() - began > mostMs) throw new Error(`GitLab was still called after ${mostMs} ms`);
    await pause(LOOK_EVERY_MS);
  }
}

/** Wait until this many issues have a note that says so. @throws when that does not come in time. */
export async function untilNotesSay(
  gitlab: GitLabProcess,
  words: string,
  count: number,
  mostMs: number,
  meanwhile: () => void = () => {},
): Promise<void> {
  const began = performance.now();
  for (;;) {
    meanwhile();
    const { total } = await gitlab.ask("calls", null);
    // Looking at all notes costs the stand-in time, so not before it could be true.
    const found = total >= count ? await gitlab.ask("notesThatSay", { words }) : 0;
    if (found >= count) return;
    if (performance.now() - began > mostMs) throw new Error(`Only ${found} of ${count} issues say "${words}"`);
    await pause(found * 2 > count ? LOOK_EVERY_MS : LOOK_EVERY_MS * 5);
  }
}
