import { mkdirSync } from "node:fs";
import path from "node:path";

import type { Page } from "playwright-core";
import { expect, onTestFinished, test } from "vitest";

import { createRasterizer } from "../../src/pictures/rasterize.ts";
import { createApp } from "../../src/web/app.ts";
import { registerBadges } from "../../src/web/badges.ts";
import { registerIssuer } from "../../src/web/issuer.ts";
import { readSite, registerAssets } from "../../src/web/pages/site.ts";
import type { BadgePage } from "../../src/workflow/badge/badge-page.ts";
import { ACHIEVEMENT_PAGE, BADGE_PAGE, PASSED } from "../support/badge-page.ts";
import { accessibilityFaults, DESKTOP, HAS_BROWSER, openBrowser, openPage } from "../support/browser.ts";

/** Names a folder to have pictures of every page: light, dark and as small as a phone. */
const SCREENSHOTS = process.env["SCREENSHOTS"];

const PHONE = { viewport: { width: 360, height: 740 } };

const LONG = "Wolfeschlegelsteinhausenbergerdorff";

const BADGES: Readonly<Record<string, Partial<BadgePage>>> = {
  named: {},
  nameless: { holder: null, validUntil: null },
  revoked: {
    revokedAt: new Date("2027-12-03T09:00:00Z"),
    verdict: "invalid",
    checks: PASSED.map((one) => (one.id === "status" ? { ...one, outcome: "fail", reason: "revoked" } : one)),
  },
  expired: {
    verdict: "invalid",
    checks: PASSED.map((one) =>
      one.id === "dates"
        ? { ...one, outcome: "fail", reason: "expired", values: { until: "2028-11-22T09:00:00Z" } }
        : one,
    ),
  },
  demo: { isDemo: true, name: `DEMO: ${BADGE_PAGE.name}` },
  unproven: {
    verdict: "unproven",
    checks: PASSED.map((one) =>
      one.id === "status"
        ? { ...one, outcome: "unknown", reason: "status-unreachable", values: { domain: LONG } }
        : one,
    ),
  },
  // Written from right to left, on a page that is not.
  arabic: { holder: "ماريا سيلفا (سانتوس)" },
  chinese: { holder: "席爾瓦 瑪麗亞" },
  long: {
    holder: `${LONG}${LONG} ${LONG}`,
    name: `${LONG} ${BADGE_PAGE.name}`,
    issuerName: LONG + LONG,
    recipients: [],
  },
};

const PAGES = [
  ...Object.keys(BADGES).map((name) => [name, pathOf(name)] as const),
  ["missing", "/badges/nothing"] as const,
  ["achievement", "/achievements/migration-onboarding"] as const,
  ["issuer", "/issuer"] as const,
];

test.skipIf(!HAS_BROWSER)("every page is without findings, wide and at 360 pixels, light and dark", async () => {
  const { base, browser } = await setup();

  for (const [kind, options] of [
    ["light", DESKTOP],
    ["dark", { ...DESKTOP, colorScheme: "dark" }],
    ["phone", PHONE],
    ["phone-dark", { ...PHONE, colorScheme: "dark" }],
  ] as const) {
    for (const [name, address] of PAGES) {
      const { page, faults } = await openPage(browser, base + address, options);
      for (const summary of await page.locator("summary").all()) await summary.click();

      expect([name, kind, await accessibilityFaults(page)]).toEqual([name, kind, []]);
      expect([name, kind, await page.evaluate("document.documentElement.scrollWidth")]).toEqual([
        name,
        kind,
        options.viewport.width,
      ]);
      expect([name, faults.filter((fault) => !fault.includes("404"))]).toEqual([name, []]);
      await keep(page, `${name}-${kind}`);
      await page.context().close();
    }
  }
});

