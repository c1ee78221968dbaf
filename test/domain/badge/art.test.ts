import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { drawBadge, lineSizeOf } from "../../../src/domain/badge/art.ts";
import { contrast, leastTextContrast, paletteOf } from "../../../src/domain/badge/colors.ts";
import type { BadgeArt } from "../../../src/domain/badge/design.ts";
import { drawPixels, findUnwanted, readPicture, shownLines, textOf } from "../../support/picture.ts";

const SHAPES = ["shield", "hexagon", "circle"] as const;
const ORNAMENTS = ["paths", "rosette", "rays"] as const;

const ART: BadgeArt = {
  shape: "shield",
  ornament: "paths",
  lines: ["Migration", "Services", "Engineer"],
  over: "GitLab Certified",
  under: "Professional Services",
  colors: { background: "#2b1250", accent: "#fc8a2e", text: "#ffffff" },
};

const WORDS = { title: "Certified Engineer", description: "A shield in violet and orange", isDemo: false };

/** Text as somebody writes it who means no good, and as chance writes it. */
const anyText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.string({ unit: "grapheme", maxLength: 60 }),
  fc.constantFrom(
    "</text><script>alert(1)</script>",
    '" onload="alert(1)',
    "]]><!ENTITY x SYSTEM 'file:///etc/passwd'>&x;",
    "<foreignObject><iframe src='https://evil.example'/></foreignObject>",
    "a\u0000b\u0008c\uFFFEd\uD800e\u202Ef",
  ),
);

const anyColor = fc.oneof(
  fc.integer({ min: 0, max: 0xff_ff_ff }).map((number) => `#${number.toString(16).padStart(6, "0")}`),
  fc.constant('red"/><script/>'),
);

const anyArt: fc.Arbitrary<BadgeArt> = fc.record({
  shape: fc.constantFrom(...SHAPES),
  ornament: fc.constantFrom(...ORNAMENTS),
  lines: fc.array(anyText, { maxLength: 6 }),
  over: anyText,
  under: anyText,
  colors: fc.record({ background: anyColor, accent: anyColor, text: anyColor }),
});

