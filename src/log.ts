import { pino, type DestinationStream, type Logger } from "pino";

import { BotError } from "./domain/error.ts";
import { hideSecretAddresses } from "./web/secret-addresses.ts";

export type LogFields = Readonly<Record<string, unknown>>;

/** One line is one sentence without full stop, and fields. An error goes into the field `error`. */
export interface Log {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  /** Puts the fields on every line, for instance the `deliveryId` of one delivery. */
  child(fields: LogFields): Log;
  /** Whether debug lines are written, for callers to whom collecting the fields costs something. */
  readonly debugs: boolean;
}

export interface LogOptions {
  readonly level: string;
  /** Values that never leave the process, whatever field or message they got into. */
  readonly secrets: readonly string[];
  /** Standard output unless a test gives another place. */
  readonly destination?: DestinationStream;
}

const HIDDEN = "[hidden]";

const SECRET_NAMES = [
  "authorization",
  "cookie",
  "headers",
  "operatorToken",
  "password",
  "private-token",
  "secret",
  "secrets",
  "signingTokens",
  "token",
];

/** A shorter value would turn every line into a riddle; its field is still hidden by name. */
const SHORTEST_SECRET = 4;

/** A chain of causes may be a ring. */
const DEEPEST_CAUSE = 8;

/** The only place where lines are made, so the only place where secrets have to be taken out. */
export function createLog(options: LogOptions): Log {
  const destination = options.destination ?? pino.destination({ dest: 1, sync: true });
  const logger = pino(
    {
      level: options.level,
      base: null,
      messageKey: "message",
      formatters: { level: (label) => ({ level: label }) },
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { error: (error: unknown) => describeError(error) },
      redact: { paths: SECRET_NAMES.flatMap((name) => [`["${name}"]`, `*["${name}"]`]), censor: HIDDEN },
    },
    withoutSecrets(destination, options.secrets),
  );
  return wrap(logger);
}

function wrap(logger: Logger): Log {
  return {
    debug: (message, fields) => logger.debug(fields ?? {}, message),
    info: (message, fields) => logger.info(fields ?? {}, message),
    warn: (message, fields) => logger.warn(fields ?? {}, message),
    error: (message, fields) => logger.error(fields ?? {}, message),
    child: (fields) => wrap(logger.child(fields)),
    debugs: logger.isLevelEnabled("debug"),
  };
}

/** Hiding by field name misses a secret inside a message, an address or a stack; this looks at the finished line. */
function withoutSecrets(destination: DestinationStream, secrets: readonly string[]): DestinationStream {
  const spellings = new Set(
    secrets
      .filter((secret) => secret.length >= SHORTEST_SECRET)
      .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)]),
  );
  // The longest first: one secret may be the beginning of another.
  const ordered = [...spellings].toSorted((a, b) => b.length - a.length);

  return {
    write(line: string): void {
      const shown = ordered.reduce((text, secret) => text.replaceAll(secret, HIDDEN), line);
      destination.write(hideSecretAddresses(shown));
    },
  };
}

/** Only what is known to be text for people: errors of HTTP clients carry whole requests, tokens included. */
function describeError(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error) || depth > DEEPEST_CAUSE) return String(error);
  return {
    name: error.name,
    message: error.message,
    ...("code" in error && { code: error.code }),
    ...(error instanceof BotError && { blame: error.blame, details: error.details }),
    stack: error.stack,
    ...(error.cause !== undefined && { cause: describeError(error.cause, depth + 1) }),
  };
}
