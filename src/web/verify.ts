import { hash } from "node:crypto";
import { readFileSync } from "node:fs";

import multipart from "@fastify/multipart";
import rateLimit from "@fastify/rate-limit";
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

import { headlineOf, questionOf, sentenceOf } from "../domain/badge/verdict-words.ts";
import type { VerificationReport, VerificationRequest } from "../workflow/badge/report.ts";
import { negotiate } from "./negotiate.ts";
import { sendPage } from "./pages/layout.ts";
import { registerAssets, type Asset, type Site } from "./pages/site.ts";
import { frameVerdict, frameVerifyForm, type VerifyFrame } from "./pages/verify-page.ts";
import { FORM_LIMITS, readVerifyForm } from "./read-verify-form.ts";

export interface VerifyPagePorts {
  readonly site: Site;
  verify(request: VerificationRequest): Promise<VerificationReport>;
  /** Who issues badges here; `null` when nobody does. */
  readonly issuer: { readonly name: string; readonly url: string; readonly isDemo: boolean } | null;
}

/** One client, each minute. People check a badge or two; a class its thirty in two minutes. */
const BADGES_PER_MINUTE = 20;

/** Each may wait five seconds for somebody else's server with some megabytes in hand. */
const MOST_AT_ONCE = 8;

/** Each may take ten seconds to send some megabytes; who is slow keeps no place from those who are done. */
const MOST_READ_AT_ONCE = 32;

const BUSY_SECONDS = 5;

const BADGE_ID = /^[\w-]{32}$/;

const PROBLEMS = {
  empty: { status: 400, code: "NOTHING_TO_CHECK", sentence: "Choose a file, or paste a badge or its address." },
  broken: { status: 400, code: "FORM_BROKEN", sentence: "The form did not arrive whole. Please send it again." },
  "too-large": {
    status: 413,
    code: "TOO_LARGE",
    sentence: "That is larger than any badge: a file has to stay below 2 MiB, text below 512 KiB.",
  },
  "other-type": {
    status: 415,
    code: "NOT_A_FORM",
    sentence: "Please use this form, or send one like it (multipart/form-data).",
  },
  "too-often": {
    status: 429,
    code: "TOO_OFTEN",
    sentence: "You checked many badges in a short while. Please try again in a minute.",
  },
  busy: {
    status: 503,
    code: "BUSY",
    sentence: "Many badges are being checked just now. Please try again in a few seconds.",
  },
} as const;

/**
 * `GET /verify`: a form. `POST /verify`: what is there to know about the badge in it, as a page or, by `Accept`, as JSON.
 * Keeps nothing and changes nothing.
 */
export function registerVerify(app: FastifyInstance, ports: VerifyPagePorts): void {
  const assets = readAssets(ports.site.basePath);
  registerAssets(app, { ...ports.site, ...assets, fonts: [] });
  const frame = { site: ports.site, assets, issuer: ports.issuer?.name ?? null, isDemo: ports.issuer?.isDemo ?? false };

  // A plugin of its own keeps the form parser, the limit and the friendly errors away from the other routes.
  void app.register(async (scope) => {
    await scope.register(rateLimit, { global: false });
    await scope.register(multipart, { limits: FORM_LIMITS });
    const ask = scope.createRateLimit({ max: BADGES_PER_MINUTE, timeWindow: 60_000 });
    let reading = 0;
    let running = 0;

    scope.setErrorHandler<FastifyError>((error, request, reply) => {
      if (error.statusCode === 415) return refuse(frame, request, reply, "other-type");
      throw error;
    });

    scope.get<{ Querystring: { badge?: unknown } }>("/verify", async (request, reply) => {
      const { badge } = request.query;
      const isOurs = ports.issuer !== null && typeof badge === "string" && BADGE_ID.test(badge);
      const text = isOurs ? `${ports.issuer.url}/badges/${badge}` : "";
      return sendPage(reply, 200, frameVerifyForm(frame, { text, recipient: "", problem: null }));
    });

    scope.post("/verify", async (request, reply) => {
      // Before the body is read.
      const limit = await ask(request);
      if (!limit.isAllowed && limit.isExceeded) {
        return refuse(frame, request, reply.header("retry-after", limit.ttlInSeconds), "too-often");
      }
      if (!request.isMultipart()) return refuse(frame, request, reply, "other-type");
      const later = () => refuse(frame, request, reply.header("retry-after", BUSY_SECONDS), "busy");
      if (reading >= MOST_READ_AT_ONCE) return later();
      reading += 1;
      const form = await readVerifyForm(request).finally(() => {
        reading -= 1;
      });
      if (form.kind !== "request") return refuse(frame, request, reply, form.kind, form.recipient);
      if (running >= MOST_AT_ONCE) return later();
      running += 1;
      try {
        const report = await ports.verify(form.request);
        if (wantsJson(request)) return sendJson(reply, 200, describe(report));
        return sendPage(reply, 200, frameVerdict(frame, report, form.request.recipient));
      } finally {
        running -= 1;
      }
    });
  });
}

async function refuse(
  frame: VerifyFrame,
  request: FastifyRequest,
  reply: FastifyReply,
  kind: keyof typeof PROBLEMS,
  recipient = "",
): Promise<FastifyReply> {
  const { status, code, sentence } = PROBLEMS[kind];
  if (wantsJson(request)) return sendJson(reply, status, { code, message: sentence });
  return await sendPage(reply, status, frameVerifyForm(frame, { text: "", recipient, problem: sentence }));
}

/** The same for programs, with the words people read. */
function describe(report: VerificationReport): Readonly<Record<string, unknown>> {
  const checks = report.checks.map((check) => ({
    ...check,
    question: questionOf(check.id),
    sentence: sentenceOf(check),
  }));
  return { verdict: report.verdict, headline: headlineOf(report), checks, claims: report.claims };
}

function sendJson(reply: FastifyReply, status: number, body: Readonly<Record<string, unknown>>): FastifyReply {
  return reply
    .code(status)
    .headers({
      "cache-control": "no-store",
      "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff",
    })
    .send(body);
}

function wantsJson(request: FastifyRequest): boolean {
  const page = { type: "text/html", form: "page" } as const;
  return negotiate(request.headers.accept, [page, { type: "application/json", form: "json" }]).form === "json";
}

function readAssets(basePath: string): { readonly stylesheet: Asset; readonly script: Asset } {
  const asset = (file: string, ending: string, type: string): Asset => {
    const content = readFileSync(new URL(`./pages/assets/${file}`, import.meta.url));
    return { href: `${basePath}/assets/${hash("sha256", content, "hex").slice(0, 16)}.${ending}`, type, content };
  };
  return {
    stylesheet: asset("verify.css", "css", "text/css; charset=utf-8"),
    script: asset("verify.js", "js", "text/javascript; charset=utf-8"),
  };
}
