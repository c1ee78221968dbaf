import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";

import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { onTestFinished } from "vitest";

/** Where Linux distributions put it; `CHROMIUM` names any other. */
const CHROMIUM = process.env["CHROMIUM"] ?? ["/usr/bin/chromium", "/usr/bin/chromium-browser"].find(existsSync) ?? "";
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
];

export const DESKTOP = { viewport: { width: 1200, height: 900 } };

export const HAS_BROWSER = existsSync(CHROMIUM);

/** A Chromium without a window, gone after the test. */
export async function openBrowser(): Promise<Browser> {
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
  onTestFinished(() => browser.close());
  return browser;
}

/** Open a page and note what goes wrong on it, and whatever it asks of another host. */
export async function openPage(browser: Browser, url: string, options: BrowserContextOptions = DESKTOP) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(message.text());
  });
  page.on("request", (request) => {
    if (!request.url().startsWith(new URL(url).origin) && !request.url().startsWith("data:"))
      faults.push(request.url());
  });
  await page.goto(url, { waitUntil: "networkidle" });
  return { page, faults };
}

/** What axe finds wrong with a page, one line for each rule; empty when nothing is. */
export async function accessibilityFaults(page: Page): Promise<readonly string[]> {
  // The page's own policy forbids scripts in it, so axe comes in through the debugger.
  const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  await page.evaluate(source);
  const violations: unknown = await page.evaluate("axe.run().then((result) => result.violations)");
  return (violations as { id: string; nodes: { html: string }[] }[]).map(
    ({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" | ")}`,
  );
}
