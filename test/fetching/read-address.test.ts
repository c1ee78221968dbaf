import { expect, test } from "vitest";

import { readAddress } from "../../src/fetching/read-address.ts";

test.for<[what: string, text: string, fault: "not-https" | "not-public"]>([
  ["http", "http://example.com/", "not-https"],
  ["a file", "file:///etc/passwd", "not-https"],
  ["data", "data:application/json,{}", "not-https"],
  ["no address at all", "example.com/badge", "not-https"],
  ["nothing", "", "not-https"],
  ["another port", "https://example.com:8443/", "not-https"],
  ["port 80", "https://example.com:80/", "not-https"],
  ["a user", "https://user@example.com/", "not-https"],
  ["a password alone", "https://:secret@example.com/", "not-https"],
  ["a public name as user", "https://example.com@10.0.0.1/", "not-https"],
  ["very long", `https://example.com/${"a".repeat(2048)}`, "not-https"],
  ["a zone", "https://[fe80::1%25eth0]/", "not-https"],
  ["this machine by name", "https://localhost/", "not-public"],
  ["below this machine's name", "https://badges.localhost/", "not-public"],
  ["a neighbour", "https://intranet/", "not-public"],
  ["a neighbour's domain", "https://gitlab.corp/", "not-public"],
  ["inside a cluster", "https://redis.default.svc.cluster.local/", "not-public"],
  ["a cloud's metadata by name", "https://metadata.google.internal/", "not-public"],
  ["a dot at the end", "https://example.com./", "not-public"],
  ["an address with a dot at its end", "https://127.0.0.1./", "not-public"],
  ["this machine", "https://127.0.0.1/", "not-public"],
  ["this machine, version 6", "https://[::1]/", "not-public"],
  ["decimal", "https://2130706433/", "not-public"],
  ["hexadecimal", "https://0x7f000001/", "not-public"],
  ["hexadecimal parts", "https://0x7f.0x0.0x0.0x1/", "not-public"],
  ["octal", "https://0177.0.0.01/", "not-public"],
  ["short", "https://127.1/", "not-public"],
  ["full-width digits", "https://１２７.０.０.１/", "not-public"],
  ["percent-encoded", "https://%31%32%37.0.0.1/", "not-public"],
  ["a full stop of another script", "https://127。0。0。1/", "not-public"],
  ["mapped", "https://[::ffff:169.254.169.254]/", "not-public"],
  ["a line break in the middle", "https://127.0\n.0.1/", "not-public"],
  ["backslashes", "https:\\\\10.0.0.1\\", "not-public"],
])("readAddress() refuses %s", ([, text, fault]) => {
  expect(readAddress(text)).toBe(fault);
});

test.for<[text: string, host: string, path: string]>([
  ["https://example.com", "example.com", "/"],
  ["https://example.com:443/a?b=c#d", "example.com", "/a?b=c"],
  ["https://EXAMPLE.com/ä", "example.com", "/%C3%A4"],
  ["https://exämple.com/", "xn--exmple-cua.com", "/"],
  ["https://1.1.1.1/", "1.1.1.1", "/"],
  ["https://[2606:4700:4700::1111]/", "2606:4700:4700::1111", "/"],
])("readAddress() takes %s", ([text, host, path]) => {
  expect(readAddress(text)).toEqual({ host, path, isAddress: /^[\d.:a-f]+$/.test(host) });
});
