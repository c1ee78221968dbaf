import { execFile } from "node:child_process";
import { once } from "node:events";
import { promisify } from "node:util";
import { Worker } from "node:worker_threads";

import { beforeAll, expect, test } from "vitest";

import type { JsonObject } from "../../src/domain/badge/json.ts";
import { createThreadedProofs } from "../../src/signing/check-thread.ts";
import type { VerificationKey } from "../../src/workflow/ports/proof-port.ts";
import { longestBlockMs } from "../support/longest-block.ts";
import { credentialOf, keyOf, NOW, openIssuer, split } from "./support/issuer.ts";

const LONGEST_BLOCK_MS = 100;
/** A processor that others share computes at half its speed now and then, but not three times in a row. */
const ON_A_BUSY_MACHINE = { retry: 2 };

const proofs = createThreadedProofs(() => NOW);
let credential: JsonObject;
let proof: JsonObject;
let key: VerificationKey;

beforeAll(async () => {
  const { signing, keys } = await openIssuer();
  ({ credential, proof } = split((await signing.signBadge(credentialOf(signing))).json));
  key = keyOf(keys, "Ed25519");
});

test("a thread finds out the same, each for its own badge", async () => {
  const changed = { ...credential, validFrom: "2020-01-01T00:00:00Z" };
  const other = { ...credential, "@context": ["https://example.com/words"] };

  const answers = [credential, changed, other, credential].map((one) => proofs.verifyDataIntegrity(one, proof, key));

  expect(await Promise.all(answers)).toEqual(["right", "wrong", "unknown-context", "right"]);
});

/** What is looked at at all and costs most. */
const HOSTILE: readonly (readonly [what: string, more: JsonObject])[] = [
  [
    "objects of many kinds",
    { evidence: many(240, (index) => ({ id: `urn:${index}`, type: ["Evidence", "Profile"] })) },
  ],
  ["objects that look alike", { evidence: many(240, () => ({ type: "Evidence" })) }],
  ["a list of words", { evidence: { type: "Evidence", genre: many(1_300, (index) => `word ${index}`) } }],
  ["objects that name each other", { evidence: many(12, (one) => ({ ...node(one), related: many(12, node) })) }],
];

test.for(HOSTILE)("nobody waits while a stranger's badge is checked: %s", ON_A_BUSY_MACHINE, async ([, more]) => {
  await proofs.verifyDataIntegrity(credential, proof, key);
  const badges = many(4, () => ({ ...credential, ...more }));

  const block = await longestBlockMs(() =>
    Promise.all(badges.map((one) => proofs.verifyDataIntegrity(one, proof, key))),
  );

  expect(block).toBeLessThan(LONGEST_BLOCK_MS);
});

test("what takes too long is given up, and the next badge is checked", async () => {
  const told: unknown[] = [];
  const hasty = createThreadedProofs(() => NOW, { deadlineMs: 1, onGiveUp: (error) => void told.push(error) });
  const [, evidence] = HOSTILE[1] ?? [];

  expect(await hasty.verifyDataIntegrity({ ...credential, ...evidence }, proof, key)).toBe("gave-up");
  expect(told).toEqual([new Error("Cannot check a proof: it takes too long")]);
  expect(await proofs.verifyDataIntegrity(credential, proof, key)).toBe("right");
});

test("a thread without work ends, and the next badge starts another", async () => {
  const threads: Worker[] = [];
  const startThread = () => {
    const thread = new Worker(new URL("../../src/signing/check-worker.ts", import.meta.url));
    threads.push(thread);
    return thread;
  };
  const tired = createThreadedProofs(() => NOW, { restMs: 1, startThread });

  expect(await tired.verifyDataIntegrity(credential, proof, key)).toBe("right");
  await Promise.all(threads.map((thread) => once(thread, "exit")));
  expect(await tired.verifyDataIntegrity(credential, proof, key)).toBe("right");
  expect(threads).toHaveLength(2);

  const lively = createThreadedProofs(() => NOW, { startThread });
  expect(await lively.verifyDataIntegrity(credential, proof, key)).toBe("right");
  // As the system may do with it while nobody needs it.
  await threads.at(-1)?.terminate();
  expect(await lively.verifyDataIntegrity(credential, proof, key)).toBe("right");
});

test("a thread that waits for badges keeps no process alive", async () => {
  const file = JSON.stringify(new URL("../../src/signing/check-thread.ts", import.meta.url));
  const words = JSON.stringify([credential, proof, key]);
  const program = `
    import { createThreadedProofs } from ${file};
    const proofs = createThreadedProofs(() => new Date(${NOW.getTime()}));
    process.stdout.write(await proofs.verifyDataIntegrity(...${words}));
  `;

  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", program]);

  expect(stdout).toBe("right");
});

function many<Item>(count: number, make: (index: number) => Item): Item[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

function node(index: number): JsonObject {
  return { id: `_:n${index}`, type: "Profile" };
}
