import type { PersonId } from "../enrollment/fact.ts";

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
