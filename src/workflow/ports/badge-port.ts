import type { BadgeVisibility } from "../../domain/badge/badge.ts";
import type { UnsignedCredential } from "../../domain/badge/credential.ts";
import type { JsonObject } from "../../domain/badge/json.ts";
import type { PersonId } from "../../domain/enrollment/fact.ts";

/** The register of badges: one row for each enrollment and program version that earned one. */
export interface BadgesPort {
  /**
   * Give a badge its address and its place in a status list, once: whoever reserves it again gets what was reserved.
   * The place is drawn at random from the free ones of the newest list that is less than half full.
   *
   * @returns `null` when the person was forgotten, before it or after: there is no badge and none will be.
   */
  reserve(badge: NewBadge): Promise<StoredBadge | null>;
  /**
   * Keep what was signed, in the place of what was signed before. Nothing is kept once the holder was forgotten.
   *
   * @param instead - When that was signed whose place it takes, `null` for nothing: of several who sign at once the
   *   first one counts. Without it, it takes the place of whatever there is.
   */
  sign(id: string, signed: SignedBadge, at: Date, instead?: Date | null): Promise<void>;
  /** @returns `null` when there is none; also when its holder was forgotten. */
  find(id: string): Promise<StoredBadge | null>;
  /** The newest, when it was certified by several versions of its program. */
  ofEnrollment(enrollmentId: string): Promise<StoredBadge | null>;
  /** All of them, in the order of issuing, after this one; at most `limit`. */
  list(afterNumber: number, limit: number): Promise<readonly StoredBadge[]>;
  /** Those on the public register of a program, newest first: signed, published and not revoked. */
  published(programId: string, limit: number): Promise<readonly StoredBadge[]>;
  /** Places of a status list whose badges were revoked, also of forgotten holders; `null` when there is no such list. */
  revokedIn(list: number): Promise<readonly number[] | null>;
  /** Status lists there are, from 1. */
  lists(): Promise<readonly number[]>;
  /** Hash of the journal up to the certification, hexadecimal; `null` when it is not certified. */
  journalHash(enrollmentId: string): Promise<string | null>;
  /** `waiting` are reserved and not signed yet. The two others go on counting badges of forgotten holders. */
  counts(): Promise<{ readonly issued: number; readonly waiting: number; readonly revoked: number }>;
}

export interface NewBadge {
  readonly enrollmentId: string;
  readonly programId: string;
  readonly programVersion: number;
  readonly person: PersonId;
  /** `urn:uuid:…`, the holder's name in this credential alone. */
  readonly subjectId: string;
  readonly recipients: readonly HashedRecipient[];
  readonly awardedAt: Date;
}

/** Whom a badge was given to, so that only who knows the name already can recognise it. */
export interface HashedRecipient {
  readonly type: "emailAddress" | "userName";
  /** `sha256$` and the hash of name and salt, hexadecimal. */
  readonly hash: string;
  readonly salt: string;
}

export interface StoredBadge extends NewBadge {
  /** Order of reserving, from 1. */
  readonly number: number;
  /** Unguessable; the last part of its address. */
  readonly id: string;
  readonly statusList: number;
  readonly statusIndex: number;
  /** `null` as long as it is reserved only. */
  readonly signed: (SignedBadge & { readonly at: Date }) | null;
  readonly showsName: boolean;
  readonly visibility: BadgeVisibility;
  readonly revokedAt: Date | null;
  readonly renewedAt: Date | null;
}

export interface SignedBadge {
  /** The credential without proof: what is signed again when a key has to go. */
  readonly body: UnsignedCredential;
  /** With its Data Integrity proof, as JSON. */
  readonly json: string;
  /** The same as VC-JWT. */
  readonly jwt: string;
  /** Ids of the keys that signed. */
  readonly keyIds: readonly string[];
  readonly validFrom: Date;
  readonly validUntil: Date | null;
}

/** What the store keeps about the issuer, so that a wrong address or another set of keys is noticed before it harms. */
export interface BadgeIssuerPort {
  /** `null` until the first badge. */
  frozenUrl(): Promise<string | null>;
  /**
   * From now on it is this one; doing it again changes nothing.
   *
   * @param instead - The frozen address it takes the place of, when an operator moves badges on purpose.
   * @throws {BotError} `BADGE_URL_DIFFERS` when another one is frozen.
   */
  freezeUrl(url: string, instead?: string): Promise<void>;
  /** Public keys this installation ever signed with, oldest first. */
  keys(): Promise<readonly PublicKey[]>;
  /**
   * Add keys and change their states, all or none.
   *
   * @throws {BotError} `BADGE_KEYS_DIFFER` when an id is known with another key: an id never changes its key.
   */
  saveKeys(keys: readonly PublicKey[]): Promise<void>;
}

export interface PublicKey {
  /** `ed-2026-11-22`, never used again. */
  readonly id: string;
  readonly kind: "Ed25519" | "RS256";
  readonly jwk: JsonObject;
  readonly createdAt: Date;
  /** `current` signs; `retired` only verifies what it signed; `removed` is published no more. */
  readonly state: "current" | "retired" | "removed";
}

/** Signs with the current keys, a few at a time. */
export interface SigningPort {
  signBadge(
    body: UnsignedCredential,
  ): Promise<{ readonly json: string; readonly jwt: string; readonly keyIds: readonly string[] }>;
  /** Any other credential, such as a status list. @returns JSON. */
  signCredential(body: JsonObject): Promise<string>;
  /** For a bitstring status list (https://www.w3.org/TR/vc-bitstring-status-list/): multibase of the packed bits. */
  encodeStatusList(set: readonly number[]): Promise<string>;
  /** Keys that are published: current and retired ones. */
  publishedKeys(): readonly PublicKey[];
  hashRecipient(type: HashedRecipient["type"], name: string): HashedRecipient;
  isRecipient(recipient: HashedRecipient, name: string): boolean;
  newSubjectId(): string;
}

/** Pictures of a badge with the credential inside. */
export interface PicturePort {
  /** Put a credential into a picture, once. */
  bakeSvg(svg: string, credential: string): string;
  bakePng(png: Uint8Array, credential: string): Uint8Array;
  /** @param width - Pixels; the height follows. */
  rasterize(svg: string, width: number): Promise<Uint8Array>;
}
