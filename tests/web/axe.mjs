// axe-core, every rule but the experimental ones: each kind of page, each scheme, narrow and wide.
import axe from "axe-core";
import { openMenu, searchInDialog, settle, translateStory, visit, writeStory } from "./browser.mjs";
import { counted, progress } from "./table.mjs";

const SCHEMES = ["light", "dark"];
const NARROW = { width: 390, height: 844 };
const WIDE = { width: 1366, height: 900 };

export default async function check(site) {
  const home = site.kinds.filter(({ kind }) => kind === "home");
  const write = site.kinds.filter(({ kind }) => kind === "write");
  const translation = site.translated.filter(({ kind }) => kind.endsWith(" translation"));
  const groups = [
    { where: `${site.kinds.length} kinds`, pages: site.kinds, sizes: [NARROW, WIDE] },
    { where: `${site.translated.length} in other languages`, pages: site.translated, sizes: [NARROW, WIDE] },
    { where: "search open", pages: home, sizes: [NARROW, WIDE], prepare: searchInDialog },
    { where: "menu open", pages: home, sizes: [NARROW], prepare: openMenu },
    { where: "a story being written", pages: write, sizes: [NARROW, WIDE], prepare: writeStory },
    { where: "a story being translated", pages: translation, sizes: [NARROW, WIDE], prepare: translateStory },
  ];
  const rows = [];
  for (const group of groups.filter(({ pages }) => pages.length)) rows.push(await checkGroup(site, group));
  return rows;
}

async function checkGroup(site, { where, pages, sizes, prepare }) {
  const found = new Map();
  let runs = 0;
  for (const { kind, address } of pages) {
    progress(`axe ${where}: ${kind}`);
    const states = sizes.flatMap((viewport) =>
      SCHEMES.map((colorScheme) => ({ viewport, colorScheme })));
    await Promise.all(states.map(async (state) => {
      const faults = await visit(site, address, state, (page) => faultsOf(page, prepare))
        .catch((error) => [`could not be run: ${error.message.split("\n")[0]}`]);
      for (const fault of faults) note(found, `${kind}  ${fault}`, state);
    }));
    runs += states.length;
  }
  const total = [...found.values()].reduce((sum, states) => sum + states.length, 0);
  return {
    what: "axe",
    where: `${where} x 2 schemes x ${counted(sizes.length, "width")} (${counted(runs, "run")})`,
    measured: counted(total, "violation"),
    budget: 0,
    ok: runs > 0 && total === 0,
    details: [...found].map(([fault, states]) => `${fault}  [${states.join(", ")}]`),
  };
}

// The same fault in several schemes and widths is told once.
function note(found, fault, { viewport, colorScheme }) {
  found.set(fault, [...(found.get(fault) ?? []), `${colorScheme} ${viewport.width}`]);
}

async function faultsOf(page, prepare) {
  await prepare?.(page);
  await settle(page);
  // Through the debugger: a script tag would be stopped by the policy that is under test.
  await page.evaluate(axe.source);
  const violations = await page.evaluate(async () => {
    const { violations } = await globalThis.axe.run(document, { resultTypes: ["violations"] });
    return violations.map(({ id, nodes }) => ({
      id,
      nodes: nodes.map(({ target, failureSummary }) => ({ target, failureSummary })),
    }));
  });
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => {
    const summary = node.failureSummary.split("\n").slice(1).map((line) => line.trim()).join("; ");
    return `${id}  ${node.target.flat().join(" ")}  ${summary}`;
  }));
}
