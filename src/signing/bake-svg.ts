import { DOMParser, type Document } from "@xmldom/xmldom";

import type { Inside } from "./bake-png.ts";
import { bakedText } from "./baked-text.ts";
import { isCompactJws } from "./compact-jws.ts";
import { occursMoreThan } from "./occurs.ts";

/** Of the element that keeps a badge in a picture (Open Badges 3.0, section 5.3). */
const NAMESPACE = "https://purl.imsglobal.org/ob/v3p0";

/** The start of a picture, up to the end of the tag `svg`; quoted values may hold `>`. */
const ROOT_TAG = /<svg\b(?:[^<>"']|"[^"]*"|'[^']*')*>/;

/** A kind without rules of its own, as drawing programs write it. */
const PLAIN_DOCTYPE = /<!DOCTYPE\s+svg(?:\s+(?:PUBLIC|SYSTEM))?(?:\s+(?:"[^"<>[\]]*"|'[^'<>[\]]*'))*\s*>/;

/**
 * Reading costs microseconds for each of these, and the square of tags that lie in each other; nobody else is answered
 * meanwhile. More than any picture has is not read.
 */
const MOST_TAGS = 10_000;
const MOST_ATTRIBUTES = 25_000;
const MOST_REFERENCES = 20_000;
const MOST_RETURNS = 100_000;
const MOST_NAMESPACES = 100;

/**
 * Put a credential into an SVG that has none.
 *
 * @param credential - JSON, or a compact JWS.
 * @throws {TypeError} When it is no SVG, or has one already.
 */
export function bakeSvg(svg: string, credential: string): string {
  if (svg.includes(NAMESPACE)) throw new TypeError("Cannot bake a badge: there is one in this SVG");
  const root = ROOT_TAG.exec(svg);
  if (root === null || root[0].endsWith("/>"))
    throw new TypeError("Cannot bake a badge: this is no SVG with a content");
  const text = bakedText(credential);
  const element = isCompactJws(credential)
    ? `<openbadges:credential verify="${text}"/>`
    : `<openbadges:credential><![CDATA[${text}]]></openbadges:credential>`;
  const start = root[0].replace("<svg", `<svg xmlns:openbadges="${NAMESPACE}"`);
  return svg.slice(0, root.index) + start + element + svg.slice(root.index + root[0].length);
}

/**
 * @returns `null` when it is no SVG, or one that defines entities: those can grow a small file without end.
 */
export function credentialInSvg(text: string): Inside | null {
  const svg = text.replace(PLAIN_DOCTYPE, "");
  if (/<!(?:DOCTYPE|ENTITY)/i.test(svg) || isTooLaborious(svg)) return null;
  const root = parse(svg)?.documentElement;
  if (root?.localName !== "svg") return null;
  const elements = root.getElementsByTagNameNS(NAMESPACE, "credential");
  const element = elements.item(0);
  if (element === null) return { count: "none" };
  // One inside another counts, too. Together their texts may be as long as the square of the file.
  if (elements.item(1) !== null) return { count: "several" };
  const token = element.getAttribute("verify")?.trim() ?? "";
  return { count: "one", text: token === "" ? (element.textContent ?? "").trim() : token };
}

function isTooLaborious(svg: string): boolean {
  const bounds = [
    ["<", MOST_TAGS],
    ["=", MOST_ATTRIBUTES],
    ["&", MOST_REFERENCES],
    ["\r", MOST_RETURNS],
    ["xmlns", MOST_NAMESPACES],
  ] as const;
  return bounds.some(([sign, most]) => occursMoreThan(svg, sign, most));
}

function parse(svg: string): Document | null {
  try {
    const parser = new DOMParser({
      onError: (level) => {
        if (level !== "warning") throw new TypeError("Cannot read an SVG: it is not well-formed");
      },
    });
    return parser.parseFromString(svg, "image/svg+xml");
  } catch {
    return null;
  }
}
