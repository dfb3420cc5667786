// Checks for Markdown that doesn't do what its writer sees in it, like generator/checks/odd_markdown.py
// and lost_links.py.
import { mask, masked } from "../text.js";
import { toWrite } from "./hints.js";
import { keysOf } from "./known_names.js";

function* checkHeadings(plain) {
  for (const pattern of [/(?<=^ {0,3})(#{2,6})(?=[^#\s])/gm, /(#)(?<=(?:^\n*|\n[ \t]*\n) {0,3}#)(?=[^#\s][^#\n]*(?:\n[ \t]*(?:\n|$)|$))/g]) {
    for (const { 1: hashes, index } of plain.matchAll(pattern)) {
      const meant = hashes.length > 1 ? hashes : "##";
      yield [index, "odd-markdown", _("without a space behind `%(hashes)s` this is no heading"),
        _("write `%(meant)s ` before the heading; for a `#` as such, write `\\#`"), hashes.length > 1 && [hashes, `${meant} `]];
    }
  }
}

// Returns the offsets of `**` and backticks that stay in the text of a paragraph, as CommonMark pairs them.
const MAX_OPEN = 100;
const PUNCTUATION = /[\p{P}\p{S}\0]/u;
const unclosedIn = (text) => {
  const open = [];
  const literal = [];
  for (const { 0: sign, index } of text.matchAll(/\\[\s\S]|\*+|\x60+/g)) {
    if (sign[0] === "\x60") literal.push({ start: index, left: 2 });
    if (sign[0] !== "*") continue;
    const [before, after] = [text[index - 1] ?? " ", text[index + sign.length] ?? " "];
    const [spaceBefore, spaceAfter] = [/\s/.test(before), /\s/.test(after)];
    const opens = !spaceAfter && (!PUNCTUATION.test(after) || spaceBefore || PUNCTUATION.test(before));
    const closes = !spaceBefore && (!PUNCTUATION.test(before) || spaceAfter || PUNCTUATION.test(after));
    const run = { start: index, length: sign.length, left: sign.length, opens, closes };
    const fits = (other) => !((closes && opens || other.closes) && (run.length + other.length) % 3 === 0 && (run.length % 3 || other.length % 3));
    while (closes && run.left) {
      const at = open.slice(-MAX_OPEN).findLastIndex(fits);
      if (at < 0) break;
      const place = Math.max(open.length - MAX_OPEN, 0) + at;
      const opener = open[place];
      literal.push(...open.splice(place + 1));
      const used = opener.left > 1 && run.left > 1 ? 2 : 1;
      opener.left -= used;
      run.left -= used;
      if (!opener.left) open.pop();
    }
    if (run.left && opens) open.push(run);
    else if (run.left === run.length) literal.push(run);
  }
  return [...literal, ...open].filter(({ left }) => left > 1).map(({ start }) => start).sort((a, b) => a - b);
};
const BLOCK_START = /\n[ \t>]*(?=\n|$)|\n(?=[ \t>]*(?:[-*+][ \t]|\d{1,9}[.)][ \t]|#{1,6}[ \t]|\|))|\n(?<=(?:^|\n)[ \t>]*#{1,6}[ \t].*\n)/g;
function* checkMarkup(plain, links, lineAt) {
  const tails = links.map(({ tail, end }) => ({ start: tail, end }));
  const text = masked(plain.replace(/^[ \t>]*(?:\*[ \t]*){3,}$/gm, mask), tails);
  let [start, last] = [0, -1];
  const ends = [...text.matchAll(BLOCK_START)].map((match) => match.index + match[0].length);
  for (const end of [...ends, text.length]) {
    for (const offset of unclosedIn(text.slice(start, end))) {
      const line = lineAt(start + offset);
      if (line === last) continue;
      last = line;
      const mark = text[start + offset] === "\x60" ? "\x60\x60 \x60 \x60\x60" : "`**`";
      yield [start + offset, "odd-markdown", _("readers see this %(mark)s: it has no counterpart in this paragraph"),
        _("close it with another %(mark)s, with no space between it and the words, or delete it")];
    }
    start = end;
  }
}

function* checkWikiLinks(text, { entities, known }) {
  for (const { 0: written, 1: isImage, 2: inner, 3: shown, index } of text.matchAll(/(!?)\[\[([^[\]\n|]{1,99})(?:\|([^[\]\n|]{1,99}))?\]\]/g)) {
    const target = inner.trim();
    const words = shown?.trim() || target;
    const message = _("`%(written)s` is a link in a wiki, but not here");
    const named = keysOf(entities, target).filter((key) => !key.startsWith("commitment:"));
    const keys = named.length ? named : ["person", "org", "place", "topic"].filter((scheme) => known.get(scheme)?.has(target)).map((scheme) => `${scheme}:${target}`);
    const right = `[${words}](${keys[0]})`;
    if (isImage) yield [index, "odd-markdown", message, _("write `![what it shows](%(target)s)`")];
    else if (keys.length === 1) yield [index, "odd-markdown", message, toWrite(right), [written, right]];
    else yield [index, "odd-markdown", message, _("write `[%(words)s](person:id)`, or another kind, or the path of a file")];
  }
}

const ITEM = /^ {0,3}(?:[-*+]|\d{1,9}[.)]|\[\^[^\]]+\]:)(?:[ \t]|$)/;
const MAX_HEADING = 100;
// Paragraphs that are set in, and lines of dashes below a paragraph.
function* checkParagraphs(plain) {
  let [offset, block, isList, isCode, afterBlank] = [0, [], false, false, true];
  for (const line of plain.split("\n")) {
    const [isEmpty, isSetIn] = [!line.trim(), /^(?: {4}| {0,3}\t)/.test(line)];
    if (!isEmpty && !isSetIn && (afterBlank || ITEM.test(line))) isList = ITEM.test(line);
    if (!isEmpty && isSetIn && afterBlank && !isList && !isCode) {
      isCode = true;
      yield [offset, "odd-markdown", _("this paragraph is set in, so it is shown as code, without its links"),
        _("delete the spaces before it; for code, write lines of \u0060\u0060\u0060 above and below it")];
    }
    if (!isEmpty && !isSetIn) isCode = false;
    const words = block.join("\n").trim();
    if (/^ {0,3}(?:-+|=+)[ \t]*$/.test(line) && block.length && (block.length > 1 || words.length > MAX_HEADING)) {
      const dashes = line.trim().slice(0, 20);
      yield [offset, "odd-markdown", _("this line `%(dashes)s` makes a heading of the paragraph above it"), _("put an empty line between them")];
    }
    const isWords = !isEmpty && !isCode && !isList && !/^ {0,3}(?:[#>|\0]|(?:-+|=+)[ \t]*$)/.test(line);
    block = isWords ? [...block.slice(-1), line] : [];
    afterBlank = isEmpty;
    offset += line.length + 1;
  }
}

const ADDRESS = /^(?:https?:\/\/|mailto:)|\.(?:md|avif|gif|jpe?g|png|webp)$/i;
function* checkLinkTails(plain, links) {
  const tails = new Set(links.map(({ tail }) => tail));
  for (const { 0: written, 1: gap, 2: inner, index } of plain.matchAll(/\]([ \t]?)\(([^()[\]<>\n]{1,300})\)/g)) {
    const target = inner.trim();
    if (tails.has(index)) continue;
    if (gap && ADDRESS.test(target)) yield [index, "odd-markdown", _("this is no link"), _("write no space between `]` and `(`"), !target.includes(" ") && [written, `](${inner})`]];
    else if (!gap && /\s/.test(target) && !/^(?:person|org|place|topic|commitment):/.test(target)) {
      yield [index, "odd-markdown", _("this is no link: the address `%(target)s` has spaces"), _("write an address, the id of an entity like `person:an-id`, or a path without spaces")];
    }
  }
}
function* checkTablesAndNotes(plain) {
  const lines = plain.split("\n");
  const isRow = (line = "") => /^[ \t]*\|.*\|[ \t]*$/.test(line);
  let offset = 0;
  for (const [at, line] of lines.entries()) {
    if (isRow(line) && isRow(lines[at + 1]) && !lines[at - 1]?.trim() && !/^[ \t]*\|?[ \t|:-]*-[ \t|:-]*$/.test(lines[at + 1])) {
      const right = `${"|---".repeat(line.split("|").length - 2)}|`;
      yield [offset, "odd-markdown", _("this is no table: it has no line below its first row"), _("write `%(right)s` there")];
    }
    offset += line.length + 1;
  }
  const notes = new Set(Array.from(plain.matchAll(/^ {0,3}\[\^([^\]\s]{1,40})\]:/gm), ([, label]) => label));
  for (const { 1: label, index } of plain.matchAll(/\[\^([a-z0-9-]{1,40})\](?!:)/g)) {
    if (!notes.has(label)) yield [index, "bad-footnote", _("no footnote has the label `%(label)s`"), _("write a line `[^%(label)s]: The note` at the end of the text")];
  }
}

const SCHEMES = "(?:person|org|place|topic|commitment):";
const BRACKETS = [
  [new RegExp(`\\(([^()[\\]\\n]{1,99})\\)\\[(${SCHEMES}[^[\\]\\n]{0,120})\\](?!\\()`, "g"), "broken-annotation", _("the brackets of this annotation are the wrong way round"), (words, target) => `[${words}](${target})`],
  [/\((https?:\/\/[^()\s]{1,300})\)\[([^[\]\n]{1,99})\](?!\()/g, "odd-markdown", _("the brackets of this link are the wrong way round"), (target, words) => `[${words}](${target})`],
  [new RegExp(`\\[([^[\\]()\\n]{1,99})(\\(${SCHEMES}[^()[\\]\\n]{1,99}\\))`, "g"), "odd-markdown", _("the words of this annotation have no `]`"), (words, target) => `[${words}]${target}`],
];
function* checkBrackets(text) {
  for (const [pattern, code, message, make] of BRACKETS) {
    for (const { 0: written, 1: first, 2: second, index } of text.matchAll(pattern)) {
      const right = make(first, second);
      yield [index, code, message, toWrite(right), [written, right]];
    }
  }
}
const DEFINITION = /^ {0,3}\[[^\]\n]{1,200}\]:[ \t]*$/;
function* checkAddresses(text) {
  for (const { 0: found, index } of text.matchAll(/(?<![\w<"'(=/])https?:\/\/(?:[^\s<>()[\]"'\0\u060c\u061b\u061f\u06d4\u3000-\u303f\uff00-\uff1f]|\([^\s<>()[\]"'\0]{1,100}\)){3,500}/g)) {
    const address = found.replace(/[.,;:!?*_\x60]+$/, "");
    if (DEFINITION.test(text.slice(Math.max(text.lastIndexOf("\n", index) + 1, index - 300), index))) continue;
    yield [index, "odd-markdown", _("readers can't click on this address"), _("write `<%(address)s>`, or `[words](%(address)s)`"), [address, `<${address}>`]];
  }
}

// Yields the problems of a text, with their fixes where only one is right.
export function* checkOddMarkdown(plain, links, lineAt, site) {
  const text = masked(plain, links);
  yield* checkHeadings(plain);
  yield* checkMarkup(plain, links, lineAt);
  yield* checkWikiLinks(text, site);
  yield* checkParagraphs(plain);
  yield* checkLinkTails(plain, links);
  yield* checkTablesAndNotes(text);
  yield* checkBrackets(text);
  yield* checkAddresses(text);
}
