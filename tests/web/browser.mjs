// Chromium for the checks, and what a reader does with a page in it.
import { chromium } from "playwright-core";
import { program } from "./tools.mjs";

// No name resolves: what a page asks of another host is seen, and goes nowhere.
export const OFFLINE = "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1";
export const WORDS = "fibre";
export const EXPECTS_MENU = true;

const PATIENCE = 10_000;
const DIALOG = "dialog[open]";
const RESULTS = "dialog[open] :is(li a[href], [role='option'])";
const MENU_BUTTON = "button[popovertarget='menu']";

export function launch() {
  const args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", OFFLINE];
  return chromium.launch({ executablePath: program("chromium"), args });
}

// Opens an address in a context of its own, does `action` with the page, and closes all of it.
export async function visit(site, address, options, action) {
  const { prepare, ...settings } = options;
  const context = await site.browser.newContext(settings);
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE);
    await prepare?.(page);
    await page.goto(site.origin + address);
    return await action(page);
  } finally {
    await context.close();
  }
}

// Colours half-way through a change would be measured wrong. Endless animations are not waited for.
export function settle(page) {
  return page.evaluate(() => {
    const ends = document.getAnimations().map((animation) => animation.finished.catch(() => {}));
    const patience = new Promise((done) => setTimeout(done, 1000));
    return Promise.race([Promise.all(ends), patience]).then(() => {});
  });
}

export async function openSearch(page) {
  await page.keyboard.press("/");
  await told(page.locator(DIALOG).waitFor(), "the search dialog did not open on /");
}

export async function searchInDialog(page) {
  await openSearch(page);
  await page.keyboard.type(WORDS);
  await told(page.locator(RESULTS).first().waitFor(), `no results for "${WORDS}" in the dialog`);
}

export async function searchOnPage(page) {
  await told(page.locator("main input[type='search']").fill(WORDS), "no search field in main");
  const shown = page.locator("main li a[href]").first().waitFor();
  await told(shown, `no results for "${WORDS}" in main`);
}

// Says whether the menu could be opened. A page without a button is at fault if we expect one.
export async function openMenu(page) {
  const button = page.locator(MENU_BUTTON);
  if (!(await button.count())) {
    if (EXPECTS_MENU) throw new Error(`no ${MENU_BUTTON} on the page`);
    return false;
  }
  if (!(await button.first().isVisible())) throw new Error(`${MENU_BUTTON} is not visible`);
  await button.first().click();
  const shown = page.locator("#menu:popover-open a[href]").first().waitFor();
  await told(shown, "the menu button shows no #menu with links");
  return true;
}

// Playwright's own words for a missed wait are long and say nothing of what was missed.
function told(waiting, fault) {
  return waiting.catch((error) => {
    throw error.name === "TimeoutError" ? new Error(fault) : error;
  });
}

// Writes a story with names, a promise, a quotation and mistakes.
export async function writeStory(page) {
  await page.getByLabel("Headline", { exact: true }).fill("A story");
  await page.getByLabel("The story").fill("Umar Saif was in [Karachi](place:karach).\n\n> Yes.\n> \u2014 He");
  await page.locator(".problems li").first().waitFor({ state: "attached" });
  await page.locator(".write details").evaluateAll((all) => all.forEach((details) => { details.open = true; }));
}

// Translates parts of a story, with mistakes.
export async function translateStory(page) {
  const fields = page.locator(".pair textarea");
  await fields.first().fill("\u0627");
  await fields.nth(1).fill("[\u0627](person:nobody) **");
  await page.locator(".pair .problems li").first().waitFor();
  await page.locator(".write details").evaluateAll((all) => all.forEach((details) => { details.open = true; }));
}
