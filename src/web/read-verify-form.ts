import type { FastifyRequest } from "fastify";

import type { VerificationRequest } from "../workflow/badge/report.ts";

/** What came with the form, or why it cannot be read. */
export type ReadForm =
  | { readonly kind: "request"; readonly request: VerificationRequest }
  | { readonly kind: "empty" | "too-large" | "broken"; readonly recipient: string };

const FILE_BYTES = 2 * 1024 * 1024;

/** Twice what a badge may have; pasted pictures are rare, and may come as a file. */
const TEXT_BYTES = 512 * 1024;

const MOST_CHARACTERS = 320;

/** One file and two fields; anything else is not our form. */
export const FORM_LIMITS = {
  files: 1,
  fields: 2,
  parts: 3,
  fileSize: FILE_BYTES,
  fieldSize: TEXT_BYTES,
  fieldNameSize: 32,
  headerPairs: 20,
} as const;

/** Read the form in memory; nothing touches the disk, and names of files are not looked at. */
export async function readVerifyForm(request: FastifyRequest): Promise<ReadForm> {
  let recipient = "";
  let text = "";
  let file: Buffer | null = null;
  try {
    for await (const part of request.parts()) {
      if (part.type === "file") {
        const bytes = await part.toBuffer();
        if (part.fieldname === "file" && bytes.length > 0) file = bytes;
      } else if (part.valueTruncated) return { kind: "too-large", recipient };
      else if (part.fieldname === "recipient") recipient = String(part.value).slice(0, MOST_CHARACTERS);
      else if (part.fieldname === "text") text = String(part.value).trim();
    }
  } catch (error) {
    return { kind: codeOf(error) === "FST_REQ_FILE_TOO_LARGE" ? "too-large" : "broken", recipient };
  }
  if (file !== null) return { kind: "request", request: { source: { kind: "file", bytes: file }, recipient } };
  if (text === "") return { kind: "empty", recipient };
  return { kind: "request", request: { source: sourceOf(text), recipient } };
}

/** An address is one word; a badge never begins like one. */
function sourceOf(text: string): VerificationRequest["source"] {
  if (/^https?:\/\/\S+$/i.test(text)) return { kind: "address", url: text };
  return { kind: "file", bytes: Buffer.from(text) };
}

function codeOf(error: unknown): unknown {
  return typeof error === "object" && error !== null && "code" in error ? error.code : null;
}
