// What a first visit costs the reader: bytes on the wire, and who is asked for them.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { openSearch, searchInDialog, visit } from "./browser.mjs";
import { findFolders, findKinds } from "./pages.mjs";
import { bytes, counted, progress } from "./table.mjs";

const ARTICLE = 40_000;
const SCRIPTS = 6_000;
// An edition in another language has a script that searches the original, which is loaded after the first
// results, and texts whose letters take two or three bytes. The Urdu one offers a font.
const SCRIPTS_OF_EDITION = 8_000;
// Loaded by the page on which a story is written, and by no page that is read: at once, with the first
// words (the rules), and with new names or a picture.
const WRITING = 13_000;
const CHECKING = 14_000;
const PASTED = 1_200;
const LINKING = 2_000;
const SENDING = 6_000;
// Loaded by the page for translators alone, which is in other languages alone.
const TRANSLATING = 8_000;
// In other languages the same words may take more bytes: letters that aren't Latin take two or three.
const IN_ANOTHER_LANGUAGE = 1_200;
const OF_READING = /^assets[\\/](?!write[\\/])/;
const OF_WRITING = /^(?:([\w-]+)[\\/])?assets[\\/]write[\\/](?:.*[\\/])?(\w+)\.js$/;

export default async function check(site) {
  const folders = ["", ...findFolders(site.folder).map((folder) => `${folder}/`)];
  const rows = [];
  for (const folder of folders) {
    const article = findKinds(join(site.folder, folder)).find(({ kind }) => kind === "article");
    if (article) rows.push(await firstView(site, `/${folder}${article.address.slice(1)}`));
  }
  rows.push(
    ...folders.map((folder) => {
      const isOne = (file) => file.startsWith(folder) && OF_READING.test(file.slice(folder.length));
      const what = `own scripts${folder && ` of ${folder}`}`;
      return ownScripts(site, what, isOne, folder ? SCRIPTS_OF_EDITION : SCRIPTS);
    }),
    ...scriptsToWriteWith(site),
    await otherHosts(site),
  );
  for (const folder of folders) rows.push(...(await searchBytes(site, `/${folder}`)));
  return rows;
}

const sum = (entries) => entries.reduce((total, entry) => total + entry.bytes, 0);
const list = (entries) => entries.map(({ address, bytes: size }) => `${bytes(size)}  ${address}`);

// Each context begins with an empty cache, so what the server then sends is a first view.
async function firstView(site, address) {
  progress("weight: first view of an article");
  const start = site.log.length;
  await visit(site, address, {}, async (page) => {
    await page.waitForLoadState("networkidle");
    await fetchUnasked(site, start, await declared(page));
  });
  const sent = site.log.slice(start);
  const asked = sent.filter(({ status }) => status === 200);
  const total = sum(sent);
  return {
    what: "weight",
    where: `first view of ${address}, ${counted(sent.length, "request")}`,
    measured: bytes(total),
    budget: bytes(ARTICLE),
    ok: asked.length > 0 && total <= ARTICLE,
    notes: list(sent),
  };
}

// A headless browser asks for no icon and no manifest; a reader's does.
function declared(page) {
  return page.evaluate(() => {
    const icons = [...document.querySelectorAll("link[rel~='icon']")];
    const icon = icons.find(({ type }) => type === "image/svg+xml") ?? icons[0];
    const manifest = document.querySelector("link[rel='manifest']");
    return [icon, manifest].flatMap((link) => (link ? [link.href] : []));
  });
}

async function fetchUnasked(site, start, addresses) {
  const asked = new Set(site.log.slice(start).map(({ address }) => site.origin + address));
  for (const address of addresses) {
    if (address.startsWith(site.origin) && !asked.has(address)) {
      await (await fetch(address)).arrayBuffer();
    }
  }
}

// Those of each edition, which have its language.
function scriptsToWriteWith(site) {
  const budgets = [["write story", WRITING], ["checking", CHECKING], ["pasted", PASTED], ["linking", LINKING], ["sending", SENDING]];
  const files = readdirSync(site.folder, { recursive: true }).map((file) => OF_WRITING.exec(file)).filter(Boolean);
  const rowOf = (folder, names, budget) => {
    const own = files.filter(([, other, name]) => other === folder && names.split(" ").includes(name)).map(([file]) => file);
    return ownScripts(site, `scripts to write with: ${folder ?? ""} ${names}`, (file) => own.includes(file), budget);
  };
  return [...new Set(files.map(([, folder]) => folder))].flatMap((folder) => [
    ...budgets.map(([names, budget]) => rowOf(folder, names, budget + (folder ? IN_ANOTHER_LANGUAGE : 0))),
    ...(folder ? [rowOf(folder, "translate", TRANSLATING)] : []),
  ]);
}

function ownScripts(site, what, isOne, budget) {
  const files = readdirSync(site.folder, { recursive: true })
    .filter((file) => /\.m?js$/.test(file) && isOne(file));
  const sizes = files.map((address) => {
    return { address, bytes: gzipSync(readFileSync(join(site.folder, address))).length };
  });
  return {
    what: "weight",
    where: `${what}, ${counted(files.length, "file")}`,
    measured: bytes(sum(sizes)),
    budget: bytes(budget),
    ok: sum(sizes) <= budget,
    notes: list(sizes),
  };
}

async function otherHosts(site) {
  const details = [];
  for (const { kind, address } of site.kinds) {
    progress(`weight: other hosts, ${kind}`);
    const prepare = (page) => page.context().on("request", (request) => {
      const url = request.url();
      if (/^(https?|wss?):/.test(url) && !url.startsWith(`${site.origin}/`)) {
        details.push(`${kind} asks ${url}`);
      }
    });
    await visit(site, address, { prepare }, (page) => page.waitForLoadState("networkidle"));
  }
  return {
    what: "weight",
    where: `requests to other hosts, ${counted(site.kinds.length, "kind")}`,
    measured: details.length,
    budget: 0,
    ok: details.length === 0,
    details,
  };
}

async function searchBytes(site, address) {
  progress("weight: search");
  const before = await searchSent(site, address, openSearch);
  const after = await searchSent(site, address, searchInDialog);
  return [
    {
      what: "weight",
      where: `search on ${address}, dialog open, before the first word`,
      measured: before.fault ?? bytes(sum(before.sent)),
      budget: bytes(0),
      ok: !before.fault && before.sent.length === 0,
      details: list(before.sent),
    },
    {
      what: "weight",
      where: `search on ${address}, the first words`,
      measured: after.fault ?? bytes(sum(after.sent)),
      budget: "more than 0",
      // A search that asks for nothing even now would make the row above mean nothing.
      ok: !after.fault && sum(after.sent) > 0,
    },
  ];
}

async function searchSent(site, address, action) {
  const start = site.log.length;
  let fault;
  await visit(site, address, {}, async (page) => {
    await page.waitForLoadState("networkidle");
    await action(page);
    await page.waitForTimeout(500);
  }).catch((error) => { fault = error.message.split("\n")[0]; });
  return { fault, sent: site.log.slice(start).filter((entry) => isSearch(entry.address)) };
}

const isSearch = (address) => address.includes("/pagefind/");
