// The site without its scripts: everything but the search is still there.
import { openMenu, visit } from "./browser.mjs";
import { below } from "./pages.mjs";
import { counted, progress } from "./table.mjs";

const SHORTEST = 40;
const TRACKER = ["commitments", "main tbody tr a[href]", "tracker rows"];
const ARCHIVE = ["archive", "main a[href]", "archive links to years"];
const OFF = { javaScriptEnabled: false };
const PHONE = { ...OFF, viewport: { width: 390, height: 844 } };

export default async function check(site) {
  const texts = [];
  const menus = [];
  for (const { kind, address } of site.kinds) {
    progress(`scripts off: ${kind}`);
    texts.push(...(await fault(kind, () => visit(site, address, OFF, showsText))));
    menus.push(...(await fault(kind, () => visit(site, address, PHONE, openMenu))));
  }
  const kinds = counted(site.kinds.length, "kind");
  const rows = [
    row(`main text, ${kinds}`, "without", texts),
    row(`menu at 390, ${kinds}`, "without", menus),
  ];
  const has = (kind) => site.kinds.some((one) => one.kind === kind);
  if (has("tracker")) rows.push(await links(site, ...TRACKER));
  if (has("archive")) rows.push(await links(site, ...ARCHIVE));
  return rows;
}

function row(where, measured, details) {
  measured = `${details.length} ${measured}`;
  return { what: "scripts off", where, measured, budget: 0, ok: details.length === 0, details };
}

async function fault(kind, action) {
  try {
    await action();
    return [];
  } catch (error) {
    return [`${kind}: ${error.message.split("\n")[0]}`];
  }
}

async function showsText(page) {
  const length = await page.locator("main").evaluate(shownLength);
  if (length <= SHORTEST) throw new Error(`main shows only ${length} characters`);
}

// Not innerText, which gives the whole text of an element that is not shown at all.
function shownLength(main) {
  const texts = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
  let length = 0;
  while (texts.nextNode()) {
    const { parentElement, data } = texts.currentNode;
    const seen = { opacityProperty: true, visibilityProperty: true };
    if (parentElement.checkVisibility(seen)) length += data.trim().length;
  }
  return length;
}

// Every page right below a folder has a link on the folder's own page that a reader can see.
async function links(site, folder, selector, where) {
  const wanted = below(site.folder, folder).map((name) => `/${folder}/${name}/`);
  const shown = await visit(site, `/${folder}/`, OFF, (page) => visible(page, selector));
  const missing = wanted.filter((address) => !shown.includes(address));
  return {
    what: "scripts off",
    where,
    measured: `${wanted.length - missing.length} visible`,
    budget: wanted.length,
    ok: missing.length === 0 && wanted.length > 0,
    details: missing.map((address) => `no visible link to ${address}`),
  };
}

function visible(page, selector) {
  return page.locator(selector).evaluateAll((found) => found
    .filter((link) => link.getBoundingClientRect().height > 0
      && link.checkVisibility({ opacityProperty: true, visibilityProperty: true }))
    .map((link) => new URL(link.href).pathname));
}
