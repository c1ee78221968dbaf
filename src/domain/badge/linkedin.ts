/** What LinkedIn is told of a badge. */
export interface LinkedInBadge {
  readonly id: string;
  readonly name: string;
  readonly address: string;
  readonly issuerName: string;
  /** The issuer's page on LinkedIn, a number; `null` where only its name is told. */
  readonly linkedInId: string | null;
  readonly awardedAt: Date;
  readonly validUntil: Date | null;
}

/** One field of LinkedIn's form as a person fills it in: LinkedIn may leave any of them empty. */
export interface LinkedInField {
  /** As LinkedIn calls it. */
  readonly label: string;
  readonly value: string;
}

/** Written out, so that no setting of a machine changes the words people copy. */
const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];

/**
 * The address that opens LinkedIn's form for a certification with everything filled in
 * (https://addtoprofile.linkedin.com). Months count from 1 and dates are those of UTC, as on the badge. A badge without
 * an end sends no expiration: LinkedIn then shows none.
 */
export function linkedInUrl(badge: LinkedInBadge): string {
  const { awardedAt, validUntil } = badge;
  const parameters = [
    ["startTask", "CERTIFICATION_NAME"],
    ["name", badge.name],
    badge.linkedInId === null ? ["organizationName", badge.issuerName] : ["organizationId", badge.linkedInId],
    ["issueYear", String(awardedAt.getUTCFullYear())],
    ["issueMonth", String(awardedAt.getUTCMonth() + 1)],
    ...(validUntil === null
      ? []
      : [
          ["expirationYear", String(validUntil.getUTCFullYear())],
          ["expirationMonth", String(validUntil.getUTCMonth() + 1)],
        ]),
    ["certUrl", badge.address],
    ["certId", badge.id],
  ];
  const query = parameters.map((pair) => pair.map(encode).join("="));
  return `https://www.linkedin.com/profile/add?${query.join("&")}`;
}

/** The same, one by one, to copy by hand. */
export function linkedInFields(badge: LinkedInBadge): readonly LinkedInField[] {
  return [
    { label: "Name", value: badge.name },
    { label: "Issuing organization", value: badge.issuerName },
    { label: "Issue date", value: monthOf(badge.awardedAt) },
    ...(badge.validUntil === null ? [] : [{ label: "Expiration date", value: monthOf(badge.validUntil) }]),
    { label: "Credential ID", value: badge.id },
    { label: "Credential URL", value: badge.address },
  ];
}

function monthOf(date: Date): string {
  return `${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
}

/** Half a character, which only a cut text has, cannot be encoded. */
function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}
