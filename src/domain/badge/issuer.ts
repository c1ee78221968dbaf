/** Who issues badges, as configured and frozen at the first badge. */
export interface BadgeIssuer {
  /** "GitLab Professional Services". */
  readonly name: string;
  /** The issuer's own web site; `null` when not told. */
  readonly website: string | null;
  /** Where badges live, without a slash at the end: `https://certify.example.com`. */
  readonly url: string;
  /** Badges of a demonstration say so everywhere. */
  readonly isDemo: boolean;
}

/**
 * The issuer's decentralized identifier (https://w3c-ccg.github.io/did-method-web/): `did:web:certify.example.com`,
 * with a port as `%3A8443` and a path as further parts.
 */
export function didOf(issuerUrl: string): string {
  const [host = "", ...parts] = issuerUrl.replace(/^https?:\/\//, "").split("/");
  return ["did", "web", host.replace(":", "%3A"), ...parts.filter((part) => part !== "")].join(":");
}
