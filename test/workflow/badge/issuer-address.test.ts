import { expect, test } from "vitest";

import { addressOfDidWeb, domainOf } from "../../../src/workflow/badge/issuer-address.ts";

test.for<[did: string, address: string | null]>([
  ["did:web:example.com", "https://example.com/.well-known/did.json"],
  ["did:web:example.com:a:b-c_d.e", "https://example.com/a/b-c_d.e/did.json"],
  ["did:web:example.com%3A443", "https://example.com/.well-known/did.json"],
  ["did:web:example.com%3A8443", null],
  ["did:web:example.com%3A80:a", null],
  ["did:web:", null],
  ["did:web", null],
  ["did:web:example.com:", null],
  ["did:web:example.com:..:a", null],
  ["did:web:example.com:%2e%2e:a", null],
  ["did:web:example.com:a%2Fb", null],
  ["did:web:example.com%2Fevil", null],
  ["did:web:user%40example.com", null],
  ["did:web:example.com%23x", null],
  ["did:web:example.com?x=1", null],
  ["did:web:%", null],
  ["did:web:exämple.com", null],
  ["did:web:[::1]", null],
  ["did:key:z6Mk", null],
  ["https://example.com", null],
])("addressOfDidWeb() finds the document of %s", ([did, address]) => {
  expect(addressOfDidWeb(did)).toBe(address);
});

/** What a reader sees has to be the host that is asked. */
test.for<[id: string, domain: string]>([
  ["did:web:example.com", "example.com"],
  ["did:web:example.com:a:b", "example.com"],
  ["did:web:example.com%3A8443", "example.com:8443"],
  ["https://example.com/issuers/1", "example.com"],
  ["https://good.example@evil.example/", "evil.example"],
  ["did:web:evil.example%2Fgood.example", "did:web:evil.example%2Fgood.example"],
  ["did:web:%", "did:web:%"],
  ["did:key:z6Mk", "did:key:z6Mk"],
  ["urn:uuid:1", "urn:uuid:1"],
  ["nobody", "nobody"],
  ["", ""],
  ["x".repeat(300), "x".repeat(200)],
  ["urn:\u202Eelpmaxe.doog\u0000\n", "urn:elpmaxe.doog"],
])("domainOf() says whom to look at: %s", ([id, domain]) => {
  expect(domainOf(id)).toBe(domain);
});
