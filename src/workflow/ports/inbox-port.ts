import type { IssueRef } from "../../domain/issue.ts";
import type { DeliveryHint } from "./delivery-hint.ts";

/** Stored deliveries, as the workflow reads them. Everything may be repeated. */
export interface InboxPort {
  /** Deliveries nobody looked at yet, oldest first. */
  takeNew(limit: number): Promise<readonly StoredDelivery[]>;
  /** Write down in one transaction what was found out about deliveries. */
  sortOut(findings: Findings): Promise<void>;
  mark(ids: readonly string[], state: "done" | "ignored" | "foreign" | "unreadable", reason?: string): Promise<void>;
  /** Deliveries of one issue that wait to be taken in, oldest first. */
  rowsOf(issue: IssueRef, limit?: number): Promise<readonly StoredDelivery[]>;
  issuesWaiting(now: number, limit: number): Promise<readonly IssueRef[]>;
  countAttempt(ids: readonly string[]): Promise<void>;
  park(ids: readonly string[], reason: string): Promise<void>;
}

export interface Findings {
  readonly routed: readonly { readonly id: string; readonly route: IssueRef & { readonly kind: string } }[];
  readonly ended: readonly {
    readonly ids: readonly string[];
    readonly state: "ignored" | "foreign" | "unreadable";
    readonly reason: string;
  }[];
}

export interface StoredDelivery {
  readonly id: string;
  /** Milliseconds since 1970, by our clock. */
  readonly receivedAt: number;
  /** Header `X-Gitlab-Event`. */
  readonly event: string;
  readonly body: Uint8Array | null;
  readonly attempts: number;
}

/** Reads what a delivery's bytes say; `gitlab/` knows their shape. */
export type ReadDelivery = (event: string | null, body: Uint8Array) => DeliveryHint;
