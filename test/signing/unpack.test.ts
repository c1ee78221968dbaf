import { deflateSync, gzipSync } from "node:zlib";

import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { bakePng } from "../../src/signing/bake-png.ts";
import { bakeSvg } from "../../src/signing/bake-svg.ts";
import { type PngChunk, readChunks, writePng } from "../../src/signing/png-chunks.ts";
import { createProofs } from "../../src/signing/proofs.ts";
import { PIXEL } from "./support/read-png.ts";

const JSON_BADGE = `{"id":"urn:1","name":"Größe 🌱 ]]> & <b>"}`;
const JWT = `${encode('{"alg":"RS256"}')}.${encode('{"id":"urn:1"}')}.c2ln`;
const OPENBADGES = `xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0"`;
const NAMED = "openbadgecredential\0";

const proofs = createProofs();

describe("unpack() finds", () => {
  test.for<[what: string, file: () => Uint8Array | string, found: object]>([
    ["JSON", () => JSON_BADGE, { kind: "json", from: "json", credential: JSON.parse(JSON_BADGE) as object }],
    ["JSON behind a byte order mark", () => `\uFEFF\n ${JSON_BADGE}\n`, { kind: "json", from: "json" }],
    [
      "a token",
      () => `\n${JWT}\n`,
      { kind: "jwt", from: "jwt", token: JWT, header: { alg: "RS256" }, payload: { id: "urn:1" } },
    ],
    [
      "JSON in an SVG",
      () => bakeSvg(svg(""), JSON_BADGE),
      { kind: "json", from: "svg", credential: JSON.parse(JSON_BADGE) as object },
    ],
    ["a token in an SVG", () => bakeSvg(svg(""), JWT), { kind: "jwt", from: "svg", token: JWT }],
    [
      "JSON in an SVG without CDATA",
      () => svg(`<openbadges:credential>{&quot;id&quot;:"a &amp; b"}</openbadges:credential>`),
      { kind: "json", from: "svg", credential: { id: "a & b" } },
    ],
    [
      "a token in an SVG of another prefix",
      () => svg(`<g><x:credential xmlns:x="https://purl.imsglobal.org/ob/v3p0" verify="${JWT}"/></g>`),
      { kind: "jwt", from: "svg" },
    ],
    [
      "JSON in an SVG as a drawing program writes it",
      () =>
        `<?xml version="1.0"?>\n<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/svg11.dtd">\n${bakeSvg(svg(""), JSON_BADGE)}`,
      { kind: "json", from: "svg" },
    ],
    [
      "JSON in a PNG",
      () => bakePng(PIXEL, JSON_BADGE),
      { kind: "json", from: "png", credential: JSON.parse(JSON_BADGE) as object },
    ],
    ["a token in a PNG", () => bakePng(PIXEL, JWT), { kind: "jwt", from: "png", token: JWT }],
    ["UTF-8 in a PNG", () => png(text(`${NAMED}\0\0de\0Abzeichen\0${JSON_BADGE}`)), { kind: "json", from: "png" }],
    ["packed JSON in a PNG", () => png(packed(Buffer.from(JSON_BADGE))), { kind: "json", from: "png" }],
  ])("%s", ([, file, found]) => {
    expect(proofs.unpack(bytesOf(file()))).toMatchObject(found);
  });
});

