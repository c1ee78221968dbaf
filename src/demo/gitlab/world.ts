import { readBoxes, setBox } from "./boxes.ts";
import { changeState, createIssue, deleteIssue, labelOf, moveIssue, updateIssue, type NewIssue } from "./issues.ts";
import {
  ACCESS,
  type AccessToken,
  type Award,
  type Group,
  type Hook,
  type HookSettings,
  type Issue,
  type Label,
  type Membership,
  type Note,
  type Project,
  type User,
  type Visibility,
} from "./model.ts";
import { awardEmoji, deleteNote, editNote, postNote, type NewNote, type PostedNote } from "./notes.ts";
import { canUpdateIssue, demand, hasAccess } from "./permissions.ts";
import { isZone } from "./presence.ts";
import { Refusal } from "./refusal.ts";
import { commitId, newSecret, State } from "./state.ts";
import { isSigningToken } from "./webhooks/request.ts";

export interface NewUser {
  readonly username: string;
  /** The username when left out. */
  readonly name?: string;
  readonly bot?: boolean;
  readonly state?: User["state"];
  readonly admin?: boolean;
}

export interface NewStatus {
  readonly busy?: boolean;
  readonly message?: string;
  /** From then on nothing is set. */
  readonly clearsAt?: Date | null;
}

/**
 * The stand-in as people meet it: every method does what a click does, with that person's rights, GitLab's own notes
 * and webhooks. What GitLab would refuse throws {@link Refusal}.
 */
export class World extends State {
  createUser(fields: NewUser): User {
    if (this.findUser(fields.username)) throw new Refusal(409, { message: "Username has already been taken" });
    const user: User = {
      id: this.nextId("user"),
      username: fields.username,
      name: fields.name ?? fields.username,
      bot: fields.bot ?? false,
      state: fields.state ?? "active",
      admin: fields.admin ?? false,
      createdAt: this.now(),
      token: newSecret("glpat-"),
      publicEmail: null,
      zone: null,
      status: null,
    };
    this.addUser(user);
    this.#addToken(user, user.token, "personal", ["api"]);
    return user;
  }

  /** @param zone - IANA name, or `null` for a profile without. @throws Error when there is no such zone. */
  setZone(user: User, zone: string | null): void {
    if (zone !== null && !isZone(zone)) throw new Error(`Cannot set the zone of @${user.username}: no zone "${zone}"`);
    user.zone = zone;
  }

  /** Set the status, in place of the one before; `null` clears it. */
  setStatus(user: User, status: NewStatus | null): void {
    user.status = status && {
      message: status.message ?? "",
      availability: status.busy === true ? "busy" : "not_set",
      clearStatusAt: status.clearsAt ?? null,
    };
  }

  /** @param username - Afterwards; the old one is free for somebody else, as {@link recycleUsername} shows. */
  rename(user: User, username: string): void {
    this.renameUser(user, username);
  }

  /** Somebody new takes a username that a person gives up. */
  recycleUsername(user: User, newNameOfOldUser: string, fields: Omit<NewUser, "username"> = {}): User {
    const { username } = user;
    this.renameUser(user, newNameOfOldUser);
    return this.createUser({ ...fields, username });
  }

  createGroup(path: string, name: string = lastPart(path)): Group {
    const group: Group = {
      id: this.nextId("group"),
      path,
      name,
      members: new Map(),
      labels: new Map(),
      hooks: new Map(),
    };
    this.groups.set(group.id, group);
    return group;
  }

