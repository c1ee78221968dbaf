import { IANAZone } from "luxon";
import { z } from "zod";

import { badge } from "./badge-schema.ts";
import { engagement, feedback, form, score } from "./engagement-schema.ts";
import { ROLES } from "./program.ts";
import { reminder, sponsorStep, workingHours } from "./reminder-schema.ts";
import { duration, line, name } from "./value-schema.ts";

/**
 * The shape of `templates/<id>.yaml`: which keys there are, of what kind, within which limits. What takes more than
 * one value to see (does `requires` name a task?) is in `check-program.ts`.
 *
 * The descriptions are shown by editors: `templates/program.schema.json` is made from this.
 */
export const ProgramDocument = z.strictObject({
  id: name(64).describe("The name of both files: templates/<id>.md and templates/<id>.yaml"),
  version: z
    .int()
    .min(1)
    .max(9999)
    .describe("Counts up with every change; the same number with other content is refused"),
  accepts: z
    .array(z.int().min(1).max(9999))
    .default([])
    .describe("Older versions an issue may still start with, by the number in its marker"),
  title: line(200).describe("What people earn: Certified Gardener"),
  short_title: line(200).optional().describe("For headings: Gardener certification. Default: the title"),
  language: z
    .string()
    .refine(isKnownLanguage, "is not a language tag such as en, de or pt-BR")
    .default("en")
    .describe("BCP 47 tag; decides how dates are written"),
  time_zone: z
    .string()
    .refine((zone) => IANAZone.isValidZone(zone), "is not a time zone such as Etc/UTC or Europe/Berlin")
    .default("Etc/UTC")
    .describe("IANA zone of dates where nobody's own zone is known"),
  people_heading: line(100).default("People").describe("Heading of the template under which people are named"),
  audiences: z
    .record(name(40), audience())
    .default({})
    .describe("Decides whom to ask first, by the project the issue is in; the first that fits counts"),
  roles: z
    .strictObject({
      candidate: candidate(),
      sponsor: role().optional(),
      coordinator: role().optional(),
      engineer: role().optional(),
      owner: role().optional(),
    })
    .describe("Who is who. A role the program has no use for is left out"),
  tasks: z.array(task()).min(1).max(100).describe("The boxes of the template that count, in their order"),
  engagements: z
    .record(name(40), engagement())
    .optional()
    .describe("What tasks call their engagement. Default: one with the usual data for each word that tasks use"),
  forms: z.record(name(40), form()).default({}).describe("What people fill in after an engagement"),
  badge: badge().optional().describe("What people get who are certified. Default: no badge is issued"),
  labels: z.strictObject({
    prefix: z
      .string()
      .max(100)
      .regex(/^[^\s,?&][^,?&\n]*$/, "must be text without comma, question mark or ampersand")
      .describe("Begins every label the bot sets: onboarding::"),
    states: z
      .array(name(60))
      .max(50)
      .describe("Ends of the labels the bot may set; in-progress, certified and withdrawn are needed"),
  }),
  asks: z
    .strictObject({
      settle: duration("PT0S", "P1D")
        .default("PT2M")
        .describe("A tick stands this long before anyone is asked (ISO 8601)"),
      bundle: z.boolean().default(true).describe("Several asks for one person become one note"),
    })
    .prefault({}),
  working_hours: workingHours().prefault({}),
  reminders: z
    .array(reminder())
    .max(50)
    .optional()
    .describe("Who is reminded when nothing happens. Default: gentle ones for all that can happen; [] for none"),
  sponsor_step: sponsorStep()
    .optional()
    .describe("The sponsor says that the candidate may start. Default: nobody has to"),
  repair_after: duration("PT0S", "P7D")
    .default("PT10M")
    .describe("A broken list is told to its editor when it stands this long (ISO 8601)"),
  completion: z
    .strictObject({ close: z.boolean().default(true).describe("Close the issue when everything is done") })
    .prefault({}),
  wording: z
    .record(z.string(), z.string().min(1).max(4000))
    .default({})
    .describe("Sentences that replace the shipped ones, by message id"),
});

