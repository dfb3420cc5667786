// Buttons for the annotations that the translation of a passage lacks.
import { element } from "../../element.js";
import { button, insertWords } from "../fields.js";
import { isQuoted } from "./differences.js";
import { annotationsIn } from "./passages.js";

const quote = (words) => _("\u201c%(words)s\u201d");
// Returns the annotation of the selected words, or of the name; of quoted words nothing is known.
const annotate = ({ annotation, name }, selected) => {
  if (annotation.endsWith('"said"')) return `[${isQuoted(selected) ? selected : quote(selected)}](${annotation})`;
  return `[${selected || name}](${annotation})`;
};
const insert = (input, links) => {
  const [start, end] = [input.selectionStart, input.selectionEnd];
  const selected = links.length === 1 ? input.value.slice(start, end).trim() : "";
  // Chinese has no spaces.
  const gap = /(^|[\s\p{Script=Han}])$/u.test(input.value.slice(0, end)) ? "" : " ";
  const words = links.map((link) => annotate(link, selected)).join(" ");
  insertWords(input, selected ? start : end, end, selected ? words : gap + words);
};
const missingIn = (words, translation) => {
  const there = annotationsIn(translation).map(({ annotation }) => annotation);
  return annotationsIn(words).filter(({ annotation }) => {
    const at = there.indexOf(annotation);
    if (at >= 0) there.splice(at, 1);
    return at < 0;
  });
};

// Returns the buttons for a passage with these words; `names` has the name of each entity.
export const annotationButtons = (words, input, names) => {
  const links = missingIn(words, input.value).map((link) => ({ ...link, name: names.get(link.target) ?? link.words }));
  const count = links.length;
  const buttons = links.map((link) => button([element("bdi", {}, link.name), " ", element("code", { dir: "ltr" }, link.annotation)], () => insert(input, [link])));
  if (count > 1) buttons.unshift(button(_("Insert all %(count)s annotations"), () => insert(input, links)));
  if (!input.value.trim()) buttons.unshift(button(_("Begin with the original"), () => insertWords(input, 0, input.value.length, words)));
  return buttons;
};
