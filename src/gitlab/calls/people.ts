// oxlint-disable-next-line import/extensions -- a package; the rule takes every scoped name for a file
import type { GroupMembers, ProjectMembers, Users } from "@gitbeaker/rest";

import type { Account, Membership } from "../../domain/issue.ts";
import type { GitLabPort } from "../../workflow/ports/gitlab-port.ts";
import {
  accountAnswer,
  accountsAnswer,
  emailAnswer,
  membershipAnswer,
  profileAnswer,
  readAnswer,
  statusAnswer,
} from "../answers.ts";
import { nullWhenMissing } from "./missing.ts";
import { PAGE_SIZE } from "./paging.ts";

type PeopleCalls = Pick<
  GitLabPort,
  "currentUser" | "getAccount" | "findAccount" | "emailOf" | "presence" | "projectMembership" | "groupMembership"
>;

export function peopleCalls(users: Users, projectMembers: ProjectMembers, groupMembers: GroupMembers): PeopleCalls {
  return {
    async currentUser() {
      const answer: unknown = await users.showCurrentUser();
      return readAnswer(accountAnswer, answer, "GET /user");
    },
    getAccount,
    async findAccount(username) {
      const answer: unknown = await users.all({ username, perPage: PAGE_SIZE, page: 1 });
      const wanted = username.toLowerCase();
      const found = readAnswer(accountsAnswer, answer, "GET /users").find(
        (account) => account.username.toLowerCase() === wanted,
      );
      // The list leaves out whether somebody is a bot, and that decides what they may confirm.
      return found ? getAccount(found.userId) : null;
    },
    async emailOf(userId) {
      const answer = await nullWhenMissing(users.show(userId));
      return answer === null ? null : readAnswer(emailAnswer, answer, "GET /users/:id");
    },
    async presence(userId) {
      const answer = await nullWhenMissing(users.show(userId));
      if (answer === null) return null;
      const profile = readAnswer(profileAnswer, answer, "GET /users/:id");
      const status = await nullWhenMissing(users.showStatus({ iDOrUsername: userId }));
      // Whoever never set a status has none to be found.
      const told = readAnswer(statusAnswer, status === null ? {} : status, "GET /users/:id/status");
      return { ...profile, ...told };
    },
    async projectMembership(projectId, userId) {
      return readMembership(projectMembers.show(projectId, userId, { includeInherited: true }), "projects");
    },
    async groupMembership(group, userId) {
      return readMembership(groupMembers.show(group, userId, { includeInherited: true }), "groups");
    },
  };

  async function getAccount(userId: number): Promise<Account | null> {
    const answer = await nullWhenMissing(users.show(userId));
    return answer === null ? null : readAnswer(accountAnswer, answer, "GET /users/:id");
  }
}

async function readMembership(call: Promise<unknown>, where: "projects" | "groups"): Promise<Membership | null> {
  const answer = await nullWhenMissing(call);
  return answer === null ? null : readAnswer(membershipAnswer, answer, `GET /${where}/:id/members/all/:id`);
}
