// Finds what a text keeps of the program from which it was pasted, and lines that aren't paragraphs yet.
import { withoutCode } from "../text.js";

// What a messenger writes before each message that is copied: "[21/11/2026, 10:05] A name: ".
const STAMP = /^[\u200e\u200f]?\[[^\]\n]{0,40}\d:\d\d[^\]\n]{0,20}\] [^:\n]{1,60}: ?/gm;
const withoutStamps = (body) => body.replace(STAMP, "");
const withItems = (body) => body.replace(/^[ \t]*[\u2022\u00b7\u25aa\u25e6\u2023\u25cf][ \t]+/gm, "- ");

// Lists, headings, quotations, tables and code have lines that aren't paragraphs.
const NO_PARAGRAPH = /^\s*(?:$|[>#|<\0]|[-*+\u2022\u00b7\u25aa\u25e6\u2023\u25cf] |\d+[.)] )/;
const SENTENCE_END = /[.!?:\u2026\u3002\uff01\uff1f\u06d4\u061f][)\]"'\u2019\u201d\u00bb*_]*\s*$/;
const MAX_WRAPPED = 120;
// Editors of code wrap a paragraph into short lines, of which few end a sentence: those stay as they are.
const withParagraphs = (body) => {
  const [lines, plain] = [body.split("\n"), withoutCode(body).split("\n")];
  const isParagraph = (at) => !NO_PARAGRAPH.test(plain[at]);
  const starts = new Set(lines.map((line, at) => at).filter((at) => at && isParagraph(at) && !/^\s*[\u2013\u2014-]/.test(plain[at])
    && (isParagraph(at - 1) || plain[at - 1].startsWith(">")) && !/(?: {2}|\\)$/.test(plain[at - 1])));
  const before = [...starts].map((at) => lines[at - 1]);
  if (before.every((line) => line.length <= MAX_WRAPPED) && !before.every((line) => SENTENCE_END.test(line))) return body;
  return lines.map((line, at) => (starts.has(at) ? `\n${line}` : line)).join("\n");
};

const RULES = [
  [withoutStamps, _("a messenger wrote the beginning of this line: the date and the name of a sender"), _("Remove it.")],
  [withItems, _("the site doesn\u2019t know this sign of a list"), _("Begin each item with - and a space.")],
  [withParagraphs, _("without an empty line before it, this line belongs to the paragraph above"), _("Write an empty line between two paragraphs.")],
];
// Returns the problems of a text, each with its offset `at` and its fix.
export const pastedProblems = (body) => RULES.flatMap(([change, message, hint]) => {
  const changed = change(body);
  if (changed === body) return [];
  let at = 0;
  while (changed[at] === body[at]) at += 1;
  at = body.lastIndexOf("\n", at - 1) + 1;
  return [{ at, message, hint, fix: [body.slice(at), changed.slice(at)], isWarning: true }];
});

// True when most letters of a text belong to the script of a language, or the script isn't known.
const SCRIPT_NAMES = { Hans: "Hani", Hant: "Hani" };
const FEW_LETTERS = 20;
export const hasLettersOf = (text, tag) => {
  const words = text.replace(/\]\([^)\n]*\)/g, "]");
  const letters = words.match(/\p{L}/gu) ?? [];
  try {
    const { script } = new Intl.Locale(tag).maximize();
    const own = words.match(new RegExp(`\\p{Script=${SCRIPT_NAMES[script] ?? script}}`, "gu")) ?? [];
    return letters.length < FEW_LETTERS || own.length * 2 > letters.length;
  } catch { return true; }
};
