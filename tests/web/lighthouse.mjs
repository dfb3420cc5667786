// Lighthouse, as a phone and as a desktop: every category must be 100. A row's numbers are
// accessibility/best-practices/seo, and with --performance also performance.
import { launch as launchChrome } from "chrome-launcher";
import lighthouse, { desktopConfig } from "lighthouse";
import { OFFLINE } from "./browser.mjs";
import { ALL, FEW, FEW_TRANSLATED } from "./pages.mjs";
import { progress } from "./table.mjs";
import { program } from "./tools.mjs";

const CATEGORIES = ["accessibility", "best-practices", "seo"];
const RUNS = 3;
const PRESETS = { mobile: undefined, desktop: desktopConfig };
const METRICS = {
  FCP: "first-contentful-paint",
  LCP: "largest-contentful-paint",
  TBT: "total-blocking-time",
  CLS: "cumulative-layout-shift",
  SI: "speed-index",
};
const FLAGS = [
  "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
  "--disable-sync", "--disable-component-update", "--no-first-run", OFFLINE,
];

export default async function check(site) {
  const chrome = await launchChrome({ chromePath: program("chromium"), chromeFlags: FLAGS });
  try {
    const rows = [];
    const [kinds, translated] = site.all ? [ALL, ALL] : [FEW, FEW_TRANSLATED];
    const pages = [
      ...site.kinds.filter(({ kind }) => kinds.includes(kind)),
      ...site.translated.filter(({ kind }) => translated.includes(kind.split(" ").at(-1))),
    ];
    for (const page of pages) {
      rows.push(await checkPage(site, page, chrome.port).catch((error) => broken(page, error)));
    }
    return rows;
  } finally {
    chrome.kill();
  }
}

function broken({ kind }, { message }) {
  return { what: "lighthouse", where: kind, measured: "broke down", budget: "", ok: false,
    details: [message] };
}

async function checkPage(site, { kind, address }, port) {
  const [measured, scores, details, notes] = [[], [], [], []];
  for (const preset of Object.keys(PRESETS)) {
    progress(`lighthouse: ${kind}, ${preset}`);
    const results = await runs(site, site.origin + address, preset, port);
    const found = results.flatMap((result) => Object.values(result.categories).map(points));
    measured.push(`${preset} ${found.join("/")}`);
    scores.push(...found);
    details.push(...results.flatMap(failures).map((fault) => `${preset}  ${fault}`));
    if (site.performance) notes.push(`${preset}  ${metrics(results.at(-1))}`);
  }
  const ok = scores.every((score) => score === 100);
  const budget = scores.slice(0, scores.length / 2).fill(100).join("/");
  const both = measured.join("  ");
  return { what: "lighthouse", where: kind, measured: both, budget, ok, details, notes };
}

const points = ({ score }) => (score === null ? "none" : Math.round(score * 100));

// The first run is of all categories. Performance varies, so it is the median of three runs; after two that
// are perfect, the third can't change it.
async function runs(site, url, preset, port) {
  const first = await run(url, preset, port, site.performance ? [...CATEGORIES, "performance"] : CATEGORIES);
  if (!site.performance) return [first];
  const score = (result) => result.categories.performance.score;
  const timed = [first];
  while (timed.length < RUNS && timed.filter((result) => points(result.categories.performance) === 100).length < 2) {
    timed.push(await run(url, preset, port, ["performance"]));
  }
  const median = timed.sort((one, other) => score(one) - score(other)).at(-2);
  const { performance, ...others } = first.categories;
  return [{ ...first, categories: others }, { ...median, categories: { performance: median.categories.performance } }];
}

async function run(url, preset, port, onlyCategories) {
  const flags = { port, onlyCategories, logLevel: "error", output: "json" };
  const { lhr } = await lighthouse(url, flags, PRESETS[preset]);
  if (lhr.runtimeError) throw new Error(`${url}: ${lhr.runtimeError.message}`);
  return lhr;
}

// What cost points: an audit that counts in a category and is not perfect.
function failures({ categories, audits }) {
  return Object.values(categories).flatMap((category) => category.auditRefs
    .filter(({ id, weight }) => weight > 0 && audits[id].score !== null && audits[id].score < 1)
    .map(({ id }) => `${category.id}  ${id}: ${audits[id].title}${example(audits[id])}`));
}

function example({ details, explanation }) {
  const item = details?.items?.[0];
  const said = explanation ?? item?.node?.selector ?? item?.description ?? item?.url;
  return typeof said === "string" ? `  (${said})` : "";
}

function metrics({ audits }) {
  const told = Object.entries(METRICS).map(([name, id]) => `${name} ${audits[id].displayValue}`);
  return told.join("  ");
}