describe("drawBadge()", () => {
  test("draws one picture by itself, with a name and a description for whoever does not see it", () => {
    const picture = readPicture(drawBadge(ART, WORDS));
    const labels = (picture.getAttribute("aria-labelledby") ?? "").split(" ");

    expect(picture.getAttribute("role")).toBe("img");
    expect(picture.getAttribute("viewBox")).toBe("0 0 600 600");
    expect(["title", "desc"].map((name) => picture.getElementsByTagName(name)[0]?.getAttribute("id"))).toEqual(labels);
    expect([textOf(picture, "title"), textOf(picture, "desc")]).toEqual([WORDS.title, WORDS.description]);
    expect(shownLines(picture)).toEqual([
      "GitLab Certified",
      "Migration",
      "Services",
      "Engineer",
      "Professional Services",
    ]);
  });

  test("draws nothing that runs or fetches anything, whatever is written on it", () => {
    fc.assert(
      fc.property(anyArt, anyText, anyText, fc.boolean(), (art, title, description, isDemo) => {
        const picture = readPicture(drawBadge(art, { title, description, isDemo }));

        expect(findUnwanted(picture)).toEqual([]);
        expect(picture.getElementsByTagName("title")).toHaveLength(1);
        expect(picture.getElementsByTagName("desc")).toHaveLength(1);
      }),
      { numRuns: 50 },
    );
  });

  test.for<[why: string, text: string, shown: string]>([
    ["markup", `<b>&"Tom's"</b>`, `<b>&"Tom's"</b>`],
    ["line breaks and many blanks", " a \n\n b\tc ", "a b c"],
    ["control characters and half characters", "a\u0000\u0007b\uD800c\uFFFF", "abc"],
    ["marks that turn the direction", "abc\u202Edef\u2066", "abcdef"],
    ["letters with accents", "Zoë Ångström", "Zoë Ångström"],
  ])("shows text for what it is: %s", ([, text, shown]) => {
    const picture = readPicture(drawBadge({ ...ART, over: "", under: "", lines: [text] }, { ...WORDS, title: text }));

    expect(textOf(picture, "title")).toBe(shown);
    expect(shownLines(picture)).toEqual([shown]);
  });

  test("draws the same badge for the same data, and another one for other data", () => {
    fc.assert(
      fc.property(anyArt, (art) => {
        expect(drawBadge(structuredClone(art), { ...WORDS })).toBe(drawBadge(art, WORDS));
      }),
      { numRuns: 20 },
    );
    const pictures = SHAPES.flatMap((shape) =>
      ORNAMENTS.map((ornament) => drawBadge({ ...ART, shape, ornament }, WORDS).replaceAll(/\bb\w+-(?=\w)/g, "")),
    );
    expect(new Set(pictures).size).toBe(9);
  });

  test("two badges on one page share no id unless they are the same", () => {
    const ids = [ART, { ...ART, over: "Other" }].map((art) =>
      [...drawBadge(art, WORDS).matchAll(/ id="([^"]+)"/g)].map((match) => match[1]),
    );

    expect(ids[0]?.length).toBeGreaterThan(4);
    expect(ids[0]?.filter((id) => ids[1]?.includes(id))).toEqual([]);
  });

  test("a badge of a demonstration says so, and no other does", () => {
    const demo = shownLines(readPicture(drawBadge(ART, { ...WORDS, isDemo: true })));

    expect(demo).toEqual([...shownLines(readPicture(drawBadge(ART, WORDS))), "DEMO"]);
  });

  test.for(
    SHAPES.flatMap((shape) =>
      [
        ["Migration", "Services", "Engineer"],
        ["WWWWWWWWWWWW"],
        ["MMM", "M", "MMMMMMMMMMMMMMMMMMMM", "@@@@"],
        ["Åggy", "Ñjpq"],
        ["i", "i".repeat(300)],
        ["Ыщюж Ωμέγα", "Ǆ ﬃ ‰"],
        ["W".repeat(100), "word ".repeat(20)],
      ].map((lines) => [shape, lines] as const),
    ),
  )("text stays within the field of a %s: %s", async ([shape, lines]) => {
    const long = lines.join(" ");
    const svg = drawBadge({ ...ART, shape, lines, over: long, under: long }, WORDS);
    const texts = svg.match(/<text [^]*?<\/text>/g) ?? [];
    const style = /font-family="[^"]*" text-anchor="middle"/.exec(svg)?.[0] ?? "";
    const field = /<clipPath [^>]*><path d="([^"]+)"/.exec(svg)?.[1] ?? "";

    const text = await drawPixels("0 0 600 600", `<g ${style}>${texts.join("")}</g>`, 300);
    const room = await drawPixels("0 0 600 600", `<path d="${field}"/>`, 300);
    const outside = text.alpha.filter((alpha, index) => alpha > 0 && room.alpha[index] === 0);

    expect(texts.length).toBeGreaterThan(2);
    expect(text.alpha.filter((alpha) => alpha > 0).length).toBeGreaterThan(100);
    expect(outside).toHaveLength(0);
  });

  test("lines are as large as there is room for", () => {
    const sizes = ["Gardener", "Head gardener", "Head gardener of the town"].map((line) =>
      lineSizeOf({ shape: "circle", lines: [line] }),
    );

    expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
    expect(new Set(sizes).size).toBe(3);
    expect(lineSizeOf({ shape: "circle", lines: ["Go"] })).toBe(92);
  });
});

describe("colours of a badge", () => {
  test.for<[one: string, other: string, expected: number]>([
    ["#000000", "#ffffff", 21],
    ["#777777", "#ffffff", 4.48],
    ["#767676", "#ffffff", 4.54],
    ["#ff0000", "#ffffff", 4],
    ["#123456", "#123456", 1],
  ])("contrast() of %s and %s is %f", ([one, other, expected]) => {
    expect(contrast(one, other)).toBeCloseTo(expected, 2);
    expect(contrast(other, one)).toBe(contrast(one, other));
  });

  test("text on the plate is well seen, whatever the colours are", () => {
    fc.assert(
      fc.property(fc.record({ background: anyColor, accent: anyColor, text: anyColor }), (colors) => {
        const { accent, onAccent } = paletteOf(colors);
        expect(contrast(accent, onAccent)).toBeGreaterThanOrEqual(4.5);
      }),
    );
  });

  test("the least contrast counts the ornament and both ends of the field", () => {
    const colors = { background: "#303030", accent: "#ffffff", text: "#ffffff" };

    expect(leastTextContrast(colors)).toBeLessThan(contrast("#303030", "#ffffff"));
    expect(leastTextContrast(ART.colors)).toBeGreaterThanOrEqual(4.5);
  });
});
