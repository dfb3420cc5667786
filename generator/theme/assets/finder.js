// Finds what is asked for, and shows it by story with the words that match.
const base = new URL(`${document.documentElement.dataset.base}/`, document.baseURI);
const STEP = 10;
const FACETS = { kind: "Kind", topic: "Topic", year: "Year" };

// The same folding as generator/search.py: what one reader types, another writes differently.
const LETTERS = { "\u064a": "\u06cc", "\u0649": "\u06cc", "\u0643": "\u06a9", "\u0640": "" };
export const fold = (text) => [...text.replace(/[\u064b-\u0652]/g, "")].map((char) => {
  const code = char.codePointAt(0);
  if (code >= 0x0660 && code <= 0x0669) return String(code - 0x0660);
  if (code >= 0x06f0 && code <= 0x06f9) return String(code - 0x06f0);
  if (code >= 0x3400 && code <= 0x9fff) return ` ${char} `;
  return LETTERS[char] ?? char;
}).join("").replace(/ +/g, " ").trim();

// Takes out the spaces that the folding put between Chinese characters.
const close = (text) => text.replace(/([\u3400-\u9fff]) +(?=(<\/?mark>)*[\u3400-\u9fff])/g, "$1")
  .replace(/([\u3400-\u9fff]<\/mark>) +(?=(<mark>)?[\u3400-\u9fff])/g, "$1");

let engine;
const load = () => {
  engine ??= import(new URL("pagefind/pagefind.js", base)).then(async (pagefind) => {
    await pagefind.options({ excerptLength: 24 });
    await pagefind.filters(); // how many of each topic, year and kind there are: small
    return pagefind;
  }).catch((fault) => { engine = undefined; throw fault; });
  return engine;
};

const element = (name, className, ...inner) => {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...inner);
  return made;
};

const marked = (excerpt) => {
  const shown = element("p");
  for (const part of close(excerpt).split(/(<mark>.*?<\/mark>)/)) {
    // The parser drops leading spaces, so something stands before them.
    const text = new DOMParser().parseFromString(`.${part}`, "text/html").body.textContent.slice(1);
    shown.append(part.startsWith("<mark>") ? element("mark", "", text) : text);
  }
  return shown;
};

// The paragraph that the best match stands in; an id that begins with `-` is none of the page's.
const anchor = ({ anchors = [], weighted_locations: found = [] }) => {
  const best = found.reduce((a, b) => (b.balanced_score > (a?.balanced_score ?? 0) ? b : a), null);
  const before = anchors.filter(({ location }) => best && location <= best.location);
  const id = before.sort((a, b) => a.location - b.location).at(-1)?.id ?? "-";
  return id.startsWith("-") ? "" : `#${id}`;
};

const row = (found) => {
  const link = element("a", "", close(found.meta.title));
  link.href = new URL(found.raw_url.replace(/^\//, "") + anchor(found), base);
  const about = [...(found.filters.kind ?? []), found.meta.date].filter(Boolean).join(" · ");
  return element("li", "", link, " ", element("span", "when", about), marked(found.excerpt));
};

const facet = (name, counts, chosen) => {
  const left = Object.entries(counts ?? {}).filter(([word, many]) => many || word === chosen);
  if (left.length < 2 && !chosen) return "";
  left.sort(([a], [b]) => (name === "year" ? b.localeCompare(a) : a.localeCompare(b)));
  const select = element("select");
  select.name = name;
  select.append(new Option("Any", ""), ...left.map(([word, many]) => new Option(`${word} (${many})`, word)));
  select.value = chosen ?? "";
  return element("label", "", FACETS[name], select);
};

const pages = (many) => `${many} ${many === 1 ? "page" : "pages"} found`;

// Shows in `place` what the words in `input` find, as they are typed.
export const find = (input, place, told = () => {}) => {
  const count = element("p", "search__count");
  count.setAttribute("role", "status");
  const facets = element("form", "filters");
  const list = element("ol", "search__results");
  const more = element("button", "tool", "Show more");
  more.type = "button";
  more.hidden = true;
  place.replaceChildren(count, facets, list, more);
  let turn = 0;
  let rest = [];

  const showMore = async () => {
    const mine = turn;
    const rows = await Promise.all(rest.splice(0, STEP).map((result) => result.data()));
    if (mine !== turn) return;
    list.append(...rows.map(row));
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
      const { results, filters } = await (await load()).search(fold(words), { filters: chosen });
      if (mine !== turn) return;
      if (!results.length && !Object.keys(chosen).length) {
        return empty("Nothing found. All words must match: try fewer words.");
      }
      rest = results;
      const focused = document.activeElement?.closest(".filters") && document.activeElement.name;
      facets.replaceChildren(...Object.keys(FACETS).map((name) => facet(name, filters[name], chosen[name])));
      if (focused) facets.elements[focused]?.focus();
      list.replaceChildren();
      await showMore();
      if (mine === turn) count.textContent = pages(results.length);
    } catch {
      if (mine === turn) empty("The search could not be loaded. Try again.");
    }
  };

  let timer;
  input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(look, 120); });
  facets.addEventListener("change", look);
  facets.addEventListener("submit", (event) => event.preventDefault());
  more.addEventListener("click", showMore);
  input.form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target !== input) return;
    event.preventDefault();
    list.querySelector("a")?.click();
  });
  input.form.parentElement.addEventListener("keydown", (event) => {
    if (!["ArrowDown", "ArrowUp"].includes(event.key) || event.target.tagName === "SELECT") return;
    const stops = [input, ...list.querySelectorAll("a")];
    const at = stops.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
    event.preventDefault();
    stops[(at + stops.length) % stops.length].focus();
  });
  if (input.value) look();
};

// The page of its own: its words stand in its address, so that it can be linked to.
export const findOn = (page) => {
  const input = element("input", "search__words");
  input.type = "text";
  input.inputMode = "search";
  input.autocomplete = "off";
  input.id = "search-page-words";
  input.value = new URLSearchParams(location.search).get("q") ?? "";
  const label = element("label", "", "Words to search for");
  label.htmlFor = input.id;
  const form = element("form", "", label, input);
  form.setAttribute("role", "search");
  const place = element("div", "search__found");
  page.replaceChildren(form, place);
  find(input, place, (words) => {
    const address = new URL(location.href);
    address.search = words ? new URLSearchParams({ q: words }) : "";
    history.replaceState(null, "", address);
  });
};
