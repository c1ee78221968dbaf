import { hash } from "node:crypto";

import type { FastifyInstance, FastifyReply } from "fastify";

import type { Calendar } from "../workflow/ports/calendar.ts";
import { renderCalendar } from "./calendar-file.ts";
import { knowsAlready } from "./send-content.ts";

export interface CalendarPorts {
  /** `null` when there is none. What it throws is logged, so its errors must not name the id. */
  readonly find: (id: string) => Promise<Calendar | null>;
}

/** 22 characters of base64url are 128 bits: not to be guessed. Anything shorter was never given out. */
const FILE = /^([\w-]{22,})\.ics$/;

/** The address is the key to what is there; it must not travel on from here or be found. */
const KEEP_SECRET = { "referrer-policy": "no-referrer", "x-robots-tag": "noindex" };

const FILE_HEADERS = {
  "content-type": "text/calendar; charset=utf-8",
  "content-disposition": 'inline; filename="engagement.ics"',
};

/**
 * `GET /calendar/:id.ics`: one engagement, or the feed of one person, for everybody who knows the address. Changes
 * nothing. What cannot be an id and what is no id of ours are both the 404 of any unknown address.
 */
export function registerCalendar(app: FastifyInstance, ports: CalendarPorts): void {
  app.get<{ Params: { file: string } }>("/calendar/:file", async (request, reply) => {
    reply.headers(KEEP_SECRET);
    const id = FILE.exec(request.params.file)?.[1];
    const calendar = id === undefined ? null : await ports.find(id);
    if (calendar === null) return reply.callNotFound();
    return sendFile(reply, renderCalendar(calendar), request.headers["if-none-match"]);
  });
}

function sendFile(reply: FastifyReply, file: string, knownTags: string | undefined): FastifyReply {
  const tag = `"${hash("sha256", file, "base64url")}"`;
  reply.headers({ "cache-control": "private, max-age=300", etag: tag });
  return knowsAlready(knownTags, tag) ? reply.code(304).send() : reply.headers(FILE_HEADERS).send(file);
}
