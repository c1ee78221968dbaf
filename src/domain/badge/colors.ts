import type { BadgeArt } from "./design.ts";

/** Red, green and blue from 0 to 255. */
type Rgb = readonly [number, number, number];

/** All shades of a badge, each `#rrggbb`, made from the three colours of its program. */
export interface Palette {
  /** Of the field, from top to bottom. */
  readonly fieldTop: string;
  readonly field: string;
  readonly fieldBottom: string;
  /** Between field and rim. */
  readonly deep: string;
  readonly accentLight: string;
  readonly accent: string;
  readonly accentDark: string;
  readonly text: string;
  /** Text on the accent. */
  readonly onAccent: string;
}

/** How much of the accent the ornament lets through, behind the text. */
export const ORNAMENT_OPACITY = 0.3;

/** The least contrast of text with what is behind it (https://www.w3.org/TR/WCAG22/#contrast-minimum). */
export const LEAST_CONTRAST = 4.5;

export function paletteOf({ background, accent, text }: BadgeArt["colors"]): Palette {
  const field = rgbOf(background);
  const bright = rgbOf(accent);
  // A darker shade of a light colour looks dirty.
  const isLight = luminance(field) > 0.3;
  return {
    fieldTop: hexOf(mix(field, WHITE, 0.1)),
    field: hexOf(field),
    fieldBottom: hexOf(mix(field, BLACK, isLight ? 0.06 : 0.28)),
    deep: hexOf(isLight ? mix(bright, BLACK, 0.66) : mix(field, BLACK, 0.5)),
    accentLight: hexOf(mix(bright, WHITE, 0.45)),
    accent: hexOf(bright),
    accentDark: hexOf(mix(bright, BLACK, 0.38)),
    text: hexOf(rgbOf(text)),
    onAccent: onAccent(bright, field),
  };
}

/** The contrast of the text where it is lowest: on the lightest or darkest part of the field, under a line of the ornament or not. */
export function leastTextContrast(colors: BadgeArt["colors"]): number {
  const { fieldTop, fieldBottom, accent, text } = paletteOf(colors);
  const grounds = [fieldTop, fieldBottom].flatMap((ground) => [
    ground,
    hexOf(mix(rgbOf(ground), rgbOf(accent), ORNAMENT_OPACITY)),
  ]);
  return Math.min(...grounds.map((ground) => contrast(ground, text)));
}

/** From 1, the same, to 21, black on white (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio). */
export function contrast(one: string, other: string): number {
  const [a, b] = [luminance(rgbOf(one)), luminance(rgbOf(other))];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

const WHITE: Rgb = [255, 255, 255];
const BLACK: Rgb = [0, 0, 0];

/** A dark shade of the field fits best; where it is not seen well enough, whichever of black and white is. */
function onAccent(accent: Rgb, field: Rgb): string {
  const ground = hexOf(accent);
  const shade = hexOf(mix(field, BLACK, 0.6));
  if (contrast(ground, shade) >= LEAST_CONTRAST) return shade;
  return contrast(ground, "#000000") > contrast(ground, "#ffffff") ? "#000000" : "#ffffff";
}

/** What is no colour is grey: whoever draws gets something that can be drawn. */
function rgbOf(hex: string): Rgb {
  const number = /^#[0-9a-f]{6}$/i.test(hex) ? Number.parseInt(hex.slice(1), 16) : 0x80_80_80;
  return [(number >> 16) & 255, (number >> 8) & 255, number & 255];
}

function hexOf(color: Rgb): string {
  return `#${color.map((part) => Math.round(part).toString(16).padStart(2, "0")).join("")}`;
}

function mix(one: Rgb, other: Rgb, share: number): Rgb {
  const part = (index: 0 | 1 | 2): number => one[index] * (1 - share) + other[index] * share;
  return [part(0), part(1), part(2)];
}

function luminance(color: Rgb): number {
  const [red = 0, green = 0, blue = 0] = color.map((part) => {
    const share = part / 255;
    return share <= 0.040_45 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
