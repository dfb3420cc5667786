// Finds the pages of a built site, and one address for each kind of page.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

// Links to what a story may name: how we tell which of the newest stories has most to check.
const ANNOTATION = /href="[^"]*\b(topics|people|organisations|places|commitments)\/[^"/]+\//g;

const KINDS = [
  ["home", () => "/"],
  ["article", (site) => latest(site, "articles", (text) => text.match(ANNOTATION)?.length ?? 0)],
  ["topic", (site) => largest(site, "topics")],
  ["person", (site) => largest(site, "people")],
  ["organisation", (site) => largest(site, "organisations")],
  ["place", (site) => largest(site, "places")],
  ["commitment", (site) => largest(site, "commitments")],
  ["topics", () => "/topics/"],
  ["people", () => "/people/"],
  ["tracker", () => "/commitments/"],
  ["archive", () => "/archive/"],
  ["year", (site) => newest(site, "archive")],
  ["month", (site) => newest(site, newest(site, "archive")?.slice(1, -1))],
  ["moved", () => "/moved/"],
  ["feeds", () => "/feeds/"],
  ["data", () => "/data/"],
  ["search", () => "/search/"],
  ["about", () => "/about/"],
  ["contribute", () => "/contribute/"],
  ["write", () => "/contribute/new/"],
  ["translate", () => "/contribute/translate/"],
  ["translation", (site) => translationOf(latest(site, "articles", () => 0))],
  ["404", () => "/404.html"],
];
export const KIND_NAMES = KINDS.map(([kind]) => kind);
// What Lighthouse checks: these of every edition with --all; else the second list of the original, and
// the third of each other edition.
export const ALL = "home article topic person organisation commitment tracker archive moved search about 404".split(" ");
export const FEW = "home article topic person commitment tracker archive search 404".split(" ");
export const FEW_TRANSLATED = ["article", "tracker"];

export function findKinds(site) {
  const all = KINDS.map(([kind, find]) => ({ kind, address: find(site) }));
  return all.filter(({ address }) => address && existsSync(fileOf(site, address)));
}

// The folders of the editions in other languages: those that the home page leads to.
export function findFolders(site) {
  const home = readFileSync(join(site, "index.html"), "utf8");
  return [...home.matchAll(/<a [^>]*hreflang="([\w-]+)"/g)].map(([, language]) => language);
}

// One address for each kind of page of each edition in another language.
export function findTranslated(site) {
  return findFolders(site).flatMap((folder) => findKinds(join(site, folder)).map(({ kind, address }) => {
    return { kind: `${folder} ${kind}`, address: `/${folder}${address}` };
  }));
}

export const fileOf = (site, address) =>
  join(site, address.replace(/\?.*/, "").replace(/\/$/, "/index.html"));

// The form for the translation of an article; in editions in other languages alone.
function translationOf(article) {
  return article && `/contribute/translate/?article=${article.replace(/^\/articles\/|\/$/g, "")}`;
}

// The names of the pages right below a folder, sorted, without those that only lead on.
export function below(site, folder) {
  if (!folder || !existsSync(join(site, folder))) return [];
  const names = readdirSync(join(site, folder)).sort();
  const files = names.map((name) => [name, join(site, folder, name, "index.html")]);
  return files.filter(([, file]) => existsSync(file) && !leadsOn(file)).map(([name]) => name);
}

const leadsOn = (file) => readFileSync(file, "utf8").includes('http-equiv="refresh"');

export function htmlFiles(site) {
  const files = readdirSync(site, { recursive: true }).map((file) => file.replaceAll("\\", "/"));
  return files.filter((file) => file.endsWith(".html")).sort();
}

export const addressOf = (file) => `/${file.replace(/(^|\/)index\.html$/, "$1")}`;

function newest(site, folder) {
  const name = below(site, folder).filter((name) => /^\d+$/.test(name)).at(-1);
  return name && `/${folder}/${name}/`;
}

// The page with the highest measure; of equals, the first by name.
function most(site, folder, measure) {
  const ranked = below(site, folder).map((name) => {
    const address = `/${folder}/${name}/`;
    return { address, size: measure(readFileSync(fileOf(site, address), "utf8")) };
  });
  return ranked.sort((one, other) => other.size - one.size)[0]?.address;
}

const largest = (site, folder) => most(site, folder, (text) => text.length);

// Year folders need no page of their own, so they are not looked for with `below`.
function latest(site, folder, measure) {
  if (!existsSync(join(site, folder))) return undefined;
  const years = readdirSync(join(site, folder)).filter((name) => /^\d{4}$/.test(name)).sort();
  return years.length ? most(site, `${folder}/${years.at(-1)}`, measure) : undefined;
}
