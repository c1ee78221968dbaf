import { hash } from "node:crypto";

import type { FastifyReply, FastifyRequest } from "fastify";

export interface Content {
  /** Media type, without charset. */
  readonly type: string;
  readonly body: string | Uint8Array;
}

/** Programs on any site may read what is for programs: there are no cookies that could be abused. */
export const FOR_PROGRAMS: Readonly<Record<string, string>> = {
  "access-control-allow-origin": "*",
  "cross-origin-resource-policy": "cross-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

/** A picture runs nothing and loads nothing, also when it is opened by itself. */
const PICTURE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:; sandbox";

/** Send what programs read, with a tag of its own bytes: whoever has them already gets only 304. */
export function sendContent(request: FastifyRequest, reply: FastifyReply, content: Content): FastifyReply {
  const { type, body } = content;
  reply.headers({ ...FOR_PROGRAMS, "content-type": type.startsWith("text/") ? `${type}; charset=utf-8` : type });
  if (type === "image/svg+xml") reply.header("content-security-policy", PICTURE_POLICY);
  // To a string fastify adds a charset, which the media types of JSON do not have.
  return sendTagged(request, reply, Buffer.from(body));
}

/** Send a body whose headers are set already, unless it is known. */
export function sendTagged(request: FastifyRequest, reply: FastifyReply, body: string | Buffer): FastifyReply {
  const tag = `"${hash("sha256", body, "base64url")}"`;
  reply.header("etag", tag);
  return knowsAlready(request.headers["if-none-match"], tag) ? reply.code(304).send() : reply.send(body);
}

/** Does `If-None-Match` name this tag? Weak comparison (RFC 9110, section 13.1.2): a proxy that compresses makes our tag a weak one. */
export function knowsAlready(knownTags: string | undefined, tag: string): boolean {
  const tags = (knownTags ?? "").split(",").map((known) => known.trim().replace(/^W\//, ""));
  return tags.includes(tag) || tags.includes("*");
}
