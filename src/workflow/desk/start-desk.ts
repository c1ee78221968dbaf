import { applyDesk, type Desk, foldDesk, type NewDeskFact } from "../../domain/desk/desk.ts";
import { reachOf } from "../../domain/desk/desk-roles.ts";
import { BotError } from "../../domain/error.ts";
import type { Program } from "../../domain/program/program.ts";
import { newestVersion } from "../../domain/program/program-set.ts";
import { commentsFrom } from "../review/enroll.ts";
import { cannotTell } from "../ports/gitlab-port.ts";
import type { ReviewPorts } from "../ports/ports.ts";
import type { Sight } from "../review/record-review.ts";
import { lookUpStanding } from "../people/standings.ts";
import { byGitLabsClock } from "../review/start-enrollment.ts";
import type { StoredDesk, Watch } from "../ports/store-port.ts";

/** A desk under review; one that begins has its first fact and no watch yet. */
export interface DeskUnderReview {
  readonly id: string;
  readonly desk: Desk;
  readonly program: Program;
  readonly watch: Watch | null;
  readonly firstFact: NewDeskFact | null;
  readonly commentsFrom: Date;
}

/**
 * Decide whether an issue the journal does not know is the desk of a program: it says so in its marker, and whoever
 * opened it is a coordinator or owner of that program there. Where several projects are followed, rights in one of them
 * do not show anybody the candidates of the others: then the program has to name them or their group.
 *
 * @returns `null` for an issue that is no desk.
 * @throws {GitLabFailure} when GitLab could not say who opened it: the whole review is tried again.
 */
export async function startDesk(ports: ReviewPorts, sight: Sight): Promise<DeskUnderReview | null> {
  const { issue, notes } = sight;
  if (issue.issueType !== "issue" || issue.state === "closed" || ports.projectPath(issue.projectId) === null) {
    return null;
  }
  const marker = await ports.read.readMarker(issue.description);
  if (marker === null || marker === "unreadable" || marker.kind !== "desk") return null;
  const program = newestVersion(ports.programs(), marker.programId);
  if (program === null) return null;
  const standing = await lookUpStanding(ports, program, issue.projectId, issue.author);
  if (standing === "unknown") throw cannotTell("Cannot open a desk yet: GitLab does not say who asked for it");
  const reach = reachOf(standing);
  if (reach === null || (reach === "project" && ports.followedProjects().length > 1)) {
    ports.log.info("Leave a desk alone: whoever opened it is no coordinator or owner of the whole program", {
      projectId: issue.projectId,
      issueIid: issue.issueIid,
    });
    return null;
  }
  const by = (await ports.people.remember([issue.author])).get(issue.author.userId) ?? 0;
  const body = { kind: "desk-opened", programId: program.id, by, isLocal: reach === "project" } as const;
  const firstFact: NewDeskFact = { ...body, key: "desk-opened", at: issue.createdAt };
  return {
    id: `d${issue.projectId}-${issue.issueIid}`,
    desk: applyDesk(null, firstFact),
    program,
    watch: null,
    firstFact,
    commentsFrom: commentsFrom({
      issue,
      notes,
      adopted: false,
      byCommand: false,
      markedLate: false,
      firstHeardAt: byGitLabsClock(ports, ports.now()),
    }),
  };
}

/** @throws {BotError} when its journal or its program is not there any more. */
export function resumeDesk(ports: ReviewPorts, { id, facts, watch }: StoredDesk): DeskUnderReview {
  const desk = foldDesk(facts);
  if (desk === null) {
    const message = "Cannot review a desk: its journal is empty";
    throw new BotError("JOURNAL_BROKEN", "operator", message, { details: { deskId: id } });
  }
  const program = newestVersion(ports.programs(), desk.programId);
  if (program === null) {
    const details = { programId: desk.programId };
    throw new BotError("PROGRAM_NOT_FOUND", "operator", "Cannot review a desk: its program is not known", { details });
  }
  return { id, desk, program, watch, firstFact: null, commentsFrom: watch.notesCountFrom };
}
