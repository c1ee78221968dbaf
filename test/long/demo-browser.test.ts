import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import path from "node:path";

import type { Browser, Page } from "playwright-core";
import { expect, onTestFinished, test } from "vitest";

import { accessibilityFaults, HAS_BROWSER, openBrowser } from "../support/browser.ts";

/** Names a folder to have pictures of the first state, the middle and the end. */
const PICTURES = process.env["DEMO_PICTURES"];

const TASKS = {
  resources: "Review migration services resources, including documentation and delivery kits",
  assessment: "Pass a graded migration assessment",
  workshop: "Complete a congregate-onboarding workshop",
  lead: "Lead a migration with a PSE Migration Engineer observing and providing feedback",
};
const BOXES = {
  assessment: "Assessment: result seen, passed",
  workshop: "Workshop: completed",
  shadow: "Shadow: the candidate shadowed my migration",
  lead: "Lead: observed, feedback given, ready to certify",
};

test.skipIf(!HAS_BROWSER)(
  "the demo takes a newcomer from an open issue to a certified candidate",
  { timeout: 120_000 },
  async () => {
    const demo = await startDemo();
    const browser = await openBrowser();
    const page = await browser.newPage();
    const faults: string[] = [];
    page.on("pageerror", (error) => faults.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error") faults.push(message.text());
    });

    await page.goto(demo.issueUrl);
    await status(page, "0 of 5 tasks done");
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.setViewportSize({ width: 360, height: 740 });
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(360);
    await page.setViewportSize({ width: 1200, height: 900 });
    await takePictures(browser, page, "first");

    await become(page, "Maria Silva");
    for (const task of [TASKS.resources, TASKS.assessment, TASKS.workshop]) await tick(page, task);
    await note(page, "Maria Silva says 2 tasks are done: assessment and workshop.");
    await takePictures(browser, page, "middle");

    await become(page, "Priya Nair");
    await tick(page, BOXES.assessment);
    await tick(page, BOXES.workshop);
    await status(page, "3 of 5 tasks done");
    await note(page, "Settled");

    await say(page, `@onboarding-bot schedule shadow ${inThreeWeeks()} 09:00 Europe/Berlin with @tbecker`);
    await note(page, "09:00 Berlin");
    expect(await calendarOf(page)).toMatch(/^BEGIN:VCALENDAR\r\n[^]*SUMMARY:Shadow: Tom Becker\\, Maria Silva\r\n/);
    await takePictures(browser, page, "date");

    await page.getByRole("link", { name: "desk", exact: true }).click();
    await note(page, "Open engagements: 1");
    expect(await accessibilityFaults(page)).toEqual([]);
    await takePictures(browser, page, "desk");
    await page.goBack();

    await become(page, "Tom Becker");
    await tick(page, BOXES.shadow);
    await status(page, "4 of 5 tasks done");

    await become(page, "Maria Silva");
    await tick(page, TASKS.lead);
    await become(page, "Tom Becker");
    await tick(page, BOXES.lead);
    await status(page, "5 of 5 tasks done");
    await page.locator(".state.closed").waitFor();
    await page.locator('[data-live="head"] .pill', { hasText: "certified" }).waitFor();
    await takePictures(browser, page, "end");

    await become(page, "Maria Silva");
    await say(page, "@onboarding-bot badge show-name");
    await page.getByRole("link", { name: "Open your badge" }).click();
    await page.getByRole("heading", { level: 1 }).waitFor();
    const isNamed = async (): Promise<number> => {
      await page.reload();
      return page.getByText("Maria Silva").count();
    };
    await expect.poll(isNamed, { timeout: 15_000, interval: 500 }).toBeGreaterThan(0);
    expect(await page.getByText("DEMO").count()).toBeGreaterThan(0);
    expect(await accessibilityFaults(page)).toEqual([]);
    await takePictures(browser, page, "badge");
    await page.goBack();

    const own = await page.locator(".note .meta", { hasText: "@onboarding-bot" }).count();
    expect(own).toBeLessThanOrEqual(8);
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(faults).toEqual([]);
    expect(await stop(demo.child)).toEqual({ code: 0, said: expect.stringContaining("Nothing is left behind") });
  },
);

test(
  "npm run demo takes other ports when the usual ones are taken, and ends cleanly",
  { timeout: 60_000 },
  async () => {
    const [one, other] = [await startDemo({}), await startDemo({})];

    const ready = await Promise.all([one, other].map(async ({ readyUrl }) => (await fetch(readyUrl)).status));
    const pages = await Promise.all([one, other].map(async ({ issueUrl }) => (await fetch(issueUrl)).status));

    expect(new Set([one.issueUrl, other.issueUrl, one.readyUrl, other.readyUrl]).size).toBe(4);
    expect([...ready, ...pages]).toEqual([200, 200, 200, 200]);
    for (const { child } of [one, other]) expect((await stop(child)).code).toBe(0);
  },
);

