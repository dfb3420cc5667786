// Adds a switch that turns a story's annotations off and on.
import { element } from "./element.js";

const kinds = ["topic", "person", "organisation", "place", "commitment"];
const links = document.querySelectorAll(kinds.map((kind) => `.story .to-${kind}`));
const button = element("button", { type: "button", className: "switch" }, "Annotations");
let shown = true;
try { shown = localStorage.annotations !== "off"; } catch { /* storage is off */ }

const show = () => {
  button.setAttribute("aria-pressed", shown);
  for (const link of links) {
    // Without `href` a link is plain text and can't be focused.
    if (shown && link.dataset.href) link.setAttribute("href", link.dataset.href);
    if (!shown) {
      link.dataset.href ??= link.getAttribute("href");
      link.removeAttribute("href");
    }
  }
};
button.addEventListener("click", () => {
  shown = !shown;
  try { localStorage.annotations = shown ? "on" : "off"; } catch { /* storage is off */ }
  show();
});
if (links.length) {
  document.querySelector(".controls").append(button);
  show();
}
