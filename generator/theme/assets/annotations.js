// A switch that turns a story's annotations into plain words, and back.
const links = document.querySelectorAll(
  [".story .to-topic", ".story .to-person", ".story .to-organisation", ".story .to-place", ".story .to-commitment"],
);
const key = "annotations";
let shown = true;
try { shown = localStorage.getItem(key) !== "off"; } catch { /* storage is off: shown, then */ }

const button = document.createElement("button");
button.type = "button";
button.className = "switch";
button.setAttribute("role", "switch");
button.textContent = "Annotations";

const show = () => {
  button.setAttribute("aria-checked", shown);
  for (const link of links) {
    // Without its address a link is plain words: no stop for the keyboard, nothing to follow.
    if (shown && link.dataset.href) link.setAttribute("href", link.dataset.href);
    if (!shown) {
      link.dataset.href ??= link.getAttribute("href");
      link.removeAttribute("href");
    }
  }
};
button.addEventListener("click", () => {
  shown = !shown;
  try { localStorage.setItem(key, shown ? "on" : "off"); } catch { /* this page alone, then */ }
  show();
});
if (links.length) {
  document.querySelector(".dateline").append(button);
  show();
}
