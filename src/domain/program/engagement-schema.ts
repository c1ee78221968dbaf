import { z } from "zod";

import { ROLES } from "./program.ts";
import { duration, line, name } from "./value-schema.ts";

/** The part of a program about what has a date, and about what is filled in or scored. */

/** Without a word about it points go from 1 to this. */
export const USUAL_SCALE = 5;

/** How long an engagement takes without a word about it. */
export const USUAL_LENGTH = "PT4H";

/** All roles but the candidate: who can be somebody else. */
const OTHERS = ROLES.filter((role) => role !== "candidate");

export function engagement() {
  return z.strictObject({
    name: line(60).optional().describe("What people call it in a sentence: guided tour. Default: the key"),
    helper: z.enum(OTHERS).describe("Role of whoever is named with the words with @user"),
    helper_leads: z
      .boolean()
      .default(true)
      .describe("true: the helper leads and the candidate watches; false: the other way round"),
    length: duration("PT15M", "P7D", USUAL_LENGTH)
      .default(USUAL_LENGTH)
      .describe("How long it takes when nobody says so (ISO 8601)"),
    methods: z.array(name(40)).max(20).default([]).describe("Words for method; without any, every word is taken"),
    notice: z
      .strictObject({
        days: z.int().min(1).max(90).describe("Days"),
        for: line(100).describe("What asks for them: visits abroad"),
      })
      .optional()
      .describe("A date with less notice is set, with a warning"),
    scheduled_label: name(60)
      .optional()
      .describe("Label state once there is a date. Default: <key>-scheduled, if labels has it"),
    log: name(40).optional().describe("Form of kind log that the candidate fills in when it is over"),
    due_date: z
      .boolean()
      .default(false)
      .describe("Set the issue's due date to the day of it, where that is empty or the bot's own"),
  });
}

export function form() {
  return z.strictObject({
    kind: z
      .enum(["scored", "log"])
      .describe("scored: points and words for each question and a verdict; log: words only"),
    scale: z.int().min(2).max(10).optional().describe("Points go from 1 to this. Default: 5"),
    average: z.number().optional().describe("The least average that passes. Default: any"),
    least: z.int().optional().describe("No question may have less. Default: any"),
    questions: z
      .record(name(40), line(300))
      .refine((questions) => isBetween(Object.keys(questions).length, 1, 20), "must have from 1 to 20 questions")
      .describe("What is asked, in this order, by a word of yours"),
  });
}

export function score() {
  return z.strictObject({
    pass: z.number().min(0).max(100).describe("Points from which it is passed, out of 100"),
    required: z.boolean().default(false).describe("true: the task is confirmed only with a passing score"),
    attempts: z.int().min(1).max(100).default(3).describe("Tries before the coordinator has to allow another one"),
    cooldown_days: z.int().min(0).max(365).default(7).describe("Days between two tries"),
  });
}

export function feedback() {
  return z.strictObject({
    form: name(40).describe("Form of kind scored, by its key under forms"),
    required: z.boolean().default(false).describe("true: the task is confirmed only with a form that says pass"),
  });
}

function isBetween(count: number, least: number, most: number): boolean {
  return count >= least && count <= most;
}
