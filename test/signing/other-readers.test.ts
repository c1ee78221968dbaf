import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

import { DOMParser } from "@xmldom/xmldom";
import { decodeList } from "@digitalbazaar/vc-bitstring-status-list";
import { Ajv2019 } from "ajv/dist/2019.js";
import addFormats from "ajv-formats";
import { createLocalJWKSet, jwtVerify } from "jose";
import { beforeAll, expect, test } from "vitest";

import { bakePng } from "../../src/signing/bake-png.ts";
import { bakeSvg } from "../../src/signing/bake-svg.ts";
import { createProofs } from "../../src/signing/proofs.ts";
import type { PublicKey, SigningPort } from "../../src/workflow/ports/badge-port.ts";
import { credentialOf, DID, ISSUER, NOW, openIssuer, statusListOf } from "./support/issuer.ts";
import { OtherReader } from "./support/other-readers.ts";
import { PIXEL, readPng } from "./support/read-png.ts";

const SCHEMA = path.resolve(
  import.meta.dirname,
  "../../../shared/ob3/schemas/ob_v3p0_achievementcredential_schema.json-ld.json",
);

const SVG = `<?xml version="1.0"?>
<!-- An arrow: -> --><svg xmlns="http://www.w3.org/2000/svg" width="9" height="9" aria-label="a > b"><rect width="9" height="9"/></svg>`;

let signing: SigningPort;
let keys: readonly PublicKey[];
let badge: Awaited<ReturnType<SigningPort["signBadge"]>>;

beforeAll(async () => {
  ({ signing, keys } = await openIssuer());
  badge = await signing.signBadge(credentialOf(signing));
});

test("Digital Bazaar's verifier accepts a badge, until something in it is another", async () => {
  const reader = new OtherReader(keys, NOW);

  expect(await reader.accepts(badge.json)).toBe(true);
  expect(await reader.accepts(badge.json.replace("Kompostmeister", "Obermeister"))).toBe(false);
  expect(await reader.accepts(badge.json.replace("2028-11-21", "2038-11-21"))).toBe(false);
  expect(await new OtherReader(keys, new Date("2028-11-22T00:00:00Z")).accepts(badge.json)).toBe(false);
});

test("Digital Bazaar's status list finds out who is revoked", async () => {
  const reader = new OtherReader(keys, NOW);
  const isRevokedIn = async (places: readonly number[]): Promise<boolean | null> => {
    reader.publish(await signing.signCredential(await statusListOf(signing, places)));
    return reader.isRevoked(badge.json);
  };

  expect(await isRevokedIn([])).toBe(false);
  expect(await isRevokedIn([77_776, 77_778])).toBe(false);
  expect(await isRevokedIn([3, 77_777, 131_071])).toBe(true);
});

test("a status list that was changed is none to Digital Bazaar's", async () => {
  const reader = new OtherReader(keys, NOW);
  const [real, forged] = [await statusListOf(signing, [77_777]), await statusListOf(signing, [])];
  const signed = await signing.signCredential(real);
  const encoded = (list: object): string => /"encodedList":"([^"]+)"/.exec(JSON.stringify(list))?.[1] ?? "";
  reader.publish(signed.replace(encoded(real), encoded(forged)));

  expect(await reader.isRevoked(badge.json)).toBeNull();
});

test("a status list is as long as it has to be, and set where it should be", async () => {
  const list = await decodeList({ encodedList: await signing.encodeStatusList([0, 9, 131_071]) });
  const set = Array.from({ length: list.length }, (_, index) => index).filter((index) => list.getStatus(index));

  expect(list.length).toBe(131_072);
  expect(set).toEqual([0, 9, 131_071]);
});

