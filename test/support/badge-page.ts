import type { Check } from "../../src/domain/badge/verdict.ts";
import type { AchievementPage, BadgePage } from "../../src/workflow/badge/badge-page.ts";

/** As the register gives them out. */
export const BADGE_ID = "8Jm2qVx0bT4Ab-_9fGh1JkLmN0pQrStU";

export const PASSED: readonly Check[] = [
  { id: "format", outcome: "pass", reason: "well-formed", values: {} },
  { id: "proof", outcome: "pass", reason: "signature-right", values: {} },
  { id: "issuer", outcome: "pass", reason: "issued-here", values: { domain: "certify.example.com" } },
  { id: "status", outcome: "pass", reason: "not-revoked", values: {} },
  {
    id: "dates",
    outcome: "pass",
    reason: "in-force",
    values: { from: "2026-11-22T09:00:00Z", until: "2028-11-22T09:00:00Z" },
  },
  { id: "recipient", outcome: "skipped", reason: "recipient-not-asked", values: {} },
];

const PROGRAM = {
  language: "en",
  name: "GitLab Certified Migration Services Engineer",
  description:
    "Moves repositories, issues and people to GitLab without losing any of them. The holder has watched a migration, led one under the eyes of an experienced engineer, and passed an assessment.",
  criteria:
    "Reviewed the migration resources, passed the graded assessment, completed the workshop, shadowed a migration led by a PSE Migration Engineer, and led one that was observed.",
  skills: [
    {
      name: "Import and export",
      description: "With the UI or the API, between GitLab, GitHub and Bitbucket.",
      url: "https://docs.example.com/import",
    },
    { name: "Troubleshooting", description: "Tells Git data from project data.", url: null },
    { name: "Statements of work", description: "Says what is in scope and what is not.", url: null },
    { name: "Discovery meetings", description: "Checks and refines the scope with the customer.", url: null },
    {
      name: "Congregate",
      description: "Completes an automated migration.",
      url: "https://docs.example.com/congregate",
    },
    { name: "Asking for help", description: "", url: null },
  ],
  art: {
    shape: "shield",
    over: "GITLAB CERTIFIED",
    lines: ["Migration", "Services", "Engineer"],
    under: "PROFESSIONAL SERVICES",
    colors: { background: "#2f2a6b", accent: "#fc6d26", text: "#ffffff" },
  },
  issuerName: "GitLab Professional Services",
  issuerDomain: "certify.example.com",
  isDemo: false,
} as const;

/** A badge that holds, of a holder who shows her name. */
export const BADGE_PAGE: BadgePage = {
  ...PROGRAM,
  id: BADGE_ID,
  address: `https://certify.example.com/badges/${BADGE_ID}`,
  issuerWebsite: "https://about.example.com/services",
  holder: "Maria Silva",
  awardedAt: new Date("2026-11-22T09:00:00Z"),
  validUntil: new Date("2028-11-22T09:00:00Z"),
  renewedAt: null,
  revokedAt: null,
  visibility: "unlisted",
  verdict: "valid",
  checks: PASSED,
  recipients: [
    { type: "emailAddress", hash: "sha256$maria@example.com", salt: "salt-1" },
    { type: "userName", hash: "sha256$msilva", salt: "salt-2" },
  ],
  linkedInId: null,
  json: '{"name":"the credential","id":"https://certify.example.com/badges"}',
  jwt: "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ1cm46dXVpZCJ9.c2lnbmF0dXJl",
};

export const ACHIEVEMENT_PAGE: AchievementPage = {
  ...PROGRAM,
  programId: "migration-onboarding",
  json: '{"type":["Achievement"]}',
  register: [
    { address: BADGE_PAGE.address, holder: "Maria Silva", awardedAt: new Date("2026-11-22T09:00:00Z") },
    {
      address: `https://certify.example.com/badges/${"n".repeat(32)}`,
      holder: null,
      awardedAt: new Date("2026-10-01T09:00:00Z"),
    },
  ],
};
