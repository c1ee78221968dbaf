import { assert, constantFrom, ipV4, property } from "fast-check";
import { expect, test } from "vitest";

import { isPublicAddress } from "../../src/fetching/public-address.ts";

test.for<[what: string, address: string]>([
  ["this machine", "127.0.0.1"],
  ["this machine, elsewhere", "127.8.9.1"],
  ["this machine, version 6", "::1"],
  ["no address", "0.0.0.0"],
  ["this network", "0.1.2.3"],
  ["no address, version 6", "::"],
  ["private, ten", "10.0.0.1"],
  ["private, 172", "172.16.0.1"],
  ["private, 172, its end", "172.31.255.255"],
  ["private, 192", "192.168.1.1"],
  ["metadata of a cloud", "169.254.169.254"],
  ["link-local", "169.254.0.1"],
  ["link-local, version 6", "fe80::1"],
  ["link-local with a zone", "fe80::1%eth0"],
  ["a zone on a public one", "2606:4700::1111%1"],
  ["site-local", "fec0::1"],
  ["carrier-grade NAT", "100.64.0.1"],
  ["carrier-grade NAT, its end", "100.127.255.255"],
  ["protocol assignments", "192.0.0.8"],
  ["for documents", "192.0.2.1"],
  ["for documents, second", "198.51.100.7"],
  ["for documents, third", "203.0.113.7"],
  ["6to4 relay", "192.88.99.1"],
  ["benchmarks", "198.18.0.1"],
  ["benchmarks, its end", "198.19.255.255"],
  ["multicast", "224.0.0.1"],
  ["multicast, its end", "239.255.255.255"],
  ["reserved", "240.0.0.1"],
  ["broadcast", "255.255.255.255"],
  ["unique local", "fc00::1"],
  ["unique local, assigned", "fd12:3456::1"],
  ["metadata, version 6", "fd00:ec2::254"],
  ["multicast, version 6", "ff02::1"],
  ["mapped", "::ffff:10.0.0.1"],
  ["mapped, in hexadecimal", "::ffff:a9fe:a9fe"],
  ["mapped, though public", "::ffff:1.1.1.1"],
  ["compatible", "::10.0.0.1"],
  ["translated", "::ffff:0:10.0.0.1"],
  ["NAT64", "64:ff9b::a00:1"],
  ["NAT64, local", "64:ff9b:1::a00:1"],
  ["6to4", "2002:a00:1::1"],
  ["Teredo", "2001:0:a00:1::"],
  ["ORCHID", "2001:20::1"],
  ["for documents, version 6", "2001:db8::1"],
  ["for documents, newer", "3fff::1"],
  ["discard", "100::1"],
  ["segment routing", "5f00::1"],
  ["never given out", "4000::1"],
  ["a name", "example.com"],
  ["hexadecimal", "0x7f.0.0.1"],
  ["decimal", "2130706433"],
  ["octal", "0177.0.0.1"],
  ["short", "127.1"],
  ["brackets", "[2606:4700::1111]"],
  ["nothing", ""],
])("isPublicAddress() refuses %s: %s", ([, address]) => {
  expect(isPublicAddress(address)).toBe(false);
});

test.for(["1.1.1.1", "8.8.8.8", "100.63.255.255", "100.128.0.1", "172.32.0.1", "2606:4700:4700::1111"])(
  "isPublicAddress() takes %s",
  (address) => {
    expect(isPublicAddress(address)).toBe(true);
  },
);

test("isPublicAddress() takes no IPv6 address that ends in an IPv4 one within its first half of zeros", () => {
  assert(
    property(ipV4(), constantFrom("::", "::ffff:", "::ffff:0:", "64:ff9b::"), (v4, prefix) => {
      expect(isPublicAddress(`${prefix}${v4}`)).toBe(false);
    }),
  );
});
