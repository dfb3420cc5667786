// The light and dark schemes: the reader's system decides until the reader does.
const root = document.documentElement;
const system = matchMedia("(prefers-color-scheme: dark)");
let chosen;
try { chosen = localStorage.scheme; } catch { /* storage is off: this page alone, then */ }

const current = () => chosen ?? (system.matches ? "dark" : "light");
const show = () => {
  root.dataset.scheme = current();
  const button = document.getElementById("switch-palette");
  if (!button) return;
  button.hidden = false;
  button.querySelector("span").textContent = current() === "dark" ? "Light" : "Dark";
};
show();
system.addEventListener("change", show);
document.addEventListener("DOMContentLoaded", show);
document.addEventListener("click", (event) => {
  if (!event.target.closest("#switch-palette")) return;
  chosen = current() === "dark" ? "light" : "dark";
  try { localStorage.scheme = chosen; } catch { /* as above */ }
  show();
});
