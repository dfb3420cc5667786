// No page scrolls sideways: from a narrow phone to a wide screen, and with text twice the size.
import { settle, visit } from "./browser.mjs";
import { counted, progress } from "./table.mjs";

const WIDTHS = [320, 360, 390, 768, 1024, 1366, 1920, 2560];
const NARROWEST = WIDTHS[0];

export default async function check(site) {
  const wide = [];
  const large = [];
  for (const { kind, address } of [...site.kinds, ...site.translated]) {
    progress(`layout: ${kind}`);
    await visit(site, address, {}, async (page) => {
      for (const width of WIDTHS) wide.push(...(await sideways(page, width, `${kind} ${width}`)));
      await page.setViewportSize({ width: NARROWEST, height: 800 });
      if (!(await doubleText(page))) large.push(`${kind}: the text does not grow with the root's`);
      large.push(...(await sideways(page, NARROWEST, kind)));
    }).catch((error) => wide.push(`${kind}: ${error.message.split("\n")[0]}`));
  }
  const kinds = counted(site.kinds.length + site.translated.length, "kind");
  return [
    row(`${kinds} x ${WIDTHS.length} widths, ${NARROWEST} to ${WIDTHS.at(-1)}`, wide),
    row(`${kinds} at ${NARROWEST}, text at 200 %`, large),
  ];
}

function row(where, details) {
  return { what: "layout", where, measured: `${details.length} failed`, budget: 0,
    ok: details.length === 0, details };
}

async function sideways(page, width, where) {
  await page.setViewportSize({ width, height: 800 });
  await settle(page);
  const fault = await page.evaluate(overflow);
  return fault ? [`${where}: ${fault}`] : [];
}

// How far the page goes over, and the innermost element that reaches furthest.
function overflow() {
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth <= clientWidth) return "";
  const reach = (element) => Math.round(element.getBoundingClientRect().right + scrollX);
  const over = [...document.body.querySelectorAll("*")].filter((one) => reach(one) > clientWidth);
  const innermost = over.filter((one) => ![...one.children].some((child) => over.includes(child)));
  const culprit = innermost.sort((one, other) => reach(other) - reach(one))[0];
  const size = `${scrollWidth} > ${clientWidth}`;
  if (!culprit) return size;
  const name = [culprit.localName, ...culprit.classList].join(".");
  return `${size}, ${name}${culprit.id && `#${culprit.id}`} reaches ${reach(culprit)}`;
}

// As a reader's own larger font size does. Says whether the text followed.
function doubleText(page) {
  return page.evaluate(() => {
    const size = (element) => parseFloat(getComputedStyle(element).fontSize);
    const root = document.documentElement;
    const text = document.querySelector("main p, main li") ?? document.body;
    const before = size(text);
    root.style.fontSize = `${2 * size(root)}px`;
    return size(text) >= 1.9 * before;
  });
}
