import { randomUUID } from "node:crypto";

import type { Addresses } from "../addresses.ts";
import type { Hook, HookLogEntry, User, WorldEvent } from "../model.ts";
import { badRequest } from "../refusal.ts";
import type { State } from "../state.ts";
import { isDisabled, recordOutcome } from "./auto-disable.ts";
import { buildPayload, issuePayload, notePayload, type TimeFormat } from "./payload.ts";
import { deliveryHeaders, fillTemplate } from "./request.ts";

export interface CourierOptions {
  readonly addresses: Addresses;
  readonly version: string;
  readonly timeoutMs: number;
  readonly times: TimeFormat;
  /** Deliveries under way at once; the rest waits its turn. */
  readonly concurrency: number;
  readonly autoDisable: boolean;
}

/** One delivery on its way. */
export interface OutgoingDelivery {
  readonly hook: Hook;
  /** `issue_hooks`, `confidential_issue_hooks`, `note_hooks`, `confidential_note_hooks`, `emoji_hooks`. */
  readonly trigger: string;
  readonly payload: object;
  readonly idempotencyKey: string;
  readonly eventUuid: string;
}

export type TapAnswer = "send" | "drop" | "double" | "hold";

/** Sends webhooks: each its own request, none of them ever sent again by itself. */
export class Courier {
  /** Planned disorder; `null` sends everything. Test deliveries and resends do not pass here. */
  tap: ((delivery: OutgoingDelivery) => TapAnswer) | null = null;
  readonly #state: State;
  readonly #options: CourierOptions;
  readonly #held: OutgoingDelivery[] = [];
  readonly #waiting: (() => Promise<void>)[] = [];
  readonly #closing = new AbortController();
  #underWay = 0;
  #idle: (() => void)[] = [];

  constructor(state: State, options: CourierOptions) {
    this.#state = state;
    this.#options = options;
  }

