import { expect, test } from "vitest";

import { createCredly } from "../../src/credly/credly.ts";
import type { CredlyOptions } from "../../src/credly/call-credly.ts";
import type { BadgeToMirror } from "../../src/workflow/ports/mirror-port.ts";
import { CREDLY_TOKEN, ORGANIZATION, startCredly, type Trouble } from "../support/credly-stand-in.ts";

const badge: BadgeToMirror = {
  badgeId: "8Jm2qVx0bT4_-",
  template: "template-1",
  recipient: { email: "maria@example.com", name: "Maria da Silva" },
  issuedAt: new Date("2026-11-22T09:41:00.5Z"),
  validUntil: null,
};

async function setup(options: Partial<CredlyOptions> = {}) {
  const stand = await startCredly();
  const credly = createCredly({ url: stand.url, organizationId: ORGANIZATION, token: CREDLY_TOKEN, ...options });
  return { stand, credly };
}

test("issue() sends what Credly documents as needed, and our id as its issuer_earner_id", async () => {
  const { stand, credly } = await setup();

  expect(await credly.issue(badge)).toEqual({ kind: "issued", mirrorId: "credly-1" });
  expect(stand.badges[0]?.sent).toEqual({
    recipient_email: "maria@example.com",
    issued_to_first_name: "Maria",
    issued_to_last_name: "da Silva",
    badge_template_id: "template-1",
    issued_at: "2026-11-22 09:41:00 +0000",
    expires_at: false,
    issuer_earner_id: "8Jm2qVx0bT4_-",
  });
});

test("issue() tells when the badge ends, and fills in the last name of people who have one name", async () => {
  const { stand, credly } = await setup();
  const recipient = { email: "ayu@example.com", name: " Ayu " };

  await credly.issue({ ...badge, recipient, validUntil: new Date("2028-11-22T00:00:00Z") });

  expect(stand.badges[0]?.sent).toMatchObject({
    issued_to_first_name: "Ayu",
    issued_to_last_name: "-",
    expires_at: "2028-11-22 00:00:00 +0000",
  });
});

test("find() finds a badge by our id whatever its template, and tells when it was revoked", async () => {
  const { credly } = await setup();
  expect(await credly.find(badge.badgeId)).toEqual({ kind: "none" });

  await credly.issue({ ...badge, template: "another" });
  expect(await credly.find(badge.badgeId)).toEqual({ kind: "found", mirrorId: "credly-1", isRevoked: false });

  await credly.revoke("credly-1");
  expect(await credly.find(badge.badgeId)).toEqual({ kind: "found", mirrorId: "credly-1", isRevoked: true });
  expect(await credly.find("somebody-elses")).toEqual({ kind: "none" });
});

test("find() does not say none where Credly did not look for our id", async () => {
  const { stand, credly } = await setup();
  await credly.issue(badge);
  stand.trouble("blind");

  expect(await credly.find("another-one")).toEqual({
    kind: "later",
    reason: "Credly did not filter by issuer_earner_id",
    retryAfterMs: null,
  });
});

test("revoke() is content with a badge that was deleted there", async () => {
  const { credly } = await setup();

  expect(await credly.revoke("no-such-badge")).toEqual({ kind: "revoked" });
});

test("issue() passes a refusal on without what is personal", async () => {
  const { credly } = await setup();
  await credly.issue(badge);

  expect(await credly.issue({ ...badge, badgeId: "second" })).toEqual({
    kind: "refused",
    reason: "Cannot issue a badge: Credly answered 422, Validation failed; … <…> already has this badge",
  });
});

test("a short name is taken out of a refusal, and not out of other words", async () => {
  const { credly } = await setup();
  const recipient = { email: "al@example.com", name: "Al Ready" };
  await credly.issue({ ...badge, recipient });

  expect(await credly.issue({ ...badge, recipient })).toEqual({
    kind: "refused",
    reason: "Cannot issue a badge: Credly answered 422, Validation failed; … <…> already has this badge",
  });
});

test.for<[trouble: Trouble, reason: RegExp, isThere: boolean]>([
  ["lost", /^no answer of Credly \(\w+\)$/, true],
  ["slow", /^no answer of Credly within 50 ms$/, true],
  ["odd", /^Credly's answer names no badge$/, true],
  ["down", /^Credly answered 500: Something went wrong$/, false],
  ["moved", /^Credly answered 307, a redirect, which is not followed: look at CREDLY_URL$/, false],
])("issue() answers later when it is %s, and find() tells the truth", async ([trouble, reason, isThere]) => {
  const { stand, credly } = await setup(trouble === "slow" ? { timeoutMs: 50 } : {});
  stand.trouble(trouble);

  expect(await credly.issue(badge)).toEqual({
    kind: "later",
    reason: expect.stringMatching(reason),
    retryAfterMs: null,
  });
  expect((await credly.find(badge.badgeId)).kind).toBe(isThere ? "found" : "none");
});

test("nothing is asked while Credly wants to be left alone", async () => {
  const time = { now: 0 };
  const { stand, credly } = await setup({ now: () => time.now });
  stand.trouble("busy");

  expect(await credly.issue(badge)).toMatchObject({ kind: "later", retryAfterMs: 30_000 });
  time.now = 10_000;
  expect(await credly.find(badge.badgeId)).toMatchObject({ kind: "later", retryAfterMs: 20_000 });
  expect(stand.requests).toHaveLength(1);

  time.now = 30_000;
  expect(await credly.find(badge.badgeId)).toEqual({ kind: "none" });
});

test.for<[header: string | null, pauseMs: number]>([
  ["120", 120_000],
  ["Thu, 01 Jan 1970 00:00:45 GMT", 45_000],
  [null, 60_000],
  ["soon", 60_000],
  ["0", 60_000],
  ["999999999", 86_400_000],
])("Retry-After %s means %i ms", async ([header, pauseMs]) => {
  const { stand, credly } = await setup({ now: () => 0 });
  stand.state.retryAfter = header;
  stand.trouble("busy");

  expect(await credly.find(badge.badgeId)).toMatchObject({ kind: "later", retryAfterMs: pauseMs });
});

test("the token goes to no other address and comes back in no answer", async () => {
  const elsewhere = await startCredly();
  const wrong = "another-token-9876543210";
  const { stand, credly } = await setup({ token: wrong });
  const trusted = createCredly({ url: stand.url, organizationId: ORGANIZATION, token: CREDLY_TOKEN });
  stand.state.elsewhere = `${elsewhere.url}/v1/organizations/${ORGANIZATION}/badges`;
  stand.trouble("moved");

  expect((await trusted.issue(badge)).kind).toBe("later");
  expect(elsewhere.requests).toEqual([]);
  // The stand-in quotes the header it did not like.
  expect(await credly.issue(badge)).toEqual({
    kind: "later",
    reason: "Credly answered 401: Unauthorized: Basic …; look at CREDLY_TOKEN",
    retryAfterMs: null,
  });
});

test("a mirror nobody can reach is tried later", async () => {
  const { stand, credly } = await setup();
  await stand.stop();

  expect(await credly.find(badge.badgeId)).toEqual({
    kind: "later",
    reason: "no answer of Credly (ECONNREFUSED)",
    retryAfterMs: null,
  });
});

test("an answer without end is given up", async () => {
  const endless = new ReadableStream<Uint8Array>({ pull: (stream) => stream.enqueue(new Uint8Array(65_536)) });
  const { credly } = await setup({ fetch: () => Promise.resolve(new Response(endless)) });

  expect(await credly.find(badge.badgeId)).toMatchObject({ kind: "later", reason: "Credly's answer cannot be read" });
});
