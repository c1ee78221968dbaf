import type { Issue, User } from "../../src/demo/gitlab/model.ts";
import { BOT, undated } from "./journey.ts";
import type { Scene } from "./scene.ts";

/** Always to come, in winter. */
export const WHEN = `${new Date().getFullYear() + 1}-12-03 14:00 Europe/Berlin`;

const ACCESS_GUEST = 10;

/** Tom is no member with a role of the program: a coordinator names him for the desk. */
export async function openDeskFor(scene: Scene): Promise<Issue> {
  const desk = await scene.openDesk();
  await scene.say(desk, scene.priya, `${BOT} assign engineer @tbecker`);
  return desk;
}

export function newcomer(scene: Scene, username: string, name: string, accessLevel = ACCESS_GUEST): User {
  const user = scene.gitlab.state.createUser({ username, name });
  scene.gitlab.state.addMember(scene.project, user, accessLevel);
  return user;
}

/** An enrollment of somebody who waits for a shadow, looked after by Priya. */
export async function openWaiting(scene: Scene, candidate = scene.maria): Promise<Issue> {
  const issue = await scene.openIssue({ candidate: `@${candidate.username}`, coordinator: "@pnair", engineer: "" });
  await scene.say(issue, scene.priya, `${BOT} assign coordinator @pnair`);
  await scene.say(issue, candidate, `${BOT} done review-resources`);
  await scene.say(issue, scene.priya, `${BOT} confirm assessment workshop`);
  return issue;
}

/** Rows of the tables in the living note of a desk, without dates. */
export function deskRows(scene: Scene, desk: Issue): readonly string[] {
  return scene
    .status(desk)
    .split("\n")
    .filter((line) => /^\| (?!---|Number|Candidate)/.test(line))
    .map(undated);
}