describe("unpack() finds a fault in", () => {
  test.for<[what: string, file: () => Uint8Array | string, fault: string]>([
    ["nothing", () => "", "not-a-badge"],
    ["a text", () => "Hello!", "not-a-badge"],
    ["a list", () => "[{}]", "not-a-badge"],
    ["half of JSON", () => JSON_BADGE.slice(0, 20), "not-a-badge"],
    ["no UTF-8", () => Buffer.from(JSON_BADGE, "latin1"), "not-a-badge"],
    ["JSON too deep", () => `{"a":`.repeat(65) + "1" + "}".repeat(65), "not-a-badge"],
    ["JSON of half a million items", () => `{"a":[${"{},".repeat(500_000)}0]}`, "not-a-badge"],
    ["JSON of as many fields", () => objectOf(200_000), "not-a-badge"],
    ["a token that says as much", () => `${encode("{}")}.${encode(objectOf(100_000))}.c2ln`, "not-a-badge"],
    ["JSON as deep as it gets", () => `{"a":`.repeat(200_000) + "1" + "}".repeat(200_000), "not-a-badge"],
    ["lists as deep as it gets", () => `{"a":${"[".repeat(900_000)}`, "not-a-badge"],
    ["a file too large", () => `{"a":"${" ".repeat(2 * 1024 * 1024)}"}`, "not-a-badge"],
    ["a token whose payload is a text", () => `${encode("{}")}.${encode('"a"')}.c2ln`, "not-a-badge"],
    ["a token without parts", () => "..", "not-a-badge"],
    ["a picture without a badge", () => PIXEL, "no-credential-in-image"],
    ["a badge of an older kind", () => png(text(`openbadges\0\0\0\0\0${JSON_BADGE}`)), "no-credential-in-image"],
    [
      "a picture with two",
      () => png(text(`${NAMED}\0\0\0\0{}`), text(`${NAMED}\0\0\0\0{}`)),
      "several-credentials-in-image",
    ],
    ["a picture with a text", () => png(text(`${NAMED}\0\0\0\0Hello`)), "not-a-badge"],
    ["a picture with the word alone", () => png(text(NAMED)), "not-a-badge"],
    ["a changed picture", () => flipBit(bakePng(PIXEL, JSON_BADGE), 90), "not-a-badge"],
    ["half of a picture", () => bakePng(PIXEL, JSON_BADGE).subarray(0, 120), "not-a-badge"],
    [
      "a picture whose chunk never ends",
      () => Buffer.concat([PIXEL.subarray(0, 8), Buffer.alloc(64, 0xff)]),
      "not-a-badge",
    ],
    [
      "a picture of too many chunks",
      () => png(...Array.from({ length: 25_000 }, () => text("a\0\0\0\0\0"))),
      "not-a-badge",
    ],
    ["a picture that unpacks without end", () => png(packed(Buffer.alloc(64 * 1024 * 1024, 0x20))), "not-a-badge"],
    ["an SVG without a badge", () => svg("<g/>"), "no-credential-in-image"],
    ["an SVG with a word alike", () => svg(`<credential>{}</credential>`), "no-credential-in-image"],
    [
      "an SVG with two",
      () => svg(`<openbadges:credential verify="${JWT}"/>`.repeat(2)),
      "several-credentials-in-image",
    ],
    ["an SVG with an empty one", () => svg("<openbadges:credential/>"), "not-a-badge"],
    ["HTML", () => "<!DOCTYPE html><html></html>", "not-a-badge"],
    ["an SVG that never ends", () => svg("<g>"), "not-a-badge"],
    [
      "an SVG with entities that grow",
      () => `<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>${svg("<g>&b;</g>")}`,
      "not-a-badge",
    ],
    [
      "an SVG with an entity from outside",
      () => `<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/hosts">]>${svg("&a;")}`,
      "not-a-badge",
    ],
    [
      "a picture with a thousand that unpack to gigabytes",
      () => png(...Array<PngChunk>(900).fill(packed(Buffer.alloc(2 * 1024 * 1024, 0x20)))),
      "several-credentials-in-image",
    ],
    [
      "an SVG with thousands in each other, around a long text",
      () =>
        svg("<openbadges:credential>".repeat(4_900) + "x".repeat(1_500_000) + "</openbadges:credential>".repeat(4_900)),
      "several-credentials-in-image",
    ],
    [
      "an SVG with more of them",
      () => svg("<openbadges:credential>".repeat(24_000) + "</openbadges:credential>".repeat(24_000)),
      "not-a-badge",
    ],
    ["an SVG of half a million tags", () => svg("<g/>".repeat(500_000)), "not-a-badge"],
    [
      "an SVG of a hundred thousand attributes",
      () => svg(`<g ${Array.from({ length: 100_000 }, (_, index) => `a${index}=""`).join(" ")}/>`),
      "not-a-badge",
    ],
    ["an SVG of two million line ends", () => svg("\r".repeat(2_000_000)), "not-a-badge"],
    ["an SVG of half a million escaped signs", () => svg("&lt;".repeat(500_000)), "not-a-badge"],
    ["an SVG as deep as it gets", () => svg("<g>".repeat(300_000)), "not-a-badge"],
    [
      "an SVG of nested names",
      () => svg(Array.from({ length: 20_000 }, (_, index) => `<g xmlns:a${index}="b">`).join("")),
      "not-a-badge",
    ],
  ])("%s, soon", ([, file, fault]) => {
    const bytes = bytesOf(file());
    const began = performance.now();

    expect(proofs.unpack(bytes)).toEqual({ kind: "fault", fault });
    // Generous, for the machine may be busy; nobody else is answered meanwhile.
    expect(performance.now() - began).toBeLessThan(1_000);
  });
});

test("unpack() leaves a prototype out that somebody wrote into JSON", () => {
  const found = proofs.unpack(
    Buffer.from('{"id":"urn:1","a":[{"__proto__":{"isAdmin":true},"b":1}],"__proto__":{"type":"x"}}'),
  );

  expect(found).toEqual({ kind: "json", from: "json", credential: { id: "urn:1", a: [{ b: 1 }] } });
});

