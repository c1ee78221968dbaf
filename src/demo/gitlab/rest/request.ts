import type { Addresses } from "../addresses.ts";
import { ACCESS, type AccessToken, type Issue, type Note, type Project, type User } from "../model.ts";
import { canReadNote, demand, hasAccess, readableIssue, readableProject } from "../permissions.ts";
import { badRequest, invalidParameter, notFound, type Refusal } from "../refusal.ts";
import type { Courier } from "../webhooks/courier.ts";
import type { World } from "../world.ts";

/** What all endpoints share. */
export interface ApiContext {
  readonly world: World;
  readonly addresses: Addresses;
  readonly courier: Courier;
  readonly version: string;
  /** Hooks may lead to addresses of GitLab's own network. */
  readonly allowsLocalHooks: boolean;
  /** Comments a user may write in a minute; `null` is no limit. */
  readonly notesPerMinute: number | null;
  /** When each user wrote their latest comments, in milliseconds. */
  readonly noteTimes: Map<number, readonly number[]>;
}

export interface ApiAnswer {
  readonly status: number;
  /** `undefined` for an empty body. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export type Handler = (request: ApiRequest) => ApiAnswer | Promise<ApiAnswer>;

/** One authenticated call, with its parameters wherever they came from: path, query or body. */
export class ApiRequest {
  readonly context: ApiContext;
  readonly user: User;
  readonly token: AccessToken;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly #segments: Readonly<Record<string, string>>;
  readonly #fields: Readonly<Record<string, unknown>>;

  constructor(
    context: ApiContext,
    token: AccessToken,
    path: string,
    query: URLSearchParams,
    segments: Readonly<Record<string, string>>,
    body: Readonly<Record<string, unknown>>,
  ) {
    this.context = context;
    this.user = token.user;
    this.token = token;
    this.path = path;
    this.query = query;
    this.#segments = segments;
    this.#fields = { ...fromQuery(query), ...body };
  }

  get world(): World {
    return this.context.world;
  }

  segment(name: string): string {
    return this.#segments[name] ?? "";
  }

  numberSegment(name: string): number {
    const text = this.segment(name);
    if (!/^\d+$/.test(text)) throw invalidParameter(`${name} is invalid`);
    return Number(text);
  }

  has(name: string): boolean {
    return Object.hasOwn(this.#fields, name);
  }

  /** `undefined` when the parameter was not sent or is `null`. */
  text(name: string): string | undefined {
    const value = this.#fields[name];
    if (value === undefined || value === null) return undefined;
    if (typeof value === "string") return value;
    if (typeof value === "number" || typeof value === "boolean") return String(value);
    throw invalidParameter(`${name} is invalid`);
  }

  requiredText(name: string): string {
    const value = this.text(name);
    if (value === undefined) throw invalidParameter(`${name} is missing`);
    return value;
  }

  flag(name: string): boolean | undefined {
    const value = this.text(name);
    if (value === undefined || value === "") return undefined;
    if (["true", "1", "t", "yes", "on"].includes(value.toLowerCase())) return true;
    if (["false", "0", "f", "no", "off"].includes(value.toLowerCase())) return false;
    throw invalidParameter(`${name} is invalid`);
  }

  /** A list sent as an array or as one comma string; `undefined` when it was not sent. */
  list(name: string): readonly string[] | undefined {
    const value = this.#fields[name];
    if (value === undefined) return undefined;
    if (value === null) return [];
    const items: readonly unknown[] = Array.isArray(value) ? value : (this.text(name) ?? "").split(",");
    return items.map((item) => textOf(item).trim()).filter((item) => item !== "");
  }

  choice<T extends string>(name: string, allowed: readonly T[], fallback: T): T {
    const value = this.text(name);
    if (value === undefined || value === "") return fallback;
    const found = allowed.find((one) => one === value);
    if (found === undefined) throw invalidParameter(`${name} does not have a valid value`);
    return found;
  }

  date(name: string): Date | undefined {
    const value = this.text(name);
    if (value === undefined || value === "") return undefined;
    const date = new Date(value);
    if (Number.isNaN(date.getTime())) throw invalidParameter(`${name} is invalid`);
    return date;
  }

  project(): Project {
    return readableProject(this.world, this.segment("id"), this.user);
  }

  maintainedProject(): Project {
    const project = this.project();
    demand(hasAccess(this.world, project, this.user, ACCESS.maintainer));
    return project;
  }

  issue(refusal: Refusal = notFound()): Issue {
    return readableIssue(this.world, this.project(), this.numberSegment("iid"), this.user, refusal);
  }

  /** Notes of an issue nobody may see answer "Issue", those that are gone only "Not found". */
  note(): Note {
    const issue = this.issue(notFound("Issue"));
    const noteId = this.numberSegment("note_id");
    const note = issue.notes.find((one) => one.id === noteId);
    if (!note || !canReadNote(this.world, note, this.user)) throw notFound();
    return note;
  }

  userById(id: string): User {
    const user = this.world.users.get(Number(id));
    if (!user) throw badRequest(`User ${id} not found`);
    return user;
  }
}

/** Rails' way of arrays: `iids[]=1&iids[]=2`. */
function fromQuery(query: URLSearchParams): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const [key, value] of query) {
    const array = /^(.+)\[\d*\]$/.exec(key)?.[1];
    if (array === undefined) fields[key] = value;
    else fields[array] = [...(Array.isArray(fields[array]) ? fields[array] : []), value];
  }
  return fields;
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
