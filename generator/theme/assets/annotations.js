// Adds to a story a switch that turns its annotations off and on, and to each of its passages a
// button that copies a link to its words, or to those of them that are selected.
import { element } from "./element.js";

const links = Array.from(document.querySelectorAll(".story [class^='to-']:not(.to-article)"), (link) => [link, link.href]);
const button = element("button", { type: "button", className: "switch" }, _("Annotations"));
let shown = true;
// Browsers may refuse storage.
try { shown = localStorage.annotations !== "off"; } catch {}

const show = () => {
  button.setAttribute("aria-pressed", shown);
  for (const [link, href] of links) {
    // Without `href` a link is plain text and can't be focused.
    if (shown) link.href = href;
    else link.removeAttribute("href");
  }
};
button.onclick = () => {
  shown = !shown;
  try { localStorage.annotations = shown ? "on" : "off"; } catch {}
  show();
};
if (links.length) {
  document.querySelector(".controls").append(button);
  show();
}

// A text fragment names its words, or the first and the last of them. A hyphen has a meaning there.
const quoted = (words) => encodeURIComponent(words.join(" ")).replaceAll("-", "%2D");
const fragment = (text) => {
  const words = text.trim().split(/\s+/);
  return words.length > 12 ? `${quoted(words.slice(0, 5))},${quoted(words.slice(-5))}` : quoted(words);
};

const page = document.querySelector("link[rel=canonical]")?.href ?? location.href.split("#")[0];
for (const passage of navigator.clipboard ? document.querySelectorAll(".story [id^='p-']") : []) {
  // The style sheet writes what is on it, so that it adds no words to the passage.
  const button = element("button", { type: "button", className: "copy", ariaLabel: _("Copy link to these words") });
  button.onclick = async () => {
    const selection = getSelection();
    const chosen = passage.contains(selection.anchorNode) ? `${selection}` : "";
    await navigator.clipboard.writeText(`${page}#${passage.id}:~:text=${fragment(chosen.trim() || passage.textContent)}`);
    button.ariaLabel = _("Copied");
  };
  passage.append(button);
}
