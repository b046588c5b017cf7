// Drives a real browser through one scenario against a running server.
// Usage: node run.mjs SCENARIO, with what the scenario needs as JSON in RECOGNIZE_SCENARIO: url, screens (a folder), and more.
// Prints each step; ends with 1 when a step, or anything that holds for every page, was broken.
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { chromium } from "playwright-core";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const scenario = process.argv[2];
const given = JSON.parse(process.env.RECOGNIZE_SCENARIO ?? "{}");
const faults = [];
const pages = new Set();
let shots = 0;

mkdirSync(given.screens, { recursive: true });
const browser = await chromium.launch({
  executablePath: given.chromium,
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"],
});

/** A browser of somebody's own; everything that it does is watched. */
async function open({ width = 1280, height = 900, locale = "en-GB", dark = false, touch = false } = {}) {
  const context = await browser.newContext({
    viewport: { width, height }, locale, colorScheme: dark ? "dark" : "light", hasTouch: touch, isMobile: touch,
    timezoneId: "Europe/Berlin", reducedMotion: "reduce", bypassCSP: false,
  });
  context.setDefaultTimeout(given.patience ?? 60_000);
  const page = await context.newPage();
  pages.add(page);
  const origin = new URL(given.url).origin;
  context.on("request", (request) => {
    if (!request.url().startsWith(`${origin}/`)) faults.push(`a request left the origin: ${request.url()}`);
  });
  context.on("weberror", (error) => faults.push(`the page threw: ${error.error().stack ?? error.error()}`));
  page.on("console", (message) => {
    // Refusals of the API are part of some scenarios, and the browser prints each.
    if (message.type() === "error" && !/Failed to load resource/.test(message.text())) faults.push(`the console says: ${message.text()}`);
  });
  return page;
}

async function shot(page, name) {
  await page.screenshot({ path: join(given.screens, `${scenario}-${String(++shots).padStart(2, "0")}-${name}.png`) });
}

/** No serious or critical finding, whatever is shown now. */
async function accessible(page, name) {
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  for (const { id, impact, nodes } of violations.filter((violation) => ["serious", "critical"].includes(violation.impact)))
    faults.push(`${name}: ${impact} ${id}: ${nodes.slice(0, 3).map((node) => `${node.html} (${node.failureSummary})`).join(" | ")}`);
}

/** Nothing is wider than the window. */
async function fits(page, name) {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (wide > 0) faults.push(`${name}: ${wide} px wider than the window`);
}

/** Nothing that is pressed is smaller than a finger: 40 px, links within a text left out. */
async function touchable(page, name) {
  const small = await page.evaluate(() => {
    const least = 40;
    const isHit = (element, x, y) => {
      const hit = document.elementFromPoint(x, y);
      return hit !== null && (element.contains(hit) || hit.closest("label")?.contains(element));
    };
    return [...document.querySelectorAll("button, select, summary, a[href], input:not([type=hidden])")]
      .filter((element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && !element.closest("[inert], .visually-hidden"))
      .map((element) => ({ element: element.closest("label") ?? element, box: (element.closest("label") ?? element).getBoundingClientRect() }))
      .filter(({ element, box }) => box.width > 1 && getComputedStyle(element).display !== "inline" && (box.width < least - 0.5 || box.height < least - 0.5))
      .filter(({ element }) => {
        element.scrollIntoView({ block: "center" });
        const { x, y, width, height } = element.getBoundingClientRect();
        const [middleX, middleY] = [x + width / 2, y + height / 2];
        const reach = least / 2 - 1;
        return ![[-reach, 0], [reach, 0], [0, -reach], [0, reach]].every(([across, down]) => isHit(element, middleX + across, middleY + down));
      })
      .map(({ element, box }) => `${element.outerHTML.slice(0, 120)} (${Math.round(box.width)} × ${Math.round(box.height)})`);
  });
  if (small.length > 0) faults.push(`${name}: too small to touch: ${small.slice(0, 5).join(" | ")}${small.length > 5 ? ` and ${small.length - 5} more` : ""}`);
}

async function step(text, act) {
  console.log(`- ${text}`);
  try {
    return await act();
  } catch (error) {
    error.message = `${text}: ${error.message}`;
    throw error;
  }
}

async function signIn(page, { name = given.name, password = given.password } = {}) {
  await page.goto(given.url);
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByRole("navigation", { name: "Main" }).waitFor();
}

/** Until something holds that no locator can wait for: what a worker does, or a player. */
async function until(page, holds, what) {
  const end = Date.now() + (given.patience ?? 60_000);
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`waited in vain for ${what}`);
    await page.waitForTimeout(100);
  }
}

function expect(holds, text) {
  if (!holds) throw new Error(`expected ${text}`);
}

try {
  const { default: run } = await import(`./scenarios/${scenario}.mjs`);
  const result = await run({ open, step, shot, accessible, fits, touchable, signIn, until, expect, given });
  if (result !== undefined) console.log(`result: ${JSON.stringify(result)}`);
} catch (error) {
  faults.push(error.stack);
  for (const page of pages) if (!page.isClosed()) await shot(page, "broken").catch((problem) => console.log(`no picture of it: ${problem.message}`));
}
await browser.close();
for (const fault of faults) console.log(`FAULT: ${fault}`);
process.exitCode = faults.length === 0 ? 0 : 1;
