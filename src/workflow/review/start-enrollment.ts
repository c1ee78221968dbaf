import { apply } from "../../domain/enrollment/enrollment.ts";
import type { NewFact } from "../../domain/enrollment/fact.ts";
import { heldRoles, type KnownStanding } from "../../domain/enrollment/standing.ts";
import type { Program } from "../../domain/program/program.ts";
import type { DeliveryHint } from "../ports/delivery-hint.ts";
import { commentsFrom, type EnrollCall, enrolledFact, recognise } from "./enroll.ts";
import { cannotTell, type GitLabPort } from "../ports/gitlab-port.ts";
import type { ReviewPorts } from "../ports/ports.ts";
import type { Followed, Sight } from "./record-review.ts";
import { lookUpStanding } from "../people/standings.ts";

/** People whose wish to enroll an issue is looked into at one time. */
const MOST_CALLERS = 20;

/**
 * Decide whether an issue the journal does not know is to be followed, and how.
 *
 * @returns `null` for an issue that is no enrollment.
 */
export async function startEnrollment(ports: ReviewPorts, sight: Sight): Promise<Followed | null> {
  const { issue, notes, hints } = sight;
  const candidacy = await recognise(ports.read, issue, notes, ports.programs(), ports.bot());
  const projectPath = ports.projectPath(issue.projectId);
  if (candidacy.kind === "no" || projectPath === null) {
    ports.log.debug("Leave an issue alone", {
      ...refOf(sight),
      reason: candidacy.kind === "no" ? candidacy.reason : "",
    });
    return null;
  }
  const now = byGitLabsClock(ports, ports.now());
  const firstStart = await ports.projects.firstStart(
    issue.projectId,
    projectPath,
    byGitLabsClock(ports, ports.startedAt),
  );
  const adopted = issue.createdAt < firstStart && candidacy.kind === "by-marker";
  const authors = await ports.people.remember([issue.author, ...notes.map((note) => note.author)]);
  const person = (user: { userId: number }): number => authors.get(user.userId) ?? 0;
  const factFor = (program: Program): NewFact => ({
    ...enrolledFact(program, issue, projectPath, adopted, person),
    key: "enrolled",
    at: issue.createdAt > firstStart ? issue.createdAt : now,
  });

  const start =
    candidacy.kind === "by-marker"
      ? { program: candidacy.program, note: null }
      : await firstEntitled(ports, issue.projectId, candidacy.calls, ({ program, note }, standing) =>
          heldRoles(apply(null, factFor(program)), person(note.author), standing),
        );
  if (start === null) return null;
  const firstFact = factFor(start.program);
  const heardAt = start.note?.createdAt ?? firstHeardAt(ports, sight, now);
  const markedLate = await wasSeenWithoutMarker(ports, hints);
  return {
    id: `e${issue.projectId}-${issue.issueIid}`,
    enrollment: apply(null, firstFact),
    watch: null,
    firstFact,
    commentsFrom: commentsFrom({
      issue,
      notes,
      adopted,
      byCommand: start.note !== null,
      markedLate,
      firstHeardAt: heardAt,
    }),
    movedHere: false,
  };
}

/** Whoever may not enroll is asked about once, and everybody else's word still counts. */
async function firstEntitled(
  ports: ReviewPorts,
  projectId: number,
  calls: readonly EnrollCall[],
  rolesOf: (call: EnrollCall, standing: KnownStanding) => ReturnType<typeof heldRoles>,
): Promise<EnrollCall | null> {
  const byAuthor = new Map(calls.map((call) => [`${call.note.author.userId} ${call.program.id}`, call]));
  let isUnknown = false;
  for (const call of [...byAuthor.values()].slice(0, MOST_CALLERS)) {
    const roles = rolesOf(call, await lookUpStanding(ports, call.program, projectId, call.note.author));
    if (roles === "unknown") isUnknown = true;
    else if (roles.has("coordinator") || roles.has("owner")) return call;
  }
  if (isUnknown) throw cannotTell("Cannot enroll yet: GitLab does not say who asked for it");
  return null;
}

/** Issues and comments carry GitLab's time. */
export function byGitLabsClock(ports: { readonly gitlab: Pick<GitLabPort, "clockSkewMs"> }, at: Date): Date {
  return new Date(at.getTime() + (ports.gitlab.clockSkewMs() ?? 0));
}

function firstHeardAt(ports: ReviewPorts, { rows }: Sight, now: Date): Date {
  const skew = ports.gitlab.clockSkewMs() ?? 0;
  const received = rows.map((row) => row.receivedAt + skew);
  return new Date(Math.min(now.getTime(), ...received));
}

async function wasSeenWithoutMarker(ports: ReviewPorts, hints: readonly DeliveryHint[]): Promise<boolean> {
  for (const hint of hints) {
    if (hint.kind !== "issue" || hint.currentDescription === null) continue;
    if ((await ports.read.readMarker(hint.currentDescription)) === null) return true;
  }
  return false;
}

function refOf({ issue }: Sight): { projectId: number; issueIid: number } {
  return { projectId: issue.projectId, issueIid: issue.issueIid };
}
