import { plainLine } from "./svg-text.ts";

/** How heavy text is; the fonts there are. */
export type Weight = 400 | 600 | 700;

/**
 * Advance widths of the characters from blank to `~` in Inter 4, in thousandths of the size (its tables `cmap` and
 * `hmtx`; https://rsms.me/inter).
 */
const ADVANCES: Readonly<Record<Weight, readonly number[]>> = {
  400: [
    281, 288, 466, 633, 642, 982, 644, 300, 365, 365, 501, 662, 288, 460, 288, 360, 631, 407, 610, 618, 646, 593, 620,
    566, 619, 620, 288, 302, 662, 662, 662, 511, 966, 690, 654, 730, 722, 601, 590, 746, 743, 269, 571, 672, 565, 903,
    753, 765, 639, 765, 644, 642, 646, 744, 690, 985, 682, 679, 629, 365, 360, 365, 471, 456, 323, 562, 612, 571, 612,
    583, 370, 613, 591, 242, 242, 549, 242, 876, 591, 600, 612, 612, 376, 528, 327, 591, 562, 818, 546, 562, 552, 426,
    333, 426, 662,
  ],
  600: [
    252, 321, 523, 644, 650, 1004, 663, 326, 373, 373, 540, 673, 319, 465, 319, 379, 660, 423, 623, 636, 666, 612, 640,
    576, 640, 640, 319, 329, 673, 673, 673, 543, 999, 728, 659, 737, 722, 605, 588, 749, 746, 277, 580, 703, 565, 922,
    759, 769, 645, 773, 652, 650, 660, 736, 728, 1020, 720, 713, 652, 373, 379, 373, 481, 469, 351, 574, 624, 583, 624,
    591, 389, 625, 612, 262, 262, 569, 262, 900, 612, 609, 624, 624, 397, 549, 353, 612, 587, 839, 569, 588, 566, 455,
    359, 455, 673,
  ],
  700: [
    237, 338, 552, 649, 655, 1016, 672, 339, 377, 377, 559, 679, 334, 468, 334, 388, 674, 431, 630, 646, 676, 622, 649,
    582, 651, 649, 334, 343, 679, 679, 679, 560, 1016, 747, 662, 740, 722, 607, 587, 750, 747, 281, 584, 719, 565, 932,
    762, 771, 648, 777, 657, 655, 667, 732, 747, 1038, 738, 731, 664, 377, 388, 377, 487, 476, 365, 581, 630, 588, 630,
    596, 398, 632, 623, 271, 271, 580, 271, 913, 623, 613, 630, 630, 407, 560, 366, 623, 600, 850, 580, 602, 573, 469,
    372, 469, 679,
  ],
};

/**
 * Where there is no Inter, text is set in what the system has, and the widest of the usual ones (DejaVu Sans, Verdana)
 * is so much wider.
 */
const ROOM_FOR_OTHER_FONTS = 1.16;

/** Width of one line, from above: no font in use sets it wider. Kerning and ligatures only make it narrower. */
export function widthOf(text: string, size: number, weight: Weight): number {
  return measure(plainLine(text), size, weight);
}

/** Of text that is a plain line already, or a part of one. */
function measure(line: string, size: number, weight: Weight): number {
  let thousandths = 0;
  for (const character of line.normalize("NFD")) thousandths += advanceOf(character, weight);
  return (thousandths / 1000) * size * ROOM_FOR_OTHER_FONTS;
}

function advanceOf(character: string, weight: Weight): number {
  const known = ADVANCES[weight][(character.codePointAt(0) ?? 0) - 32];
  if (known !== undefined) return known;
  if (/\p{Mn}/u.test(character)) return 0;
  if (/\p{Ll}/u.test(character)) return 950;
  return 1250;
}

/** Has Inter all these letters? It has those of Latin, Greek and Cyrillic; a rasterised picture has no other font. */
export function isDrawable(text: string): boolean {
  return (
    /^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Common}\p{Script=Inherited}]*$/u.test(text) &&
    !/\p{Extended_Pictographic}/u.test(text)
  );
}

/** The largest size, in whole steps, at which a line is no wider than there is room; `least` where none is. */
export function fitSize(
  text: string,
  {
    room,
    most,
    least,
    weight,
  }: { readonly room: number; readonly most: number; readonly least: number; readonly weight: Weight },
): number {
  const atOne = widthOf(text, 1, weight);
  return atOne === 0 ? most : Math.max(least, Math.min(most, Math.floor(room / atOne)));
}

/** The line, or as much of it as there is room for, with `…` at its end; `spacing` is between its letters. */
export function shorten(text: string, size: number, weight: Weight, room: number, spacing = 0): string {
  const line = plainLine(text);
  const widthIn = (part: string): number => measure(part, size, weight) + spacing;
  let shown = "";
  let width = 0;
  let fitting = "";
  for (const character of line) {
    width += widthIn(character);
    shown += character;
    if (width + widthIn("…") <= room) fitting = shown;
    if (width > room) return `${fitting.trimEnd()}…`;
  }
  return line;
}

/** The end of a line, with `…` before it where it is longer than there is room: who owns a domain is told by its end. */
export function shortenFront(text: string, size: number, weight: Weight, room: number): string {
  const line = plainLine(text);
  if (measure(line, size, weight) <= room) return line;
  let left = room - measure("…", size, weight);
  let shown = "";
  for (const character of Array.from(line).toReversed()) {
    left -= measure(character, size, weight);
    if (left < 0) break;
    shown = character + shown;
  }
  return `…${shown}`;
}

/** Break text at blanks into lines no wider than there is room; what is left over after the last one is cut off. */
export function wrap(
  text: string,
  size: number,
  weight: Weight,
  { room, most }: { readonly room: number; readonly most: number },
): string[] {
  const lines: string[] = [];
  for (const word of plainLine(text).split(" ")) {
    const last = lines.at(-1);
    const longer = last === undefined ? word : `${last} ${word}`;
    if (last !== undefined && (lines.length === most || widthOf(longer, size, weight) <= room))
      lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines.map((line) => shorten(line, size, weight, room));
}
