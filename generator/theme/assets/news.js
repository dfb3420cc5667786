// Marks the status changes that are new since the reader's last visit. Only the browser knows of it,
// and only where it allows storage.
import { element } from "./element.js";

const items = [...document.querySelectorAll(".status-changes li")];
const nameOf = (item) => `${item.querySelector(".state").textContent} ${item.querySelector(".when a").getAttribute("href")}`;
try {
  // Within one session the marks stay, also when the page is loaded again.
  sessionStorage.moved ??= localStorage.moved ?? "";
  localStorage.moved = JSON.stringify(items.map(nameOf));
  const seen = new Set(JSON.parse(sessionStorage.moved || "null") ?? items.map(nameOf));
  for (const item of items) {
    if (!seen.has(nameOf(item))) item.querySelector(".when").prepend(element("span", { className: "new" }, _("New")), " ");
  }
} catch {}
