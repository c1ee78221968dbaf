import { z } from "zod";

import { ADDRESSEES, REMINDER_TRIGGERS } from "./program.ts";
import { dayRange, timeOfDay } from "./value-schema.ts";

/** The part of a program about when the bot speaks to people, and how often. */

/** In the order of ISO weekdays, from 1. */
export const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

/** When people work where a program says nothing else. */
export const USUAL_HOURS = { days: ["mon", "tue", "wed", "thu", "fri"], from: "09:00", to: "17:00" } as const;

export function workingHours() {
  return z.strictObject({
    days: z
      .array(z.enum(WEEKDAYS))
      .min(1)
      .default([...USUAL_HOURS.days])
      .describe("Days of the week on which people may be reminded"),
    from: timeOfDay().default(USUAL_HOURS.from).describe("From this time of the person's own day"),
    to: timeOfDay().default(USUAL_HOURS.to).describe("Up to this time"),
    country: z
      .string()
      .refine(isKnownCountry, "is not a country such as DE or IN, or a part of one such as DE-BY")
      .optional()
      .describe("Whose public holidays count where somebody's own country is not known"),
    days_off: z.array(dayRange()).max(200).default([]).describe("Days on which nobody is reminded, both ends included"),
  });
}

export function reminder() {
  return z.strictObject({
    when: z.enum(REMINDER_TRIGGERS).describe("What people are reminded of"),
    to: addressees().optional().describe("Whom, when there is one step only: a word or a list"),
    after: workingDays().optional().describe("Working days after it began, when there is one step only. Default: 0"),
    steps: z.array(step()).min(1).max(10).optional().describe("One after the other until somebody acts"),
  });
}

export function sponsorStep() {
  return z.strictObject({
    silence: z
      .strictObject({
        after: workingDays().min(1).describe("Working days without a word"),
        // oxlint-disable-next-line unicorn/no-thenable -- a key of the file, and nothing that could be called
        then: z
          .enum(["start", "ask-coordinator"])
          .describe("start: silence is a yes; ask-coordinator: the coordinator is asked instead"),
      })
      .optional()
      .describe("What happens when the sponsor stays silent. Default: the bot waits"),
  });
}

function step() {
  return z.strictObject({
    after: workingDays().describe("Working days since it began, or since the step before"),
    to: addressees().describe("Whom: a word or a list"),
  });
}

function addressees() {
  const word = z.enum(ADDRESSEES);
  return z.union([word, z.array(word).min(1)]);
}

function workingDays() {
  return z.int().min(0).max(365);
}

/** ISO 3166; old codes and names of other lists (`UK`) have no holidays. */
function isKnownCountry(code: string): boolean {
  if (!/^[A-Z]{2}(?:-[A-Z0-9]{1,3}){0,2}$/.test(code)) return false;
  const country = code.slice(0, 2);
  const isCurrent = new Intl.Locale(`und-${country}`).region === country;
  return isCurrent && new Intl.DisplayNames("en", { type: "region", fallback: "none" }).of(country) !== undefined;
}
