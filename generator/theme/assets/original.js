// Shows below the results of an edition what the original has for the same words, once the reader has
// stopped typing. Pages that the edition has found are left out.
import { element } from "./element.js";
import { base, row, search } from "./finder.js";

const PAUSE = 500;
const SHOWN = 10;
const COMPARED = 30;
const { original, direction, language } = document.getElementById("search-dialog").dataset;
const root = new URL("../", base);

let index;
// Pagefind's scripts are the edition's; only the data is the original's.
const load = () => (index ??= import(new URL("pagefind/pagefind.js", base)).then(({ createInstance }) =>
  createInstance({ basePath: new URL("pagefind/", root).href, excerptLength: 24 })));

const pagesOf = (results) => Promise.all(results.map((result) => result.data()));

// Shows the original's results at the end of `place` whenever a search there is done.
export const follow = (input, place) => {
  const link = element("a", {});
  const list = element("ol", { className: "search__results", lang: original, dir: direction });
  const part = element("section", { className: "search__original" }, element("h2", {}, link), list);
  let timer;
  let turn = 0;

  const look = async () => {
    const mine = turn;
    const words = input.value.trim();
    const isFiltered = [...place.querySelectorAll("select")].some(({ value }) => value);
    if (!words || isFiltered) return;
    const [here, there] = await Promise.all([search(words), search(words, {}, load())]);
    const known = new Set((await pagesOf(here.results.slice(0, COMPARED))).map(({ raw_url }) => raw_url));
    const rest = there.results.slice(0, COMPARED);
    const pages = [];
    while (rest.length && pages.length < SHOWN) {
      const next = await pagesOf(rest.splice(0, SHOWN));
      pages.push(...next.filter(({ raw_url }) => !known.has(raw_url)));
    }
    if (mine !== turn || !pages.length) return;
    link.textContent = known.size ? _("Also in %(language)s") : _("Results in %(language)s");
    link.href = new URL(`search/?${new URLSearchParams({ q: words })}`, root);
    list.replaceChildren(...pages.map((page) => row(page, root)));
    place.append(part);
  };
  // The number of results is written when a search is done.
  new MutationObserver(() => {
    turn += 1;
    part.remove();
    clearTimeout(timer);
    timer = setTimeout(() => look().catch(() => {}), PAUSE);
  }).observe(place.querySelector("output"), { childList: true });
};
