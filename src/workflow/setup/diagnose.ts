import { diagnoseGitLab } from "./diagnose-gitlab.ts";
import type { Facts } from "./facts.ts";
import { advice, fault, type Finding } from "./finding.ts";
import { SCOPE } from "./access.ts";

const NODE_MAJOR = 24;
const LEAST_FREE_BYTES = 512 * 1024 * 1024;
/** Signed deliveries are refused when the clocks are five minutes apart. */
const MOST_SKEW_MS = 2 * 60_000;
/** Readable or writable by anybody but its owner. */
const OPEN_TO_OTHERS = 0o077;

/** Everything that is wrong, faults first. What follows from another fault is not told again. */
export function diagnose(facts: Facts): readonly Finding[] {
  const findings = [
    ...diagnoseSettings(facts),
    ...diagnoseConnection(facts),
    ...diagnoseGitLab(facts),
    ...diagnoseWeb(facts),
    ...diagnoseMachine(facts),
    ...diagnoseBadges(facts),
  ];
  return findings.toSorted((one, other) => rank(one) - rank(other));
}

function rank({ weight }: Finding): number {
  return weight === "fault" ? 0 : 1;
}

function diagnoseSettings({ configProblems, programFaults, nodeVersion }: Facts): readonly Finding[] {
  const findings = configProblems.map((problem) =>
    fault("config", problem, "Set it in .env; docs/operations.md tells what each setting is for"),
  );
  for (const problem of programFaults) {
    findings.push(
      fault("program", problem, '"npm run check:templates" shows all faults of the programs while you mend them'),
    );
  }
  if (Number.parseInt(nodeVersion, 10) < NODE_MAJOR) {
    const cure = `Install Node ${NODE_MAJOR} or newer; on Linux "npm ci" brings it along`;
    findings.push(fault("node", `This is Node ${nodeVersion}, the bot needs ${NODE_MAJOR}`, cure));
  }
  return findings;
}

/** Why GitLab did not answer as it should. */
function diagnoseConnection({ gitlab }: Facts): readonly Finding[] {
  if (gitlab.kind === "answered") {
    const seconds = Math.round(Math.abs(gitlab.clockSkewMs ?? 0) / 1000);
    if (Math.abs(gitlab.clockSkewMs ?? 0) <= MOST_SKEW_MS) return [];
    const what = `The clocks of this machine and of GitLab are ${seconds} s apart: signed deliveries are refused from 300 s on`;
    return [fault("clock", what, "Set the clock by NTP, for instance with systemd-timesyncd or chrony")];
  }
  if (gitlab.kind === "not-asked") return [];
  const { status, reason, url } = gitlab;
  if (status === 401) {
    if (/expired/i.test(reason)) {
      const cure = "Make or rotate a token of the same account, set GITLAB_TOKEN and restart the bot: nothing is lost";
      return [fault("token-expired", "The token has expired", cure)];
    }
    const cure = "Set GITLAB_TOKEN to a token of the bot's account that is whole and not revoked";
    return [fault("token-refused", `GitLab refuses the token (${reason})`, cure)];
  }
  if (status === 403) {
    const cure = `Make a token of the bot's account with the scope "${SCOPE}", and see that the account is not blocked`;
    return [fault("token-scope", `GitLab lets the token do nothing (${reason})`, cure)];
  }
  if (status === null || status >= 500) {
    const cure = "See that GITLAB_URL is right, and that this machine reaches it: DNS, proxy, firewall, certificates";
    return [fault("gitlab-unreachable", `GitLab cannot be reached at ${url} (${reason})`, cure)];
  }
  const cure = "Set GITLAB_URL to the address GitLab's own pages begin with, such as https://gitlab.com";
  return [fault("gitlab-url", `What answers at ${url} is not GitLab's API (${reason})`, cure)];
}

