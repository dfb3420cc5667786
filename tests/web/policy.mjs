// The Content-Security-Policy: it stands on every page, nothing breaks it, nothing needs it broken.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { searchInDialog, searchOnPage, visit } from "./browser.mjs";
import { addressOf, htmlFiles } from "./pages.mjs";
import { headersFor, readRules } from "./server.mjs";
import { counted, progress } from "./table.mjs";

const POLICY = `default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self';
  img-src 'self' data:; font-src 'self'; connect-src 'self'; worker-src 'self';
  manifest-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none';
  require-trusted-types-for 'script'; trusted-types default`;

export default async function check(site) {
  const files = htmlFiles(site.folder);
  // The parser used here is one of those that the policy forbids to scripts.
  const around = { bypassCSP: true };
  const read = await visit(site, "/404.html", around, (page) => inspect(page, site.folder, files));
  return [metaRow(read), headersRow(site.folder, files), inlineRow(read), await useRow(site)];
}

// One line for each fault, with how often it was found and where first.
function row(where, measured, faults) {
  const found = new Map();
  for (const { file, fault } of faults) found.set(fault, [...(found.get(fault) ?? []), file]);
  const details = [...found].map(([fault, places]) =>
    `${fault}: ${counted(places.length, "place")}, first ${places[0]}`);
  measured = `${faults.length} ${measured}`;
  return { what: "policy", where, measured, budget: 0, ok: faults.length === 0, details };
}

// The browser's own parser says what each file holds, and runs none of it.
async function inspect(page, folder, files) {
  const read = [];
  for (const file of files) {
    const text = readFileSync(join(folder, file), "utf8");
    read.push({ file, ...(await page.evaluate(look, text)) });
  }
  return read;
}

function look(text) {
  const made = new DOMParser().parseFromString(text, "text/html");
  // What stands in a template is not found from outside it.
  const roots = [made, ...[...made.querySelectorAll("template")].map(({ content }) => content)];
  const all = roots.flatMap((root) => [...root.querySelectorAll("*")]);
  const metas = made.head.querySelectorAll("meta[http-equiv='Content-Security-Policy' i]");
  const inline = all.flatMap((element) => {
    const name = element.localName;
    const events = element.getAttributeNames().filter((attribute) => /^on/i.test(attribute));
    return [
      name === "script" && !element.hasAttribute("src")
        && element.type !== "application/ld+json" && "inline <script>",
      name === "style" && "<style>",
      element.hasAttribute("style") && `style= on <${name}>`,
      /^\s*javascript:/i.test(element.getAttribute("href") ?? "") && `javascript: on <${name}>`,
      ...events.map((attribute) => `${attribute}= on <${name}>`),
    ].filter(Boolean);
  });
  return { policies: [...metas].map(({ content }) => content), inline };
}

// What the policy says, whatever the order of its parts.
function parts(policy) {
  const said = policy.split(";").map((part) => part.trim().split(/\s+/)).filter(([name]) => name);
  return said.map(([name, ...sources]) => [name, ...sources.sort()].join(" ")).sort();
}

function difference(policy, wanted) {
  if (!policy) return "none";
  const [has, wants] = [parts(policy), parts(wanted)];
  const lacks = wants.filter((part) => !has.includes(part)).map((part) => `lacks ${part}`);
  const more = has.filter((part) => !wants.includes(part)).map((part) => `has ${part}`);
  return [...lacks, ...more].join(", ");
}

function metaRow(read) {
  const faults = read.flatMap(({ file, policies }) => {
    if (policies.length > 1) return [{ file, fault: `${policies.length} policies` }];
    const fault = difference(policies[0], POLICY);
    return fault ? [{ file, fault }] : [];
  });
  return row(`<meta> policy, ${counted(read.length, "page")}`, "pages differ", faults);
}

function headersRow(folder, files) {
  const rules = readRules(folder);
  const wanted = `${POLICY}; frame-ancestors 'none'`;
  const faults = files.flatMap((file) => {
    const given = headersFor(rules, addressOf(file))["content-security-policy"];
    const fault = difference(given, wanted);
    return fault ? [{ file, fault }] : [];
  });
  return row(`_headers policy, ${counted(files.length, "page")}`, "pages differ", faults);
}

function inlineRow(read) {
  const faults = read.flatMap(({ file, inline }) => inline.map((fault) => ({ file, fault })));
  const where = `inline scripts and styles, ${counted(read.length, "page")}`;
  return row(where, "found", faults);
}

async function useRow(site) {
  const found = [];
  for (const { kind, address } of site.kinds) {
    progress(`policy: ${kind}`);
    // On the search page `/` belongs to the field that stands there, so that field is used.
    const search = kind === "search" ? searchOnPage : searchInDialog;
    const faults = await use(site, address, search);
    found.push(...faults.map((fault) => ({ file: kind, fault })));
  }
  const where = `${counted(site.kinds.length, "kind")} used with search`;
  return row(where, "errors and violations", found);
}

async function use(site, address, search) {
  const faults = [];
  const prepare = async (page) => {
    page.on("console", (message) => {
      if (message.type() === "error") faults.push(`console: ${message.text()}`);
    });
    page.on("pageerror", (error) => faults.push(`page error: ${error.message}`));
    await page.exposeFunction("tellViolation", (text) => faults.push(`violation: ${text}`));
    await page.addInitScript(() => addEventListener("securitypolicyviolation", (event) => {
      globalThis.tellViolation(`${event.effectiveDirective} ${event.blockedURI} ${event.sample}`);
    }, true));
  };
  await visit(site, address, { prepare }, async (page) => {
    await page.waitForLoadState("networkidle");
    await search(page);
    await page.waitForTimeout(200);
  }).catch((error) => faults.push(error.message.split("\n")[0]));
  return faults;
}
