import type { FastifyInstance } from "fastify";

import { isOperator } from "./operator.ts";

export interface Readiness {
  /** What does not work as it should, one short word each, for everybody to see: `gitlab`, `webhook`, `parked`, … */
  readonly degraded: readonly string[];
  /** For operators: since when, how many, why. */
  readonly details: object;
}

export interface HealthPorts {
  /** Write something small to disk; throws when a delivery could not be stored either. */
  checkWritable(): Promise<void>;
  readiness(): Readiness | Promise<Readiness>;
  /** Milliseconds since 1970. */
  now(): number;
  readonly operatorToken: string | null;
}

/** Anybody may ask as often as they like; the disk is asked this often. */
const ASK_DISK_EVERY_MS = 1000;

/** A store that does not answer by then does not store. */
const DISK_ANSWERS_WITHIN_MS = 2000;

/**
 * `GET /healthz`: the process answers. `GET /readyz`: 200 as long as a delivery can be stored, also while GitLab cannot
 * be reached or something else is degraded, which its JSON names.
 */
export function registerHealth(app: FastifyInstance, ports: HealthPorts): void {
  const canStore = createDiskCheck(ports);

  app.get("/healthz", async () => ({ status: "up" }));

  app.get("/readyz", async (request, reply) => {
    const [isStoring, { degraded, details }] = await Promise.all([canStore(), ports.readiness()]);
    const names = isStoring ? degraded : ["store", ...degraded];
    const status = isStoring ? (names.length === 0 ? "ready" : "degraded") : "unready";
    const shown = isOperator(request, ports.operatorToken) ? { details } : {};
    return await reply
      .code(isStoring ? 200 : 503)
      .header("cache-control", "no-store")
      .send({ status, degraded: names, ...shown });
  });
}

/** One check at a time, its answer good for a moment. */
function createDiskCheck(ports: HealthPorts): () => Promise<boolean> {
  let answer: Promise<boolean> | null = null;
  let askedAt = 0;

  return () => {
    const now = ports.now();
    if (answer === null || Math.abs(now - askedAt) >= ASK_DISK_EVERY_MS) {
      askedAt = now;
      answer = answersInTime(ports.checkWritable());
    }
    return answer;
  };
}

async function answersInTime(check: Promise<void>): Promise<boolean> {
  const late = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => late.resolve(false), DISK_ANSWERS_WITHIN_MS);
  try {
    return await Promise.race([check.then(() => true), late.promise]);
  } catch {
    // Only whether it works is asked here; why it does not is logged where deliveries fail.
    return false;
  } finally {
    clearTimeout(timer);
  }
}
