import type { Fact, NewFact, PersonId } from "../enrollment/fact.ts";

/**
 * What people said about the badge of an enrollment, folded from its journal. Whether there is a badge is in the
 * register (`badge-port.ts`): these words may come before it.
 */
export interface BadgeStanding {
  /** Does its page bear the holder's name? Not until the holder says so. */
  readonly showsName: boolean;
  readonly visibility: BadgeVisibility;
  /** In a public project the address is told only where the holder asked for it. */
  readonly isAddressAsked: boolean;
  readonly revoked: { readonly at: Date; readonly by: PersonId; readonly reason: string | null } | null;
  /** When it was renewed last; `null` when never. */
  readonly renewedAt: Date | null;
}

/**
 * - `unlisted`: whoever has the address sees it
 * - `hidden`: nobody does
 * - `public`: it is on the program's register, too
 */
export type BadgeVisibility = "unlisted" | "hidden" | "public";

export const UNTOUCHED: BadgeStanding = {
  showsName: false,
  visibility: "unlisted",
  isAddressAsked: false,
  revoked: null,
  renewedAt: null,
};

export const BADGE_PAGE_CHANGES = ["show-name", "hide-name", "hide", "show", "publish", "tell-address"] as const;
export type BadgePageChange = (typeof BADGE_PAGE_CHANGES)[number];

export type BadgeFact = Extract<
  Fact | NewFact,
  { readonly kind: "badge-page-set" | "badge-renewed" | "badge-revoked" }
>;

export function isBadgeFact(fact: Fact | NewFact): fact is BadgeFact {
  return fact.kind === "badge-page-set" || fact.kind === "badge-renewed" || fact.kind === "badge-revoked";
}

/** What one of these facts changes. What was revoked stays revoked. */
export function badgeAfter(standing: BadgeStanding, fact: BadgeFact): BadgeStanding {
  switch (fact.kind) {
    case "badge-page-set":
      return { ...standing, ...pageAfter(fact.change) };
    case "badge-renewed":
      return { ...standing, renewedAt: fact.at };
    case "badge-revoked":
      return { ...standing, revoked: standing.revoked ?? { at: fact.at, by: fact.by, reason: fact.reason } };
  }
}

function pageAfter(change: BadgePageChange): Partial<BadgeStanding> {
  switch (change) {
    case "show-name":
      return { showsName: true };
    case "hide-name":
      return { showsName: false };
    case "hide":
      return { visibility: "hidden" };
    case "show":
      return { visibility: "unlisted" };
    case "publish":
      return { visibility: "public" };
    case "tell-address":
      return { isAddressAsked: true };
  }
}
