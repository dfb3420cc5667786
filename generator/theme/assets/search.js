// The search: a dialog anywhere, and a page of its own. Nothing is fetched before the first words.
const base = new URL(`${document.documentElement.dataset.base}/`, document.baseURI);
const SHOWN = 12;

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
    return pagefind;
  }).catch((fault) => { engine = undefined; throw fault; });
  return engine;
};

const element = (name, className, text) => {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
};

const marked = (excerpt) => {
  const shown = element("p");
  for (const part of close(excerpt).split(/(<mark>.*?<\/mark>)/)) {
    // The parser drops leading spaces, so something stands before them.
    const words = new DOMParser().parseFromString(`.${part}`, "text/html").body.textContent.slice(1);
    shown.append(part.startsWith("<mark>") ? element("mark", "", words) : words);
  }
  return shown;
};

const row = (found) => {
  const item = element("li");
  const link = element("a", "", close(found.meta.title));
  link.href = new URL(found.raw_url.replace(/^\//, ""), base);
  item.append(link, " ", element("span", "search__kind", (found.filters.kind ?? []).join(", ")));
  item.append(marked(found.excerpt));
  return item;
};

let latest = 0;
const look = async (words, count, list) => {
  const turn = ++latest;
  if (!words.trim()) {
    count.textContent = "";
    list.replaceChildren();
    return;
  }
  try {
    const pagefind = await load();
    const { results } = await pagefind.search(fold(words));
    const rows = await Promise.all(results.slice(0, SHOWN).map((result) => result.data()));
    if (turn !== latest) return;
    list.replaceChildren(...rows.map(row));
    const more = results.length > SHOWN ? `, the first ${SHOWN} shown` : "";
    count.textContent = results.length
      ? `${results.length} ${results.length === 1 ? "page" : "pages"} found${more}`
      : "Nothing found. All words must match: try fewer words.";
  } catch {
    if (turn === latest) count.textContent = "The search could not be loaded. Try again.";
  }
};

const later = (action, wait = 120) => {
  let timer;
  return () => { clearTimeout(timer); timer = setTimeout(action, wait); };
};

const dialog = document.getElementById("search-dialog");
const input = document.getElementById("search-words");
const count = dialog.querySelector(".search__count");
const list = dialog.querySelector(".search__results");

const open = () => {
  if (dialog.open) return;
  dialog.showModal();
  input.select();
};
input.addEventListener("input", later(() => look(input.value, count, list)));
dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
dialog.addEventListener("keydown", (event) => {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") {
    if (event.key === "Enter" && event.target === input) {
      event.preventDefault();
      list.querySelector("a")?.click();
    }
    return;
  }
  const stops = [input, ...list.querySelectorAll("a")];
  const step = event.key === "ArrowDown" ? 1 : -1;
  const next = stops[(stops.indexOf(document.activeElement) + step + stops.length) % stops.length];
  event.preventDefault();
  next.focus();
});
document.getElementById("open-search").addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  open();
});
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
  const asked = (event.key === "/" && !typing) || (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey));
  if (asked) {
    event.preventDefault();
    open();
  }
});

const page = document.getElementById("search-page");
if (page) {
  const words = element("input", "search__words");
  words.type = "search";
  words.setAttribute("aria-label", "Words to search for");
  words.value = new URLSearchParams(location.search).get("q") ?? "";
  const status = element("p", "search__count");
  status.setAttribute("role", "status");
  const found = element("ol", "search__results");
  page.replaceChildren(words, status, found);
  const run = () => {
    const address = new URL(location.href);
    address.searchParams.set("q", words.value);
    history.replaceState(null, "", address);
    look(words.value, status, found);
  };
  words.addEventListener("input", later(run));
  if (words.value) look(words.value, status, found);
}
