import { type CommandName, offeredTo } from "../domain/commands/commands.ts";
import type { WhenFault } from "../domain/engagement/when.ts";
import type { Answer } from "../domain/enrollment/action.ts";
import type { Enrollment } from "../domain/enrollment/enrollment.ts";
import type { PersonId } from "../domain/enrollment/fact.ts";
import {
  type EngagementKind,
  findForm,
  isSelfConfirmed,
  type Program,
  type RoleId,
  ROLES,
  type Task,
  type TaskId,
} from "../domain/program/program.ts";
import { saturdayAfter, scheduled } from "./preview-dates.ts";
import {
  DAY_MS,
  MARIA,
  type Moment,
  type PreviewedNote,
  PRIYA,
  type Teller,
  TOM,
  withFacts,
} from "./preview-teller.ts";

type Answered = readonly [title: string, to: PersonId, answer: Answer];

export function tellAnswers(teller: Teller): Moment {
  const { program } = teller;
  const gated = program.tasks.find((task) => !isSelfConfirmed(task)) ?? program.tasks[0];
  const id = gated?.id ?? "";
  return sayAll("Answers to comments", teller, [
    ["help, from the candidate", MARIA, { kind: "help" }],
    ["help, from somebody who confirms and coordinates", PRIYA, { kind: "help" }],
    ["status", MARIA, { kind: "status" }],
    ["next, from the candidate", MARIA, { kind: "next" }],
    ["next, from somebody who confirms", PRIYA, { kind: "next" }],
    ["my", MARIA, { kind: "my-settings" }],
    ["a typing error", MARIA, { kind: "unknown-command", word: "stauts", suggestion: "status" }],
    ["no command at all", MARIA, { kind: "unknown-command", word: "thanks", suggestion: null }],
    ["a reason is missing", PRIYA, { kind: "malformed", command: "decline", missing: "reason" }],
    ["an unknown task", PRIYA, { kind: "unknown-task", word: "worksop", suggestion: null, command: "confirm" }],
    ["an unknown person", PRIYA, { kind: "unknown-user", username: "nobody.here" }],
    ["an unknown time zone", MARIA, { kind: "unknown-zone", word: "Asia/Kolkatta", suggestion: "Asia/Kolkata" }],
    ["the candidate confirms their own task", MARIA, { kind: "own-issue", command: "confirm", tasks: [id] }],
    ["somebody without the right", TOM, { kind: "not-entitled", command: "confirm", tasks: [id], role: null }],
    ["nothing is paused", MARIA, { kind: "not-paused" }],
    ["an edited comment", PRIYA, { kind: "edited-comment", command: "confirm" }],
    ["GitLab cannot say who somebody is", PRIYA, { kind: "cannot-check", reference: "7f3a" }],
  ]);
}

/** What people hear about dates; no notes where the program has no engagements. */
export function tellEngagementAnswers(teller: Teller): Moment {
  const title = "Answers about dates";
  const { program, enrollment, now } = teller;
  const [kind] = program.engagements;
  const task = program.tasks.find(({ engagement }) => engagement === kind?.id);
  if (kind === undefined || task === undefined) return { title, notes: [] };
  const start = saturdayAfter(now(), 14);
  const dated = withFacts(enrollment(), [scheduled(task, kind, 1, start)]);
  const end = new Date(start.getTime() + kind.lengthMs).toISOString();
  const other = { person: TOM, start: start.toISOString(), end, isHere: false };
  const answers: readonly Answered[] = [
    ...badDates(kind, start).map(([why, fault]): Answered => [
      why,
      PRIYA,
      { kind: "bad-date", command: `schedule ${kind.id}`, fault, rest: "" },
    ]),
    ["how long it takes is not clear", PRIYA, { kind: "bad-length", words: "some hours" }],
    [
      "an unknown engagement",
      PRIYA,
      { kind: "unknown-engagement", word: "visti", suggestion: null, command: "schedule" },
    ],
    ["words that mean nothing", PRIYA, { kind: "unknown-words", words: "perhaps", command: "schedule" }],
    ["a name that must not be written", PRIYA, { kind: "denied-name", command: "schedule" }],
    ["there is a date already", PRIYA, { kind: "already-scheduled", number: 1 }],
    ["there is no date", PRIYA, { kind: "nothing-scheduled", engagement: kind.id }],
    ["it is that date already", PRIYA, { kind: "same-date", number: 1 }],
    ["somebody has something else then", PRIYA, { kind: "busy", ...other }],
    ["it is too early for a date", PRIYA, { kind: "engagement-too-early", task: task.id, after: firstOf(task) }],
    ["what only works on the desk", TOM, { kind: "only-on-desk", command: "offer" }],
  ];
  const methods: readonly Answered[] =
    kind.methods.length === 0
      ? []
      : [["an unknown method", PRIYA, { kind: "unknown-method", word: "by-hand", engagement: kind.id }]];
  return sayAll(title, teller, [...answers, ...methods], dated);
}

