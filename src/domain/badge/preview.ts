import { badgeParts, FONT_FAMILY, prefixOf } from "./art.ts";
import { round } from "./art-shapes.ts";
import { contrast, LEAST_CONTRAST, paletteOf } from "./colors.ts";
import type { BadgeArt } from "./design.ts";
import { fitSize, isDrawable, shorten, shortenFront, wrap, widthOf } from "./fit-text.ts";
import type { Weight } from "./fit-text.ts";
import { escapeXml, plainLine } from "./svg-text.ts";

/** What a link preview shows of a badge. */
export interface PreviewFacts {
  readonly art: BadgeArt;
  readonly name: string;
  /** `null` where the holder did not consent to be named. */
  readonly holder: string | null;
  readonly issuerName: string;
  readonly issuerDomain: string;
  readonly isDemo: boolean;
}

/** The size social networks ask for (https://ogp.me leaves it open, 1.91 to 1 is what all of them show whole). */
const PREVIEW_SIZE = { width: 1200, height: 630 } as const;

const LEFT = 610;
const ROOM = PREVIEW_SIZE.width - LEFT - 60;
const INK = "#1c1730";
const QUIET = "#555066";
const PAPER = "#ffffff";

/** Draw the picture of a link preview: the badge, what it is called, whose it is and who stands behind it. */
export function drawPreview(facts: PreviewFacts): string {
  const prefix = prefixOf(JSON.stringify(facts));
  const { width, height } = PREVIEW_SIZE;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="${prefix}-title ${prefix}-desc">` +
    `<title id="${prefix}-title">${escapeXml(facts.name)}</title>` +
    `<desc id="${prefix}-desc">${escapeXml(describe(facts))}</desc>` +
    `${ground(facts, prefix)}<g transform="translate(45 51) scale(0.88)">${badgeParts(facts.art, facts.isDemo, prefix)}</g>` +
    `<g font-family="${FONT_FAMILY}">${words(facts)}</g></svg>`
  );
}

function describe({ holder, issuerName, issuerDomain, isDemo }: PreviewFacts): string {
  const whose = holder === null ? "A badge" : `A badge of ${holder}`;
  return `${whose}, issued by ${issuerName} at ${issuerDomain}${isDemo ? ", for a demonstration" : ""}`;
}

/** Paper with a tint of the badge on its side, and a bar of its accent. */
function ground({ art }: PreviewFacts, prefix: string): string {
  const { field, accent, accentDark } = paletteOf(art.colors);
  const { width, height } = PREVIEW_SIZE;
  const stop = (offset: number, color: string, opacity: number): string =>
    `<stop offset="${offset}" stop-color="${color}" stop-opacity="${opacity}"/>`;
  return (
    `<defs><linearGradient id="${prefix}-paper">${stop(0, field, 0.16)}${stop(0.5, field, 0.03)}${stop(1, field, 0)}</linearGradient>` +
    `<linearGradient id="${prefix}-bar">${stop(0, accentDark, 1)}${stop(1, accent, 1)}</linearGradient></defs>` +
    `<rect width="${width}" height="${height}" fill="${PAPER}"/>` +
    `<rect width="${width}" height="${height}" fill="url(#${prefix}-paper)"/>` +
    `<rect y="${height - 14}" width="${width}" height="14" fill="url(#${prefix}-bar)"/>`
  );
}

interface Line {
  readonly content: string;
  readonly size: number;
  readonly weight: Weight;
  readonly color: string;
  /** From the foot of the line before. */
  readonly step: number;
}

/** From top to bottom, and as a block in the middle of the picture. */
function words(facts: PreviewFacts): string {
  const lines = [...heading(facts), ...nameLines(facts.name), ...holderLines(facts.holder), ...issuerLines(facts)];
  const height = lines.reduce((sum, { step }) => sum + step, 0);
  let foot = round((PREVIEW_SIZE.height - 14 - height) / 2);
  return lines
    .map(({ content, size, weight, color, step }) => {
      foot = round(foot + step);
      return `<text x="${LEFT}" y="${foot}" font-size="${size}" font-weight="${weight}" fill="${color}">${escapeXml(content)}</text>`;
    })
    .join("");
}

function heading({ art, isDemo }: PreviewFacts): Line[] {
  const { accentDark } = paletteOf(art.colors);
  const color = contrast(accentDark, PAPER) >= LEAST_CONTRAST ? accentDark : QUIET;
  const content = isDemo ? "DEMO: not a real badge" : "Certification badge";
  return [{ content, size: 24, weight: 600, color, step: 24 }];
}

/** A long name is set smaller, and in up to four lines. */
function nameLines(name: string): Line[] {
  const whole = plainLine(name);
  const sizes = [60, 54, 48, 42, 36];
  const fitting = sizes.find((size) => isWhole(wrap(whole, size, 700, { room: ROOM, most: size > 48 ? 3 : 4 }), whole));
  const size = fitting ?? 32;
  return wrap(whole, size, 700, { room: ROOM, most: 4 }).map((content, index) => ({
    content,
    size,
    weight: 700,
    color: INK,
    step: round(index === 0 ? size * 0.8 + 30 : size * 1.16),
  }));
}

function isWhole(lines: readonly string[], text: string): boolean {
  return lines.join(" ") === text;
}

/** No name is better than one of empty boxes. */
function holderLines(holder: string | null): Line[] {
  if (holder === null || plainLine(holder) === "" || !isDrawable(holder)) return [];
  return [{ content: "Earned by", size: 22, weight: 400, color: QUIET, step: 58 }, ...nameOfPerson(holder)];
}

/** Names of people are not cut off where two lines are enough. */
function nameOfPerson(holder: string): Line[] {
  const small = 28;
  if (widthOf(holder, small, 600) <= ROOM) return [bold(holder, 38, small)];
  return wrap(holder, small, 600, { room: ROOM, most: 2 }).map((line) => bold(line, small, small));
}

function issuerLines({ issuerName, issuerDomain }: PreviewFacts): Line[] {
  const issuedBy: Line = { content: "Issued by", size: 22, weight: 400, color: QUIET, step: 58 };
  const named = isDrawable(issuerName) ? [bold(issuerName, 30, 20)] : [];
  const size = fitSize(issuerDomain, { room: ROOM, most: 24, least: 16, weight: 400 });
  const domain = shortenFront(issuerDomain, size, 400, ROOM);
  return [issuedBy, ...named, { content: domain, size, weight: 400, color: QUIET, step: size + 10 }];
}

function bold(text: string, most: number, least: number): Line {
  const size = fitSize(text, { room: ROOM, most, least, weight: 600 });
  return { content: shorten(text, size, 600, ROOM), size, weight: 600, color: INK, step: size + 8 };
}