function diagnoseWeb({ web, dataDir }: Facts): readonly Finding[] {
  const { publicUrl, publicAnswer, port, portAnswer } = web;
  const findings: Finding[] = [];
  if (publicUrl !== null && publicUrl.startsWith("http:") && !isThisMachine(publicUrl)) {
    const cure =
      "Put a proxy with a certificate in front of the bot, set PUBLIC_URL to its https address, and run npm run setup";
    findings.push(
      fault(
        "public-url-plain",
        `PUBLIC_URL ${publicUrl} is not https: tokens and issues are readable on the way`,
        cure,
      ),
    );
  }
  if (
    portAnswer?.kind === "other" ||
    (portAnswer?.kind === "bot" && dataDir.isThere && dataDir.isWritable && dataDir.owner === null)
  ) {
    const who = portAnswer.kind === "bot" ? "Another bot, with other data," : "Something else";
    findings.push(fault("port-taken", `${who} listens on port ${port}`, "Stop it, or choose another PORT"));
  } else if (dataDir.owner !== null && portAnswer?.kind === "nothing") {
    const cure = "Wait until that one is done, or stop it; or choose another DATA_DIR";
    findings.push(
      fault(
        "data-dir-taken",
        `DATA_DIR ${dataDir.path} belongs to ${dataDir.owner}, and no bot answers on port ${port}`,
        cure,
      ),
    );
  }
  if (publicAnswer?.kind === "other") {
    const cure = "Let the proxy pass all paths on to the bot, and see that PUBLIC_URL is the bot's address";
    findings.push(
      fault("public-url-other", `Something else than the bot answers at ${publicUrl} (${publicAnswer.status})`, cure),
    );
  }
  if (publicAnswer?.kind === "nothing") {
    const runs = portAnswer?.kind === "bot";
    if (runs) {
      const cure =
        "See that DNS, proxy and firewall lead to it. From inside a network it may look so although GitLab reaches it";
      findings.push(
        fault(
          "public-url-unreachable",
          `The bot runs, but ${publicUrl} does not lead to it (${publicAnswer.reason})`,
          cure,
        ),
      );
    } else if (portAnswer?.kind === "nothing" && dataDir.owner === null) {
      findings.push(advice("not-running", "The bot does not run", 'Start it with "npm start"'));
    }
  }
  return findings;
}

function isThisMachine(url: string): boolean {
  return /^https?:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?:[:/]|$)/.test(url);
}

function diagnoseMachine({ dataDir, envFile }: Facts): readonly Finding[] {
  const { path, mode, isThere, isWritable, freeBytes, networkFileSystem, storeFault } = dataDir;
  const findings: Finding[] = [];
  if (!isWritable) {
    const cure = "Make it a directory that the bot's user may write, or set DATA_DIR to one";
    return [fault("data-dir-unwritable", `DATA_DIR ${path} cannot be written`, cure)];
  }
  if (isThere && (mode & OPEN_TO_OTHERS) !== 0) {
    const what = `Others than its owner may open DATA_DIR ${path} (mode ${octal(mode)}): it holds names of people and keys`;
    findings.push(fault("data-dir-open", what, `chmod 700 ${path}`));
  }
  if (freeBytes < LEAST_FREE_BYTES) {
    const what = `The disk of DATA_DIR has ${Math.floor(freeBytes / 1024 / 1024)} MiB left: a full one stores no delivery`;
    findings.push(fault("disk-low", what, "Make room, or move DATA_DIR to a larger disk while the bot is stopped"));
  }
  if (networkFileSystem !== null) {
    const what = `DATA_DIR ${path} is on a network file system (${networkFileSystem}), whose locks cannot be relied on`;
    findings.push(fault("data-dir-network", what, "Move it to a local disk while the bot is stopped"));
  }
  if (storeFault !== null) {
    const cure = "Bring back the newest backup, see docs/operations.md; GitLab tells the rest again";
    findings.push(fault("store-unreadable", `The store in DATA_DIR cannot be read (${storeFault})`, cure));
  }
  if (envFile !== null && (envFile.mode & OPEN_TO_OTHERS) !== 0) {
    const what = `Others than its owner may open ${envFile.path} (mode ${octal(envFile.mode)}): it holds the token`;
    findings.push(fault("env-file-open", what, `chmod 600 ${envFile.path}`));
  }
  return findings;
}

function octal(mode: number): string {
  return mode.toString(8).padStart(3, "0");
}

function diagnoseBadges({ badges, dataDir }: Facts): readonly Finding[] {
  const { issuerName, url, frozenUrl, keysFault } = badges;
  const findings: Finding[] = [];
  if (issuerName === null) {
    if (frozenUrl === null) return [];
    const what = `Badges were issued at ${frozenUrl}, and BADGE_ISSUER_NAME is not set: the bot does not start`;
    return [fault("badge-issuer-missing", what, "Set BADGE_ISSUER_NAME again, so that they can still be checked")];
  }
  if (url !== null && frozenUrl !== null && url !== frozenUrl) {
    const cure = `Set BADGE_URL to ${frozenUrl}, or take all badges along with "npm run badge -- move ${url}"`;
    findings.push(
      fault("badge-url-differs", `Badges were issued at ${frozenUrl}, but the address now is ${url}`, cure),
    );
  }
  if (url?.startsWith("http:") === true && !isThisMachine(url)) {
    const cure = "Set BADGE_URL, or PUBLIC_URL, to an https address that you keep";
    findings.push(
      fault("badge-url-plain", `Badges would be issued at ${url}: nobody trusts one that is not https`, cure),
    );
  }
  // They usually lie in DATA_DIR: where that cannot be used, neither can they.
  if (keysFault !== null && dataDir.isWritable) {
    const code = keysFault.code.toLowerCase().replaceAll("_", "-");
    findings.push(
      fault(code, keysFault.message, "docs/operations.md, Badges, tells where keys belong and how they come back"),
    );
  }
  return findings;
}
