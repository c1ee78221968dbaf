import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

import type { JsonObject } from "../domain/badge/json.ts";
import type { AchievementPage } from "../workflow/badge/badge-page.ts";
import type { PicturePort } from "../workflow/ports/badge-port.ts";
import { type BadgeForm, offersOf, typeOf } from "./badge-forms.ts";
import { negotiate, type Offer } from "./negotiate.ts";
import { frameAchievementPage } from "./pages/achievement-page.ts";
import { frameIssuerPage } from "./pages/issuer-page.ts";
import { type PageFrame, pageHeaders, renderPage, sendPage } from "./pages/layout.ts";
import { frameNotFound } from "./pages/not-found-page.ts";
import type { Site } from "./pages/site.ts";
import { PICTURE_WIDTH, pictureOf } from "./program-picture.ts";
import { FOR_PROGRAMS, sendContent, sendTagged } from "./send-content.ts";

/** The issuer, for people and for programs. */
export interface IssuerPage {
  readonly name: string;
  readonly website: string | null;
  /** What a reader has to look at: `certify.example.com`. */
  readonly domain: string;
  readonly did: string;
  readonly isDemo: boolean;
  /** What it certifies. */
  readonly achievements: readonly { readonly address: string; readonly name: string }[];
  /** The same as an Open Badges Profile. */
  readonly profile: JsonObject;
}

/** Whatever is `null` is not there: nothing issued yet, or no such program or list. */
export interface IssuerPorts {
  readonly site: Site;
  didDocument(): JsonObject | null;
  jwks(): JsonObject | null;
  issuerPage(): Promise<IssuerPage | null>;
  achievement(programId: string): Promise<AchievementPage | null>;
  /** @returns A signed Bitstring status list, as JSON. */
  statusList(list: number): Promise<string | null>;
  readonly pictures: Pick<PicturePort, "rasterize">;
}

/**
 * Everybody may keep these, and checks badges with what they kept; so a revocation and a removed key are known
 * everywhere after five minutes.
 */
const PUBLIC = "public, max-age=300";

/** Nobody keeps names for others: whoever takes theirs back is shown no longer. */
const WITH_NAMES = "private, max-age=60";

const ENDINGS = ["json", "svg", "png"] as const;
type Ending = (typeof ENDINGS)[number];

const DID_TYPES = offers("application/did+ld+json", "application/did+json", "application/json", "application/ld+json");
const JWKS_TYPES = offers("application/jwk-set+json", "application/json");
const CREDENTIAL_TYPES = offers("application/vc", "application/vc+ld+json", "application/ld+json", "application/json");

/** Programs get JSON unless they ask for a page; browsers always do. */
const JSON_OR_PAGE: readonly [Offer<"json" | "page">, ...Offer<"json" | "page">[]] = [
  ...offers("application/ld+json", "application/json"),
  { type: "text/html", form: "page" },
];

/**
 * What badges are checked against: `/.well-known/did.json` (also `/did.json`, where did:web looks when there is a
 * path), `/.well-known/jwks.json`, `/issuer`, `/achievements/:program` and `/status/:list`. All of it is public and says
 * nothing of any holder who did not ask for it.
 */
export function registerIssuer(app: FastifyInstance, ports: IssuerPorts): void {
  const { site, pictures } = ports;

  for (const path of ["/.well-known/did.json", "/did.json"]) {
    serve(app, path, async (request, reply) => sendJson(request, reply, DID_TYPES, ports.didDocument()));
  }
  serve(app, "/.well-known/jwks.json", async (request, reply) => sendJson(request, reply, JWKS_TYPES, ports.jwks()));

  serve(app, "/issuer", async (request, reply) => {
    const issuer = await ports.issuerPage();
    if (issuer === null) return answerNothing(site, request, reply);
    const { type, form } = negotiate(request.headers.accept, JSON_OR_PAGE);
    if (form === "page") return showPage(request, reply, frameIssuerPage(site, issuer));
    return sendPublic(request, reply, type, JSON.stringify(issuer.profile));
  });

  serve<{ file: string }>(app, "/achievements/:file", async (request, reply) => {
    const { id, ending } = readFile(request.params.file);
    const page = await ports.achievement(id);
    if (page === null) return answerNothing(site, request, reply);
    const { type, form } = chooseForm(request, ending);
    if (form === "page") return showPage(request, reply, frameAchievementPage(site, page), WITH_NAMES);
    if (form === "json") return sendPublic(request, reply, type, page.json);
    const svg = pictureOf(page);
    return sendPublic(request, reply, type, form === "svg" ? svg : await pictures.rasterize(svg, PICTURE_WIDTH));
  });

  serve<{ list: string }>(app, "/status/:list", async (request, reply) => {
    const number = /^[1-9]\d{0,8}$/.exec(request.params.list)?.[0];
    const list = number === undefined ? null : await ports.statusList(Number(number));
    if (list === null) return answerNothing(site, request, reply);
    return sendPublic(request, reply, jsonTypeOf(request, CREDENTIAL_TYPES), list);
  });
}