  /** Groups on the way that do not exist yet are made. */
  createProject(path: string, options: { visibility?: Visibility; premium?: boolean; name?: string } = {}): Project {
    const parts = path.split("/");
    for (let depth = 1; depth < parts.length; depth++) {
      const groupPath = parts.slice(0, depth).join("/");
      if (!this.findGroup(groupPath)) this.createGroup(groupPath);
    }
    const project: Project = {
      id: this.nextId("project"),
      path,
      name: options.name ?? lastPart(path),
      visibility: options.visibility ?? "private",
      premium: options.premium ?? this.premium,
      createdAt: this.now(),
      members: new Map(),
      labels: new Map(),
      issues: new Map(),
      nextIid: 1,
      hooks: new Map(),
      files: new Map(),
      branches: new Map(),
      pushLevel: ACCESS.developer,
      mergeRequests: [],
      closeRefusedTo: new Set(),
    };
    this.projects.set(project.id, project);
    return project;
  }

  addMember(project: Project, user: User, accessLevel: number, by?: User): Membership {
    if (by) demand(hasAccess(this, project, by, ACCESS.maintainer));
    return addMembership(project, user, accessLevel, this.now(), by);
  }

  addGroupMember(group: Group, user: User, accessLevel: number, by?: User): Membership {
    if (by) demand(hasAccess(this, group, by, ACCESS.owner));
    return addMembership(group, user, accessLevel, this.now(), by);
  }

  removeMember(place: Project | Group, user: User): void {
    place.members.delete(user.id);
  }

  /** A project access token: a new bot user each time, member of that project only. */
  createAccessToken(
    project: Project,
    options: { name?: string; accessLevel?: number; scopes?: readonly string[]; by?: User } = {},
  ): AccessToken {
    if (options.by) demand(hasAccess(this, project, options.by, ACCESS.maintainer));
    const username = `project_${project.id}_bot_${newSecret("").replace(/\W|_/g, "").toLowerCase()}`;
    const user = this.createUser({ username, name: options.name ?? "onboarding-bot", bot: true });
    addMembership(project, user, options.accessLevel ?? ACCESS.maintainer, this.now(), options.by);
    return this.#addToken(user, newSecret("glpat-"), user.name, options.scopes ?? ["api"]);
  }

  createIssue(project: Project, author: User, fields: NewIssue): Issue {
    return createIssue(this, project, author, fields);
  }

  /**
   * Click a box: the page computes the whole new description from the newest text and saves it.
   *
   * @param text - Of the box, as written or as people read it; the first one that fits.
   */
  tick(issue: Issue, user: User, text: string, checked = true): void {
    const description = issue.description ?? "";
    const box = readBoxes(description).find((one) => one.source === text || one.text === text);
    if (!box) throw new Error(`Cannot tick: no box "${text}" in ${issue.project.path}#${issue.iid}`);
    this.saveDescription(issue, user, setBox(description, box.line, checked));
  }

  /** Save a whole text, as a page does that may have been open for an hour: the last write wins. */
  saveDescription(issue: Issue, user: User, fullText: string): void {
    updateIssue(this, issue, user, { description: fullText });
  }

  editTitle(issue: Issue, user: User, title: string): void {
    updateIssue(this, issue, user, { title });
  }

  /** @returns `commands` when the comment held nothing but quick actions. */
  post(issue: Issue, user: User, fields: NewNote): PostedNote {
    return postNote(this, issue, user, fields);
  }

  /** A plain comment. @throws Error when it held nothing but quick actions; {@link post} tells those apart. */
  comment(issue: Issue, user: User, body: string, options: Omit<NewNote, "body"> = {}): Note {
    const posted = postNote(this, issue, user, { ...options, body });
    if (posted.kind === "commands") throw new Error("Cannot return the comment: it was quick actions only");
    return posted.note;
  }

  /**
   * Answer a comment, as its reply field and an e-mail do: a plain one becomes a thread.
   *
   * @throws Error when it held nothing but quick actions.
   */
  reply(issue: Issue, user: User, toNote: Note, body: string): Note {
    return this.comment(issue, user, body, { thread: toNote.discussionId });
  }

  editComment(note: Note, user: User, body: string): void {
    editNote(this, note, user, body);
  }

  deleteComment(note: Note, user: User): void {
    deleteNote(this, note, user);
  }

