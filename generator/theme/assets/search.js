// The doors to the search: a dialog anywhere, and a page of its own.
const dialog = document.getElementById("search-dialog");
const words = document.getElementById("search-words");
const place = dialog.querySelector(".search__found");
let finder;
// What finds and shows is fetched when somebody is about to search, and not before.
const ready = () => finder ??= import("./finder.js").then(({ find }) => find(words, place));

const open = () => {
  if (dialog.open) return;
  dialog.showModal();
  words.select();
  ready();
};
document.getElementById("open-search").addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  open();
});
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
  const isSlash = event.key === "/" && !typing;
  const isControlK = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey);
  if (!isSlash && !isControlK) return;
  event.preventDefault();
  open();
});
dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });

const page = document.getElementById("search-page");
if (page) import("./finder.js").then(({ findOn }) => findOn(page));