test("what is baked is ASCII, so a reader of Latin-1 finds what was signed", () => {
  const pictures = [Buffer.from(bakeSvg(svg(""), JSON_BADGE)), Buffer.from(bakePng(PIXEL, JSON_BADGE))];
  const inside = pictures.map((picture) => /\{"id".+?\}/.exec(picture.toString("latin1"))?.[0] ?? "");

  expect(inside).toEqual([inside[0], inside[0]]);
  expect(inside[0]).toMatch(/^[\x20-\x7E]+$/);
  expect(JSON.parse(inside[0] ?? "")).toEqual(JSON.parse(JSON_BADGE));
});

test("unpack() never throws, whatever the bytes, and what is baked always comes out", () => {
  const starts = ["", "{", "<svg ", '{"a":', PIXEL.toString("latin1", 0, 40), JWT, svg("<openbadges:credential>")];
  const bytes = fc
    .tuple(fc.constantFrom(...starts), fc.uint8Array({ maxLength: 300 }))
    .map(([start, rest]) => Buffer.concat([Buffer.from(start, "latin1"), rest]));
  fc.assert(
    fc.property(bytes, (file) => {
      expect(["json", "jwt", "fault"]).toContain(proofs.unpack(file).kind);
    }),
  );

  const badges = fc
    .dictionary(fc.string({ unit: "binary", minLength: 1 }), fc.jsonValue())
    .map((fields) => JSON.stringify(fields));
  fc.assert(
    fc.property(
      badges.filter((badge) => !badge.includes("__proto__")),
      (badge) => {
        const found = [proofs.unpack(bakePng(PIXEL, badge)), proofs.unpack(Buffer.from(bakeSvg(svg(""), badge)))];
        expect(found.map((one) => (one.kind === "json" ? one.credential : one))).toEqual([
          JSON.parse(badge),
          JSON.parse(badge),
        ]);
      },
    ),
  );
});

test("a PNG that lost or gained a bit is none", () => {
  const baked = bakePng(PIXEL, JWT);
  const isFault = (bit: number): boolean =>
    proofs.unpack(flipBit(baked, Math.floor(bit / 8), bit % 8)).kind === "fault";

  fc.assert(
    fc.property(fc.nat({ max: baked.length * 8 - 1 }), (bit) => {
      expect(isFault(bit)).toBe(true);
    }),
  );
});

test.for<[what: string, list: string]>([
  ["nothing", ""],
  ["no multibase", "H4sIAAAAAAAAA"],
  ["no packed bits", `u${encode("hello")}`],
  ["a short list", `u${gzipSync(Buffer.alloc(100)).toString("base64url")}`],
  ["a list without end", `u${gzipSync(Buffer.alloc(17 * 1024 * 1024)).toString("base64url")}`],
  ["other letters", "u!!!!"],
])("readStatusBit() finds no list in %s", async ([, list]) => {
  expect(await proofs.readStatusBit(list, 1)).toBeNull();
});

test.for([-1, 0.5, Number.NaN, 1e300, 131_072])("readStatusBit() knows no place %s", async (index) => {
  const list = `u${gzipSync(Buffer.alloc(16_384, 0xff)).toString("base64url")}`;

  expect(await proofs.readStatusBit(list, 131_071)).toBe(true);
  expect(await proofs.readStatusBit(list, index)).toBeNull();
});

function encode(plain: string): string {
  return Buffer.from(plain).toString("base64url");
}

function svg(content: string): string {
  const isBaked = content.includes("openbadges:");
  return `<svg xmlns="http://www.w3.org/2000/svg" ${isBaked ? OPENBADGES : ""}>${content}<g/></svg>`;
}

function text(data: string): PngChunk {
  return { type: "iTXt", data: Buffer.from(data) };
}

function packed(data: Uint8Array): PngChunk {
  return { type: "iTXt", data: Buffer.concat([Buffer.from(`${NAMED}\u0001\0\0\0`), deflateSync(data)]) };
}

/** A JSON object of so many fields. */
function objectOf(count: number): string {
  return JSON.stringify(Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, 0])));
}

function png(...chunks: readonly PngChunk[]): Uint8Array {
  const [header, ...rest] = readChunks(PIXEL) ?? [];
  return writePng([header!, ...chunks, ...rest]);
}

function flipBit(bytes: Uint8Array, at: number, bit = 3): Uint8Array {
  const changed = Buffer.from(bytes);
  changed[at] = (changed[at] ?? 0) ^ (1 << bit);
  return changed;
}

function bytesOf(file: Uint8Array | string): Uint8Array {
  return typeof file === "string" ? Buffer.from(file) : file;
}