  award(target: Issue | Note, user: User, name: string): Award {
    return "iid" in target
      ? awardEmoji(this, target, null, user, name)
      : awardEmoji(this, target.issue, target, user, name);
  }

  /** @param via - The button of the present issue page sends `update`; `/close` and the API send `close`. */
  close(issue: Issue, user: User, via: "service" | "work-item" = "work-item"): void {
    demand(canUpdateIssue(this, issue, user));
    changeState(this, issue, user, "close", via);
  }

  reopen(issue: Issue, user: User, via: "service" | "work-item" = "work-item"): void {
    demand(canUpdateIssue(this, issue, user));
    changeState(this, issue, user, "reopen", via);
  }

  assign(issue: Issue, user: User, assignees: readonly User[]): void {
    updateIssue(this, issue, user, { assignees });
  }

  setConfidential(issue: Issue, user: User, confidential: boolean): void {
    updateIssue(this, issue, user, { confidential });
  }

  /** @param dueDate - `2026-12-12`; `null` takes it away. */
  setDueDate(issue: Issue, user: User, dueDate: string | null): void {
    updateIssue(this, issue, user, { dueDate });
  }

  addLabels(issue: Issue, user: User, ...addLabels: string[]): void {
    updateIssue(this, issue, user, { addLabels });
  }

  removeLabels(issue: Issue, user: User, ...removeLabels: string[]): void {
    updateIssue(this, issue, user, { removeLabels });
  }

  createLabel(project: Project, name: string, color?: string): Label {
    return labelOf(this, project, name, color);
  }

  moveIssue(issue: Issue, toProject: Project, user: User): Issue {
    return moveIssue(this, issue, toProject, user);
  }

  deleteIssue(issue: Issue, user: User): void {
    deleteIssue(this, issue, user);
  }

  /** A project's webhook, or with `group` one of that group; without settings it hears issues and comments, confidential ones too. */
  addHook(
    project: Project,
    settings: Partial<HookSettings> & { readonly url: string },
    group: Group | null = null,
  ): Hook {
    if (settings.signingToken != null && !isSigningToken(settings.signingToken)) {
      throw new Refusal(422, { message: ["Signing token must be whsec_ followed by 32 bytes in base64"] });
    }
    const hook: Hook = {
      ...DEFAULT_HOOK,
      ...settings,
      id: this.nextId("hook"),
      project,
      group,
      createdAt: this.now(),
      recentFailures: 0,
      disabledUntil: null,
      disabledForGood: false,
      log: [],
    };
    (group ?? project).hooks.set(hook.id, hook);
    return hook;
  }

  /** Put a file on the default branch, as a commit would. */
  writeFile(project: Project, path: string, content: string): void {
    project.files.set(path, { content, lastCommitId: commitId(content, this.now()) });
  }

  #addToken(user: User, token: string, name: string, scopes: readonly string[]): AccessToken {
    const made: AccessToken = {
      id: this.nextId("token"),
      token,
      user,
      name,
      scopes,
      createdAt: this.now(),
      expiresAt: null,
      revoked: false,
    };
    this.tokens.set(token, made);
    return made;
  }
}

const DEFAULT_HOOK: Omit<HookSettings, "url"> = {
  name: null,
  description: null,
  issuesEvents: true,
  confidentialIssuesEvents: true,
  noteEvents: true,
  confidentialNoteEvents: true,
  emojiEvents: false,
  pushEvents: false,
  sslVerification: true,
  token: null,
  signingToken: null,
  customWebhookTemplate: null,
  customHeaders: [],
};

function addMembership(
  place: Project | Group,
  user: User,
  accessLevel: number,
  createdAt: Date,
  by: User | undefined,
): Membership {
  const membership: Membership = { accessLevel, createdAt, createdBy: by ?? null };
  place.members.set(user.id, membership);
  return membership;
}

function lastPart(path: string): string {
  return path.split("/").at(-1) ?? path;
}
