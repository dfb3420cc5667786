// The tracker's table sorted and filtered by topic, state and party. Its own words are the data.
const table = document.querySelector(".tracker table");
const body = table.tBodies[0];
const rows = [...body.rows];
const words = (cell) => cell.textContent.trim();
const among = (row, where) => [...row.querySelectorAll(where)].map(words);

const FILTERS = {
  topic: [".to-topic", "Topic"],
  state: [".state, .overdue", "State"],
  party: [".to-person, .to-organisation", "Who"],
};
const STATES = [...document.querySelectorAll(".meanings .state")].map(words);
const SORTED = [
  (row) => words(row.cells[0].querySelector("a")).toLowerCase(),
  (row) => words(row.cells[1]).toLowerCase(),
  (row) => words(row.cells[2]).toLowerCase(),
  (row) => row.cells[3].querySelector("time")?.dateTime ?? "~",
  (row) => String(STATES.indexOf(words(row.cells[4])) + 1),
  (row) => row.cells[5].querySelector("time")?.dateTime ?? "",
];

const asked = new URLSearchParams(location.search);
const form = document.createElement("form");
form.className = "filters";
const count = document.createElement("p");
count.setAttribute("role", "status");

const show = () => {
  const chosen = [...form.querySelectorAll("select")].filter((select) => select.value);
  let left = 0;
  for (const row of rows) {
    row.hidden = !chosen.every((select) => among(row, FILTERS[select.name][0]).includes(select.value));
    left += !row.hidden;
  }
  count.textContent = `${left} of ${rows.length} shown`;
  const address = new URL(location.href);
  address.search = new URLSearchParams(chosen.map((select) => [select.name, select.value]));
  history.replaceState(null, "", address);
};

for (const [name, [where, label]] of Object.entries(FILTERS)) {
  const found = [...new Set(rows.flatMap((row) => among(row, where)))];
  found.sort((a, b) => STATES.indexOf(a) - STATES.indexOf(b) || a.localeCompare(b));
  const select = document.createElement("select");
  select.name = name;
  select.append(new Option("Any", ""), ...found.map((word) => new Option(word, word)));
  if (found.includes(asked.get(name))) select.value = asked.get(name);
  const labelled = document.createElement("label");
  labelled.append(label, select);
  form.append(labelled);
}
form.append(count);
form.addEventListener("input", show);
form.addEventListener("submit", (event) => event.preventDefault());
table.parentElement.before(form);

[...table.tHead.rows[0].cells].forEach((head, number) => {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = words(head);
  head.replaceChildren(button);
  button.addEventListener("click", () => {
    const down = head.getAttribute("aria-sort") === "ascending";
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    rows.sort((a, b) => SORTED[number](a).localeCompare(SORTED[number](b)) * (down ? -1 : 1));
    body.append(...rows);
  });
});
table.tHead.rows[0].cells[5].setAttribute("aria-sort", "descending");
if (asked.size) show();
else count.textContent = `${rows.length} of ${rows.length} shown`;
