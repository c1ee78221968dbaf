import type { Account, Issue, IssueRef, Membership, Note } from "../../src/domain/issue.ts";
import { GitLabFailure, type GitLabPort, type Presence } from "../../src/workflow/ports/gitlab-port.ts";

/** A GitLab without a network: what the workflow asks for, and nothing else. For lives that last months. */
export interface QuietGitLab {
  readonly port: GitLabPort;
  readonly botId: number;
  addUser(user: QuietUser): Account;
  openIssue(
    author: Account,
    title: string,
    description: string,
    options?: { readonly confidential?: boolean },
  ): IssueRef;
  /** Tick or un-tick one box, with the system note GitLab writes. */
  tick(ref: IssueRef, user: Account, text: string): void;
  comment(ref: IssueRef, user: Account, body: string): void;
  isTicked(ref: IssueRef, text: string): boolean;
  isOpen(ref: IssueRef): boolean;
  /** Every note the bot ever posted, in order; editing changes their body. */
  readonly posted: readonly PostedNote[];
}

export interface PostedNote {
  readonly issue: IssueRef;
  readonly at: Date;
  /** As it was when it was posted: an edit sends no mail. */
  readonly firstBody: string;
}

export interface QuietUser {
  readonly username: string;
  readonly name: string;
  readonly accessLevel: number;
  readonly presence?: (now: Date) => Presence;
}

export const QUIET_PROJECT = { projectId: 7, path: "partners/acme/certification", isPublic: false };

interface QuietIssue {
  issue: Issue;
  readonly notes: Note[];
}