test("npm run demo says which port cannot be had, and ends", { timeout: 60_000 }, async () => {
  const demo = await startDemo({});

  const child = spawnDemo({ DEMO_PORT: new URL(demo.issueUrl).port });
  let said = "";
  child.stderr?.on("data", (chunk: Buffer) => void (said += chunk.toString()));
  const [code] = await once(child, "exit");

  expect([code, said]).toEqual([1, "Cannot listen on the port in DEMO_PORT: EADDRINUSE\n"]);
});

interface Demo {
  readonly child: ChildProcess;
  readonly issueUrl: string;
  readonly readyUrl: string;
}

/** Start it as `npm run demo` does, by default on free ports. */
async function startDemo(env: Readonly<Record<string, string>> = { PORT: "0", DEMO_PORT: "0" }): Promise<Demo> {
  const child = spawnDemo(env);
  let text = "";
  let complaints = "";
  child.stderr?.on("data", (chunk: Buffer) => void (complaints += chunk.toString()));
  await new Promise<void>((resolve, reject) => {
    child.once("exit", () => reject(new Error(`The demo ended early: ${complaints}`)));
    child.stdout?.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      if (text.includes("Ctrl+C")) resolve();
    });
  });
  const [issueUrl = "", readyUrl = ""] = text.match(/http:\S+/g) ?? [];
  return { child, issueUrl, readyUrl };
}

function spawnDemo(env: Readonly<Record<string, string>>): ChildProcess {
  const child = spawn(process.execPath, ["src/main.ts", "demo"], {
    env: { PATH: process.env["PATH"], ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

/** What Ctrl+C does. */
async function stop(child: ChildProcess): Promise<{ code: number | null; said: string }> {
  let said = "";
  child.stdout?.on("data", (chunk: Buffer) => void (said += chunk.toString()));
  const ended = once(child, "close");
  child.kill("SIGINT");
  const [code] = (await ended) as [number | null];
  return { code, said };
}

async function become(page: Page, name: string): Promise<void> {
  const option = page.locator("#person option", { hasText: name });
  const value = (await option.getAttribute("value")) ?? "";
  if ((await page.inputValue("#person")) === value) return;
  const back = page.waitForEvent("load");
  await page.selectOption("#person", value);
  await back;
}

async function tick(page: Page, text: string): Promise<void> {
  await page.getByRole("checkbox", { name: text, exact: true }).click();
  await page.locator(`.box[aria-checked="true"][aria-label="${text}"]`).waitFor();
}

async function say(page: Page, text: string): Promise<void> {
  await page.getByLabel(/^Comment as/).fill(text);
  await page.getByRole("button", { name: "Comment", exact: true }).click();
}

function inThreeWeeks(): string {
  return new Date(Date.now() + 21 * 86_400_000).toISOString().slice(0, 10);
}

/** The file behind the link of the note about the date. */
async function calendarOf(page: Page): Promise<string> {
  const address = (await page.getByRole("link", { name: "add it" }).getAttribute("href")) ?? "";
  const answer = await fetch(address);
  expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "text/calendar; charset=utf-8"]);
  return answer.text();
}

/** Wait until the living note says so; the page refreshes itself. */
async function status(page: Page, words: string): Promise<void> {
  await note(page, words);
}

async function note(page: Page, words: string): Promise<void> {
  await page.locator(".note", { hasText: words }).first().waitFor({ timeout: 20_000 });
}

/** Light, dark and as small as a phone. */
async function takePictures(browser: Browser, page: Page, name: string): Promise<void> {
  if (PICTURES === undefined) return;
  mkdirSync(PICTURES, { recursive: true });
  const cookies = await page.context().cookies();
  for (const [kind, options] of [
    ["light", { viewport: { width: 1200, height: 900 } }],
    ["dark", { viewport: { width: 1200, height: 900 }, colorScheme: "dark" as const }],
    ["phone", { viewport: { width: 360, height: 740 } }],
  ] as const) {
    const context = await browser.newContext(options);
    await context.addCookies(cookies);
    const copy = await context.newPage();
    await copy.goto(page.url());
    await copy.screenshot({ path: path.join(PICTURES, `${name}-${kind}.png`), fullPage: true });
    await copy.goto(`${page.url().split("#")[0]}#activity`);
    await copy.screenshot({ path: path.join(PICTURES, `${name}-${kind}-activity.png`) });
    await context.close();
  }
}
