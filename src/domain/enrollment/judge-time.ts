import type { CommandContext } from "../commands/context.ts";
import { startOfDay } from "../people/local-day.ts";
import { ownWorkingTime } from "../people/own-working-time.ts";
import { NOTHING_KNOWN } from "../people/person-settings.ts";
import { addWorkingDays } from "../people/working-time.ts";
import type { Program } from "../program/program.ts";
import type { Enrollment } from "./enrollment.ts";
import type { Ledger } from "./ledger.ts";
import { mayStart } from "./progress.ts";

/** Where people are and when nobody works: what time needs to be judged by. */
export type TimeContext = Pick<CommandContext, "settings" | "isHoliday">;

/** Wait for somebody's word before the candidate starts, where the program wants it. Not on older issues: those have started. */
export function awaitStart(ledger: Ledger, at: Date): void {
  const { adopted, status } = ledger.enrollment();
  if (ledger.program().sponsorStep === null || adopted || status !== "active") return;
  ledger.add({ kind: "start-awaited" }, "start-awaited", at);
}

/** What follows from time alone: a pause is over, a silence is taken for an answer. */
export function judgeTime(context: CommandContext): void {
  const { ledger, now } = context;
  if (ledger.enrollment().status !== "active") return;
  const { pause } = ledger.enrollment();
  const ends = pauseEnds(ledger.program(), ledger.enrollment(), context);
  if (pause !== null && ends !== null && ends <= now) {
    ledger.add({ kind: "resumed", by: null }, `resumed:${pause.since.toISOString()}`, ends);
  }
  judgeStart(context);
}

function judgeStart(context: CommandContext): void {
  const { ledger, now } = context;
  const program = ledger.program();
  const enrollment = ledger.enrollment();
  if (mayStart(enrollment)) return;
  if (program.sponsorStep === null) {
    ledger.add({ kind: "start-confirmed", by: null }, "start:not-needed", now);
    return;
  }
  const ends = silenceEnds(program, enrollment, context);
  if (ends === null || ends > now) return;
  if (program.sponsorStep.silence?.effect === "start") {
    ledger.add({ kind: "start-confirmed", by: null }, "start:silence", ends);
  } else ledger.add({ kind: "start-awaited" }, "start-awaited:coordinator", now);
}

/** When time alone changes something next; `null` when nothing is waited for. What was due is past already. */
export function nextTimeLook(program: Program, enrollment: Enrollment, context: TimeContext): Date | null {
  if (enrollment.status !== "active") return null;
  const times = [pauseEnds(program, enrollment, context), silenceEnds(program, enrollment, context)].filter(
    (time) => time !== null,
  );
  return times.length === 0 ? null : new Date(Math.min(...times.map((time) => time.getTime())));
}

/** The candidate's day counts: they are the one who is away. */
function pauseEnds(
  { timeZone }: Program,
  { pause, candidate }: Enrollment,
  { settings }: Pick<TimeContext, "settings">,
): Date | null {
  if (pause === null || pause.until === null) return null;
  const zone = candidate === null ? null : settings(candidate.person).zone;
  const ends = startOfDay(pause.until, zone ?? timeZone);
  return ends > pause.since ? ends : pause.since;
}

/** Working days of the program, for nobody in particular is silent. */
function silenceEnds(program: Program, enrollment: Enrollment, { isHoliday }: TimeContext): Date | null {
  const silence = program.sponsorStep?.silence ?? null;
  const { start } = enrollment;
  if (silence === null || start === null || mayStart(enrollment)) return null;
  const isAnswered = start.declined !== null || (silence.effect === "ask-coordinator" && start.isEscalated);
  if (isAnswered) return null;
  return addWorkingDays(start.since, silence.afterWorkingDays, ownWorkingTime(program, NOTHING_KNOWN, isHoliday));
}
