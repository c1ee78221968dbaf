import { expect, test } from "vitest";

import { negotiate, type Offer } from "../../src/web/negotiate.ts";

const OFFERS: [Offer<string>, ...Offer<string>[]] = [
  { type: "text/html", form: "page" },
  { type: "application/vc", form: "json" },
  { type: "application/json", form: "json" },
  { type: "text/plain", form: "jwt" },
  { type: "image/svg+xml", form: "svg" },
  { type: "image/png", form: "png" },
];

const CHROME = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8";
const CHROME_IMG = "image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8";

test.for<[accept: string | undefined, type: string]>([
  [undefined, "text/html"],
  ["", "text/html"],
  ["*/*", "text/html"],
  [CHROME, "text/html"],
  [CHROME_IMG, "image/svg+xml"],
  ["image/png,image/*;q=0.8,*/*;q=0.5", "image/png"],
  ["application/vc", "application/vc"],
  ["Application/VC; profile=x", "application/vc"],
  ["application/json, text/plain, */*", "application/json"],
  ["text/plain", "text/plain"],
  ["text/html;q=0.5, application/json;q=0.9", "application/json"],
  ["text/html;q=0, */*", "application/vc"],
  ["application/*", "application/vc"],
  ["text/*;q=0.2, text/plain;q=0.1", "text/html"],
  ["application/pdf", "text/html"],
  ["application/json;q=2", "text/html"],
  ["application/json;q=much", "text/html"],
  [",;,q=1;;", "text/html"],
  [`${"a/b,".repeat(500)}image/png`, "image/png"],
])("negotiate(%j) chooses %s", ([accept, type]) => {
  expect(negotiate(accept, OFFERS).type).toBe(type);
});
