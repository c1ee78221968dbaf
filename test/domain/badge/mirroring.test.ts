import { expect, test } from "vitest";

import {
  type MirroredStanding,
  type MirrorRecord,
  mirrorPauseMs,
  type MirrorStep,
  nextMirrorStep,
} from "../../../src/domain/badge/mirroring.ts";

const now = new Date("2026-11-22T09:00:00Z");
const past = new Date(now.getTime() - 1);
const future = new Date(now.getTime() + 1);

const holds: MirroredStanding = { isSigned: true, validUntil: null, revokedAt: null };
const revoked: MirroredStanding = { ...holds, revokedAt: past };

function record(state: MirrorRecord["state"], nextTryAt: Date | null = null): MirrorRecord {
  return { state, mirrorId: null, error: null, attempts: 1, nextTryAt };
}

test.for<[why: string, badge: MirroredStanding, record: MirrorRecord | null, step: MirrorStep]>([
  ["a new badge is issued", holds, null, "issue"],
  ["so is one that ends some day", { ...holds, validUntil: future }, null, "issue"],
  ["one that ran out is not", { ...holds, validUntil: now }, null, "nothing"],
  ["nor one that is not signed yet", { ...holds, isSigned: false }, null, "nothing"],
  ["what is there is left alone", holds, record("issued"), "nothing"],
  ["what broke off is tried again", holds, record("pending", now), "issue"],
  ["but not before its time", holds, record("pending", future), "nothing"],
  ["an address is asked for again", holds, record("unaddressed", past), "issue"],
  ["but not before its time either", holds, record("unaddressed", future), "nothing"],
  ["what was refused waits for a person", holds, record("refused"), "nothing"],
  ["what is revoked is revoked there", revoked, record("issued"), "revoke"],
  ["also where nobody knows whether it is there", revoked, record("pending", past), "revoke"],
  ["but not before its time", revoked, record("pending", future), "nothing"],
  ["what never went there is not revoked there", revoked, null, "nothing"],
  ["nor what had no address", revoked, record("unaddressed"), "nothing"],
  ["nor twice", revoked, record("revoked"), "nothing"],
  ["a refused revocation waits for a person", revoked, record("refused"), "nothing"],
])("nextMirrorStep(): %s", ([, badge, known, step]) => {
  expect(nextMirrorStep(badge, known, now)).toBe(step);
});

test.for<[attempts: number, askedForMs: number | null, minutes: number]>([
  [1, null, 5],
  [2, null, 10],
  [3, null, 20],
  [9, null, 1280],
  [10, null, 1440],
  [10_000, null, 1440],
  [1, 60_000, 5],
  [1, 3_600_000, 60],
  [1, 10_000_000_000, 1440],
])("mirrorPauseMs(%i, %s) is %i minutes", ([attempts, askedForMs, minutes]) => {
  expect(mirrorPauseMs(attempts, askedForMs)).toBe(minutes * 60_000);
});
