import { cpSync } from "node:fs";
import { rename, rm } from "node:fs/promises";

import type { IncomingApiCall } from "../../src/demo/gitlab/rest/api.ts";
import type { Scene } from "./scene.ts";

/**
 * Have the bot die the moment it makes this call, without a process of its own: what `kill -9` would leave of its store
 * is kept, and GitLab hears nothing of it from then on.
 *
 * @returns Starts the bot again on what was left.
 */
export function crashAt(scene: Scene, isTheCall: (call: IncomingApiCall) => boolean): () => Promise<void> {
  const image = `${scene.dataDir}-at-the-crash`;
  scene.gitlab.disturb = (call) => {
    if (!isTheCall(call)) return null;
    // Nothing is awaited here, so the store stands still while it is copied.
    scene.gitlab.disturb = () => ({ kind: "reset", after: false });
    cpSync(scene.dataDir, image, { recursive: true });
    return { kind: "reset", after: false };
  };
  return async () => {
    await scene.calm();
    await scene.stopBot();
    await rm(scene.dataDir, { recursive: true });
    await rename(image, scene.dataDir);
    scene.gitlab.disturb = null;
    await scene.startBot();
    await scene.settle();
  };
}
