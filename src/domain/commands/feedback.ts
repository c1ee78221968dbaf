import { progressOf } from "../enrollment/enrollment.ts";
import type { CommandEvent } from "../enrollment/event.ts";
import { engagementMeant, filledBy, type FormSubject } from "../enrollment/forms.ts";
import type { Verdict } from "../enrollment/judge-turn.ts";
import { lacksScore } from "../enrollment/scores.ts";
import { isOrWasCandidate } from "../enrollment/standing.ts";
import { judgeForm } from "../feedback/judge-form.ts";
import { mergeForms } from "../feedback/merge-forms.ts";
import { readForm } from "../feedback/read-form.ts";
import type { FilledForm, Rubric } from "../feedback/rubric.ts";
import { findEngagementKind, findForm, type Program, type Task } from "../program/program.ts";
import { type CommandKind, namesNobody, type Offer } from "./command-kind.ts";
import type { CommandContext } from "./context.ts";
import { confirmsFor, ifEntitled, refuse } from "./rights.ts";
import { argument, findTasks } from "./words.ts";

export interface FeedbackCommand {
  readonly kind: "feedback";
  readonly task: string | null;
  /** The filled form, lines divided by `\n`. */
  readonly text: string;
  /** Number of the engagement it was asked about; `null` means the latest. */
  readonly engagement: number | null;
  readonly placeholder: boolean;
}

/**
 * A form somebody fills in: whoever confirms the task how the candidate did, or the candidate what they saw. What one
 * person says about one engagement adds up, so that a second reply may hold only what was missing.
 */
export const feedback: CommandKind<FeedbackCommand> = {
  name: "feedback",
  usage: "feedback TASK",
  explained: "help.feedback",
  takesLines: true,
  changes: true,
  read: ([first, ...words], lines) => {
    const { value, placeholder } = argument(first);
    const text = [words.join(" "), ...lines].filter((line) => line !== "").join("\n");
    return { kind: "feedback", task: value, text, engagement: null, placeholder };
  },
  print: ({ task, text }) => [task, text],
  usernames: namesNobody,
  isOffered,
  judge: judgeFeedback,
};

/** A form as it was received, and what it is about. */
interface Received {
  readonly task: Task;
  readonly rubric: Rubric;
  readonly subject: FormSubject;
  /** What this reply says. */
  readonly said: FilledForm;
  /** With everything this person said about it before. */
  readonly form: FilledForm;
}

function isOffered(offer: Offer): boolean {
  const { program, enrollment, roles } = offer;
  const mayLog = roles.has("candidate") && enrollment.engagements.some((one) => logOf(program, one.kind) !== null);
  return mayLog || program.tasks.some((task) => task.feedback !== null && confirmsFor(offer, task));
}

function judgeFeedback(context: CommandContext, event: CommandEvent, command: FeedbackCommand): Verdict {
  const { ledger } = context;
  const program = ledger.program();
  const [task] = findTasks(ledger, event, command.task === null ? [] : [command.task]) ?? [];
  if (task === undefined) return "judged";
  const log = logOf(program, task.engagement);
  const scored = findForm(program, task.feedback?.form ?? "") ?? null;
  if (log !== null && ledger.enrollment().candidate?.person === event.by) {
    receive(context, event, command, task, log);
    return "judged";
  }
  if (scored !== null) {
    // A task that a tick of the candidate confirms still gets no feedback from the candidate.
    if (!isOrWasCandidate(ledger.enrollment(), event.by)) {
      return ifEntitled(context, event, task, () => receive(context, event, command, task, scored));
    }
    refuse(context, event, [task], null);
  } else if (log === null) {
    const tasks = program.tasks.filter((one) => one.feedback !== null || logOf(program, one.engagement) !== null);
    ledger.answer(event, { kind: "no-form-here", tasks: tasks.map(({ id }) => id) }, "refused");
  } else ledger.answer(event, { kind: "not-your-form", task: task.id }, "refused");
  return "judged";
}

function logOf(program: Program, engagement: string | null): Rubric | null {
  return findForm(program, findEngagementKind(program, engagement ?? "")?.log ?? "") ?? null;
}

