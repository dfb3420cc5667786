// Divides a text into parts, and finds the passages of each: what generator/checks/translations.py compares.
import { KINDS, STATES } from "../terms.js";
import { linksIn, withoutCode } from "../text.js";

// Returns what is between the empty lines of a text.
export const partsOf = (text) => text.split(/\n[ \t]*(?=\n)/).map((part) => part.replace(/^\n+|\s+$/g, "")).filter((part) => part.trim());

// Returns an original with its parts, and the lines of its file on which these begin.
export const withParts = (original) => {
  const parts = partsOf(original.text);
  let at = 0;
  const lines = parts.map((part) => {
    const start = original.text.indexOf(part, at);
    at = start + part.length;
    return original.line + original.text.slice(0, start).split("\n").length - 1;
  });
  return { ...original, parts, lines };
};

const STATE_TITLE = new RegExp(`^(?:${[...STATES].join("|")})(?: \\d{4}(?:-\\d\\d){0,2})?$`);
const isKnownTitle = (scheme, title) => (scheme === "commitment" ? STATE_TITLE.test(title) : title === "said" && (scheme === "person" || scheme === "org"));

// Returns each annotation with its words, as it is compared: `org:byd "said"`.
export const annotationsIn = (text) => linksIn(text).flatMap((link) => {
  const scheme = link.target.split(":")[0];
  if (link.isImage || !link.target.includes(":") || !KINDS.has(scheme)) return [];
  return [{ ...link, annotation: isKnownTitle(scheme, link.title) ? `${link.target} "${link.title}"` : link.target }];
});

const ITEM = /^[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+/;
// In a paragraph, `2029. That` begins no item.
const ITEM_IN_PARAGRAPH = /^[ \t]*(?:[-*+]|1[.)])[ \t]+/;
const HEADING = /^ {0,3}#{1,6}[ \t]/;
const FENCE = /^ {0,3}(?:\x60{3}|~{3})/;
const QUOTE = /^ {0,3}> ?/;
const RULE = /^ {0,3}(?:=+|(?:-[ \t]*)+|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})$/;
const TABLE = /^ *\|?(?: *:?-+:? *\|)+(?: *:?-+:? *)?$/m;

// Returns the blocks of a text with their offsets: paragraphs, items, rows, headings and quotations.
const blocksOf = (text) => {
  const blocks = [];
  const isTable = TABLE.test(text);
  let [open, at] = [null, 0];
  for (const line of text.split("\n")) {
    const isQuote = QUOTE.test(line);
    const isAlone = HEADING.test(line) || FENCE.test(line) || (isTable && line.includes("|"));
    const isItem = (open && !open.isItem ? ITEM_IN_PARAGRAPH : ITEM).test(line);
    if (!line.trim() || RULE.test(line)) {
      open = null;
    } else if (isAlone || !open || isItem && !isQuote || isQuote && !open.isQuote) {
      const marker = (isQuote ? QUOTE : ITEM).exec(line)?.[0] ?? "";
      open = { start: at + marker.length, isQuote, isItem };
      blocks.push(open);
    }
    if (open) [open.end, open.lastLine] = [at + line.length, line.replace(/^[ \t>]*/, "") || open.lastLine];
    if (isAlone) open = null;
    at += line.length + 1;
  }
  return blocks;
};

// Returns the blocks with annotations and the quotations with a speaker.
export const passagesOf = (text) => {
  const annotations = annotationsIn(text);
  return blocksOf(withoutCode(text)).flatMap(({ start, end, isQuote, lastLine }) => {
    const own = annotations.filter((link) => link.start >= start && link.start < end).map(({ annotation }) => annotation).sort();
    const isQuotation = isQuote && /^(?:\[\s*)?\u2014/.test(lastLine);
    return own.length || isQuotation ? [{ start, annotations: own, isQuotation }] : [];
  });
};

// Returns the translation of each part of the original, from the parts of an older translation, in order:
// the pairs with the same annotations first. What is left over goes with the part before.
const MOST_COMPARED = 250000;
export const align = (originals, translations) => {
  const keys = [originals, translations].map((parts) => parts.map((part) => JSON.stringify(passagesOf(part).map(({ annotations }) => annotations))));
  const [from, to] = keys;
  const texts = originals.map(() => []);
  if (from.length * to.length > MOST_COMPARED) {
    translations.forEach((part, at) => texts[Math.min(at, texts.length - 1)].push(part));
    return texts.map((parts) => parts.join("\n\n"));
  }
  const best = Array.from({ length: from.length + 1 }, () => Array(to.length + 1).fill(0));
  const worth = (i, j) => (from[i] !== to[j] ? 1 : from[i] === "[]" ? 2 : 3);
  for (let i = from.length - 1; i >= 0; i -= 1) {
    for (let j = to.length - 1; j >= 0; j -= 1) best[i][j] = Math.max(best[i + 1][j], best[i][j + 1], best[i + 1][j + 1] + worth(i, j));
  }
  let [i, j] = [0, 0];
  while (i < from.length || j < to.length) {
    if (i < from.length && j < to.length && best[i][j] === best[i + 1][j + 1] + worth(i, j)) {
      texts[i].push(translations[j]);
      [i, j] = [i + 1, j + 1];
    } else if (j < to.length && (i === from.length || best[i][j] === best[i][j + 1])) {
      texts[Math.max(i - 1, 0)]?.push(translations[j]);
      j += 1;
    } else {
      i += 1;
    }
  }
  return texts.map((parts) => parts.join("\n\n"));
};
