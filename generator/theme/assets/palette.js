// The light and dark schemes: the reader's system decides until the reader does.
const button = document.getElementById("switch-palette");
const system = matchMedia("(prefers-color-scheme: dark)");
let chosen;
try { chosen = localStorage.scheme; } catch { /* storage is off: this page alone, then */ }

const current = () => chosen ?? (system.matches ? "dark" : "light");
const show = () => {
  document.documentElement.dataset.scheme = current();
  button.querySelector("span").textContent = current() === "dark" ? "Light" : "Dark";
};
show();
button.hidden = false;
system.addEventListener("change", show);
button.addEventListener("click", () => {
  chosen = current() === "dark" ? "light" : "dark";
  try { localStorage.scheme = chosen; } catch { /* as above */ }
  show();
});
