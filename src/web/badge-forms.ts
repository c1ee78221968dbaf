import type { Offer } from "./negotiate.ts";

/** What a badge can be had as, beside its page. Also the ending of its address. */
export type BadgeForm = "json" | "jwt" | "svg" | "png";

const CHECK = "/check";

/** Names each form goes by; an answer has the one it was asked for by, and the first by itself. */
const TYPES: Readonly<Record<BadgeForm, readonly [string, ...string[]]>> = {
  json: ["application/json", "application/vc", "application/vc+ld+json", "application/ld+json"],
  // Validators stumbled over the proper names of a token, and browsers do not show it by them.
  jwt: ["text/plain", "application/vc+jwt", "application/jwt"],
  svg: ["image/svg+xml"],
  png: ["image/png"],
};

/** All that is served of a badge. */
export type Shown = BadgeForm | "page" | "preview" | "qr";
type Offers = readonly [Offer<Shown>, ...Offer<Shown>[]];

const PAGE = { type: "text/html", form: "page" } as const;

/** For the bare address: people, and who makes a preview of a link for them, get the page. */
export const ALL_FORMS: Offers = [
  PAGE,
  ...offersOf("json"),
  ...offersOf("jwt"),
  ...offersOf("svg"),
  ...offersOf("png"),
];

/** For an address with an ending. */
export function offersOf<Form extends BadgeForm>(form: Form): readonly [Offer<Form>, ...Offer<Form>[]] {
  const [first, ...others] = TYPES[form];
  return [{ type: first, form }, ...others.map((type) => ({ type, form }))];
}

/** What links to a form call it. */
export function typeOf(form: BadgeForm): string {
  return form === "json" ? "application/vc" : TYPES[form][0];
}

/** 24 random bytes. Anything else was never given out. */
const ID_AND_REST = /^([\w-]{32})(.*)$/s;

/** What there is at an id and what follows it. */
const PARTS: ReadonlyMap<string, Offers> = new Map<string, Offers>([
  ["", ALL_FORMS],
  [".json", offersOf("json")],
  [".jwt", offersOf("jwt")],
  [".svg", offersOf("svg")],
  [".png", offersOf("png")],
  ["/preview.png", [{ type: "image/png", form: "preview" }]],
  ["/qr.svg", [{ type: "image/svg+xml", form: "qr" }]],
  // Where the answer to a question stood, for whoever loads it again.
  [CHECK, [PAGE]],
]);

export interface BadgePath {
  readonly id: string;
  readonly offers: Offers;
  /** Is it where a visitor asks whose badge it is? */
  readonly isQuestion: boolean;
}

/** @returns `null` for what cannot be a path of ours. */
export function readBadgePath(path: string): BadgePath | null {
  const [, id, rest = ""] = ID_AND_REST.exec(path) ?? [];
  const offers = PARTS.get(rest);
  return id === undefined || offers === undefined ? null : { id, offers, isQuestion: rest === CHECK };
}