test("jose accepts the JWT by the published key, and finds the claims of Open Badges in it", async () => {
  const published = createLocalJWKSet({
    keys: keys
      .filter(({ kind }) => kind === "RS256")
      .map(({ id, jwk }) => ({ ...jwk, kid: `${DID}#${id}`, kty: "RSA" })),
  });
  const { payload, protectedHeader } = await jwtVerify(badge.jwt, published, {
    issuer: DID,
    subject: "urn:uuid:6f6d2b9e-3c1d-4d57-9a0e-2f1f6a4b8c01",
    currentDate: NOW,
    requiredClaims: ["jti", "nbf", "exp"],
  });
  const { iss, jti, nbf, sub, exp, ...credential } = payload;

  expect(protectedHeader).toEqual({ alg: "RS256", typ: "JWT", kid: `${DID}#rs-2026-11-22` });
  expect(jti).toBe(`${ISSUER.url}/badges/rTq1lJ5nVbC7oYp2sXw9uZ0aKd3fGh6i`);
  expect([nbf, exp]).toEqual([Date.UTC(2026, 10, 21, 9) / 1000, Date.UTC(2028, 10, 21, 9) / 1000]);
  expect([iss, sub]).toHaveLength(2);
  expect({ ...credential, proof: expect.any(Array) as unknown }).toEqual(JSON.parse(badge.json));
});

test.skipIf(!existsSync(SCHEMA))("the official schema finds no fault, and would", () => {
  const ajv = new Ajv2019({ strict: false, allErrors: true });
  addFormats.default(ajv);
  const isValid = ajv.compile(JSON.parse(readFileSync(SCHEMA, "utf8")) as object);
  const parsed = JSON.parse(badge.json) as { readonly credentialSubject: object };

  expect([isValid(parsed), isValid.errors]).toEqual([true, null]);
  expect(isValid({ ...parsed, credentialSubject: { ...parsed.credentialSubject, achievement: undefined } })).toBe(
    false,
  );
});

test("another reader of PNG finds the badge and the same picture, even one that takes its bytes for Latin-1", async () => {
  const { texts, pixels } = readPng(bakePng(PIXEL, badge.json));
  const found = texts.get("openbadgecredential") ?? "";

  expect(pixels).toEqual(readPng(PIXEL).pixels);
  expect(JSON.parse(found)).toEqual(JSON.parse(badge.json));
  expect(await new OtherReader(keys, NOW).accepts(found)).toBe(true);
});

test("another reader of XML finds the badge right behind the start of the picture", async () => {
  const root = new DOMParser().parseFromString(bakeSvg(SVG, badge.json), "image/svg+xml").documentElement;
  const element = root?.firstChild;

  expect(element?.namespaceURI).toBe("https://purl.imsglobal.org/ob/v3p0");
  expect(element?.nodeName).toBe("openbadges:credential");
  expect(element?.nextSibling?.nodeName).toBe("rect");
  expect(JSON.parse(element?.textContent ?? "")).toEqual(JSON.parse(badge.json));
  expect(await new OtherReader(keys, NOW).accepts(element?.textContent ?? "")).toBe(true);
});

test("a JWT stands in pictures as it is", () => {
  const root = new DOMParser().parseFromString(bakeSvg(SVG, badge.jwt), "image/svg+xml").documentElement;

  expect(readPng(bakePng(PIXEL, badge.jwt)).texts.get("openbadgecredential")).toBe(badge.jwt);
  expect(root?.getElementsByTagName("openbadges:credential")[0]?.getAttribute("verify")).toBe(badge.jwt);
});

test("what was baked comes out again, once, however often it was baked", () => {
  const proofs = createProofs();
  const twice = bakePng(bakePng(PIXEL, badge.jwt), badge.json);

  expect(proofs.unpack(twice)).toMatchObject({
    kind: "json",
    from: "png",
    credential: JSON.parse(badge.json) as object,
  });
  expect(proofs.unpack(Buffer.from(bakeSvg(SVG, badge.json)))).toMatchObject({
    kind: "json",
    from: "svg",
    credential: JSON.parse(badge.json) as object,
  });
  expect(proofs.unpack(bakePng(PIXEL, badge.jwt))).toMatchObject({ kind: "jwt", from: "png", token: badge.jwt });
  expect(proofs.unpack(Buffer.from(bakeSvg(SVG, badge.jwt)))).toMatchObject({
    kind: "jwt",
    from: "svg",
    token: badge.jwt,
  });
  expect(() => bakeSvg(bakeSvg(SVG, badge.jwt), badge.jwt)).toThrow("there is one in this SVG");
  expect(() => bakeSvg("<p>no picture</p>", badge.jwt)).toThrow("this is no SVG");
  expect(() => bakePng(Buffer.from("no picture"), badge.jwt)).toThrow("this is no PNG");
});