function receive(
  context: CommandContext,
  event: CommandEvent,
  command: FeedbackCommand,
  task: Task,
  rubric: Rubric,
): void {
  const { ledger } = context;
  const { form: said } = readForm(rubric, command.text);
  const enrollment = ledger.enrollment();
  const engagement = command.engagement ?? engagementMeant(enrollment, task.id, event.at)?.number ?? null;
  const subject: FormSubject = { form: rubric.id, task: task.id, engagement };
  if (said.answers.size === 0 && said.verdict === null && said.comment === "") {
    // Whoever writes the command alone asks for the form; a note of its own is one that can be replied to.
    if (command.text === "" && askForRest(ledger, event, subject)) ledger.accept(event, "eyes");
    else ledger.answer(event, { kind: "form-empty", form: rubric.id, task: task.id }, "refused");
    return;
  }
  const before = filledBy(enrollment, subject, event.by);
  const form = before === null ? said : mergeForms(before, said);
  takeIn(ledger, event, { task, rubric, subject, said, form });
}

function takeIn(ledger: CommandContext["ledger"], event: CommandEvent, received: Received): void {
  const { rubric, subject, said, form } = received;
  const judgement = judgeForm(rubric, form);
  const { scores, answers } = written(said);
  const isComplete = judgement.kind !== "incomplete";
  const { verdict } = said;
  ledger.add(
    { kind: "form-filled", ...subject, by: event.by, scores, verdict, isComplete, answers },
    `form:${event.key}`,
    event.at,
  );
  switch (judgement.kind) {
    case "incomplete":
      askForRest(ledger, event, subject);
      ledger.accept(event, "eyes");
      return;
    case "kept":
      ledger.accept(event);
      return;
    case "pass":
      passed(ledger, event, received);
      return;
    case "not-yet":
      notYet(ledger, event, received, judgement);
  }
}

function written({ answers, comment }: FilledForm): {
  readonly scores: Readonly<Record<string, number>>;
  readonly answers: { readonly texts: Readonly<Record<string, string>>; readonly comment: string };
} {
  const scores = [...answers].flatMap(([id, { score }]) => (score === null ? [] : [[id, score] as const]));
  const texts = [...answers].flatMap(([id, { text }]) => (text === "" ? [] : [[id, text] as const]));
  return { scores: Object.fromEntries(scores), answers: { texts: Object.fromEntries(texts), comment } };
}

/** Once for each person and engagement. @returns `false` when they were asked before. */
function askForRest(ledger: CommandContext["ledger"], event: CommandEvent, subject: FormSubject): boolean {
  const wasAsked = ledger
    .enrollment()
    .formAsks.some(
      (ask) =>
        ask.isAgain &&
        ask.person === event.by &&
        ask.form === subject.form &&
        ask.task === subject.task &&
        ask.engagement === subject.engagement,
    );
  if (wasAsked) return false;
  ledger.add({ kind: "form-asked-again", ...subject, person: event.by }, `form-again:${event.key}`, event.at);
  return true;
}

/** The observer's "pass" is their word: nothing else has to be confirmed, unless a score the program insists on. */
function passed(ledger: CommandContext["ledger"], event: CommandEvent, { task }: Received): void {
  const { confirmation, waiver } = progressOf(ledger.enrollment(), task.id);
  if (!confirmation && !waiver && lacksScore(ledger.enrollment(), task)) {
    ledger.answer(event, { kind: "score-needed", task: task.id });
    return;
  }
  if (!confirmation && !waiver) {
    const body = { kind: "task-confirmed", task: task.id, by: event.by, via: "command" } as const;
    ledger.add(body, `confirm:${task.id}:${event.key}`, event.at);
  }
  ledger.accept(event);
}

/** A confirmation that stands already is not taken back by a form: that needs `withdraw`. */
function notYet(
  ledger: CommandContext["ledger"],
  event: CommandEvent,
  { task, form }: Received,
  { average, why }: { readonly average: number; readonly why: "observer" | "average" | "least" },
): void {
  const { confirmation, waiver } = progressOf(ledger.enrollment(), task.id);
  const isSettled = confirmation !== null || waiver !== null;
  if (!isSettled) {
    const body = { kind: "task-declined", task: task.id, by: event.by, reason: null } as const;
    ledger.add(body, `decline:${event.key}`, event.at);
  }
  if (isSettled || form.verdict === "pass") {
    ledger.answer(event, { kind: "form-disagrees", task: task.id, average, why });
  } else ledger.accept(event);
}