export function createQuietGitLab(now: () => Date): QuietGitLab {
  const users = new Map<number, { readonly account: Account; readonly user: QuietUser }>();
  const issues = new Map<number, QuietIssue>();
  const posted: PostedNote[] = [];
  let lastNote = 0;
  let lastMoment = 0;

  /** No two things happen at the same moment, so order is always told. */
  function moment(): Date {
    lastMoment = Math.max(now().getTime(), lastMoment + 1);
    return new Date(lastMoment);
  }

  function addUser(user: QuietUser): Account {
    const userId = users.size + 1;
    const account = { userId, username: user.username, name: user.name, state: "active", bot: false };
    users.set(userId, { account, user });
    return account;
  }

  function find(ref: IssueRef): QuietIssue {
    const found = issues.get(ref.issueIid);
    if (found === undefined || ref.projectId !== QUIET_PROJECT.projectId) throw notFound();
    return found;
  }

  function addNote(found: QuietIssue, author: Account, body: string, system: boolean): Note {
    const at = moment();
    lastNote += 1;
    const note = { noteId: lastNote, body, author, system, internal: false, createdAt: at, updatedAt: at };
    found.notes.push(note);
    const more = system ? 0 : 1;
    found.issue = { ...found.issue, updatedAt: at, userNotesCount: found.issue.userNotesCount + more };
    return note;
  }

  const bot = addUser({ username: "onboarding-bot", name: "Onboarding bot", accessLevel: 40 });

  const port: GitLabPort = {
    currentUser: () => later(() => bot),
    getIssue: (ref) => later(() => find(ref).issue),
    listNotes: (ref, page) =>
      later(() => {
        const sorted = find(ref).notes.toSorted((a, b) => b.updatedAt.getTime() - a.updatedAt.getTime());
        const notes = sorted.slice((page - 1) * 100, page * 100);
        return { notes, nextPage: sorted.length > page * 100 ? page + 1 : null };
      }),
    createNote: (ref, body) =>
      later(() => {
        const note = addNote(find(ref), bot, body, false);
        posted.push({ issue: ref, at: now(), firstBody: body });
        return note;
      }),
    editNote: (ref, noteId, body) =>
      later(() => {
        const { notes } = find(ref);
        const index = notes.findIndex((note) => note.noteId === noteId);
        const before = notes[index];
        if (before === undefined) throw notFound();
        const note = { ...before, body, updatedAt: moment() };
        notes[index] = note;
        return note;
      }),
    deleteNote: (ref, noteId) =>
      later(() => {
        const { notes } = find(ref);
        const index = notes.findIndex((note) => note.noteId === noteId);
        if (index >= 0) notes.splice(index, 1);
      }),
    awardEmoji: () => later(() => undefined),
    updateIssue: (ref, change) =>
      later(() => {
        const found = find(ref);
        const { labels } = found.issue;
        const kept = labels.filter((label) => !change.removeLabels?.includes(label));
        found.issue = {
          ...found.issue,
          labels: [...new Set([...kept, ...(change.addLabels ?? [])])],
          state: change.close === true ? "closed" : found.issue.state,
          dueDate: change.dueDate === undefined ? found.issue.dueDate : change.dueDate,
          updatedAt: moment(),
        };
        return found.issue;
      }),
    getAccount: (userId) => later(() => users.get(userId)?.account ?? null),
    findAccount: (username) =>
      later(() => [...users.values()].find(({ account }) => account.username === username)?.account ?? null),
    presence: (userId) =>
      later(() => users.get(userId)?.user.presence?.(now()) ?? { localTime: null, busy: false, clearsAt: null }),
    listThreads: (ref) => later(() => find(ref).notes.map((note) => ({ noteIds: [note.noteId] }))),
    projectMembership: (_projectId, userId) => later(() => membershipOf(users.get(userId)?.user)),
    groupMembership: () => later(() => null),
    listIssuesUpdatedSince: (_projectId, since) =>
      later(() =>
        [...issues.values()]
          .map(({ issue }) => issue)
          .filter((issue) => since === null || issue.updatedAt >= since)
          .toSorted((a, b) => a.updatedAt.getTime() - b.updatedAt.getTime()),
      ),
    emailOf: () => later(() => null),
    getProject: () => later(() => QUIET_PROJECT),
    listGroupProjects: () => later(() => [QUIET_PROJECT]),
    clockSkewMs: () => 0,
  };

  return {
    port,
    botId: bot.userId,
    posted,
    addUser,
    openIssue(author, title, description, { confidential = false } = {}) {
      const at = moment();
      const issueIid = issues.size + 1;
      const issue: Issue = {
        ...QUIET_PROJECT,
        issueIid,
        issueId: 1000 + issueIid,
        title,
        description,
        state: "opened",
        issueType: "issue",
        confidential,
        labels: [],
        author,
        assignees: [],
        movedToId: null,
        createdAt: at,
        updatedAt: at,
        userNotesCount: 0,
        dueDate: null,
        taskCompletion: null,
      };
      issues.set(issueIid, { issue, notes: [] });
      return { projectId: QUIET_PROJECT.projectId, issueIid };
    },
    tick(ref, user, text) {
      const found = find(ref);
      const box = `- [ ] ${text}`;
      if (!found.issue.description.includes(box))
        throw new TypeError(`Cannot tick "${text}": there is no such open box`);
      found.issue = { ...found.issue, description: found.issue.description.replace(box, `- [x] ${text}`) };
      addNote(found, user, `marked the checklist item **${text}** as completed`, true);
    },
    comment(ref, user, body) {
      addNote(find(ref), user, body, false);
    },
    isTicked: (ref, text) => find(ref).issue.description.includes(`- [x] ${text}`),
    isOpen: (ref) => find(ref).issue.state === "opened",
  };
}

function membershipOf(user: QuietUser | undefined): Membership | null {
  return user === undefined || user.accessLevel === 0 ? null : { accessLevel: user.accessLevel, addedBy: null };
}

/** An answer takes a turn of the event loop, as from everywhere else. */
async function later<T>(answer: () => T): Promise<T> {
  await Promise.resolve();
  return answer();
}

function notFound(): GitLabFailure {
  const facts = { status: 404, ambiguous: false, retryAfterMs: null };
  return new GitLabFailure("GITLAB_NOT_FOUND", "Cannot find it", facts);
}
