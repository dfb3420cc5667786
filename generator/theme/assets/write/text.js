// What stands where in a text: its links, and what is neither a link nor code.

const LINK = /(!?)\[((?:\\.|[^[\]\\]|\[[^[\]]*\](?:\([^()\s]*(?=\]))?)*)\]\(\s*<?([^\s<>()"]*)>?(?:\s+(?:"([^"]*)"|'([^']*)'))?\s*\)/g;
const blot = (text) => text.replace(/[^\n]/g, "\0");
const withoutCode = (body) => body
  .replace(/^ {0,3}(`{3,}|~{3,})[^\n]*\n?[\s\S]*?(?:\n {0,3}\1[`~]*[ \t]*(?=\n|$)|$(?![\s\S]))/gm, blot)
  .replace(/(?<!`)(`+)(?!`)(?:(?!\n\n)[\s\S])*?[^`]\1(?!`)/g, blot);

// Each link with the offset of its target, and of what ends its words.
export const linksIn = (body) => [...withoutCode(body).matchAll(LINK)].map((found) => {
  const tail = found.index + found[1].length + found[2].length + 1;
  return {
    isImage: found[1] === "!", words: found[2].trim().replace(/\s+/g, " "), target: found[3],
    title: found[4] ?? found[5] ?? "", start: found.index, tail, end: found.index + found[0].length,
    spot: tail + (found[3] ? found[0].slice(tail - found.index).indexOf(found[3]) : 2),
  };
});

// Whether nobody sees anything of a text: it is made of spaces, marks and what looks like a space.
const SEEN = /(?![\p{Default_Ignorable_Code_Point}\u2800\ufffc\u{1d159}])[\p{L}\p{N}\p{P}\p{S}]/u;
export const isBlank = (text) => !SEEN.test(text);

// The text with a sign in the place of each character of code.
export const blotted = withoutCode;

// Headings, definitions, addresses, and what was to be a link.
const TAKEN = /^ {0,3}#{1,6}\s.*$|^ {0,3}\[[^\]\n]+\]:.*$|https?:\/\/\S+|\S+@\S+|\bwww\.\S+|!?\[[^\]\n]*\](?=\s*[([\uff08])(?:\s*\([^)\n]*\))?|\[\[[^\]\n]*\]\]|<[^>]*>/gm;

// The text with a sign in the place of each character in which nothing can be annotated.
export const annotatable = (body) => {
  let text = withoutCode(body);
  for (const { start, end } of linksIn(body)) text = text.slice(0, start) + blot(text.slice(start, end)) + text.slice(end);
  return text.replace(TAKEN, blot);
};