  /** Build the event's payload now, as it is at this moment, and send it to every hook that listens. */
  dispatch(event: WorldEvent): void {
    const { trigger, hooks } = listeners(event, this.#state);
    const open = hooks.filter((hook) => !isDisabled(hook, this.#state.now()));
    if (open.length === 0) return;
    const payload = buildPayload(this.#options, event);
    const eventUuid = randomUUID();
    for (const hook of open) {
      const delivery = { hook, trigger, payload, idempotencyKey: randomUUID(), eventUuid };
      const answer = this.tap?.(delivery) ?? "send";
      if (answer === "hold") this.#held.push(delivery);
      else if (answer !== "drop") this.#enqueue(delivery);
      if (answer === "double") this.#enqueue(delivery);
    }
  }

  get heldCount(): number {
    return this.#held.length;
  }

  /** Send what was held back and wait until it has arrived, one after the other in this order. */
  async releaseHeld(order: "asc" | "reversed" | "shuffled" = "asc"): Promise<void> {
    const held = this.#held.splice(0);
    if (order === "reversed") held.reverse();
    if (order === "shuffled") shuffle(held);
    for (const delivery of held) await this.send(delivery);
  }

  /** Resolves when nothing is under way. What is held back does not count. */
  async settled(): Promise<void> {
    while (this.#underWay > 0 || this.#waiting.length > 0) {
      await new Promise<void>((resolve) => {
        this.#idle.push(resolve);
      });
    }
  }

  /** The test button: sent even to a hook that is switched off, and switches it on again when answered well. */
  async test(hook: Hook, trigger: string, user: User): Promise<HookLogEntry> {
    const payload = this.#testPayload(hook, trigger, user);
    return this.send({ hook, trigger: "test", payload, idempotencyKey: randomUUID(), eventUuid: randomUUID() });
  }

  /** Send a logged delivery again: same body, same key. */
  async resend(hook: Hook, entry: HookLogEntry): Promise<HookLogEntry> {
    const { trigger, payload, idempotencyKey } = entry;
    return this.send({ hook, trigger, payload, idempotencyKey, eventUuid: randomUUID() });
  }

  async close(): Promise<void> {
    this.#waiting.length = 0;
    this.#closing.abort();
    await this.settled();
  }

  async send(delivery: OutgoingDelivery): Promise<HookLogEntry> {
    const { hook } = delivery;
    const template = hook.customWebhookTemplate;
    const body = template === null ? JSON.stringify(delivery.payload) : fillTemplate(template, delivery.payload);
    const headers = deliveryHeaders(hook, {
      event: eventName(delivery),
      body,
      idempotencyKey: delivery.idempotencyKey,
      eventUuid: delivery.eventUuid,
      instance: this.#options.addresses.base,
      version: this.#options.version,
      now: this.#state.now(),
    });
    const started = performance.now();
    const answer = await this.#post(hook.url, headers, body);
    const entry: HookLogEntry = {
      id: this.#state.nextId("row"),
      createdAt: this.#state.now(),
      url: hook.url,
      trigger: delivery.trigger,
      requestHeaders: headers,
      payload: delivery.payload,
      idempotencyKey: delivery.idempotencyKey,
      responseStatus: answer.status,
      responseBody: answer.body,
      executionDuration: (performance.now() - started) / 1000,
    };
    if (!this.#closing.signal.aborted) {
      hook.log.push(entry);
      if (hook.log.length > LOG_LIMIT) hook.log.shift();
      if (this.#options.autoDisable) recordOutcome(hook, answer.ok, this.#state.now());
    }
    return entry;
  }

  #enqueue(delivery: OutgoingDelivery): void {
    this.#waiting.push(async () => {
      await this.send(delivery);
    });
    setImmediate(() => this.#pump());
  }

  #pump(): void {
    while (this.#underWay < this.#options.concurrency) {
      const job = this.#waiting.shift();
      if (!job) break;
      this.#underWay += 1;
      void job().finally(() => {
        this.#underWay -= 1;
        this.#pump();
      });
    }
    if (this.#underWay > 0 || this.#waiting.length > 0) return;
    const idle = this.#idle;
    this.#idle = [];
    for (const resolve of idle) resolve();
  }

  /** GitLab follows no redirect and takes 3xx for success. */
  async #post(url: string, headers: Record<string, string>, body: string): Promise<Outcome> {
    try {
      const signal = AbortSignal.any([AbortSignal.timeout(this.#options.timeoutMs), this.#closing.signal]);
      const response = await fetch(url, { method: "POST", headers, body, redirect: "manual", signal });
      const text = await response.text();
      const ok = response.status >= 200 && response.status < 400;
      return { ok, status: String(response.status), body: text.slice(0, 8_192) };
    } catch (error) {
      return { ok: false, status: "internal error", body: error instanceof Error ? error.message : "failed" };
    }
  }

  #testPayload(hook: Hook, trigger: string, user: User): object {
    const newest = [...hook.project.issues.values()].at(-1);
    if (trigger === "push_events") {
      if (hook.project.files.size === 0) throw badRequest("Ensure the project has at least one commit.");
      return { object_kind: "push", event_name: "push", project_id: hook.project.id, user_id: user.id, commits: [] };
    }
    if (trigger === "issues_events" || trigger === "confidential_issues_events") {
      if (!newest) throw badRequest("Ensure the project has issues.");
      return issuePayload(this.#options, newest, user, "open", {});
    }
    const notes = [...hook.project.issues.values()].flatMap((issue) => issue.notes.filter((note) => !note.system));
    const note = notes.toSorted((left, right) => left.id - right.id).at(-1);
    if (!note) throw badRequest("Ensure the project has notes.");
    return notePayload(this.#options, note, "create");
  }
}

interface Outcome {
  readonly ok: boolean;
  readonly status: string;
  readonly body: string;
}

/** Rows a hook's log keeps; GitLab keeps seven days. */
const LOG_LIMIT = 20_000;

/** A confidential issue, or an internal note, is told only to hooks that asked for confidential events. */
function listeners(event: WorldEvent, state: State): { readonly trigger: string; readonly hooks: readonly Hook[] } {
  const issue = event.kind === "note" ? event.note.issue : event.issue;
  const groups = [...state.groups.values()].filter(({ path }) => issue.project.path.startsWith(`${path}/`));
  const hooks = [issue.project, ...groups].flatMap((holder) => [...holder.hooks.values()]);
  if (event.kind === "emoji") return { trigger: "emoji_hooks", hooks: hooks.filter((hook) => hook.emojiEvents) };
  const confidential = issue.confidential || (event.kind === "note" && event.note.internal);
  const wants = (hook: Hook): boolean => {
    if (event.kind === "issue") return confidential ? hook.confidentialIssuesEvents : hook.issuesEvents;
    return confidential ? hook.confidentialNoteEvents : hook.noteEvents;
  };
  return { trigger: `${confidential ? "confidential_" : ""}${event.kind}_hooks`, hooks: hooks.filter(wants) };
}

/** `confidential_issue_hooks` is called `Confidential Issue Hook` in the header. */
function eventName(delivery: OutgoingDelivery): string {
  const known = EVENT_NAMES.get(delivery.trigger);
  if (known !== undefined) return known;
  const kind: unknown = Reflect.get(delivery.payload, "object_kind");
  return kind === "note" ? "Note Hook" : kind === "push" ? "Push Hook" : "Issue Hook";
}

const EVENT_NAMES = new Map([
  ["issue_hooks", "Issue Hook"],
  ["confidential_issue_hooks", "Confidential Issue Hook"],
  ["note_hooks", "Note Hook"],
  ["confidential_note_hooks", "Confidential Note Hook"],
  ["emoji_hooks", "Emoji Hook"],
]);

function shuffle(list: unknown[]): void {
  for (let index = list.length - 1; index > 0; index--) {
    const other = Math.floor(Math.random() * (index + 1));
    [list[index], list[other]] = [list[other], list[index]];
  }
}