type Handler<Params> = (request: FastifyRequest<{ Params: Params }>, reply: FastifyReply) => Promise<FastifyReply>;

/** With the answer browsers want before a program of another site may ask with headers of its own. */
function serve<Params>(app: FastifyInstance, path: string, handler: Handler<Params>): void {
  app.get<{ Params: Params }>(path, handler);
  app.options(path, async (_request, reply) =>
    reply
      .code(204)
      .headers({
        ...FOR_PROGRAMS,
        "access-control-allow-methods": "GET, HEAD, OPTIONS",
        "access-control-allow-headers": "*",
        "access-control-max-age": "86400",
        allow: "GET, HEAD, OPTIONS",
      })
      .send(),
  );
}

function sendJson(
  request: FastifyRequest,
  reply: FastifyReply,
  types: readonly [Offer<"json">, ...Offer<"json">[]],
  json: JsonObject | null,
): FastifyReply {
  if (json === null) return reply.code(404).headers(FOR_PROGRAMS).send({ code: "NOT_FOUND" });
  return sendPublic(request, reply, jsonTypeOf(request, types), JSON.stringify(json));
}

/** A browser shows JSON under that name; under any other it only saves it. */
function jsonTypeOf(request: FastifyRequest, types: readonly [Offer<"json">, ...Offer<"json">[]]): string {
  const { type } = negotiate(request.headers.accept, [...types, { type: "text/html", form: "json" }]);
  return type === "text/html" ? "application/json" : type;
}

function sendPublic(
  request: FastifyRequest,
  reply: FastifyReply,
  type: string,
  body: string | Uint8Array,
): FastifyReply {
  return sendContent(request, reply.headers({ "cache-control": PUBLIC, vary: "accept" }), { type, body });
}

async function showPage(
  request: FastifyRequest,
  reply: FastifyReply,
  frame: PageFrame,
  keep: string = PUBLIC,
): Promise<FastifyReply> {
  reply.headers({ ...pageHeaders(frame), "cache-control": keep, vary: "accept" });
  return sendTagged(request, reply, await renderPage(frame));
}

async function answerNothing(site: Site, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  if (negotiate(request.headers.accept, JSON_OR_PAGE).form === "page") return sendPage(reply, 404, frameNotFound(site));
  return reply.code(404).headers(FOR_PROGRAMS).send({ code: "NOT_FOUND" });
}

function chooseForm(
  request: FastifyRequest,
  ending: Ending | undefined,
): { readonly type: string; readonly form: "page" | Exclude<BadgeForm, "jwt"> } {
  switch (ending) {
    case "svg":
    case "png":
      return { type: typeOf(ending), form: ending };
    case "json":
      return negotiate(request.headers.accept, offersOf("json"));
    case undefined:
      return negotiate(request.headers.accept, [...JSON_OR_PAGE, ...offersOf("svg"), ...offersOf("png")]);
  }
}

function offers(...types: readonly [string, ...string[]]): readonly [Offer<"json">, ...Offer<"json">[]] {
  const [first, ...others] = types;
  return [{ type: first, form: "json" }, ...others.map((type) => ({ type, form: "json" as const }))];
}

function readFile(file: string): { readonly id: string; readonly ending: Ending | undefined } {
  const ending = ENDINGS.find((one) => file.endsWith(`.${one}`));
  return { id: ending === undefined ? file : file.slice(0, -1 - ending.length), ending };
}
