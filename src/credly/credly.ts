import { z } from "zod";

import type { BadgeToMirror, FoundAtMirror, MirrorFault, MirrorPort } from "../workflow/ports/mirror-port.ts";
import { createCredlyCalls, type CredlyAnswer, type CredlyOptions } from "./call-credly.ts";

const badge = z.object({ id: z.string().min(1), state: z.string(), issuer_earner_id: z.string().nullish() });
const one = z.object({ data: badge });
const many = z.object({ data: z.array(badge) });

type Call = ReturnType<typeof createCredlyCalls>;

/** Stands for the last name of people who have one name only: Credly demands both. */
const NO_LAST_NAME = "-";

/**
 * The badges of one organization at Credly.
 *
 * Our badge id goes there as `issuer_earner_id`, which Credly keeps without showing it, and by which it takes a second
 * badge of the same template for a duplicate: 422.
 *
 * @see https://www.credly.com/docs/issued_badges
 */
export function createCredly(options: CredlyOptions): MirrorPort {
  const call = createCredlyCalls(options);
  return {
    find: (badgeId) => find(call, badgeId),
    issue: (badgeToIssue) => issue(call, badgeToIssue),
    revoke: (mirrorId) => revoke(call, mirrorId),
  };
}

async function find(call: Call, badgeId: string): Promise<FoundAtMirror | { readonly kind: "none" } | MirrorFault> {
  const query = new URLSearchParams({ filter: `issuer_earner_id::${badgeId}` });
  const answer = await call({ method: "GET", path: `badges?${query.toString()}` });
  if (answer.kind === "later") return answer;
  const read = many.safeParse(answer.body);
  if (!isSuccess(answer) || !read.success) return refusal("look for a badge", answer);
  const { data } = read.data;
  // Then "not among these" says nothing, and a badge could be issued twice.
  if (data.some((each) => each.issuer_earner_id !== badgeId)) {
    return { kind: "later", reason: "Credly did not filter by issuer_earner_id", retryAfterMs: null };
  }
  const found = data.find(({ state }) => state !== "revoked") ?? data[0];
  if (found === undefined) return { kind: "none" };
  return { kind: "found", mirrorId: found.id, isRevoked: found.state === "revoked" };
}

async function issue(
  call: Call,
  { badgeId, template, recipient, issuedAt, validUntil }: BadgeToMirror,
): Promise<{ readonly kind: "issued"; readonly mirrorId: string } | MirrorFault> {
  const [first = "", ...rest] = recipient.name.trim().split(/\s+/u);
  const last = rest.join(" ") || NO_LAST_NAME;
  const personal = [recipient.email, recipient.name, first, rest.join(" ")];
  const answer = await call({
    method: "POST",
    path: "badges",
    personal,
    body: {
      recipient_email: recipient.email,
      issued_to_first_name: first,
      issued_to_last_name: last,
      badge_template_id: template,
      issued_at: credlyTime(issuedAt),
      // `null` would be the default of the template.
      expires_at: validUntil === null ? false : credlyTime(validUntil),
      issuer_earner_id: badgeId,
    },
  });
  if (answer.kind === "later") return answer;
  if (!isSuccess(answer)) return refusal("issue a badge", answer);
  const read = one.safeParse(answer.body);
  if (read.success) return { kind: "issued", mirrorId: read.data.data.id };
  return { kind: "later", reason: "Credly's answer names no badge", retryAfterMs: null };
}

async function revoke(call: Call, mirrorId: string): Promise<{ readonly kind: "revoked" } | MirrorFault> {
  // Why it was revoked is told to its holder by us, and is nobody else's business.
  const body = { reason: "Revoked by the issuer", suppress_revoke_notification_email: false };
  const answer = await call({ method: "PUT", path: `badges/${encodeURIComponent(mirrorId)}/revoke`, body });
  if (answer.kind === "later") return answer;
  if (isSuccess(answer) || answer.status === 404 || answer.status === 410) return { kind: "revoked" };
  return refusal("revoke a badge", answer);
}

type Answered = Extract<CredlyAnswer, { kind: "answer" }>;

function isSuccess({ status }: Answered): boolean {
  return status >= 200 && status < 300;
}

function refusal(what: string, { status, words }: Answered): MirrorFault {
  return { kind: "refused", reason: `Cannot ${what}: Credly answered ${status}${words === "" ? "" : `, ${words}`}` };
}

/** `2026-11-22 09:41:00 +0000`, the form in Credly's own examples. */
function credlyTime(moment: Date): string {
  return `${moment.toISOString().slice(0, 19).replace("T", " ")} +0000`;
}
