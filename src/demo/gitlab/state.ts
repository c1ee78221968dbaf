import { createHash, randomBytes } from "node:crypto";

import type {
  AccessToken,
  Group,
  Hook,
  Issue,
  IssueSnapshot,
  Label,
  Membership,
  Note,
  Project,
  User,
  WorldEvent,
} from "./model.ts";

export interface StateOptions {
  /** For projects that do not say themselves. */
  readonly premium?: boolean;
  readonly now?: () => Date;
  /** An emoji on a note moves the note's `updated_at`, as GitLab's `Note#bump_updated_at` does; default `true`. */
  readonly emojiTouchesNote?: boolean;
  /** The first answer to a plain comment moves its `updated_at`, as making it a thread saves it; default `true`. */
  readonly replyTouchesNote?: boolean;
}

/** Everything the stand-in knows, its clock and its counters. Knows no rights and no HTTP. */
export class State {
  readonly users = new Map<number, User>();
  readonly groups = new Map<number, Group>();
  readonly projects = new Map<number, Project>();
  readonly tokens = new Map<string, AccessToken>();
  /** All issues by global id. */
  readonly issues = new Map<number, Issue>();
  readonly premium: boolean;
  readonly emojiTouchesNote: boolean;
  readonly replyTouchesNote: boolean;
  readonly #now: () => Date;
  /** Kinds count from different numbers, so that an id taken for an iid finds nothing. */
  readonly #counters = {
    user: 10,
    token: 60,
    group: 80,
    project: 100,
    label: 700,
    issue: 5_000,
    hook: 30,
    row: 20_000,
  };
  readonly #usersByName = new Map<string, User>();
  #nextNoteId = 900_001;
  #listener: (event: WorldEvent) => void = () => {};

  constructor(options: StateOptions = {}) {
    this.premium = options.premium ?? false;
    this.emojiTouchesNote = options.emojiTouchesNote ?? true;
    this.replyTouchesNote = options.replyTouchesNote ?? true;
    this.#now = options.now ?? (() => new Date());
  }

  now(): Date {
    return this.#now();
  }

  /** The time for a new `updated_at`: now, and always later than the one before. */
  after(previous: Date): Date {
    return new Date(Math.max(this.now().getTime(), previous.getTime() + 1));
  }

  nextId(kind: "user" | "token" | "group" | "project" | "label" | "issue" | "hook" | "row"): number {
    this.#counters[kind] += 1;
    return this.#counters[kind];
  }

  nextNoteId(): number {
    return this.#nextNoteId++;
  }

  /** Hand events to the webhooks. One listener; the last one counts. */
  listen(listener: (event: WorldEvent) => void): void {
    this.#listener = listener;
  }

  tell(event: WorldEvent): void {
    this.#listener(event);
  }

  addUser(user: User): void {
    this.users.set(user.id, user);
    this.#usersByName.set(user.username.toLowerCase(), user);
  }

  /** The old name is free at once for anybody else. */
  renameUser(user: User, username: string): void {
    this.#usersByName.delete(user.username.toLowerCase());
    user.username = username;
    this.#usersByName.set(username.toLowerCase(), user);
  }

  findUser(username: string): User | null {
    return this.#usersByName.get(username.toLowerCase()) ?? null;
  }

  /** @param pathOrId - `group/project` in any case, or a number. */
  findProject(pathOrId: string): Project | null {
    if (/^\d+$/.test(pathOrId)) return this.projects.get(Number(pathOrId)) ?? null;
    const wanted = pathOrId.toLowerCase();
    for (const project of this.projects.values()) if (project.path.toLowerCase() === wanted) return project;
    return null;
  }

  findGroup(pathOrId: string): Group | null {
    if (/^\d+$/.test(pathOrId)) return this.groups.get(Number(pathOrId)) ?? null;
    const wanted = pathOrId.toLowerCase();
    for (const group of this.groups.values()) if (group.path.toLowerCase() === wanted) return group;
    return null;
  }

  /** The memberships of one user that reach a project or group, by way of all groups above it. */
  memberships(place: Project | Group, userId: number): readonly Membership[] {
    const own = place.members.get(userId);
    const found = own ? [own] : [];
    for (const group of this.groups.values()) {
      const membership = place.path.startsWith(`${group.path}/`) ? group.members.get(userId) : undefined;
      if (membership) found.push(membership);
    }
    return found;
  }

  /** Those of the project or group itself and of all groups above it, by name. */
  labelsFor(place: Project | Group): ReadonlyMap<string, Label> {
    const above = [...this.groups.values()].filter(({ path }) => place.path.startsWith(`${path}/`));
    return new Map([...above, place].flatMap(({ labels }) => [...labels]));
  }

  findHook(hookId: number): Hook | null {
    for (const holder of [...this.projects.values(), ...this.groups.values()]) {
      const hook = holder.hooks.get(hookId);
      if (hook) return hook;
    }
    return null;
  }
}

/** A copy of what webhooks compare; notes and events stay behind. */
export function snapshot(issue: Issue): IssueSnapshot {
  const { notes: _notes, awards: _awards, stateEvents: _states, labelEvents: _labels, ...rest } = issue;
  return { ...rest, assignees: [...issue.assignees], labels: [...issue.labels] };
}

export function newDiscussionId(): string {
  return randomBytes(20).toString("hex");
}

export function newSecret(prefix: string): string {
  return `${prefix}${randomBytes(15).toString("base64url")}`;
}

export function commitId(content: string, now: Date): string {
  return createHash("sha1").update(`${now.toISOString()}\n${content}`).digest("hex");
}

/** Comments people see; GitLab's `user_notes_count` leaves system notes out. */
export function userNotesCount(notes: readonly Note[]): number {
  let count = 0;
  for (const note of notes) if (!note.system) count += 1;
  return count;
}
