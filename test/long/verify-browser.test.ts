import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import type { Page } from "playwright-core";
import { expect, onTestFinished, test } from "vitest";

import { createDocumentFetcher } from "../../src/fetching/document-fetcher.ts";
import { bakeSvg } from "../../src/signing/bake-svg.ts";
import { createProofs } from "../../src/signing/proofs.ts";
import { createApp } from "../../src/web/app.ts";
import { readSite, registerAssets } from "../../src/web/pages/site.ts";
import { registerVerify } from "../../src/web/verify.ts";
import { verifyBadge } from "../../src/workflow/badge/verify-badge.ts";
import { credentialOf, DID, EMAIL, ISSUER, NOW, openIssuer } from "../signing/support/issuer.ts";
import { accessibilityFaults, DESKTOP, HAS_BROWSER, openBrowser, openPage } from "../support/browser.ts";

/** Names a folder to have pictures of every page. */
const SCREENSHOTS = process.env["SCREENSHOTS"];

const PHONE = { viewport: { width: 360, height: 740 } };

const { signing, keys } = HAS_BROWSER ? await openIssuer() : { signing: null, keys: [] };

test.skipIf(!HAS_BROWSER)(
  "form and verdicts are without findings, wide and at 360 pixels, light and dark",
  async () => {
    const { base, browser, badge, changed, revoked } = await setup();

    for (const [kind, options] of [
      ["light", DESKTOP],
      ["phone-dark", { ...PHONE, colorScheme: "dark" }],
    ] as const) {
      const { page, faults } = await openPage(browser, `${base}/verify`, options);
      const look = async (name: string): Promise<void> => {
        expect([name, kind, await accessibilityFaults(page)]).toEqual([name, kind, []]);
        expect([name, kind, await page.evaluate("document.documentElement.scrollWidth")]).toEqual([
          name,
          kind,
          options.viewport.width,
        ]);
        await keep(page, `${name}-${kind}`);
      };
      await look("form");
      for (const [name, text, headline] of [
        ["valid", badge, "This badge is valid"],
        ["changed", changed, "This badge is not valid"],
        ["revoked", revoked, "This badge was revoked"],
        ["refused", "https://169.254.169.254/latest/", "We could not fetch this badge"],
        ["nonsense", "hello", "This is not a badge"],
      ] as const) {
        await page.getByLabel("Or its text, or its web address").fill(text);
        await page.getByRole("button", { name: "Check it" }).click();
        await page.getByRole("heading", { level: 1, name: headline }).waitFor();
        expect(await page.title()).toBe(headline);
        await look(name);
      }
      expect(faults).toEqual([]);
      await page.context().close();
    }
  },
);

test.skipIf(!HAS_BROWSER)("an employer checks a badge by keyboard alone", async () => {
  const { base, browser, badge } = await setup();
  const { page, faults } = await openPage(browser, `${base}/verify`);

  await tabTo(page, "text");
  await page.keyboard.insertText(badge);
  await tabTo(page, "recipient");
  await page.keyboard.type(EMAIL);
  await page.keyboard.press("Enter");
  await page.getByText("To the person you named.").waitFor();

  expect(page.url()).toBe(`${base}/verify`);
  await page.getByRole("heading", { level: 1, name: "This badge is valid" }).waitFor();
  expect(faults).toEqual([]);
});

test.skipIf(!HAS_BROWSER)("a picture can be dropped on the form", async () => {
  const { base, browser, badge } = await setup();
  const { page, faults } = await openPage(browser, `${base}/verify`);
  const svg = bakeSvg('<svg xmlns="http://www.w3.org/2000/svg"></svg>', badge);

  await page.getByText("or drop it here").waitFor();
  await page.evaluate(`(() => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([${JSON.stringify(svg)}], "badge.svg", { type: "image/svg+xml" }));
    const drop = new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true });
    document.querySelector("[data-drop]").dispatchEvent(drop);
  })()`);
  await page.getByRole("button", { name: "Check it" }).click();

  await page.getByRole("heading", { level: 1, name: "This badge is valid" }).waitFor();
  expect(faults).toEqual([]);
});

test.skipIf(!HAS_BROWSER)("a file is checked without scripts, and nothing asks for a drop", async () => {
  const { base, browser, badge } = await setup();
  const { page } = await openPage(browser, `${base}/verify`, { ...DESKTOP, javaScriptEnabled: false });
  const folder = mkdtempSync(path.join(tmpdir(), "onboarding-bot-verify-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = path.join(folder, "badge.json");
  writeFileSync(file, badge);

  expect(await page.getByText("or drop it here").isVisible()).toBe(false);
  await page.getByLabel("The badge as a file").setInputFiles(file);
  await page.getByRole("button", { name: "Check it" }).click();

  await page.getByRole("heading", { level: 1, name: "This badge is valid" }).waitFor();
});

/** The page with everything real behind it, but the register and the hour. */
async function setup() {
  if (signing === null) throw new TypeError("Cannot sign a badge: there is no browser to show it to");
  const site = readSite("");
  const app = createApp({ trustProxy: false, log: { debugs: false, debug: () => {}, error: () => {} } });
  onTestFinished(() => app.close());
  registerAssets(app, site);
  const own = {
    did: DID,
    url: ISSUER.url,
    isDemo: false,
    keys: () => keys,
    readStatus: async (_list: number, index: number) => index === 13,
    readBadge: async () => null,
  };
  const ports = { proofs: createProofs(() => NOW), fetcher: createDocumentFetcher(), own, now: () => NOW };
  registerVerify(app, { site, issuer: ISSUER, verify: (request) => verifyBadge(ports, request) });
  const base = await app.listen({ host: "127.0.0.1", port: 0 });
  const { json: badge } = await signing.signBadge(credentialOf(signing));
  const { json: revoked } = await signing.signBadge(credentialOf(signing, { statusIndex: 13 }));
  return { base, badge, revoked, changed: badge.replace("Kompost", "Kompott"), browser: await openBrowser() };
}

/** Go on by Tab alone to the field of this name; wherever it passes, it shows. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let count = 1; count <= 20; count += 1) {
    await page.keyboard.press("Tab");
    const [field, outline] = (await page.evaluate(FOCUSED)) as [string, string];
    expect([field, outline]).not.toEqual([field, "none"]);
    if (field === name) return;
  }
  throw new Error(`Tab never came to "${name}"`);
}

const FOCUSED = `(() => {
  const one = document.activeElement;
  return [one.getAttribute("name") ?? one.textContent.trim(), getComputedStyle(one).outlineStyle];
})()`;

async function keep(page: Page, name: string): Promise<void> {
  if (SCREENSHOTS === undefined) return;
  mkdirSync(SCREENSHOTS, { recursive: true });
  await page.screenshot({ path: path.join(SCREENSHOTS, `verify-${name}.png`), fullPage: true });
}
