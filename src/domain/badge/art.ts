import { drawEmblem, drawOrnament } from "./art-ornaments.ts";
import { outlineOf, round } from "./art-shapes.ts";
import type { Outline } from "./art-shapes.ts";
import { ORNAMENT_OPACITY, paletteOf } from "./colors.ts";
import type { Palette } from "./colors.ts";
import type { BadgeArt } from "./design.ts";
import { fitSize, shorten, widthOf } from "./fit-text.ts";
import type { Weight } from "./fit-text.ts";
import { escapeXml, plainLine } from "./svg-text.ts";

/** What a picture is called and says, for whoever does not see it. */
export interface PictureWords {
  readonly title: string;
  readonly description: string;
  /** Badges of a demonstration bear a ribbon that says so. */
  readonly isDemo: boolean;
}

/** Sizes that are given to large text, in units of the square of 600. Below the least a program is refused. */
export const LINE_SIZES = { most: 92, least: 34, atAnyCost: 10 } as const;
/** The same for the small text above and below. */
export const SMALL_SIZES = { most: 27, least: 15, atAnyCost: 8 } as const;

export const FONT_FAMILY = "Inter, system-ui, sans-serif";

/** From the edge of the shape to its field, and to where text may be. */
const FIELD = 37;
const TEXT = 52;

const LINE_HEIGHT = 1.12;
const OVER_SPACING = 2;
/** Of one letter of Inter above and below the foot of its line: capitals with an accent, and g. */
const RISE = 0.93;
const DROP = 0.24;
/** Height of capitals. */
const CAPITALS = 0.73;
/** From the foot of a line to the middle of its capitals. */
const MIDDLE = CAPITALS / 2;

/**
 * Draw the badge of a program: one SVG by itself, 600 by 600, that needs nothing else, runs nothing and is the same
 * for the same data. Text is fitted into its shape, whatever it is.
 */
export function drawBadge(art: BadgeArt, words: PictureWords): string {
  const prefix = prefixOf(JSON.stringify([art, words]));
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 600" width="600" height="600" role="img" aria-labelledby="${prefix}-title ${prefix}-desc">` +
    `<title id="${prefix}-title">${escapeXml(words.title)}</title>` +
    `<desc id="${prefix}-desc">${escapeXml(words.description)}</desc>` +
    `${badgeParts(art, words.isDemo, prefix)}</svg>`
  );
}

/** All that is seen of a badge, for a square of 600 in a picture; `prefix` begins its ids. */
export function badgeParts(art: BadgeArt, isDemo: boolean, prefix: string): string {
  const palette = paletteOf(art.colors);
  const outline = outlineOf(art.shape);
  return (
    definitions(outline, palette, prefix) +
    rim(outline, palette, prefix) +
    field(art, outline, palette, prefix) +
    text(art, outline, palette, prefix) +
    (isDemo ? ribbon(outline.rows.ribbon) : "")
  );
}

/** Size of the large lines, all of them; below {@link LINE_SIZES}' least they are too long for their shape. */
export function lineSizeOf(art: Pick<BadgeArt, "shape" | "lines">): number {
  const outline = outlineOf(art.shape);
  let size: number = LINE_SIZES.most;
  while (size > LINE_SIZES.atAnyCost && !fits(art.lines, size, outline)) size -= 1;
  return size;
}

/** Size of the small text above. */
export function overSizeOf(art: Pick<BadgeArt, "shape" | "over">): number {
  return overSize(art.over, outlineOf(art.shape));
}

/** Size of the small text below. */
export function underSizeOf(art: Pick<BadgeArt, "shape" | "under">): number {
  return underSize(art.under, outlineOf(art.shape));
}

/** Ids are told apart by what is drawn, so that several pictures may stand on one page. */
export function prefixOf(content: string): string {
  let hash = 0x81_1c_9d_c5;
  for (const character of content) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01_00_01_93);
  return `b${(hash >>> 0).toString(36)}`;
}

