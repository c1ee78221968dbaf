import type { BadgeArt } from "./design.ts";

/** The outline of a badge in a square of 600, at any distance from its edge. */
export interface Outline {
  /** SVG path of the outline moved inwards by `depth`. */
  path(depth: number): string;
  /** Half of the room from side to side at a height; 0 above and below. */
  halfWidth(y: number, depth: number): number;
  /** Where its parts stand, from top to bottom: centres, but for the first line of small text its foot. */
  readonly rows: {
    readonly emblem: number;
    readonly over: number;
    readonly lines: number;
    readonly under: number;
    readonly ribbon: number;
  };
}

const CENTER = 300;

/** The lines of its three outlines come from one formula each, so all rings of a rim are as far apart everywhere. */
export function outlineOf(shape: BadgeArt["shape"]): Outline {
  switch (shape) {
    case "circle":
      return CIRCLE;
    case "hexagon":
      return HEXAGON;
    case "shield":
      return SHIELD;
  }
}

const ROWS = { emblem: 110, over: 176, lines: 294, under: 430, ribbon: 508 } as const;

const RADIUS = 292;

const CIRCLE: Outline = {
  path(depth) {
    const radius = round(RADIUS - depth);
    const [left, right] = [CENTER - radius, CENTER + radius].map(round);
    return `M${left} ${CENTER}A${radius} ${radius} 0 0 1 ${right} ${CENTER}A${radius} ${radius} 0 0 1 ${left} ${CENTER}Z`;
  },
  halfWidth: (y, depth) => side(RADIUS - depth, y - CENTER),
  rows: ROWS,
};

/** From the middle of the hexagon to its sides, left and right. */
const APOTHEM = 258;
const CORNER = 46;

const HEXAGON: Outline = {
  path(depth) {
    const reach = (APOTHEM - depth) / Math.cos(Math.PI / 6);
    const corner = round(Math.max(10, CORNER - depth));
    // So far from a corner of 120° its rounding begins.
    const begin = corner / Math.tan(Math.PI / 3) / reach;
    const at = (step: number): readonly [number, number] => {
      const angle = (step * Math.PI) / 3 - Math.PI / 2;
      return [CENTER + reach * Math.cos(angle), CENTER + reach * Math.sin(angle)];
    };
    const parts = [0, 1, 2, 3, 4, 5].map((step) => {
      const from = between(at(step), at(step - 1), begin);
      const to = between(at(step), at(step + 1), begin);
      return `${step === 0 ? "M" : "L"}${from}A${corner} ${corner} 0 0 1 ${to}`;
    });
    return `${parts.join("")}Z`;
  },
  halfWidth(y, depth) {
    const half = APOTHEM - depth;
    const slope = (half / Math.cos(Math.PI / 6) - Math.abs(y - CENTER)) * Math.tan(Math.PI / 3);
    return Math.max(0, Math.min(half, slope));
  },
  rows: ROWS,
};

/** Half its width; the arc of its top; the arcs of its sides, which meet in the tip. */
const HALF = 252;
const TOP = { y: 1074, radius: 1060 } as const;
const SIDE = { y: 236, aside: 120, radius: HALF + 120 } as const;

const SHIELD: Outline = {
  path(depth) {
    const [top, sides] = [round(TOP.radius - depth), round(SIDE.radius - depth)];
    const [left, right] = [CENTER - HALF + depth, CENTER + HALF - depth].map(round);
    const shoulder = round(TOP.y - side(top, HALF - depth));
    const tip = round(SIDE.y + side(sides, SIDE.aside));
    const arc = `A${sides} ${sides} 0 0 1 `;
    return `M${left} ${shoulder}A${top} ${top} 0 0 1 ${right} ${shoulder}V${SIDE.y}${arc}${CENTER} ${tip}${arc}${left} ${SIDE.y}Z`;
  },
  halfWidth(y, depth) {
    const below = y > SIDE.y ? side(SIDE.radius - depth, y - SIDE.y) - SIDE.aside : HALF - depth;
    return Math.max(0, Math.min(HALF - depth, below, side(TOP.radius - depth, TOP.y - y)));
  },
  rows: { emblem: 100, over: 166, lines: 279, under: 412, ribbon: 490 },
};

/** The other side of a right triangle; 0 where there is none. */
function side(longest: number, other: number): number {
  return Math.sqrt(Math.max(0, longest ** 2 - other ** 2));
}

type Point = readonly [number, number];

function between([x, y]: Point, [toX, toY]: Point, share: number): string {
  return `${round(x + (toX - x) * share)} ${round(y + (toY - y) * share)}`;
}

/** One digit after the point: finer than anybody sees, and the same on every machine. */
export function round(value: number): number {
  return Math.round(value * 10) / 10;
}
