import { isIP } from "node:net";

import ipaddr from "ipaddr.js";

/** The only part of IPv6 that is given out to be reached from everywhere (RFC 4291, section 2.4; IANA registry). */
const GLOBAL_UNICAST_V6 = ipaddr.IPv6.parseCIDR("2000::/3");

/**
 * Is this an address everybody on the internet reaches alike? Not so: this machine, its neighbours, private networks,
 * the metadata service of a cloud (169.254.169.254), multicast, and every IPv6 address that only stands for an IPv4
 * one (mapped, NAT64, 6to4, Teredo), because behind it may be any of them.
 *
 * @param address - As a resolver gives it; names and odd spellings such as `0x7f.1` are no addresses.
 */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 0 || address.includes("%")) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== "unicast") return false;
  return parsed instanceof ipaddr.IPv6 ? parsed.match(GLOBAL_UNICAST_V6) : true;
}
