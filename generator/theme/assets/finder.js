// Searches, and shows the results with the matching words.
import { element } from "./element.js";

const base = new URL(document.documentElement.dataset.base.replace(/\/?$/, "/"), document.baseURI);
const STEP = 10;
const FACETS = { kind: _("Kind"), topic: _("Topic"), year: _("Year") };

// The same folding as generator/output/search_documents.py; Pagefind ignores all marks (`M`).
const fold = (text) => text.normalize("NFD").replace(/[\p{M}\u0640]/gu, "")
  .replace(/[\u064a\u0649]/g, "\u06cc").replace(/\u0643/g, "\u06a9").replace(/\u0671/g, "\u0627")
  .replace(/[\u0629\u0647\u06c3\u06d5]/g, "\u06c1")
  .replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => digit.charCodeAt(0) & 15)
  .replace(/[\u3400-\u9fff]/g, " $& ").replace(/ +/g, " ").trim();

// Undoes what folding did to text that is shown: composes letters and their marks, and removes the
// spaces between Chinese characters and before Urdu punctuation.
const SPACES = / (?=[،؛؟۔])|(?<=[·、-鿿！-？](<\/?mark>)*) +(?=(<\/?mark>)*[·、-鿿！-？])/g;
const unfold = (text) => text.replace(SPACES, "").replace(/\u06cc\u0654/g, "\u0626").normalize();

// Endings of plurals and oblique forms in Urdu, and the vowels that they replace. Three letters must
// stay. Some write another vowel before foreign words.
const ENDING = /(?<=[\u0620-\u06d3]{3})(وں|اں|ات|ییں|یں|[ےںہا]ء?|(?<!ا)ز)(?!\S)|(?<!\S)ا(?=س[ٹپک])/g;

// The word under which the index has a name, as generator/output/search_documents.py makes it.
const keyOf = (name) => "ʘ" + [...name.replace(/[^\p{L}\p{N}]|s$/gu, "")]
  .reduce((digest, char) => (digest * 65599 + char.codePointAt()) % 100000000003, 0);

// Trusted Types forbid all worker addresses but Pagefind's.
globalThis.trustedTypes?.createPolicy("default", {
  createScriptURL: (text) =>
    (new URL(text, base).href === `${base}pagefind/pagefind-worker.js` ? text : null),
});

let engine;
const load = () => (engine ??= import(new URL("pagefind/pagefind.js", base)).then(async (pagefind) => {
  await pagefind.options({ excerptLength: 24 });
  return pagefind;
}).catch((fault) => { engine = undefined; throw fault; }));

// Searches for words without their endings; where they are the name of a page, that is the first.
// Pages with Chinese words as a phrase are the only ones, if there are any. Of the first results, those whose titles
// have every word come before all others: Pagefind prefers short pages, and `20` matches every `2024`. Words may go
// on in the title, numbers may not.
const search = async (words, options, index = load()) => {
  const { search } = await index;
  const folded = fold(words.toLowerCase());
  const stems = folded.replace(ENDING, "");
  const phrase = /[\u3400-\u9fff]/.test(words) ? `"${folded}"` : "";
  const queries = [`"${keyOf(stems)}"`, stems, phrase].map((query) => search(query, options));
  const [named, all, exact] = await Promise.all(queries);
  const { results, filters } = exact.results.length ? exact : all;
  const ids = new Set(results.map(({ id }) => id));
  const ranked = [...new Map([...named.results, ...all.results.filter(({ id }) => ids.has(id)), ...results]
    .map((result) => [result.id, result])).values()];
  await Promise.all(ranked.slice(0, STEP).map(async (result, at) => {
    const title = ` ${fold((await result.data()).meta.title.toLowerCase())} `;
    result.named = named.results[at] || stems.split(" ").every((stem) => title.includes(stem > 0 ? ` ${stem} ` : ` ${stem}`));
  }));
  return { results: ranked.sort((a, b) => !a.named - !b.named), filters };
};

// Pagefind escapes only these two characters.
const plain = (text) => text.replace(/&lt;/g, "<").replace(/&gt;/g, ">");
const marked = (excerpt) => element("p", {}, ...unfold(excerpt).split(/<mark>(.*?)<\/mark>/)
  .map((part, place) => (place % 2 ? element("mark", {}, plain(part)) : plain(part))));

// Returns the anchor of the best match's paragraph; an id that begins with `-` isn't one.
const anchor = ({ anchors, weighted_locations: found }) => {
  const [best] = found.sort((a, b) => b.balanced_score - a.balanced_score);
  const id = best && anchors.findLast(({ location }) => location <= best.location)?.id;
  return !id || id.startsWith("-") ? "" : `#${id}`;
};

