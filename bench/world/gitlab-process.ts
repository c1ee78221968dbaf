import { fork } from "node:child_process";
import { once } from "node:events";
import path from "node:path";

/** What the process can be asked: argument and answer. */
export interface Requests {
  about: [null, { readonly url: string; readonly token: string; readonly project: string }];
  /** Send webhooks there, and nowhere else; `null` sends none. */
  hook: [{ readonly url: string | null; readonly secret: string }, null];
  open: [{ readonly count: number }, null];
  /** Turn the first box on these issues. @returns When it began, in the process's own time. */
  tick: [{ readonly from: number; readonly to: number; readonly checked: boolean }, number];
  /** Change only titles: a webhook like any other, and nothing a program counts. @returns As `tick`. */
  retitle: [{ readonly from: number; readonly to: number }, number];
  /** Turn one box on one issue many times. @returns How long that took, milliseconds. */
  hammer: [{ readonly which: number; readonly times: number; readonly endsTicked: boolean }, number];
  calls: [null, Calls];
  /** When each call about one issue came in. */
  callsOf: [{ readonly iid: number }, readonly number[]];
  forget: [null, null];
  /** On how many issues does a note say this? */
  notesThatSay: [{ readonly words: string }, number];
  settled: [null, null];
  travel: [{ readonly minutes: number }, null];
}

export interface Calls {
  readonly counts: Readonly<Record<string, number>>;
  readonly total: number;
  readonly firstAt: number;
  readonly lastAt: number;
  readonly now: number;
}

export interface GitLabProcess {
  readonly url: string;
  readonly token: string;
  readonly project: string;
  ask<Name extends keyof Requests>(name: Name, argument: Requests[Name][0]): Promise<Requests[Name][1]>;
  stop(): Promise<void>;
}

/** Start a stand-in beside; it ends with this process in any case. */
export async function startGitLab(options: {
  readonly delayMs: number;
  readonly senders?: number;
}): Promise<GitLabProcess> {
  const child = fork(path.join(import.meta.dirname, "gitlab.ts"), [], {
    env: {
      PATH: process.env["PATH"],
      DELAY_MS: String(options.delayMs),
      SENDERS: String(options.senders ?? 25),
    },
  });
  const waiting = new Map<number, (answer: never) => void>();
  let next = 0;
  child.on("message", ({ id, answer }: { id: number; answer: never }) => {
    waiting.get(id)?.(answer);
    waiting.delete(id);
  });
  await once(child, "message");
  const ask: GitLabProcess["ask"] = (name, argument) =>
    new Promise((resolve, reject) => {
      next += 1;
      waiting.set(next, resolve);
      child.once("exit", reject);
      child.send({ id: next, name, argument });
      waiting.set(next, (answer) => {
        child.off("exit", reject);
        resolve(answer);
      });
    });
  const about = await ask("about", null);
  return {
    ...about,
    ask,
    async stop() {
      const ended = once(child, "exit");
      child.disconnect();
      await ended;
    },
  };
}
