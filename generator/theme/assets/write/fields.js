// Fields and buttons of the forms.
import { element } from "../element.js";
import { withoutHeaps } from "./text.js";

// Code, Markdown, paths and dates keep their direction between words that are read from right to left.
const CODE = /(\x60[^\x60]+\x60|(?:> \u2014 )?\[[^\]]+\]\([^)]+\)|>|content\/\S+|\d{4}-\d\d(?:-\d\d)?)/;
export const withCode = (words) => withoutHeaps(words).split(CODE).map((part, at) => (at % 2 ? element("bdi", { dir: "ltr" }, part) : part));

export const describe = (input, ...notes) => input.setAttribute("aria-describedby", notes.map(({ id }) => id).join(" "));
// Returns a paragraph with a label, a hint and an input, and perhaps a note below the input.
export const field = (id, [label, help], input, note = "") => {
  input.id = `write-${id}`;
  const hint = help ? element("span", { className: "hint", id: `${input.id}-hint` }, ...withCode(help)) : "";
  if (note) note.id = `${input.id}-note`;
  if (hint || note) describe(input, ...[hint, note].filter(Boolean));
  return element("p", {}, element("label", { htmlFor: input.id }, label), hint, input, note);
};
// A placeholder lets the style sheet know that a field is empty.
export const line = (value = "", more = {}) => element("input", { type: "text", autocomplete: "off", dir: "auto", placeholder: " ", value, ...more });
export const area = (value = "", rows = 2) => element("textarea", { value, rows, dir: "auto", placeholder: " " });
export const note = () => element("span", { className: "hint note" });
export const button = (words, onclick, className = "tool") => element("button", { type: "button", className, onclick }, ...[words].flat());
export const group = (legend, ...inner) => element("fieldset", {}, element("legend", {}, legend), ...inner);
export const inOneLine = (input) => input.value.trim().replace(/\s+/g, " ");

export const showCount = (target, words, isOver) => {
  target.textContent = words;
  target.classList.toggle("over", isOver);
};
// Inserts words as if typed, so that an author can undo it.
export const insertWords = (input, start, end, words) => {
  input.focus();
  input.setSelectionRange(start, end);
  if (document.execCommand("insertText", false, words)) return;
  input.setRangeText(words, start, end, "end");
  input.dispatchEvent(new Event("input", { bubbles: true }));
};
