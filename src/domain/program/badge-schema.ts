import { z } from "zod";

import { duration, line, millisecondsOf } from "./value-schema.ts";

/** The part of a program about what people get who are certified. */
export function badge() {
  return z.strictObject({
    name: line(120).optional().describe("What the badge is called. Default: the title"),
    description: line(1000).describe("What it certifies, two or three sentences"),
    criteria: line(2000).describe("What its holder did to earn it"),
    skills: z.array(skill()).max(30).default([]).describe("What its holder can do, in order"),
    valid_for: z
      .string()
      .refine(isCalendarTime, "must be a time from a day to 50 years in years, months and days, such as P2Y or P18M")
      .optional()
      .describe("How long it holds (ISO 8601). Default: for ever"),
    renewable: duration("P1D", "P5Y", "P90D")
      .optional()
      .describe("How long before its end it may be renewed (ISO 8601). Default: it is earned anew"),
    result_of: z.string().optional().describe("Task whose score the badge tells. Default: none is told"),
    linkedin_organization: z
      .int()
      .min(1)
      .max(999_999_999_999)
      .optional()
      .describe("Number of the issuer's page on LinkedIn. Default: only its name is told there"),
    credly_template: z
      .string()
      .regex(/^[\w-]{1,100}$/, "must be the id of a badge template: letters, digits and dashes")
      .optional()
      .describe("Badge template at Credly that badges are shown by, too. Default: none"),
    art: art().describe("How it looks"),
  });
}

function skill() {
  return z.strictObject({
    name: line(80).describe("What it is called, in a few words"),
    description: line(300).optional().describe("One sentence about it"),
    url: z
      .string()
      .max(500)
      .regex(
        /^https:\/\/[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:[/?#][\w!#$%&()*+,./:;=?@~-]*)?$/i,
        "must be an address with https://",
      )
      .optional()
      .describe("A public page about it"),
  });
}

function art() {
  return z.strictObject({
    shape: z.enum(["shield", "hexagon", "circle"]).describe("Its outline"),
    ornament: z
      .enum(["paths", "rosette", "rays"])
      .default("rosette")
      .describe("Fine lines behind the text, and the sign above it"),
    lines: z.array(line(40)).min(1).max(4).describe("Large text, line by line"),
    over: line(60).optional().describe("Small text above. Default: none"),
    under: line(60).optional().describe("Small text below, on a plate. Default: none"),
    colors: z.strictObject({
      background: color().describe("Behind the text"),
      accent: color().describe("Rim, ornament and plate"),
      text: color().describe("Text; well seen on the background"),
    }),
  });
}

function color(): z.ZodString {
  return z.string().regex(/^#[0-9a-f]{6}$/i, 'must be a colour in quotes, such as "#2b1250"');
}

/** Years and months are no number of days, so other units would make the end of a badge hard to tell. */
function isCalendarTime(text: string): boolean {
  if (!/^P(?=\d)(?:\d{1,4}Y)?(?:\d{1,4}M)?(?:\d{1,5}D)?$/.test(text)) return false;
  return millisecondsOf(text) >= millisecondsOf("P1D") && millisecondsOf(text) <= millisecondsOf("P50Y");
}