const row = (found, root = base) => {
  const href = new URL(found.raw_url.replace(/^\//, "") + anchor(found), root);
  const about = [...(found.filters.kind ?? []), found.meta.date].filter(Boolean).join(" · ");
  const link = element("a", { href }, unfold(found.meta.title));
  return element("li", {}, link, element("span", { className: "when" }, about), marked(found.excerpt));
};

const facet = (name, counts, chosen) => {
  const left = Object.entries(counts ?? {}).filter(([word, many]) => many || word === chosen);
  if (left.length < 2 && !chosen) return "";
  left.sort();
  if (name === "year") left.reverse();
  const options = left.map(([word, many]) => new Option(`${word} (${many})`, word));
  const select = element("select", { name }, new Option(_("Any"), ""), ...options);
  select.value = chosen ?? "";
  return element("label", {}, FACETS[name], select);
};

const found = (count) => ngettext("%(count)s result", "%(count)s results", count);
const tool = (words, onclick) => element("button", { className: "tool", type: "button", onclick }, words);

// Shows the results for the words in `input` in `place`, as they are typed.
export const find = (input, place, told = () => {}) => {
  const count = element("output", { className: "search__count" });
  const facets = element("form", { className: "filters" });
  // Filters are 100 kB at 10,000 stories, so they are loaded on request.
  const narrow = tool(_("Filter by kind, topic, year"), async () => {
    await (await load()).filters();
    await look();
    facets.elements[0]?.focus();
  });
  const list = element("ol", { className: "search__results" });
  const more = tool(_("Show more"), () => showMore());
  place.replaceChildren(count, facets, list, more);
  import("./original.js").then(({ follow }) => follow(input, place)); // edition
  more.hidden = true;
  let turn = 0;
  let rest = [];

  const showMore = async () => {
    const mine = turn;
    const rows = await Promise.all(rest.splice(0, STEP).map((result) => result.data()));
    if (mine !== turn) return;
    list.append(...rows.map((found) => row(found)));
    more.hidden = !rest.length;
  };
  const empty = (words) => {
    count.textContent = words;
    facets.replaceChildren();
    list.replaceChildren();
    more.hidden = true;
  };
  const look = async () => {
    const mine = ++turn;
    const words = input.value.trim();
    told(words);
    if (!words) return empty("");
    const chosen = Object.fromEntries([...new FormData(facets)].filter(([, value]) => value));
    try {
      const { results, filters } = await search(words, { filters: chosen });
      if (mine !== turn) return;
      if (!results.length && !Object.keys(chosen).length) {
        return empty(_("No results. All words must match: try fewer words."));
      }
      rest = [...results];
      const focused = facets.contains(document.activeElement) && document.activeElement.name;
      const offered = Object.keys(FACETS).map((name) => facet(name, filters[name], chosen[name]));
      facets.replaceChildren(...(filters.kind ? offered : [narrow]));
      if (focused) facets.elements[focused]?.focus();
      list.replaceChildren();
      await showMore();
      if (mine === turn) count.textContent = found(results.length);
    } catch {
      if (mine === turn) empty(_("Search could not be loaded. Try again."));
    }
  };

  let timer;
  input.oninput = () => { clearTimeout(timer); timer = setTimeout(look, 120); };
  facets.onchange = look;
  facets.onsubmit = (event) => event.preventDefault();
  place.parentElement.onkeydown = (event) => {
    if (event.key === "Enter" && event.target === input && !event.isComposing) {
      event.preventDefault();
      clearTimeout(timer);
      look().then(() => list.querySelector("a")?.click());
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || event.target.tagName === "SELECT") return;
    const stops = [input, ...place.querySelectorAll("a")];
    const at = Math.max(stops.indexOf(document.activeElement), 0) + step;
    event.preventDefault();
    stops[(at + stops.length) % stops.length].focus();
  };
  if (input.value) look();
};

// The search page: its address contains the words, so that it can be linked to.
export const findOn = (page) => {
  const value = new URLSearchParams(location.search).get("q") ?? "";
  const input = element("input", { className: "search__words", id: "search-page-words", type: "search", autocomplete: "off", value });
  const label = element("label", { htmlFor: input.id }, _("Words to search for"));
  const place = element("div", { className: "search__found" });
  page.replaceChildren(element("search", {}, element("form", {}, label, input)), place);
  find(input, place, (words) => {
    const address = new URL(location.href);
    address.search = words ? new URLSearchParams({ q: words }) : "";
    history.replaceState(null, "", address);
  });
};

export { base, row, search }; // edition
