import type { Program } from "../../domain/program/program.ts";
import { LEVEL, nameOfLevel, SCOPE } from "./access.ts";
import { advice, fault, type Finding } from "./finding.ts";
import type { AccountFacts } from "./read-gitlab.ts";

const SOON_DAYS = 14;
const DAY_MS = 86_400_000;

const OWN_ACCOUNT =
  "Give the bot an account of its own: a service account, or a project or group access token with the role Reporter";

/** Is this account fit to be the bot's? Its rights in single projects are another question. */
export function judgeAccount(
  { account, token }: AccountFacts,
  context: { readonly programs: readonly Program[]; readonly levels: readonly number[]; readonly at: Date },
): readonly Finding[] {
  return [...judgeToken(token, context.at), ...judgePerson(account, context.programs, context.levels)];
}

function judgeToken(token: AccountFacts["token"], at: Date): readonly Finding[] {
  if (token === null) return [];
  const findings: Finding[] = [];
  if (!token.scopes.includes(SCOPE)) {
    const has = token.scopes.length === 0 ? "no scope at all" : `only the scope ${token.scopes.join(", ")}`;
    const cure = `Make a new token of the same account with the scope "${SCOPE}" and set GITLAB_TOKEN`;
    findings.push(fault("token-scope", `The token has ${has}: the bot could not write`, cure));
  }
  if (token.expiresOn === null) return findings;
  const days = Math.floor((Date.parse(`${token.expiresOn}T00:00:00Z`) - startOfDay(at)) / DAY_MS);
  const renew = "Make or rotate a token of the same account, set GITLAB_TOKEN and restart the bot: nothing is lost";
  if (days < 0) findings.push(fault("token-expired", `The token expired on ${token.expiresOn}`, renew));
  else if (days <= SOON_DAYS) {
    findings.push(fault("token-expires", `The token expires on ${token.expiresOn}, in ${days} days`, renew));
  }
  return findings;
}

function startOfDay(at: Date): number {
  return Date.parse(`${at.toISOString().slice(0, 10)}T00:00:00Z`);
}

/** Whoever works with this account could confirm tasks in the bot's name, or would never be heard as a person. */
function judgePerson(
  account: AccountFacts["account"],
  programs: readonly Program[],
  levels: readonly number[],
): readonly Finding[] {
  if (account.bot) return [];
  const role = roleOf(account.username, programs, Math.max(0, ...levels));
  if (role !== null) {
    const what = `@${account.username} is a person's account and holds a role: ${role}`;
    return [fault("account-person", `${what}; what they write would never be heard`, OWN_ACCOUNT)];
  }
  const what = `@${account.username} is an ordinary account, not a service account or an access token's`;
  return [advice("account-ordinary", what, `${OWN_ACCOUNT}; fine as it is when nobody works with it`)];
}

/** A role the account would hold if it were a person's; `null` when none. */
function roleOf(username: string, programs: readonly Program[], level: number): string | null {
  for (const program of programs) {
    for (const role of Object.values(program.roles)) {
      const isNamed = role.users.some((user) => user.toLowerCase() === username.toLowerCase());
      if (isNamed) return `${role.label} of ${program.id}, by name`;
      if (role.minAccess !== null && level >= role.minAccess) {
        return `${role.label} of ${program.id}, as ${nameOfLevel(level)}`;
      }
    }
  }
  return null;
}

/** @param level - Of the bot's account in this project. */
export function judgeLevel(path: string, handle: string, level: number): readonly Finding[] {
  if (level >= LEVEL.reporter) return [];
  const what = `@${handle} is ${nameOfLevel(level)} in ${path}: it sees no confidential issues and cannot close others' issues`;
  return [fault("access-too-little", what, `Make it a Reporter there (Manage > Members)`)];
}
