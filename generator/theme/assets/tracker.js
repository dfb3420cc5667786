// Sorts and filters the table of commitments by its text.
import { element } from "./element.js";

const table = document.querySelector(".tracker table");
const heads = [...table.tHead.rows[0].cells];
const rows = [...table.tBodies[0].rows];
const words = (cell) => cell.textContent.trim();
const among = (row, where) => [...row.querySelectorAll(where)].map(words);
const day = (cell) => cell.querySelector("time")?.dateTime ?? "";

const FILTERS = {
  topic: [".to-topic", _("Topic")],
  state: [".state, .overdue", _("Status")],
  party: [".to-person, .to-organisation", _("Who")],
};
const STATES = [...document.querySelectorAll(".meanings .state")].map(words);
const KEYS = [
  words,
  words,
  words,
  (cell) => day(cell) || "9",
  (cell) => `${STATES.indexOf(words(cell)) + 1}`,
  day,
];

const form = element("form", { className: "filters" });
const output = element("output");
const choice = (name, label, options) => {
  const select = element("select", { name }, ...options);
  form.append(element("label", { className: `by-${name}` }, label, select));
  return select;
};

const chosen = () => filters.filter((select) => select.value);
const show = () => {
  const fits = (row) => chosen().every((one) => among(row, FILTERS[one.name][0]).includes(one.value));
  for (const row of rows) row.hidden = !fits(row);
  const shown = rows.filter(fits).length;
  const count = rows.length;
  output.textContent = _("%(shown)s of %(count)s shown");
};
// Dates are sorted from the newest to the oldest at first.
const sort = (number, descending = number === 5) => {
  for (const head of heads) head.ariaSort = null;
  heads[number].ariaSort = descending ? "descending" : "ascending";
  const key = (row) => KEYS[number](row.cells[number]);
  const sorted = [...rows].sort((a, b) => key(a).localeCompare(key(b)) * (descending ? -1 : 1));
  table.tBodies[0].append(...sorted);
  order.value = number;
};

const asked = new URLSearchParams(location.search);
const filters = Object.entries(FILTERS).map(([name, [where, label]]) => {
  const found = [...new Set(rows.flatMap((row) => among(row, where)))];
  found.sort((a, b) => STATES.indexOf(a) - STATES.indexOf(b) || a.localeCompare(b));
  const select = choice(name, label, [new Option(_("Any"), ""), ...found.map((word) => new Option(word))]);
  if (found.includes(asked.get(name))) select.value = asked.get(name);
  return select;
});
// On phones rows are cards: this menu replaces the column headings.
const order = choice("sort", _("Sort by"), heads.map((head, number) => new Option(words(head), number)));
form.append(output);

form.onchange = (event) => {
  if (event.target === order) return sort(+order.value);
  show();
  const address = new URL(location.href);
  address.search = new URLSearchParams(chosen().map((select) => [select.name, select.value]));
  history.replaceState(null, "", address);
};
heads.forEach((head, number) => {
  const onclick = () => sort(number, head.ariaSort ? head.ariaSort === "ascending" : undefined);
  head.replaceChildren(element("button", { type: "button", onclick }, words(head)));
});
document.querySelector(".controls").append(form);
sort(5);
show();
