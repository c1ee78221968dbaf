import { chooseCoordinator } from "../../domain/enrollment/choose-coordinator.ts";
import type { PersonId } from "../../domain/enrollment/fact.ts";
import type { Ledger } from "../../domain/enrollment/ledger.ts";
import { isOrWasCandidate } from "../../domain/enrollment/standing.ts";
import { whoLooksAfter } from "../../domain/enrollment/waiting.ts";
import { type AskedEnrollment, holdsRole, listedPeople } from "./ask-whom.ts";
import { GitLabFailure } from "../ports/gitlab-port.ts";
import type { ReviewPorts } from "../ports/ports.ts";
import { isAwayNow } from "./presence.ts";

/**
 * Choose who looks after an enrollment, where the program names several coordinators and nobody said which. Whom *People*
 * names and GitLab knows as a coordinator needs no choice.
 *
 * Two enrollments that begin at once may choose the same one; the next one evens it out. While GitLab does not answer
 * nobody is chosen: the next review does.
 */
export async function findCoordinator(ports: ReviewPorts, ledger: Ledger): Promise<void> {
  const asked: AskedEnrollment = { program: ledger.program(), enrollment: ledger.enrollment() };
  const { program, enrollment } = asked;
  const isNeeded = enrollment.status === "active" && whoLooksAfter(enrollment) === null;
  if (!isNeeded || program.roles.coordinator.users.length < 2) return;
  try {
    const pool = await poolOf(ports, asked);
    if (pool.length < 2 || (await isOneNamed(ports, asked))) return;
    const load = await ports.journal.openLoad(program.id, pool);
    const away = new Set<PersonId>();
    for (const person of pool) if (await isAwayNow(ports, person, program.timeZone)) away.add(person);
    const chosen = chooseCoordinator(pool, load, (person) => away.has(person));
    if (chosen !== null) ledger.add({ kind: "coordinator-chosen", ...chosen }, "coordinator-chosen", ledger.now());
  } catch (error) {
    if (!(error instanceof GitLabFailure)) throw error;
    ports.log.info("Choose a coordinator later: GitLab does not answer", { enrollmentId: ledger.id });
  }
}

async function poolOf(ports: ReviewPorts, { program, enrollment }: AskedEnrollment): Promise<readonly PersonId[]> {
  const listed = await listedPeople(ports, program, ["coordinator"]);
  return (listed.get("coordinator") ?? []).filter((person) => !isOrWasCandidate(enrollment, person));
}

async function isOneNamed(ports: ReviewPorts, asked: AskedEnrollment): Promise<boolean> {
  for (const person of asked.enrollment.proposed.get("coordinator") ?? []) {
    if (await holdsRole(ports, asked, person, "coordinator")) return true;
  }
  return false;
}
