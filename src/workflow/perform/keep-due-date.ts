import { DateTime } from "luxon";

import type { Enrollment } from "../../domain/enrollment/enrollment.ts";
import { findEngagementKind, type Program } from "../../domain/program/program.ts";
import { isFinalRefusal, type Performance } from "./performance.ts";

/**
 * Make the issue due on the day of its next engagement, where the program wants that. A due date somebody else set is
 * left alone, and so is one they changed; one of ours goes away with its engagement.
 */
export async function keepDueDate(performance: Performance): Promise<void> {
  const { ports, recorded, issue, watch } = performance;
  const { dueDate: ours = null, ...others } = watch;
  const wanted = wantedDueDate(recorded.program, recorded.enrollment);
  const shown = recorded.sight.issue.dueDate;
  if (shown === wanted || (wanted === null && ours === null)) return;
  if (shown !== null && shown !== ours) {
    // Somebody chose another day: from now on it is theirs.
    performance.watch = others;
    return;
  }
  try {
    await ports.gitlab.updateIssue(issue, { dueDate: wanted });
    performance.watch = wanted === null ? others : { ...others, dueDate: wanted };
  } catch (error) {
    if (!isFinalRefusal(error)) throw error;
    ports.log.error("Cannot set a due date: the account needs the right to", { ...issue, error });
  }
}

/** The day of the first date to come, where it was written for; ISO date. */
function wantedDueDate(program: Program, { engagements, status }: Enrollment): string | null {
  if (status !== "active") return null;
  const [first] = engagements
    .filter((one) => one.state === "scheduled" && findEngagementKind(program, one.kind)?.setsDueDate === true)
    .toSorted((one, other) => one.start.getTime() - other.start.getTime());
  return first === undefined ? null : DateTime.fromJSDate(first.start, { zone: first.zone }).toFormat("yyyy-MM-dd");
}