test.skipIf(!HAS_BROWSER)("a holder adds the badge to LinkedIn by keyboard, with every field at hand", async () => {
  const { base, browser } = await setup();
  const { page, faults } = await openPage(browser, base + pathOf("named"));
  const context = page.context();
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await context.route("https://www.linkedin.com/**", (route) => route.fulfill({ body: "LinkedIn" }));

  expect(await tabTo(page, "Skip to the page")).toBe(1);
  await tabTo(page, "Add to LinkedIn");
  await page.keyboard.press("Enter");
  await tabTo(page, "Continue to LinkedIn");
  const [linkedIn] = await Promise.all([context.waitForEvent("page"), page.keyboard.press("Enter")]);
  await page.bringToFront();

  const query = new URL(linkedIn.url()).searchParams;
  expect(Object.fromEntries(query)).toEqual({
    startTask: "CERTIFICATION_NAME",
    name: "GitLab Certified Migration Services Engineer",
    organizationName: "GitLab Professional Services",
    issueYear: "2026",
    issueMonth: "11",
    expirationYear: "2028",
    expirationMonth: "11",
    certUrl: addressOf("named"),
    certId: idOf("named"),
  });
  expect(await linkedIn.evaluate("document.referrer")).toBe("");

  const copied: unknown[] = [];
  for (const label of ["Name", "Issuing organization", "Issue date", "Expiration date", "Credential ID"]) {
    await tabTo(page, `Copy ${label}`);
    await page.keyboard.press("Enter");
    await page
      .getByRole("status")
      .filter({ hasText: `Copied: ${label}` })
      .waitFor({ state: "attached" });
    copied.push(await page.evaluate("navigator.clipboard.readText()"));
  }
  expect(copied).toEqual([BADGE_PAGE.name, BADGE_PAGE.issuerName, "November 2026", "November 2028", idOf("named")]);
  expect(faults).toEqual([]);
});

test.skipIf(!HAS_BROWSER)(
  "a visitor compares an e-mail address by keyboard, and leaves nothing in an address",
  async () => {
    const { base, browser, visited } = await setup();
    const { page, faults } = await openPage(browser, base + pathOf("named"));

    await tabTo(page, "E-mail address or username you were given");
    await page.keyboard.type("maria@example.com");
    await page.keyboard.press("Enter");
    await page.getByText("This badge was given to maria@example.com").waitFor();

    expect(page.url()).toBe(`${base}${pathOf("named")}/check#recipient`);
    expect(await page.title()).toMatch(/^Yes\. /);
    expect(await accessibilityFaults(page)).toEqual([]);
    await keep(page, "compared");

    await tabTo(page, "E-mail address or username you were given");
    await page.keyboard.press("Control+A");
    await page.keyboard.type("somebody@example.com");
    await page.keyboard.press("Enter");
    await page.getByText("This badge was not given to somebody@example.com").waitFor();
    expect(visited.filter((address) => address.includes("example.com"))).toEqual([]);
    expect(faults).toEqual([]);
  },
);

test.skipIf(!HAS_BROWSER)("the page does all of this without scripts", async () => {
  const { base, browser } = await setup();
  const { page } = await openPage(browser, base + pathOf("nameless"), { ...DESKTOP, javaScriptEnabled: false });

  await page.getByText("Add to LinkedIn").click();
  await page.getByText("@onboarding-bot badge show-name").waitFor();
  expect(await page.getByRole("link", { name: "Continue without my name" }).getAttribute("href")).toMatch(
    /^https:\/\/www\.linkedin\.com\/profile\/add\?startTask=CERTIFICATION_NAME&/,
  );
  expect([
    await page.getByRole("button", { name: "Copy" }).count(),
    await page.getByText("Print", { exact: true }).isVisible(),
  ]).toEqual([0, false]);

  await page.getByRole("textbox").fill("msilva");
  await page.getByRole("button", { name: "Compare" }).click();
  await page.getByText("This badge was given to msilva").waitFor();
});

