// What stands where in a text: its links, and what is neither a link nor code. Each search here takes
// time in proportion to the text: none of them looks at the same words again and again.

// Gives what `make` gives, and remembers the last answer: one text is asked about several times.
const remembering = (make) => {
  let [last, answer] = [null, null];
  return (text) => {
    if (text !== last) [last, answer] = [text, make(text)];
    return answer;
  };
};
const blot = (text) => text.replace(/[^\n]/g, "\0");
const isWhitespace = (char) => char === " " || char === "\t" || char === "\n";
const pastBlanks = (text, from) => {
  let at = from;
  while (isWhitespace(text[at])) at += 1;
  return at;
};

// The text with at most four marks on a letter: browsers take long to lay out a heap of them.
export const withoutHeaps = (text) => text.replace(/(\p{M}{4})\p{M}+/gu, "$1");

// The text with a sign in the place of each character in `spans`, which come in order.
const blotted = (text, spans) => {
  const parts = [];
  let here = 0;
  for (const { start, end } of spans) {
    if (end <= here) continue;
    parts.push(text.slice(here, Math.max(start, here)), blot(text.slice(Math.max(start, here), end)));
    here = end;
  }
  return [...parts, text.slice(here)].join("");
};

// Blocks of code between fences. Without a fence at its end, a block goes on to the end of the text.
export const fencesIn = remembering((body) => {
  const blocks = [];
  let [open, start] = [null, 0];
  for (const line of body.split("\n")) {
    const [, fence, rest] = /^ {0,3}(`{3,}|~{3,})(.*)$/.exec(line) ?? [];
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

// Whether nobody sees anything of a text: it is made of spaces, marks and what looks like a space.
const SEEN = /(?![\p{Default_Ignorable_Code_Point}\u2800\ufffc\u{1d159}])[\p{L}\p{N}\p{P}\p{S}]/u;
export const isBlank = (text) => !SEEN.test(text);

// Code within lines: it begins and ends with equally many backticks, in one paragraph.
const codeIn = (text) => {
  const runs = [...text.matchAll(/\n\n|`+/g)].map((one) => ({ sign: one[0], start: one.index }));
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
  let here = 0;
  for (const { sign, start, close } of runs) {
    if (close && start >= here) {
      here = close.start + sign.length;
      spans.push({ start, end: here });
    }
  }
  return spans;
};

// The text with a sign in the place of each character of code.
export const withoutCode = remembering((body) => {
  const text = blotted(body, fencesIn(body));
  return blotted(text, codeIn(text));
});

// What stands behind the words of a link, from its `(` to its `)`; nothing when that is not whole.
const tailAt = (text, from) => {
  let at = pastBlanks(text, from + 1);
  if (text[at] === "<") at += 1;
  const spot = at;
  while (at < text.length && !/[\s<>()"]/.test(text[at])) at += 1;
  const target = text.slice(spot, at);
  if (text[at] === ">") at += 1;
  let [end, title] = [pastBlanks(text, at), ""];
  if (end > at && (text[end] === '"' || text[end] === "'")) {
    const close = text.indexOf(text[end], end + 1);
    if (close < 0) return null;
    title = text.slice(end + 1, close);
    end = pastBlanks(text, close + 1);
  }
  return text[end] === ")" ? { target, title, spot: target ? spot : from + 1, end: end + 1 } : null;
};

// Each link with the offset of its target, and of what ends its words. As in CommonMark, no link has
// another in its words: brackets around a link are plain signs.
export const linksIn = remembering((body) => {
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
        while (links.at(-1)?.start > start) links.pop(); // a picture's words may hold links
        links.push({ ...tail, isImage, start, tail: index });
        if (!isImage) plain = open.length;
      }
    } else if (sign[0] === "\n") {
      [open, plain] = [[], 0];
    }
  }
  return links.map((link) => ({ ...link, words: text.slice(link.start + (link.isImage ? 2 : 1), link.tail).trim().replace(/\s+/g, " ") }));
});

// Headings, definitions, what was to be a link, and what may be HTML.
const TAKEN = /^ {0,3}#{1,6}\s.*$|^ {0,3}\[[^\]\n]+\]:.*$|!?\[[^[\]\n]*\](?=\s*[([\uff08])(?:\s*\([^()\n]*\))?|\[\[[^[\]\n]*\]\]|<[^<>]*>/gm;
const ADDRESS = /https?:\/\/|\bwww\./;

// A word with a sign in the place of each character that belongs to an address.
const withoutAddress = (word) => {
  const at = word.indexOf("@", 1);
  const start = at > 0 && at < word.length - 1 ? 0 : ADDRESS.exec(word)?.index ?? word.length;
  return start < word.length ? word.slice(0, start) + blot(word.slice(start)) : word;
};

// The text with a sign in the place of each character in which nothing can be annotated.
export const annotatable = (body) => blotted(withoutCode(body), linksIn(body)).replace(TAKEN, blot).replace(/\S+/g, withoutAddress);
