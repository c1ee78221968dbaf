import type { BadgeIssuer } from "../../domain/badge/issuer.ts";
import type { BadgesPort, SigningPort } from "../ports/badge-port.ts";
import type { Mirroring } from "./mirror-badges.ts";

/** What it takes to issue badges; there is none where the operator named no issuer. */
export interface Issuing {
  readonly issuer: BadgeIssuer;
  readonly signing: SigningPort;
  /** Before the first badge: from now on its address stands in something that was given away. Again is cheap. */
  readonly freeze: () => Promise<void>;
}

export interface BadgePorts {
  readonly badges: BadgesPort;
  readonly issuing: Issuing | null;
  /** Sends copies of the badges of programs that name a template to another service; `null` where nothing does. */
  readonly mirroring: Pick<Mirroring, "reconcile"> | null;
}
