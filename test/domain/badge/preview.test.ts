import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { drawPreview } from "../../../src/domain/badge/preview.ts";
import type { PreviewFacts } from "../../../src/domain/badge/preview.ts";
import { drawPixels, findUnwanted, readPicture, shownLines, textOf } from "../../support/picture.ts";

const FACTS: PreviewFacts = {
  art: {
    shape: "hexagon",
    ornament: "rays",
    lines: ["Bee-", "keeper"],
    over: "",
    under: "",
    colors: { background: "#3a2a00", accent: "#f2c14e", text: "#ffffff" },
  },
  name: "Certified Beekeeper",
  holder: "Maria Silva",
  issuerName: "Bee School",
  issuerDomain: "certify.example.com",
  isDemo: false,
};

const LONG_NAME = "Certified Practitioner of Beekeeping in Towns, on Roofs, in Parks and in Other Unlikely Places";

function linesOf(facts: Partial<PreviewFacts>): string[] {
  // Those of the badge itself come first.
  return shownLines(readPicture(drawPreview({ ...FACTS, ...facts }))).slice(FACTS.art.lines.length);
}

describe("drawPreview()", () => {
  test("shows the badge, its name, its holder and who issued it", () => {
    expect(linesOf({})).toEqual([
      "Certification badge",
      "Certified",
      "Beekeeper",
      "Earned by",
      "Maria Silva",
      "Issued by",
      "Bee School",
      "certify.example.com",
    ]);
  });

  test("has the size of a link preview, and says what it shows", () => {
    const picture = readPicture(drawPreview(FACTS));

    expect(picture.getAttribute("viewBox")).toBe("0 0 1200 630");
    expect(textOf(picture, "title")).toBe("Certified Beekeeper");
    expect(textOf(picture, "desc")).toBe("A badge of Maria Silva, issued by Bee School at certify.example.com");
  });

  test("names nobody who did not consent", () => {
    const svg = drawPreview({ ...FACTS, holder: null });

    expect(linesOf({ holder: null })).not.toContain("Earned by");
    expect(svg).not.toContain("Silva");
    expect(textOf(readPicture(svg), "desc")).toBe("A badge, issued by Bee School at certify.example.com");
  });

  test("leaves out a name there are no letters for, rather than showing boxes", () => {
    expect(linesOf({ holder: "李小龙" })).not.toContain("Earned by");
    expect(linesOf({ holder: "Žofie Λάμπρου Ющенко" })).toContain("Žofie Λάμπρου Ющенко");
    expect(linesOf({ issuerName: "学校" }).slice(-2)).toEqual(["Issued by", "certify.example.com"]);
  });

  test("says that a demonstration is one", () => {
    expect(shownLines(readPicture(drawPreview({ ...FACTS, isDemo: true })))).toEqual(
      expect.arrayContaining(["DEMO", "DEMO: not a real badge"]),
    );
  });

  test("breaks a long name into lines and leaves nothing out", () => {
    const lines = linesOf({ name: LONG_NAME });
    const ofName = lines.slice(1, lines.indexOf("Earned by"));

    expect(ofName.length).toBeGreaterThan(1);
    expect(ofName.join(" ")).toBe(LONG_NAME);
  });

  test("shows the end of a long domain, by which its owner is known", () => {
    const domain = linesOf({ issuerDomain: `${"certify.example.com.".repeat(9)}evil.example` }).at(-1);

    expect(domain).toMatch(/^….*\.evil\.example$/);
  });

  test("gives a long name of a person two lines", () => {
    const holder = "Maria Fernanda Albuquerque de Oliveira Silva";
    const lines = linesOf({ holder });
    const ofHolder = lines.slice(lines.indexOf("Earned by") + 1, lines.indexOf("Issued by"));

    expect(ofHolder).toHaveLength(2);
    expect(ofHolder.join(" ")).toBe(holder);
  });

  test.for<[why: string, facts: Partial<PreviewFacts>]>([
    ["what is usual", {}],
    ["long", { name: LONG_NAME, holder: LONG_NAME, issuerName: LONG_NAME, issuerDomain: `${"badges.".repeat(20)}com` }],
    ["one word", { name: "W".repeat(200), holder: "W".repeat(200), issuerName: "W".repeat(200) }],
  ])("all text is in its half of the picture: %s", async ([, facts]) => {
    const svg = drawPreview({ ...FACTS, ...facts });
    const texts = (svg.match(/<text x="610"[^]*?<\/text>/g) ?? []).join("");

    // Three times as wide and high, to see what would leave it.
    const inside = `<g font-family="Inter">${texts}</g>`;
    const { alpha, width } = await drawPixels("-1200 -630 3600 1890", inside, 900);
    const places = [...alpha.keys()].filter((index) => (alpha[index] ?? 0) > 0);
    const columns = places.map((index) => (index % width) * 4 - 1200);
    const rows = places.map((index) => Math.floor(index / width) * 4 - 630);

    expect(places.length).toBeGreaterThan(100);
    expect(columns.filter((x) => x < 600 || x > 1160)).toEqual([]);
    expect(rows.filter((y) => y < 20 || y > 606)).toEqual([]);
  });

  test("draws nothing that runs or fetches anything, whatever it is told", () => {
    const anyText = fc.oneof(
      fc.string({ unit: "binary", maxLength: 80 }),
      fc.constantFrom("</text><script>alert(1)</script>", '"><image href="https://evil.example"/>', "&x;]]>"),
    );
    const anyFacts = fc.record({
      art: fc.constant(FACTS.art),
      name: anyText,
      holder: fc.option(anyText),
      issuerName: anyText,
      issuerDomain: anyText,
      isDemo: fc.boolean(),
    });

    fc.assert(
      fc.property(anyFacts, (facts) => {
        expect(findUnwanted(readPicture(drawPreview(facts)))).toEqual([]);
        expect(drawPreview({ ...facts })).toBe(drawPreview(facts));
      }),
      { numRuns: 40 },
    );
  });
});
