// Opens the search: a dialog on any page, and the search page.
const dialog = document.getElementById("search-dialog");
const words = document.getElementById("search-words");
const place = dialog.querySelector(".search__found");
let finder;
// The search code is loaded on first use.
const ready = () => finder ??= import("./finder.js").then(({ find }) => find(words, place));

const open = () => {
  if (dialog.open) return;
  dialog.showModal();
  words.select();
  ready();
};
document.getElementById("open-search").onclick = (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  open();
};
document.onkeydown = (event) => {
  const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
  const isSlash = event.key === "/" && !typing;
  const isControlK = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey);
  if (!isSlash && !isControlK) return;
  event.preventDefault();
  open();
};
dialog.onclick = (event) => { if (event.target === dialog) dialog.close(); };

const page = document.getElementById("search-page");
if (page) import("./finder.js").then(({ findOn }) => findOn(page));
