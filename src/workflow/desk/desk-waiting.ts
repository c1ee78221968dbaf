import type { Waiting } from "../../domain/desk/match.ts";
import type { IssueRef } from "../../domain/issue.ts";
import type { Program } from "../../domain/program/program.ts";
import type { ReviewPorts } from "../ports/ports.ts";
import { lookUpBookings } from "../review/command-context.ts";

export interface EverybodyWaiting {
  /** Longest waiting first. */
  readonly all: readonly Waiting[];
  /** Where an enrollment is that waits. */
  readonly issueOf: ReadonlyMap<string, IssueRef>;
}

/**
 * Everybody who waits for an engagement of a program, as far as the store knows them.
 *
 * @param serves - Does the desk serve the candidates of this project?
 */
export async function readWaiting(
  ports: ReviewPorts,
  program: Program,
  serves: (projectId: number) => boolean,
): Promise<EverybodyWaiting> {
  const rows = (await ports.journal.waiting(program.id)).filter(({ enrollment }) => serves(enrollment.issue.projectId));
  const people = [...new Set(rows.flatMap(({ enrollment }) => enrollment.candidate ?? []))];
  if (people.length === 0) return { all: [], issueOf: new Map() };
  const settings = await ports.people.settings(people);
  const bookings = Map.groupBy(await lookUpBookings(ports, people), ({ person }) => person);
  const all = rows.flatMap(
    ({ enrollment, engagement, coordinator, since, days, method, language }): readonly Waiting[] => {
      const { id: enrollmentId, candidate } = enrollment;
      if (candidate === null) return [];
      const zone = settings.get(candidate)?.zone ?? program.timeZone;
      const busy = bookings.get(candidate) ?? [];
      const wish = { engagement, method, language, zone, freeDays: days, busy };
      return [{ enrollmentId, candidate, coordinator, since, not: [], ...wish }];
    },
  );
  return { all, issueOf: new Map(rows.map(({ enrollment }) => [enrollment.id, enrollment.issue])) };
}
