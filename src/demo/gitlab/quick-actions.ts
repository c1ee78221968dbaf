import { isDay } from "./due-date.ts";
import type { Issue, IssueChange, User } from "./model.ts";
import { canSetMetadata, canUpdateIssue } from "./permissions.ts";
import type { State } from "./state.ts";

export interface Command {
  readonly name: string;
  readonly argument: string;
}

export interface ExtractedText {
  /** The text without its command lines, trimmed when there were any. */
  readonly text: string;
  readonly commands: readonly Command[];
}

export interface CommandOutcome {
  readonly change: IssueChange;
  /** One sentence for each command that could run; empty when none could. */
  readonly summary: readonly string[];
}

const NAMES = new Set(
  (
    "close reopen title label labels relabel unlabel remove_label assign unassign confidential due remove_due_date " +
    "lock unlock todo done subscribe unsubscribe cc"
  ).split(" "),
);

/**
 * Take the quick actions out of a text: lines that begin with a slash and a known name, outside code fences,
 * quotes and HTML comments. They are cut whether the writer may run them or not.
 */
export function extractCommands(source: string): ExtractedText {
  if (!/^\//m.test(source)) return { text: source, commands: [] };
  const kept: string[] = [];
  const commands: Command[] = [];
  let closing: RegExp | null = null;
  for (const raw of source.split("\n")) {
    const line = raw.replace(/\r$/, "");
    const command: RegExpExecArray | null = closing === null ? /^\/(\w+)(?:\s+(.*))?$/.exec(line) : null;
    const name = command?.[1]?.toLowerCase();
    if (name !== undefined && NAMES.has(name)) {
      commands.push({ name, argument: (command?.[2] ?? "").trim() });
      continue;
    }
    kept.push(raw);
    if (closing === null) closing = closingOf(line);
    else if (closing.test(line)) closing = null;
  }
  return { text: commands.length > 0 ? kept.join("\n").trim() : source, commands };
}

/**
 * What the commands ask for, as far as this user may.
 *
 * @param metadataAllowed - On a new issue more people may set labels and assignees than later.
 */
export function interpretCommands(
  state: State,
  issue: Issue,
  user: User,
  commands: readonly Command[],
  metadataAllowed: boolean = canSetMetadata(state, issue.project, user),
): CommandOutcome {
  let change: IssueChange = {};
  const summary: string[] = [];
  for (const command of commands) {
    const result = interpret(state, issue, user, command, metadataAllowed);
    if (!result) continue;
    change = merge(change, result.change);
    summary.push(result.summary);
  }
  return { change, summary };
}

interface Interpreted {
  readonly change: IssueChange;
  readonly summary: string;
}

function interpret(
  state: State,
  issue: Issue,
  user: User,
  { name, argument }: Command,
  metadataAllowed: boolean,
): Interpreted | null {
  if (["todo", "done", "subscribe", "unsubscribe", "cc"].includes(name)) return { change: {}, summary: "Done." };
  if (["close", "reopen", "title"].includes(name)) {
    return canUpdateIssue(state, issue, user) ? interpretEdit(issue, name, argument) : null;
  }
  return metadataAllowed ? interpretMetadata(state, issue, user, name, argument) : null;
}

function interpretEdit(issue: Issue, name: string, argument: string): Interpreted | null {
  if (name === "title") {
    return argument === "" ? null : { change: { title: argument }, summary: `Changed the title to "${argument}".` };
  }
  if (name === "close") {
    return issue.state === "opened" ? { change: { stateEvent: "close" }, summary: "Closed this issue." } : null;
  }
  return issue.state === "closed" ? { change: { stateEvent: "reopen" }, summary: "Reopened this issue." } : null;
}

function interpretMetadata(state: State, issue: Issue, user: User, name: string, argument: string): Interpreted | null {
  switch (name) {
    case "label":
    case "labels": {
      const labels = labelNames(issue, argument);
      return labels.length > 0
        ? { change: { addLabels: labels }, summary: `Added ${labels.join(", ")} label(s).` }
        : null;
    }
    case "relabel": {
      const labels = labelNames(issue, argument);
      return { change: { labels }, summary: "Replaced all labels." };
    }
    case "unlabel":
    case "remove_label": {
      const removeLabels = argument === "" ? issue.labels.map((label) => label.name) : labelNames(issue, argument);
      return { change: { removeLabels }, summary: "Removed label(s)." };
    }
    case "assign": {
      const assignees = [...new Set([...issue.assignees, ...mentioned(state, user, argument)])];
      return { change: { assignees: issue.project.premium ? assignees : assignees.slice(-1) }, summary: "Assigned." };
    }
    case "unassign": {
      const gone = argument === "" ? issue.assignees : mentioned(state, user, argument);
      return { change: { assignees: issue.assignees.filter((one) => !gone.includes(one)) }, summary: "Unassigned." };
    }
    case "confidential":
      return { change: { confidential: true }, summary: "Made this issue confidential." };
    case "due":
      return isDay(argument) ? { change: { dueDate: argument }, summary: `Set the due date to ${argument}.` } : null;
    case "remove_due_date":
      return { change: { dueDate: null }, summary: "Removed the due date." };
    case "lock":
      return { change: { discussionLocked: true }, summary: "Locked the discussion." };
    case "unlock":
      return { change: { discussionLocked: false }, summary: "Unlocked the discussion." };
    default:
      return null;
  }
}

function merge(first: IssueChange, second: IssueChange): IssueChange {
  return {
    ...first,
    ...second,
    ...(first.addLabels && second.addLabels ? { addLabels: [...first.addLabels, ...second.addLabels] } : {}),
    ...(first.removeLabels && second.removeLabels
      ? { removeLabels: [...first.removeLabels, ...second.removeLabels] }
      : {}),
  };
}

/** Labels of the project that are named as `~name` or `~"two words"`; a quick action never creates one. */
function labelNames(issue: Issue, argument: string): string[] {
  const named = [...argument.matchAll(/~?"([^"]+)"|~(\S+)|(\S+)/g)].map(
    (match) => match[1] ?? match[2] ?? match[3] ?? "",
  );
  return named.filter((name) => issue.project.labels.has(name));
}

function mentioned(state: State, user: User, argument: string): User[] {
  return argument
    .split(/[\s,]+/)
    .map((word) => (word === "me" ? user : state.findUser(word.replace(/^@/, ""))))
    .filter((found) => found !== null);
}

/** A block in which nothing is a command ends at the line this returns; `null` when the line opens none. */
function closingOf(line: string): RegExp | null {
  const fence = /^\s{0,3}(`{3,}|~{3,})/.exec(line)?.[1];
  if (fence !== undefined) return new RegExp(`^\\s{0,3}${fence}`);
  if (/^>>>\s*$/.test(line)) return /^>>>\s*$/;
  if (/^\s{0,3}<!--/.test(line) && !line.includes("-->")) return /-->/;
  return null;
}
