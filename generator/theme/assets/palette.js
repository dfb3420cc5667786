// Switches between the light and the dark scheme. The system's setting is the default.
const button = document.getElementById("switch-palette");
const system = matchMedia("(prefers-color-scheme: dark)");
let chosen;
// Browsers may refuse storage.
try { chosen = localStorage.scheme; } catch {}

const current = () => chosen ?? (system.matches ? "dark" : "light");
const show = () => {
  document.documentElement.dataset.scheme = current();
  button.querySelector("span").textContent = current() === "dark" ? _("Light") : _("Dark");
};
show();
button.hidden = false;
system.onchange = show;
button.onclick = () => {
  chosen = current() === "dark" ? "light" : "dark";
  try { localStorage.scheme = chosen; } catch {}
  show();
};