/** What people hear about forms and points; no notes where the program has neither. */
export function tellFormAnswers(teller: Teller): Moment {
  const { program, now } = teller;
  return sayAll("Answers about forms and points", teller, [
    ...program.tasks.flatMap((task) => aboutPoints(task, now())).slice(0, 4),
    ...program.tasks.flatMap((task) => aboutForm(program, task)).slice(0, 5),
  ]);
}

function badDates({ id }: EngagementKind, start: Date): readonly (readonly [why: string, fault: WhenFault])[] {
  const zone = "Europe/Berlin";
  const suggestions = [`2026-12-03 14:00 ${zone}`];
  const gap = { day: "2026-03-29", time: "02:30", zone, from: "02:00", to: "03:00" };
  return [
    ["a date is missing", { kind: "missing" }],
    [
      `a date of the ${id} that can mean several things`,
      { kind: "ambiguous", words: "3 Dec 2pm CET", doubts: [{ kind: "year", words: "3 Dec" }], suggestions },
    ],
    ["the time is missing", { kind: "no-time", words: "2026-12-03", suggestion: suggestions[0] ?? null }],
    ["the time zone is missing", { kind: "no-zone", words: "2026-12-03 14:00", suggestion: suggestions[0] ?? null }],
    ["an unknown time zone", { kind: "unknown-zone", word: "Europe/Berlni", suggestion: zone }],
    ["a day that does not exist", { kind: "no-such-day", words: "2026-02-30" }],
    [
      "a time the clocks jump over",
      { kind: "gap", words: "2026-03-29 02:30", moment: gap, suggestions: [`2026-03-29 03:30 ${zone}`] },
    ],
    [
      "a time that comes twice",
      {
        kind: "overlap",
        words: "2026-10-25 02:30",
        suggestions: ["2026-10-25 02:30 +02:00", "2026-10-25 02:30 +01:00"],
      },
    ],
    ["a date that has passed", { kind: "past", moment: { at: new Date(start.getTime() - 60 * DAY_MS), zone } }],
  ];
}

function aboutPoints({ id, score }: Task, now: Date): readonly Answered[] {
  if (score === null) return [];
  const from = new Date(now.getTime() + score.coolDownDays * DAY_MS).toISOString();
  return [
    ["no number of points", PRIYA, { kind: "bad-score", word: "many" }],
    ["the next try comes later", PRIYA, { kind: "score-too-early", task: id, from }],
    ["all tries are used up", PRIYA, { kind: "no-tries-left", task: id, attempts: score.attempts }],
    ...(score.required ? [["points are needed first", PRIYA, { kind: "score-needed", task: id }] as const] : []),
  ];
}

function aboutForm(program: Program, { id, feedback }: Task): readonly Answered[] {
  if (feedback === null) return [];
  const rubric = findForm(program, feedback.form);
  const disagrees = { kind: "form-disagrees", task: id } as const;
  const average = rubric !== undefined && rubric.average > 0;
  const least = rubric !== undefined && rubric.least > 0;
  return [
    ["a reply without an answer in it", TOM, { kind: "form-empty", task: id, form: feedback.form }],
    ...(feedback.required ? [["a form is needed first", TOM, { kind: "form-needed", task: id }] as const] : []),
    ...(average ? [["a pass below the average", TOM, { ...disagrees, average: 3.5, why: "average" }] as const] : []),
    ...(least ? [["a pass with too low a line", TOM, { ...disagrees, average: 4.5, why: "least" }] as const] : []),
    ["a form where there is none", TOM, { kind: "no-form-here", tasks: [id] }],
  ];
}

/** Something that comes before it. */
function firstOf({ requires, askToScheduleAfter }: Task): readonly TaskId[] {
  return (askToScheduleAfter.length > 0 ? askToScheduleAfter : requires).slice(0, 1);
}

function sayAll(
  title: string,
  { program, enrollment, note }: Teller,
  answers: readonly Answered[],
  told: Enrollment = enrollment(),
): Moment {
  const notes = answers.map(([name, to, answer]): PreviewedNote => {
    const view = { kind: "answer", to, answer, allowed: commandsOf(program, told, to) } as const;
    return note(`Answer: ${name}`, view, { enrollment: told });
  });
  return { title, notes };
}

/** What `help` shows the candidate, or somebody with every role there is. */
function commandsOf(program: Program, enrollment: Enrollment, person: PersonId): readonly CommandName[] {
  const roles = new Set<RoleId>(person === MARIA ? ["candidate"] : ROLES.filter((role) => role !== "candidate"));
  return offeredTo({ program, enrollment, person, roles });
}
