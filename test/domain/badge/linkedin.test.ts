import * as fc from "fast-check";
import { expect, test } from "vitest";

import { type LinkedInBadge, linkedInFields, linkedInUrl } from "../../../src/domain/badge/linkedin.ts";

const BADGE: LinkedInBadge = {
  id: "8Jm2qVx0bT4Ab-_9fGh1JkLmN0pQrStU",
  name: "GitLab Certified Migration Services Engineer",
  address: "https://certify.example.com/badges/8Jm2qVx0bT4Ab-_9fGh1JkLmN0pQrStU",
  issuerName: "GitLab Professional Services",
  linkedInId: null,
  awardedAt: new Date("2026-11-22T09:00:00Z"),
  validUntil: null,
};

test("linkedInUrl() fills in every field LinkedIn documents", () => {
  expect(linkedInUrl({ ...BADGE, validUntil: new Date("2028-11-22T09:00:00Z") })).toBe(
    "https://www.linkedin.com/profile/add?startTask=CERTIFICATION_NAME" +
      "&name=GitLab%20Certified%20Migration%20Services%20Engineer" +
      "&organizationName=GitLab%20Professional%20Services" +
      "&issueYear=2026&issueMonth=11&expirationYear=2028&expirationMonth=11" +
      "&certUrl=https%3A%2F%2Fcertify.example.com%2Fbadges%2F8Jm2qVx0bT4Ab-_9fGh1JkLmN0pQrStU" +
      "&certId=8Jm2qVx0bT4Ab-_9fGh1JkLmN0pQrStU",
  );
});

test("linkedInUrl() names the issuer's page in the place of its name when it is known", () => {
  const query = queryOf({ ...BADGE, linkedInId: "5101804" });

  expect([query.get("organizationId"), query.has("organizationName")]).toEqual(["5101804", false]);
});

test("linkedInUrl() says nothing of an end when there is none", () => {
  expect([...queryOf(BADGE).keys()].filter((name) => name.startsWith("expiration"))).toEqual([]);
});

test.for<[instant: string, year: string, month: string, copied: string]>([
  ["2027-01-01T00:00:00Z", "2027", "1", "January 2027"],
  ["2026-12-31T23:59:59Z", "2026", "12", "December 2026"],
  ["2026-12-31T23:30:00-05:00", "2027", "1", "January 2027"],
  ["2027-01-01T03:00:00+05:30", "2026", "12", "December 2026"],
  ["2028-02-29T12:00:00Z", "2028", "2", "February 2028"],
])("%s is %s, month %s, for LinkedIn: as on the badge, in UTC", ([instant, year, month, copied]) => {
  const at = new Date(instant);
  const query = queryOf({ ...BADGE, awardedAt: at, validUntil: at });

  expect(["issueYear", "issueMonth", "expirationYear", "expirationMonth"].map((name) => query.get(name))).toEqual([
    year,
    month,
    year,
    month,
  ]);
  expect(linkedInFields({ ...BADGE, awardedAt: at, validUntil: at }).map(({ value }) => value)).toEqual(
    expect.arrayContaining([copied]),
  );
});

test("linkedInUrl() brings any name over whole, and never makes a parameter of it", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (name, issuerName) => {
      const query = queryOf({ ...BADGE, name, issuerName });

      expect([query.get("name"), query.get("organizationName"), query.get("certId")]).toEqual([
        name.toWellFormed(),
        issuerName.toWellFormed(),
        BADGE.id,
      ]);
      expect([...query.keys()]).toHaveLength(7);
    }),
  );
});

test("linkedInFields() are those of LinkedIn's form, to copy by hand", () => {
  expect(linkedInFields({ ...BADGE, validUntil: new Date("2028-11-22T09:00:00Z") })).toEqual([
    { label: "Name", value: "GitLab Certified Migration Services Engineer" },
    { label: "Issuing organization", value: "GitLab Professional Services" },
    { label: "Issue date", value: "November 2026" },
    { label: "Expiration date", value: "November 2028" },
    { label: "Credential ID", value: BADGE.id },
    { label: "Credential URL", value: BADGE.address },
  ]);
  expect(linkedInFields(BADGE).map(({ label }) => label)).not.toContain("Expiration date");
});

function queryOf(badge: LinkedInBadge): URLSearchParams {
  return new URL(linkedInUrl(badge)).searchParams;
}