function definitions(outline: Outline, palette: Palette, prefix: string): string {
  const stop = (offset: number, color: string, opacity = 1): string =>
    `<stop offset="${offset}" stop-color="${color}"${opacity === 1 ? "" : ` stop-opacity="${opacity}"`}/>`;
  const { accent, accentDark, accentLight, field: middle, fieldBottom, fieldTop } = palette;
  return (
    `<defs><linearGradient id="${prefix}-rim" x1="0" y1="0" x2="1" y2="1">` +
    `${stop(0, accentLight)}${stop(0.32, accent)}${stop(0.5, accentLight)}${stop(0.68, accent)}${stop(1, accentDark)}</linearGradient>` +
    `<linearGradient id="${prefix}-field" x1="0.2" y1="0" x2="0.8" y2="1">${stop(0, fieldTop)}${stop(0.5, middle)}${stop(1, fieldBottom)}</linearGradient>` +
    `<radialGradient id="${prefix}-calm">${stop(0, middle, 0.85)}${stop(0.55, middle, 0.6)}${stop(1, middle, 0)}</radialGradient>` +
    `<clipPath id="${prefix}-inside"><path d="${outline.path(FIELD)}"/></clipPath></defs>`
  );
}

/** Rings from the outside in. */
function rim(outline: Outline, palette: Palette, prefix: string): string {
  const ring = (depth: number, color: string, width: number, more = ""): string =>
    `<path d="${outline.path(depth)}" fill="none" stroke="${color}" stroke-width="${width}"${more}/>`;
  return (
    `<g stroke-linejoin="round"><path d="${outline.path(0)}" fill="${palette.accentDark}"/>` +
    `<path d="${outline.path(2)}" fill="url(#${prefix}-rim)"/>` +
    `<path d="${outline.path(14)}" fill="${palette.deep}"/>` +
    ring(17.5, palette.accent, 1.2) +
    ring(25.5, palette.accentLight, 4.4, ' stroke-linecap="round" stroke-dasharray="0 10.4"') +
    ring(33.5, palette.accent, 1.2) +
    "</g>"
  );
}

function field(art: BadgeArt, outline: Outline, palette: Palette, prefix: string): string {
  const kind = art.ornament ?? "rosette";
  const { accent } = palette;
  return (
    `<path d="${outline.path(FIELD)}" fill="url(#${prefix}-field)"/>` +
    `<g clip-path="url(#${prefix}-inside)"><g color="${accent}" stroke="${accent}" stroke-width="1.4" opacity="${ORNAMENT_OPACITY}">${drawOrnament(kind)}</g>` +
    `<ellipse cx="300" cy="${outline.rows.lines}" rx="260" ry="150" fill="url(#${prefix}-calm)"/></g>` +
    `<path d="${outline.path(FIELD + 5)}" fill="none" stroke="${accent}" stroke-width="1" opacity="0.55"/>` +
    `<g transform="translate(300 ${outline.rows.emblem})" fill="${accent}" stroke="${accent}" stroke-linecap="round">${drawEmblem(kind)}</g>` +
    `<g transform="translate(300 ${outline.rows.ribbon})" fill="${accent}">${TAIL}</g>`
  );
}

/** Three lozenges with a line to either side, where a demonstration has its ribbon. */
const TAIL =
  '<path d="M0 -8L8 0L0 8L-8 0ZM-24 -4.5L-19.5 0L-24 4.5L-28.5 0ZM24 -4.5L28.5 0L24 4.5L19.5 0ZM-38 -0.8L-76 0L-38 0.8ZM38 -0.8L76 0L38 0.8Z"/>';

function text(art: BadgeArt, outline: Outline, palette: Palette, prefix: string): string {
  const size = lineSizeOf(art);
  const lines = placeLines(art.lines, size, outline)
    .map(({ content, foot, room }) => textElement(shorten(content, size, 700, room), foot, size, 700, palette.text))
    .join("");
  // What no font was reckoned with still stays inside.
  return `<g clip-path="url(#${prefix}-inside)" font-family="${FONT_FAMILY}" text-anchor="middle">${over(art.over, outline, palette)}${lines}${under(art.under, outline, palette)}</g>`;
}

function over(content: string, outline: Outline, palette: Palette): string {
  const size = overSize(content, outline);
  const room = roomAt(outline, outline.rows.over, size);
  return textElement(
    shorten(content, size, 600, room, OVER_SPACING),
    outline.rows.over,
    size,
    600,
    palette.text,
    OVER_SPACING,
  );
}

