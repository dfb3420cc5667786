// Offers a Nastaliq font where the system has none. It is loaded on request, and on later pages too.
const button = document.getElementById("switch-nastaliq");
const names = ["Noto Nastaliq Urdu", "Noto Nastaliq Urdu Regular", "NotoNastaliqUrdu-Regular", "Jameel Noori Nastaleeq", "Urdu Typesetting"];
const onSystem = new FontFace("Nastaliq", names.map((name) => `local("${name}")`).join());
const ours = new FontFace("Nastaliq", `url("${new URL("nastaliq.woff2", import.meta.url)}")`);
let wanted = false;
try { wanted = localStorage.nastaliq === "on"; } catch { /* storage is off */ }

const show = () => {
  button.setAttribute("aria-pressed", wanted);
  if (wanted) document.fonts.add(ours);
  else document.fonts.delete(ours);
};
onSystem.load().catch(() => {
  button.hidden = false;
  show();
});
button.addEventListener("click", () => {
  wanted = !wanted;
  try { localStorage.nastaliq = wanted ? "on" : "off"; } catch { /* storage is off */ }
  show();
});
