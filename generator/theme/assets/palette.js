// The light and dark schemes: the reader's system decides until the reader does.
(() => {
  const root = document.documentElement;
  const stored = () => { try { return localStorage.getItem("scheme"); } catch { return null; } };
  const system = matchMedia("(prefers-color-scheme: dark)");
  const current = () => stored() || (system.matches ? "dark" : "light");
  const show = () => { root.dataset.scheme = current(); };
  show();
  system.addEventListener("change", show);
  document.addEventListener("DOMContentLoaded", () => {
    const button = document.getElementById("switch-palette");
    const name = () => { button.textContent = current() === "dark" ? "Light" : "Dark"; };
    button.hidden = false;
    name();
    button.addEventListener("click", () => {
      const next = current() === "dark" ? "light" : "dark";
      try { localStorage.setItem("scheme", next); } catch { /* this page alone, then */ }
      root.dataset.scheme = next;
      name();
    });
  });
})();