test.skipIf(!HAS_BROWSER)("on paper it is a certificate of one page", async () => {
  const { base, browser } = await setup();

  for (const name of ["named", "nameless", "revoked", "demo", "arabic", "long"]) {
    const { page } = await openPage(browser, base + pathOf(name), { viewport: { width: 1032, height: 703 } });
    await page.emulateMedia({ media: "print" });
    await keep(page, `${name}-print`);

    expect([name, await page.locator(".actions, .sections, .top").filter({ visible: true }).count()]).toEqual([
      name,
      0,
    ]);
    await page.getByText(addressOf(name)).first().waitFor();
    const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true });
    expect([name, pdf.toString("latin1").match(/\/Type\s*\/Page\b/g)?.length]).toEqual([name, 1]);
    await page.context().close();
  }
});

async function setup() {
  const site = readSite("");
  const pictures = { bakeSvg: (svg: string) => svg, bakePng: (png: Uint8Array) => png, rasterize: createRasterizer() };
  const visited: string[] = [];
  const app = createApp({ trustProxy: false, log: { debugs: false, debug: () => {}, error: () => {} } });
  onTestFinished(() => app.close());
  app.addHook("onRequest", async ({ url }) => void visited.push(url));
  registerAssets(app, site);
  registerBadges(app, {
    site,
    pictures,
    async find(id) {
      const [name, changes] = Object.entries(BADGES).find(([one]) => idOf(one) === id) ?? [];
      return name === undefined ? null : { ...BADGE_PAGE, ...changes, id, address: addressOf(name) };
    },
    isRecipient: ({ hash }, name) => hash === `sha256$${name}`,
    handle: () => "onboarding-bot",
  });
  registerIssuer(app, {
    site,
    pictures,
    didDocument: () => ({}),
    jwks: () => ({}),
    issuerPage: async () => ({
      name: BADGE_PAGE.issuerName,
      website: BADGE_PAGE.issuerWebsite,
      domain: BADGE_PAGE.issuerDomain,
      did: "did:web:certify.example.com",
      isDemo: false,
      achievements: [
        { address: "https://certify.example.com/achievements/migration-onboarding", name: BADGE_PAGE.name },
      ],
      profile: {},
    }),
    achievement: async () => ACHIEVEMENT_PAGE,
    statusList: async () => null,
  });
  const base = await app.listen({ host: "127.0.0.1", port: 0 });
  return { base, visited, browser: await openBrowser() };
}

/** Go on by Tab alone. Whatever is passed shows where it is. @returns How many times it was pressed. */
async function tabTo(page: Page, name: string): Promise<number> {
  for (let count = 1; count <= 60; count += 1) {
    await page.keyboard.press("Tab");
    const [label, outline, top] = (await page.evaluate(FOCUSED)) as [string, string, number];
    expect([label, outline]).toEqual([label, "solid"]);
    expect(top).toBeGreaterThanOrEqual(0);
    if (label === name) return count;
  }
  throw new Error(`Tab never came to "${name}"`);
}

const FOCUSED = `(() => {
  const one = document.activeElement;
  const label = one.getAttribute("aria-label") ?? one.labels?.[0]?.textContent ?? one.textContent;
  return [label.trim().replaceAll(/\\s+/g, " "), getComputedStyle(one).outlineStyle, one.getBoundingClientRect().top];
})()`;

async function keep(page: Page, name: string): Promise<void> {
  if (SCREENSHOTS === undefined) return;
  mkdirSync(SCREENSHOTS, { recursive: true });
  await page.screenshot({ path: path.join(SCREENSHOTS, `badge-${name}.png`), fullPage: true });
}

/** As long as those of the register. */
function idOf(name: string): string {
  return `${name}-0123456789-ABCDEFGHIJKLMNOPQRSTUVWXYZ`.slice(0, 32);
}

function addressOf(name: string): string {
  return `https://certify.example.com${pathOf(name)}`;
}

function pathOf(name: string): string {
  return `/badges/${idOf(name)}`;
}
