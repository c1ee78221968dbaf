import { addressOf } from "../../domain/badge/credential.ts";
import type { BadgeScene } from "../../domain/talk/badge-notes.ts";
import { isFinalRefusal } from "../perform/performance.ts";
import type { GitLabPort } from "../ports/gitlab-port.ts";
import type { Certified } from "./issue-badge.ts";
import type { BadgePorts } from "./issuing.ts";

interface ScenePorts extends BadgePorts {
  readonly gitlab: Pick<GitLabPort, "getProject">;
}

/**
 * What notes on this issue may tell of the badge.
 *
 * @param issue - Where they stand; a confidential issue of a public project is read by members only.
 * @returns `null` where the program gives none.
 * @throws {GitLabFailure} when GitLab cannot say who reads the project.
 */
export async function badgeScene(
  ports: ScenePorts,
  { id, enrollment, program }: Certified,
  issue: { readonly projectId: number; readonly confidential: boolean },
): Promise<BadgeScene | null> {
  if (program.badge === null) return null;
  const isMirrored = ports.mirroring !== null && program.badge.credlyTemplate !== null;
  const none: BadgeScene = { address: null, isOpenlyTold: false, validUntil: null, isMirrored };
  if (enrollment.status !== "certified" || ports.issuing === null) return none;
  const badge = await ports.badges.ofEnrollment(id);
  if (badge?.signed == null) return none;
  return {
    address: addressOf(ports.issuing.issuer, badge.id),
    isOpenlyTold: issue.confidential || !(await isPublic(ports.gitlab, issue.projectId)),
    validUntil: badge.signed.validUntil,
    isMirrored,
  };
}

/** A project this account may not look at as a whole is taken for a public one: too little told is soon asked for. */
async function isPublic(gitlab: ScenePorts["gitlab"], projectId: number): Promise<boolean> {
  try {
    return (await gitlab.getProject(String(projectId))).isPublic;
  } catch (error) {
    if (isFinalRefusal(error)) return true;
    throw error;
  }
}
