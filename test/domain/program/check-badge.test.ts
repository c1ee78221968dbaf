import { expect, test } from "vitest";

import { formatFault } from "../../../src/domain/program/fault.ts";
import { readProgram } from "../../../src/domain/program/read-program.ts";
import { plant, soundSource } from "./planted.ts";
import type { Edit } from "./planted.ts";

/** The whole block of the sound program, and all of it that an owner may leave out. */
const BADGE = /^badge:\n(?: .*\n)+/m.exec(soundSource().yaml)?.[0] ?? "";

const COLORS = `colors: { background: "#3a2a00", accent: "#f2c14e", text: "#ffffff" }`;

/** Every fault stands behind a ☞ in the spoiled text. */
const PLANTED: readonly [why: string, edits: readonly Edit[], messages: readonly string[]][] = [
  [
    "the description is missing",
    [["yaml", "  name: Beekeeper of the Year\n  description: Keeps bees well.\n", "  ☞name: Beekeeper of the Year\n"]],
    ["description is missing"],
  ],
  [
    "a key is misspelled",
    [["yaml", "credly_template:", "☞credly_templates:"]],
    [
      'Unknown key "credly_templates", did you mean "credly_template"?; there are: name, description, criteria, skills, valid_for, renewable, result_of, linkedin_organization, credly_template, art',
    ],
  ],
  [
    "a skill is explained on a page without https",
    [["yaml", "url: https://bees", "url: ☞http://bees"]],
    ["url must be an address with https://"],
  ],
  [
    "the address of a skill is none",
    [["yaml", "url: https://bees.example.com/hives", 'url: ☞"https://bees.example.com/a hive"']],
    ["url must be an address with https://"],
  ],
  ["two skills have one name", [["yaml", "{ name: Calm }", "☞{ name: Hives }"]], ['"Hives" stands here twice']],
  ...["PT4H", "P0D", "P51Y", "P1W", "2 years"].map((time): (typeof PLANTED)[number] => [
    `the badge holds for ${time}`,
    [["yaml", "valid_for: P1Y6M", `valid_for: ☞${time}`]],
    ["valid_for must be a time from a day to 50 years in years, months and days, such as P2Y or P18M"],
  ]),
  [
    "what holds for ever is renewed",
    [["yaml", "  valid_for: P1Y6M\n  renewable: P90D\n", "  ☞renewable: P90D\n"]],
    ["renewable does nothing without valid_for"],
  ],
  [
    "it may be renewed before it is issued",
    [["yaml", "  valid_for: P1Y6M\n  renewable: P90D\n", "  valid_for: P3M\n  renewable: ☞P120D\n"]],
    ["renewable must not be longer than valid_for, P3M"],
  ],
  [
    "it tells the result of no task",
    [["yaml", "result_of: hive", "result_of: ☞hives"]],
    ['There is no task "hives", did you mean "hive"?'],
  ],
  [
    "it tells the result of a task without a score",
    [["yaml", "result_of: hive", "result_of: ☞visit"]],
    ['The task "visit" has no score that could be told'],
  ],
  [
    "the page on LinkedIn is no number",
    [["yaml", "linkedin_organization: 5101804", "linkedin_organization: ☞bees-and-more"]],
    ['linkedin_organization must be a number, not "bees-and-more"'],
  ],
  [
    "the template at Credly has a blank",
    [["yaml", "credly_template: 0a1b2c3d-bees", "credly_template: ☞0a1b 2c3d"]],
    ["credly_template must be the id of a badge template: letters, digits and dashes"],
  ],
  [
    "the shape does not exist",
    [["yaml", "shape: hexagon", "shape: ☞hexagone"]],
    ['shape must be one of shield, hexagon, circle, not "hexagone", did you mean "hexagon"?'],
  ],
  ["nothing is written on it", [["yaml", "lines: [Bee-, keeper]", "lines: ☞[]"]], ["lines must have at least 1 entry"]],
  [
    "a line is too long for the shape",
    [["yaml", "lines: [Bee-, keeper]", "lines: [Bee, ☞Donaudampfschifffahrtskapitaen]"]],
    ["This is too long to be read on a badge that is a hexagon: make it shorter, or break it into lines, four at most"],
  ],
  [
    "small text is too long for the shape",
    [
      ["yaml", "over: Certified", "over: ☞Certified by the very old society of beekeepers"],
      ["yaml", "under: Bee School", "under: ☞The school of bees, wasps, bumblebees and hornets"],
    ],
    [
      "This is too long to be read on a badge that is a hexagon",
      "This is too long to be read on a badge that is a hexagon",
    ],
  ],
  [
    "letters are not in the font",
    [
      ["yaml", "lines: [Bee-, keeper]", "lines: [Bee, ☞養蜂]"],
      ["yaml", "under: Bee School", "under: ☞Bees 🐝"],
    ],
    [
      "A badge is drawn with letters of Latin, Greek and Cyrillic only, and without emoji",
      "A badge is drawn with letters of Latin, Greek and Cyrillic only, and without emoji",
    ],
  ],
  [
    "a colour is a word",
    [["yaml", 'accent: "#f2c14e"', "accent: ☞gold"]],
    ['accent must be a colour in quotes, such as "#2b1250"'],
  ],
  [
    "the text is hardly seen",
    [["yaml", 'text: "#ffffff"', 'text: ☞"#8a7a50"']],
    ["The text is hard to read: its contrast with background and ornament is 1.2, must be at least 4.5"],
  ],
  [
    "the text is seen well on the background, but not under the ornament",
    [["yaml", COLORS, 'colors: { background: "#303030", accent: "#ffffff", text: ☞"#ffffff" }']],
    ["The text is hard to read: its contrast with background and ornament is 4.1, must be at least 4.5"],
  ],
];

test.for(PLANTED)("readProgram() finds the place when %s", ([, edits, messages]) => {
  const { source, places } = plant(edits);
  const result = readProgram(source);

  expect(places).toHaveLength(messages.length);
  expect(result.ok ? [] : result.faults.map(formatFault)).toEqual(
    places.map((place, index) => `${place} ${messages[index]}`),
  );
});

test("readProgram() gives no badge where the program has none", () => {
  const { source } = plant([["yaml", BADGE, ""]]);

  expect(readProgram(source)).toMatchObject({ ok: true, program: { badge: null } });
});

test("readProgram() fills in what a badge may leave out", () => {
  const least = `badge:
  description: Keeps bees well.
  criteria: Read, built and visited.
  art: { shape: circle, lines: [Beekeeper], ${COLORS} }
`;

  const { source } = plant([["yaml", BADGE, least]]);

  expect(readProgram(source)).toMatchObject({
    ok: true,
    program: {
      badge: {
        name: "Certified Beekeeper",
        skills: [],
        validFor: null,
        renewableMs: null,
        resultOf: null,
        linkedInId: null,
        credlyTemplate: null,
        art: { shape: "circle", ornament: "rosette", lines: ["Beekeeper"], over: "", under: "" },
      },
    },
  });
});
