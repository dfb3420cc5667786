// Finds links and code in a text. Each search takes time in proportion to the length of the text.

// Returns `make` with a cache of its last result: each text is used several times.
export const cachingLast = (make) => {
  let [last, result] = [null, null];
  return (text) => {
    if (text !== last) [last, result] = [text, make(text)];
    return result;
  };
};
export const mask = (text) => text.replace(/[^\n]/g, "\0");
const isWhitespace = (char) => char === " " || char === "\t" || char === "\n";
const pastBlanks = (text, from) => {
  let at = from;
  while (isWhitespace(text[at])) at += 1;
  return at;
};

// Returns a number as a language writes it: with what separates three digits, from which number on.
export const grouped = (number, [separator, from] = [",", 1000]) => (number < from ? String(number) : number.toLocaleString("en").replaceAll(",", separator));

// Returns the text with at most four combining marks on a letter: browsers are slow with more.
export const withoutHeaps = (text) => text.replace(/(\p{M}{4})\p{M}+/gu, "$1");

// Returns the text with a placeholder for each character in `spans`, which are sorted.
export const masked = (text, spans) => {
  const parts = [];
  let done = 0;
  for (const { start, end } of spans) {
    if (end <= done) continue;
    parts.push(text.slice(done, Math.max(start, done)), mask(text.slice(Math.max(start, done), end)));
    done = end;
  }
  return [...parts, text.slice(done)].join("");
};

// Returns the fenced code blocks. A block without a closing fence ends with the text.
export const fencesIn = cachingLast((body) => {
  const blocks = [];
  let [open, start] = [null, 0];
  for (const line of body.split("\n")) {
    const [, fence, rest] = /^ {0,3}(\x60{3,}|~{3,})(.*)$/.exec(line) ?? [];
    const end = start + line.length;
    if (open && fence?.startsWith(open.fence) && !rest.trim()) {
      blocks.push({ ...open, end, isEnded: true });
      open = null;
    } else if (!open && fence && !(fence[0] === "`" && rest.includes("`"))) {
      open = { start, fence, info: rest.trim() };
    }
    start = end + 1;
  }
  return open ? [...blocks, { ...open, end: body.length, isEnded: false }] : blocks;
});

// True when a text has no visible character.
const VISIBLE = /(?![\p{Default_Ignorable_Code_Point}\u2800\ufffc\u{1d159}])[\p{L}\p{N}\p{P}\p{S}]/u;
export const isBlank = (text) => !VISIBLE.test(text);

// Returns inline code: equally many backticks on both sides, in one paragraph.
const codeIn = (text) => {
  const runs = [...text.matchAll(/\n\n|\x60+/g)].map((match) => ({ sign: match[0], start: match.index }));
  const next = new Map();
  for (const run of [...runs].reverse()) {
    if (run.sign === "\n\n") {
      next.clear();
    } else {
      run.close = next.get(run.sign.length);
      next.set(run.sign.length, run);
    }
  }
  const spans = [];
  let end = 0;
  for (const { sign, start, close } of runs) {
    if (close && start >= end) {
      end = close.start + sign.length;
      spans.push({ start, end });
    }
  }
  return spans;
};

// Returns the text with a placeholder for each character of code.
export const withoutCode = cachingLast((body) => {
  const text = masked(body, fencesIn(body));
  return masked(text, codeIn(text));
});

// Returns the target and title of a link, from its `(` to its `)`; null when incomplete.
const tailAt = (text, from) => {
  let at = pastBlanks(text, from + 1);
  if (text[at] === "<") at += 1;
  const start = at;
  while (at < text.length && !/[\s<>()"]/.test(text[at])) at += 1;
  const target = text.slice(start, at);
  if (text[at] === ">") at += 1;
  let [end, title] = [pastBlanks(text, at), ""];
  if (end > at && (text[end] === '"' || text[end] === "'")) {
    const close = text.indexOf(text[end], end + 1);
    if (close < 0) return null;
    title = text.slice(end + 1, close);
    end = pastBlanks(text, close + 1);
  }
  return text[end] === ")" ? { target, title, at: target ? start : from + 1, end: end + 1 } : null;
};

// Returns each link with its offsets. As in CommonMark, links don't nest: brackets around a link
// are plain text.
export const linksIn = cachingLast((body) => {
  const text = withoutCode(body);
  const links = [];
  let [open, plain] = [[], 0];
  for (const { 0: sign, index } of text.matchAll(/\\[\s\S]|\n\s*\n|[[\]]/g)) {
    if (sign === "[") {
      open.push(index);
    } else if (sign === "]" && open.length) {
      const bracket = open.pop();
      const isImage = text[bracket - 1] === "!";
      const tail = text[index + 1] === "(" && (isImage || open.length >= plain) ? tailAt(text, index + 1) : null;
      plain = Math.min(plain, open.length);
      if (tail) {
        const start = isImage ? bracket - 1 : bracket;
        // Alternative text may contain links.
        while (links.at(-1)?.start > start) links.pop();
        links.push({ ...tail, isImage, start, tail: index });
        if (!isImage) plain = open.length;
      }
    } else if (sign[0] === "\n") {
      [open, plain] = [[], 0];
    }
  }
  return links.map((link) => ({ ...link, words: text.slice(link.start + (link.isImage ? 2 : 1), link.tail).trim().replace(/\s+/g, " ") }));
});

// Headings, definitions, incomplete links and possible HTML.
const UNANNOTATED = /^ {0,3}#{1,6}\s.*$|^ {0,3}\[[^\]\n]+\]:.*$|!?\[[^[\]\n]*\](?=\s*[([\uff08])(?:\s*\([^()\n]*\))?|\[\[[^[\]\n]*\]\]|<[^<>]*>/gm;
const ADDRESS = /https?:\/\/|\bwww\./;

// Returns a word with a placeholder for each character of an address.
const withoutAddress = (word) => {
  const at = word.indexOf("@", 1);
  const start = at > 0 && at < word.length - 1 ? 0 : ADDRESS.exec(word)?.index ?? word.length;
  return start < word.length ? word.slice(0, start) + mask(word.slice(start)) : word;
};

// Returns the text with a placeholder for each character that can't be annotated.
export const annotatable = (body) => masked(withoutCode(body), linksIn(body)).replace(UNANNOTATED, mask).replace(/\S+/g, withoutAddress);
