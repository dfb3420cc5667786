// Checks a built site with real tools: node tests/web/check.mjs SITE [--performance] [--all] [--only a,b]
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { findKinds, findTranslated, KIND_NAMES } from "./pages.mjs";
import { serve } from "./server.mjs";
import { print, progress } from "./table.mjs";
import { CannotStart, program } from "./tools.mjs";

const CHECKS = ["axe", "nu", "weight", "policy", "layout", "scripts-off", "lighthouse"];

function read() {
  const options = { performance: { type: "boolean" }, all: { type: "boolean" }, only: { type: "string" } };
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const names = values.only?.split(",") ?? CHECKS;
  const unknown = names.filter((name) => !CHECKS.includes(name));
  if (unknown.length) {
    throw new CannotStart(`No such check: ${unknown}. There are ${CHECKS.join(", ")}.`);
  }
  const folder = resolve(positionals[0] ?? "site");
  if (!existsSync(join(folder, "index.html"))) throw new CannotStart(`No built site in ${folder}.`);
  return { folder, names, performance: values.performance ?? false, all: values.all ?? false };
}

// Loaded only now, so that a package that is not installed can be told in our own words.
async function load(names) {
  try {
    const modules = await Promise.all(names.map((name) => import(`./${name}.mjs`)));
    const { launch } = await import("./browser.mjs");
    return { checks: names.map((name, place) => ({ name, ...modules[place] })), launch };
  } catch (error) {
    if (error.code !== "ERR_MODULE_NOT_FOUND") throw error;
    throw new CannotStart(`${error.message.split(" imported")[0]}: run \`npm ci\` in tests/web.`);
  }
}

// A check that breaks down is a failure of its own, and the others are still made.
async function make({ name, default: check }, site) {
  const start = Date.now();
  try {
    return await check(site);
  } catch (error) {
    const details = [error.stack ?? String(error)];
    return [{ what: name, where: "", measured: "broke down", budget: "", ok: false, details }];
  } finally {
    progress(`${name}: ${Math.round((Date.now() - start) / 1000)} s`);
  }
}

async function run() {
  const { folder, names, performance, all } = read();
  const { checks, launch } = await load(names);
  program("chromium");
  for (const { needs } of checks) needs?.();
  const kinds = findKinds(folder);
  const translated = findTranslated(folder);
  const [server, browser] = [await serve(folder), await launch()];
  const rows = [];
  try {
    const site = { folder, kinds, translated, performance, all, browser, origin: server.origin, log: server.log };
    for (const check of checks) rows.push(...(await make(check, site)));
  } finally {
    await browser.close();
    server.close();
  }
  print(rows);
  const found = [...kinds, ...translated].map(({ kind }) => kind.split(" ").at(-1));
  const lacking = KIND_NAMES.filter((name) => !found.includes(name));
  if (lacking.length) console.log(`\nThe site has no page of these kinds: ${lacking.join(", ")}.`);
  return rows.every(({ ok }) => ok) ? 0 : 1;
}

process.exitCode = await run().catch((error) => {
  const told = error instanceof CannotStart || error.code?.startsWith("ERR_PARSE_ARGS");
  console.error(told ? error.message : error.stack);
  return 2;
});
