/** What a program gives to people it certifies, as data. The texts are plain: whoever shows them makes them inert. */
export interface BadgeDesign {
  /** What the badge is called: "GitLab Certified Migration Services Engineer". */
  readonly name: string;
  /** What it certifies, two or three sentences. */
  readonly description: string;
  /** What its holder did to earn it. */
  readonly criteria: string;
  /** What it shows that its holder can do, in order. */
  readonly skills: readonly Skill[];
  /** How long it holds; `null` for ever. */
  readonly validFor: { readonly years: number; readonly months: number; readonly days: number } | null;
  /** How long before its end it may be renewed, in milliseconds; `null` where it is earned anew. */
  readonly renewableMs: number | null;
  /** Does the credential tell the result of this task, in points? Its id; `null` for none. */
  readonly resultOf: string | null;
  /** The issuer's page on LinkedIn, a number; `null` where only its name is told. */
  readonly linkedInId: string | null;
  /** Template of a mirror at Credly; `null` for none. */
  readonly credlyTemplate: string | null;
  readonly art: BadgeArt;
}

export interface Skill {
  readonly name: string;
  /** One sentence; empty for none. */
  readonly description: string;
  /** Where the skill is explained, an https address; `null` for nowhere. */
  readonly url: string | null;
}

/** How the badge looks. */
export interface BadgeArt {
  readonly shape: "shield" | "hexagon" | "circle";
  /** The fine lines behind the text and the sign above it: paths that lead to one place, a rosette, or rays. Default: `rosette`. */
  readonly ornament?: "paths" | "rosette" | "rays";
  /** One to four lines of large text, top to bottom. */
  readonly lines: readonly string[];
  /** Small text above the lines; empty for none. */
  readonly over: string;
  /** Small text below the lines; empty for none. */
  readonly under: string;
  /** `#rrggbb` each. */
  readonly colors: {
    readonly background: string;
    readonly accent: string;
    readonly text: string;
  };
}
