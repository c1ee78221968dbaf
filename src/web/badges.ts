import rateLimit from "@fastify/rate-limit";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { encodeQR } from "qr";

import { drawPreview } from "../domain/badge/preview.ts";
import type { BadgePage } from "../workflow/badge/badge-page.ts";
import type { HashedRecipient, PicturePort } from "../workflow/ports/badge-port.ts";
import { ALL_FORMS, type BadgeForm, readBadgePath, type Shown, typeOf } from "./badge-forms.ts";
import { negotiate, type Offer } from "./negotiate.ts";
import { frameBadgePage } from "./pages/badge-page.ts";
import type { RecipientAnswer } from "./pages/badge-recipient.ts";
import { pageHeaders, renderPage, sendPage } from "./pages/layout.ts";
import { frameNotFound } from "./pages/not-found-page.ts";
import type { Site } from "./pages/site.ts";
import { fileNameOf } from "./pages/words.ts";
import { PICTURE_WIDTH, pictureOf } from "./program-picture.ts";
import { FOR_PROGRAMS, sendContent, sendTagged } from "./send-content.ts";

export interface BadgesPorts {
  readonly site: Site;
  /**
   * `null` for what was never issued, and for what is hidden or forgotten: nobody can tell which. What it throws is
   * logged, so its errors must not name the id.
   */
  find(id: string): Promise<BadgePage | null>;
  isRecipient(recipient: HashedRecipient, name: string): boolean;
  /** Of the bot, without `@`; `null` as long as it is not known. */
  handle(): string | null;
  /** Has to keep what it drew: all badges of a program look the same. */
  readonly pictures: PicturePort;
}

/** Whoever asks for one of these expects no page, also when there is nothing. */
const FOR_MACHINES = /\.(?:json|jwt|svg|png)$/;

/** Short enough that a revocation is seen at once, long enough for a link preview's handful of questions. */
const PRIVATE = "private, max-age=60";

/** Pixels. */
const PREVIEW_WIDTH = 1200;

/** Whose badge it is may be asked so often by one client; guessing addresses takes millions. */
const QUESTIONS_PER_MINUTE = 20;

const FORM_LIMIT_BYTES = 4096;

/**
 * `GET /badges/:id` and what is below: the page of a badge, or the badge itself by ending or by `Accept`, for everybody
 * who knows the address. `POST /badges/:id/check` tells whether it was given to somebody; only there so that no name
 * stands in an address. Nothing here changes anything. What cannot be an id and what shows no badge are the same 404.
 */
export function registerBadges(app: FastifyInstance, ports: BadgesPorts): void {
  // A plugin of its own keeps the form parser and the limit away from the other routes.
  void app.register(async (scope) => {
    await scope.register(rateLimit, { global: false });
    const ask = scope.createRateLimit({ max: QUESTIONS_PER_MINUTE, timeWindow: 60_000 });
    scope.addContentTypeParser(
      "application/x-www-form-urlencoded",
      { parseAs: "string", bodyLimit: FORM_LIMIT_BYTES },
      (_request, body, done) => done(null, new URLSearchParams(String(body))),
    );

    scope.get<{ Params: { "*": string } }>("/badges/*", async (request, reply) => {
      const path = readBadgePath(request.params["*"]);
      const page = path === null ? null : await ports.find(path.id);
      if (path === null || page === null) return answerNotFound(ports.site, request, reply);
      return showBadge(ports, request, reply, page, negotiate(request.headers.accept, path.offers));
    });

    scope.post<{ Params: { "*": string }; Body: unknown }>("/badges/*", async (request, reply) => {
      const path = readBadgePath(request.params["*"]);
      const page = path?.isQuestion === true ? await ports.find(path.id) : null;
      if (page === null) return answerNotFound(ports.site, request, reply);
      const limit = await ask(request);
      const answer =
        !limit.isAllowed && limit.isExceeded ? tooOften(reply, limit.ttlInSeconds) : compare(ports, page, request.body);
      const status = { yes: 200, no: 200, empty: 400, "too-often": 429 }[answer.kind];
      return sendPage(reply, status, frameBadgePage({ site: ports.site, page, handle: ports.handle(), answer }));
    });
  });
}

async function showBadge(
  ports: BadgesPorts,
  request: FastifyRequest,
  reply: FastifyReply,
  page: BadgePage,
  { type, form }: Offer<Shown>,
): Promise<FastifyReply> {
  reply.headers({ "cache-control": PRIVATE, vary: "accept", link: linksOf(page) });
  if (form === "page") {
    const frame = frameBadgePage({ site: ports.site, page, handle: ports.handle(), answer: null });
    return sendTagged(request, reply.headers(pageHeaders(frame)), await renderPage(frame));
  }
  if (page.visibility !== "public") reply.header("x-robots-tag", "noindex");
  if (isForm(form)) reply.header("content-disposition", `inline; filename="${fileNameOf(page.name)}.${form}"`);
  return sendContent(request, reply, { type, body: await contentOf(ports, page, form) });
}

async function contentOf(
  { pictures }: BadgesPorts,
  page: BadgePage,
  form: Exclude<Shown, "page">,
): Promise<string | Uint8Array> {
  switch (form) {
    case "json":
      return page.json;
    case "jwt":
      return page.jwt;
    case "svg":
      return pictures.bakeSvg(pictureOf(page), page.json);
    case "png":
      return pictures.bakePng(await pictures.rasterize(pictureOf(page), PICTURE_WIDTH), page.json);
    case "preview":
      return pictures.rasterize(drawPreview(page), PREVIEW_WIDTH);
    case "qr":
      return drawQr(page.address);
  }
}

/** Dark on light with a border, also on a dark page: many readers take no other. */
function drawQr(address: string): string {
  return encodeQR(address, "svg", { border: 3, ecc: "medium", optimize: true }).replace(
    /^(<svg [^>]*>)/,
    '$1<path fill="#fff" d="M0 0h200v200H0z"/>',
  );
}

function isForm(form: Shown): form is BadgeForm {
  return form !== "page" && form !== "preview" && form !== "qr";
}

function linksOf({ address }: BadgePage): string {
  const forms: readonly BadgeForm[] = ["json", "jwt", "svg", "png"];
  return forms.map((form) => `<${address}.${form}>; rel="alternate"; type="${typeOf(form)}"`).join(", ");
}

function compare(ports: BadgesPorts, page: BadgePage, body: unknown): RecipientAnswer {
  const asked = (body instanceof URLSearchParams ? (body.get("name") ?? "") : "").trim();
  if (asked === "") return { kind: "empty", title: "Nothing to compare.", asked };
  // People write usernames as they mention them.
  const names = [asked, asked.replace(/^@/, "")];
  const isGiven = page.recipients.some((recipient) => names.some((name) => ports.isRecipient(recipient, name)));
  return isGiven ? { kind: "yes", title: "Yes.", asked } : { kind: "no", title: "No.", asked };
}

function tooOften(reply: FastifyReply, seconds: number): RecipientAnswer {
  reply.header("retry-after", seconds);
  return { kind: "too-often", title: "Not now.", asked: "" };
}

/** Says nothing of why. */
async function answerNotFound(site: Site, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const [path = ""] = request.url.split("?", 1);
  const form = FOR_MACHINES.test(path) ? "json" : negotiate(request.headers.accept, ALL_FORMS).form;
  reply.headers({ vary: "accept", "x-robots-tag": "noindex" });
  if (form === "page") return sendPage(reply, 404, frameNotFound(site));
  return reply
    .code(404)
    .headers({ ...FOR_PROGRAMS, "cache-control": "no-store" })
    .send({ code: "NOT_FOUND" });
}
