/**
 * Every way this bot can fail on purpose. Codes are stable: they appear in logs, in answers of the HTTP server and
 * in the table of docs/operations.md.
 */
export type ErrorCode =
  | "BADGE_ISSUER_MISSING"
  | "BADGE_KEYS_DIFFER"
  | "BADGE_KEYS_MISSING"
  | "BADGE_KEYS_UNUSABLE"
  | "BADGE_URL_DIFFERS"
  | "CONFIG_INVALID"
  | "DATA_DIR_IN_USE"
  | "GITLAB_REFUSED"
  | "GITLAB_NOT_FOUND"
  | "GITLAB_UNAVAILABLE"
  | "JOURNAL_BROKEN"
  | "PROGRAM_INVALID"
  | "PROGRAM_NOT_FOUND"
  | "STORE_UNAVAILABLE";

/** Who has to do something about a failure; it decides log level and retry. */
export type Blame = "operator" | "person" | "remote";

export interface BotErrorOptions {
  /** For the log; never a secret. */
  readonly details?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/** A failure someone must act on. Expected outcomes are return values, never errors. */
export class BotError extends Error {
  override readonly name: string = "BotError";
  readonly code: ErrorCode;
  readonly blame: Blame;
  readonly details: Readonly<Record<string, unknown>>;

  /**
   * @param message - "Cannot *action*: *what is*, *what should be*", no full stop.
   */
  constructor(code: ErrorCode, blame: Blame, message: string, options: BotErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.blame = blame;
    this.details = options.details ?? {};
  }

  /** Only a remote failure can heal by itself; a second try of any other kind fails the same way. */
  get retryable(): boolean {
    return this.blame === "remote";
  }
}