/** A document that fits, defaults filled in. */
export type ProgramDocument = z.output<typeof ProgramDocument>;

/** The shape as JSON Schema 2020-12, for editors; what an owner may leave out is optional in it. */
export function programJsonSchema(): Readonly<Record<string, unknown>> {
  return { title: "Program of the onboarding bot", ...z.toJSONSchema(ProgramDocument, { io: "input" }) };
}

function audience() {
  return z.strictObject({
    projects: z
      .array(
        z
          .string()
          .max(200)
          .refine(isSaneGlob, "is not a project path such as group/** or group/project (* one part, ** any)"),
      )
      .min(1)
      .describe("Project paths; * stands for one part, ** for any number"),
    first_contact: line(100).describe("Whom to ask first: manager"),
  });
}

function candidate() {
  return z.strictObject({
    label: label(),
    fallback: z
      .array(z.enum(["assignee", "author"]))
      .default(["assignee", "author"])
      .describe("Where to look, in this order, when People names nobody"),
  });
}

function role() {
  return z.strictObject({
    label: label(),
    users: z
      .array(z.string().regex(/^[\w.-]+$/, "must be a username without @"))
      .default([])
      .describe("Usernames admitted by the program"),
    group: z
      .string()
      .max(255)
      .regex(/^[\w.-]+(\/[\w.-]+)*$/, "must be the full path of a group")
      .optional()
      .describe("Members of this group are admitted"),
    min_access: z
      .literal(["guest", "planner", "reporter", "developer", "maintainer", "owner", 10, 15, 20, 30, 40, 50])
      .optional()
      .describe("Members of the project from this access level on are admitted"),
    assigned_by: z
      .array(z.enum(["sponsor", "coordinator", "engineer", "owner"]))
      .default([])
      .describe("Holders of these roles may admit somebody with the command assign"),
  });
}

function task() {
  return z.strictObject({
    id: name(40).describe("What people write in commands: confirm <id>; stays the same over versions"),
    text: line(500).describe("The line people tick, exactly as it is in the template"),
    also: z.array(line(500)).default([]).describe("Other spellings of the line that count as the same"),
    name: line(60).optional().describe("Short name in sentences: exam. Default: the id"),
    confirm_box: line(500).optional().describe("A second box of the template; ticked by somebody entitled it confirms"),
    confirmed_by: z.array(z.enum(ROLES)).min(1).describe("Who confirms; with candidate in it a tick is enough"),
    required: z.boolean().default(true).describe("false: never blocks the certification"),
    requires: z.array(z.string()).default([]).describe("Tasks that must be done before a confirmation counts"),
    engagement: name(40).optional().describe("Kind of engagement this task needs, such as visit"),
    ask_to_schedule_after: z
      .array(z.string())
      .default([])
      .describe("When these tasks are done, the coordinator is asked to find a date"),
    schedule_label: name(60)
      .optional()
      .describe("Label state while a date is looked for. Default: schedule-<engagement>, if labels has it"),
    need: line(300).optional().describe("What the coordinator has to find, in one line"),
    score: score().optional().describe("How a result in points is judged"),
    feedback: feedback().optional().describe("What whoever confirms fills in"),
  });
}

function label(): z.ZodString {
  return z
    .string()
    .max(100)
    .regex(/^[^\s:@](?:[^\n\r:@]*[^\s:@])?$/, "must be one line of text without colon and @")
    .describe("What people call this role; the line of People begins with it");
}

/** A well-formed tag nobody has dates for (`english`) would silently fall back to the machine's own language. */
function isKnownLanguage(tag: string): boolean {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf([tag]).length === 1;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** Few stars: the matcher tries each of them at every place. */
function isSaneGlob(glob: string): boolean {
  const parts = glob.split("/");
  return parts.every(isSanePart) && parts.filter((part) => part === "**").length <= 2;
}

function isSanePart(part: string): boolean {
  if (part === "**") return true;
  return /^[\w.*-]+$/.test(part) && !part.includes("**") && part.split("*").length <= 3;
}
