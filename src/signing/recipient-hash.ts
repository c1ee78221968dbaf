import { createHash, randomBytes } from "node:crypto";

import type { HashedRecipient } from "../workflow/ports/badge-port.ts";

/** A salt of its own for each badge, so that two badges of one person cannot be told to be. */
const SALT_BYTES = 16;

/** The salted hash of a name (Open Badges 3.0, `IdentityObject`), whatever its capitals and the white space around it. */
export function hashRecipient(type: HashedRecipient["type"], name: string): HashedRecipient {
  const salt = randomBytes(SALT_BYTES).toString("hex");
  return { type, hash: hashOf(name, salt), salt };
}

/** Is this the name behind a hash? Only SHA-256 counts: whoever signs can make two names of one MD5. */
export function isHashOf(hash: string, salt: string, name: string): boolean {
  return hash.toLowerCase() === hashOf(name, salt);
}

function hashOf(name: string, salt: string): string {
  return `sha256$${createHash("sha256")
    .update(name.trim().toLowerCase() + salt)
    .digest("hex")}`;
}
