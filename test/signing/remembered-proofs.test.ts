import { expect, test, vi } from "vitest";

import { createProofs } from "../../src/signing/proofs.ts";
import { rememberProofs } from "../../src/signing/remembered-proofs.ts";
import type { ProofOutcome, VerificationKey } from "../../src/workflow/ports/proof-port.ts";

const KEY: VerificationKey = { kind: "Ed25519", jwk: { kty: "OKP", crv: "Ed25519", x: "one" } };
const OTHER_KEY: VerificationKey = { ...KEY, jwk: { ...KEY.jwk, x: "two" } };

function setup(...outcomes: readonly (ProofOutcome | Error)[]) {
  const verify = vi.fn<(credential: object, proof: object, key: VerificationKey) => Promise<ProofOutcome>>();
  for (const outcome of outcomes) {
    if (outcome instanceof Error) verify.mockRejectedValueOnce(outcome);
    else verify.mockResolvedValueOnce(outcome);
  }
  return { verify, proofs: rememberProofs({ ...createProofs(), verifyDataIntegrity: verify }) };
}

test("the same badge is proven once, whoever asks and when", async () => {
  const { verify, proofs } = setup("right");
  const ask = () => proofs.verifyDataIntegrity({ id: "urn:1" }, { proofValue: "z1" }, { ...KEY });

  expect(await Promise.all([ask(), ask()])).toEqual(["right", "right"]);
  expect(await ask()).toBe("right");
  expect(verify).toHaveBeenCalledTimes(1);
});

test("other words, another proof and another key are looked at", async () => {
  const { verify, proofs } = setup("right", "wrong", "wrong", "wrong");

  expect(await proofs.verifyDataIntegrity({ id: "urn:1" }, { proofValue: "z1" }, KEY)).toBe("right");
  expect(await proofs.verifyDataIntegrity({ id: "urn:2" }, { proofValue: "z1" }, KEY)).toBe("wrong");
  expect(await proofs.verifyDataIntegrity({ id: "urn:1" }, { proofValue: "z2" }, KEY)).toBe("wrong");
  expect(await proofs.verifyDataIntegrity({ id: "urn:1" }, { proofValue: "z1" }, OTHER_KEY)).toBe("wrong");
  expect(verify).toHaveBeenCalledTimes(4);
});

test("a proof that ends by itself is looked at every time", async () => {
  const { proofs } = setup("right", "wrong");
  const ask = () => proofs.verifyDataIntegrity({}, { expires: "2027-01-01T00:00:00Z" }, KEY);

  expect([await ask(), await ask()]).toEqual(["right", "wrong"]);
});

test("what went wrong by itself is tried again", async () => {
  const { proofs } = setup(new Error("Cannot load a library"), "right");
  const ask = () => proofs.verifyDataIntegrity({}, {}, KEY);

  await expect(ask()).rejects.toThrow("Cannot load a library");
  expect(await ask()).toBe("right");
});

test("only so many are remembered, those asked for last", async () => {
  const { verify, proofs } = setup();
  verify.mockResolvedValue("right");
  const ask = (id: number) => proofs.verifyDataIntegrity({ id: String(id) }, {}, KEY);

  for (let id = 0; id < 1000; id += 1) await ask(id);
  await ask(0);
  await ask(1000);
  expect(verify).toHaveBeenCalledTimes(1001);

  await ask(0);
  expect(verify).toHaveBeenCalledTimes(1001);
  await ask(1);
  expect(verify).toHaveBeenCalledTimes(1002);
});