/** Small text below stands on a plate of the accent. */
function under(content: string, outline: Outline, palette: Palette): string {
  if (plainLine(content) === "") return "";
  const middle = outline.rows.under;
  const size = underSize(content, outline);
  const line = shorten(content, size, 600, plateRoom(outline));
  const half = round(widthOf(line, size, 600) / 2 + PLATE.padding);
  const [left, right] = [round(300 - half), round(300 + half)];
  const [top, bottom] = [middle - PLATE.half, middle + PLATE.half];
  const notch = 10;
  return (
    `<path d="M${left} ${top}H${right}L${right - notch} ${middle}L${right} ${bottom}H${left}L${left + notch} ${middle}Z" fill="${palette.accent}"/>` +
    textElement(line, middle + size * MIDDLE, size, 600, palette.onAccent)
  );
}

const PLATE = { half: 24, padding: 24 } as const;

function plateRoom(outline: Outline): number {
  const { under: middle } = outline.rows;
  const half = Math.min(...[-PLATE.half, PLATE.half].map((off) => outline.halfWidth(middle + off, FIELD + 9)));
  return 2 * (half - PLATE.padding);
}

function overSize(content: string, outline: Outline): number {
  const { most, atAnyCost } = SMALL_SIZES;
  const foot = outline.rows.over;
  const spacing = plainLine(content).length * OVER_SPACING;
  return fitSize(content, { room: roomAt(outline, foot, most) - spacing, most, least: atAnyCost, weight: 600 });
}

function underSize(content: string, outline: Outline): number {
  const { most, atAnyCost } = SMALL_SIZES;
  return fitSize(content, { room: plateRoom(outline), most, least: atAnyCost, weight: 600 });
}

/** The bottom of a demonstration's badge, in colours no program can choose. */
function ribbon(middle: number): string {
  return (
    `<g><path d="M128 ${middle + 12}L168 ${middle + 12}V${middle + 44}H128L144 ${middle + 28}ZM472 ${middle + 12}H432V${middle + 44}H472L456 ${middle + 28}Z" fill="#b8860b"/>` +
    `<path d="M152 ${middle - 28}H448V${middle + 28}H152Z" fill="#ffd54a" stroke="#2b2100" stroke-width="2"/>` +
    `<path d="M158 ${middle - 22}H442M158 ${middle + 22}H442" fill="none" stroke="#2b2100" stroke-width="1.2" stroke-dasharray="5 4"/>` +
    `<text x="303" y="${round(middle + 30 * MIDDLE)}" font-family="${FONT_FAMILY}" font-size="30" font-weight="700" letter-spacing="6" text-anchor="middle" fill="#2b2100">DEMO</text></g>`
  );
}

interface PlacedLine {
  readonly content: string;
  readonly foot: number;
  readonly room: number;
}

function placeLines(lines: readonly string[], size: number, outline: Outline): PlacedLine[] {
  const seen = lines.map(plainLine).filter((line) => line !== "");
  const height = size * LINE_HEIGHT;
  const first = outline.rows.lines - ((seen.length - 1) * height) / 2 + size * MIDDLE;
  return seen.map((content, index) => {
    const foot = first + index * height;
    return { content, foot, room: roomAt(outline, foot, size) };
  });
}

function fits(lines: readonly string[], size: number, outline: Outline): boolean {
  const { over: above, under: below } = outline.rows;
  const placed = placeLines(lines, size, outline);
  const [first, last] = [placed.at(0), placed.at(-1)];
  if (!first || !last) return true;
  const isHighEnough = first.foot - size * CAPITALS >= above + 16 && last.foot + size * DROP <= below - PLATE.half - 14;
  return isHighEnough && placed.every(({ content, room }) => widthOf(content, size, 700) <= room);
}

/** Room for a line of this size with its foot here. */
function roomAt(outline: Outline, foot: number, size: number): number {
  return 2 * Math.min(outline.halfWidth(foot - size * RISE, TEXT), outline.halfWidth(foot + size * DROP, TEXT));
}

function textElement(content: string, foot: number, size: number, weight: Weight, color: string, spacing = 0): string {
  if (content === "") return "";
  const spaced = spacing === 0 ? "" : ` letter-spacing="${spacing}"`;
  return `<text x="300" y="${round(foot)}" font-size="${size}" font-weight="${weight}"${spaced} fill="${color}">${escapeXml(content)}</text>`;
}
