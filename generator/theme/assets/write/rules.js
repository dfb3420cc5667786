// The checker's rules for a story, in the checker's words: tests/test_write_page.py holds the two
// together. Only the checker has them all; what stands in other files it alone can see.
import { blotted, isBlank, linksIn } from "./text.js";

const FOLDERS = { person: "people", org: "organisations", place: "places", topic: "topics", commitment: "commitments" };
const WORDS = { person: "person", org: "organisation", place: "place", topic: "topic", commitment: "commitment" };
export const STATES = ["sought", "offered", "agreed", "under-way", "done", "stalled", "dropped"];
const STAND_INS = {
  summary: "Say in one sentence what happened.",
  title: "The headline of the page you read",
  publisher: "Who published it",
};
export const CODES = ["bad-address", "bad-date", "broken-annotation", "empty-body", "heading-level",
  "missing-alt", "missing-key", "missing-state", "missing-value", "needless-title", "no-topic", "no-words",
  "notes-left", "open-code", "raw-html", "refused-link", "speaker-not-named", "stand-in-left", "two-states",
  "unknown-commitment", "unknown-kind", "unknown-organisation", "unknown-person", "unknown-place",
  "unknown-state", "unknown-topic", "wrong-dash"];
const WARNINGS = ["heading-level", "no-topic", "speaker-not-named", "wrong-dash"];
export const isWarning = (problem) => WARNINGS.includes(problem.code);

const listed = (words) => words.map((word) => `\`${word}\``).join(", ");
const one = (word) => `${"aeiou".includes(word[0]) ? "an" : "a"} ${word}`;
const isId = (id) => id.length <= 80 && /^[a-z0-9]+(-[a-z0-9]+)*$/.test(id);

// How many letters two words share in the same order.
const shared = (a, b) => {
  let row = Array(b.length + 1).fill(0);
  for (const letter of a) {
    const next = [0];
    for (let j = 0; j < b.length; j += 1) next.push(letter === b[j] ? row[j] + 1 : Math.max(row[j + 1], next[j]));
    row = next;
  }
  return row[b.length];
};
const near = (word, known) => {
  let [best, found] = [0.7, ""];
  for (const other of known) {
    const alike = (2 * shared(other, word)) / (other.length + word.length);
    if (alike > best || (alike === best && other > found)) [best, found] = [alike, other];
  }
  return found;
};
const meant = (word, known) => (near(word, known) ? `did you mean \`${near(word, known)}\`?` : "");

// The front matter, as this page writes it: keys with a value, lists in brackets, sources below each
// other. Gives each value with its line and column.
const frontOf = (text) => {
  const found = /^---[ \t]*\n([\s\S]*?)^---[ \t]*(?:\n|$)/m.exec(text);
  if (!found) return { values: {}, sources: [], end: 0 };
  const [values, sources] = [{}, []];
  let at = 1;
  for (const line of found[1].split("\n")) {
    at += 1;
    const pair = /^( *)(- )?([a-z]+):[ \t]*(.*?)[ \t]*$/.exec(line);
    if (!pair) continue;
    const [, indent, dash, key, raw] = pair;
    const column = raw ? line.indexOf(raw, line.indexOf(":")) + 1 : line.indexOf(":") + 2;
    const value = { raw, words: unquoted(raw), line: at, column };
    if (dash) sources.push({ line: at, column: indent.length + 3 });
    if (dash || (indent && sources.length)) sources.at(-1)[key] = value;
    else if (!indent) values[key] = value;
  }
  return { values, sources, end: found[0].length };
};
const unquoted = (raw) => {
  if (raw.startsWith('"')) { try { return JSON.parse(raw); } catch { return raw; } }
  if (raw.startsWith("'")) return raw.slice(1, -1).replaceAll("''", "'");
  return raw.replace(/\s+#.*$/, "");
};

function* ofFront({ values, sources }, known) {
  const says = { title: "the headline", date: "the day it was published", summary: "one sentence on what happened", sources: "the pages you read" };
  for (const [key, what] of Object.entries(says)) {
    if (!values[key]) yield [2, 1, "missing-key", `\`${key}\` is missing`, `add \`${key}:\` with ${what}`];
  }
  for (const key of ["title", "date", "summary"]) yield* ofValue(values[key], says[key]);
  if (values.date?.words) yield* ofDate(values.date);
  for (const id of topicsOf(values.topics)) yield* unknown("topic", id.words, id.line, id.column, known, false);
  if (values.summary?.words === STAND_INS.summary) yield standIn(values.summary);
  const parts = { title: "the headline of the page", publisher: "who published it", url: "the address of the page" };
  for (const source of sources) {
    for (const [key, what] of Object.entries(parts)) {
      if (!source[key]) yield [source.line, source.column, "missing-key", `\`${key}\` is missing`, `add \`${key}:\` with ${what}`];
      else yield* ofValue(source[key], what);
      if (source[key]?.words && source[key].words === STAND_INS[key]) yield standIn(source[key]);
    }
    if (source.url?.words) yield* ofAddress(source.url);
    if (source.date?.words) yield* ofDate(source.date, true);
  }
}
function* ofValue(value, what) {
  if (value && isBlank(value.words)) yield [value.line, value.column, "missing-value", "the value is empty", `write ${what}`];
}
const standIn = ({ words, line, column }) => [line, column, "stand-in-left", `\`${words}\` is what the example says`, "write your own words"];
const isDay = (words) => !Number.isNaN(Date.parse(`${words}T00:00Z`)) && new Date(`${words}T00:00Z`).toISOString().startsWith(words);
function* ofDate({ words, line, column }, partial = false) {
  const whole = /^\d{4}-\d\d-\d\d/.test(words);
  if (partial && /^\d{4}(-(0[1-9]|1[0-2]))?$/.test(words)) return;
  if (whole && isDay(words.slice(0, 10)) && (partial ? words.length === 10 : /^.{10}([T ]\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d))?$/.test(words))) return;
  const day = words.slice(0, 10);
  let hint = partial ? "write it like `2023-09-27`, `2023-09` or `2023`" : "write it like `2023-09-27`: year, month, day";
  if (whole) hint = words.length > 10 && isDay(day) ? `write \`${day}\` alone, or with a time like \`${day}T14:30:00+05:00\`` : "there is no such day or time";
  yield [line, column, "bad-date", `\`${words}\` is not a date`, hint];
}
function* ofAddress({ words, line, column }) {
  if (!/^https?:/i.test(words)) yield [line, column, "bad-address", `\`${words}\` is not a web address`, "it begins with `https://`"];
  else if (faultOf(words)) yield [line, column, "bad-address", `\`${words}\` is not a web address: ${faultOf(words)}`, ""];
}
const faultOf = (target) => {
  if (/[\s<>"\\^`{|}]/.test(target)) return "it holds a character that no address has";
  if (/^mailto:/i.test(target)) return /^mailto:[A-Za-z0-9.!#$%&'*+/=^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+(\?|$)/i.test(target) ? "" : "it is no mail address";
  const host = /^https?:\/\/([^/?#]+)/i.exec(target)?.[1];
  if (!host) return "it names no host";
  return host.includes("@") ? "what stands before `@` hides where it leads" : "";
};
const topicsOf = (value) => {
  if (!value?.raw.startsWith("[")) return [];
  return [...value.raw.matchAll(/[^[\],\s]+/g)].map((id) => ({ words: id[0], line: value.line, column: value.column + id.index }));
};

function* unknown(scheme, id, line, column, known, hasScheme = true) {
  const ids = known[scheme] ?? [];
  if (ids.includes(id)) return;
  const elsewhere = Object.keys(FOLDERS).filter((other) => known[other]?.includes(id));
  const add = isId(id) ? `add content/${FOLDERS[scheme]}/${id}.md` : "an id is like `umar-saif`";
  let hint = add;
  if (elsewhere.length) hint = `\`${id}\` is ${one(WORDS[elsewhere[0]])}${hasScheme ? `: write \`${elsewhere[0]}:${id}\`` : `, and no ${WORDS[scheme]}`}`;
  else if (meant(id, ids)) hint = isId(id) ? `${meant(id, ids)} Or ${add}` : meant(id, ids);
  const message = id ? `no ${WORDS[scheme]} has the id \`${id}\`` : `${one(WORDS[scheme])} is named by its id`;
  yield [line, column, `unknown-${WORDS[scheme]}`, message, hint];
}

function* ofLinks(body, links, known, at) {
  const seen = {};
  for (const { target, title, words, isImage, spot } of links) {
    const [line, column] = at(spot);
    const [scheme, id] = [target.split(":")[0], target.slice(target.indexOf(":") + 1)];
    if (isImage) {
      if (isBlank(words)) yield [line, column, "missing-alt", "the picture has no words for those who do not see it", `write \`![what it shows](${target})\``];
    } else if (FOLDERS[scheme] && target.includes(":")) {
      yield* unknown(scheme, id, line, column, known);
      const tail = title ? ` "${title}"` : "";
      if (/\]\([a-z]{0,10}(:[a-z0-9-]*)?$/.test(words)) yield [line, column, "broken-annotation", "one annotation stands within another", "write one link, with plain words between `[` and `]`"];
      if (isBlank(words) || words === target) yield [line, column, "no-words", "there are no words between `[` and `]`", `write \`[the words](${target}${tail})\``];
      if (scheme !== "commitment") {
        if (title) yield [line, column, "needless-title", `only a commitment has words in quotation marks, not ${one(WORDS[scheme])}`, `write \`[${words}](${target})\``];
      } else if (!title) {
        yield [line, column, "missing-state", "the annotation does not say in which state the commitment was seen", `put the state behind it, in quotation marks; states: ${listed(STATES)}`];
      } else if (!STATES.includes(title)) {
        yield [line, column, "unknown-state", `\`${title}\` is no state of a commitment`, meant(title, STATES) || `states: ${listed(STATES)}`];
      } else if ((seen[id] ??= title) !== title) {
        yield [line, column, "two-states", `one story has two states of \`${id}\`: \`${seen[id]}\` and \`${title}\``, "keep the state of the story's own day; other days have their own stories"];
      }
    } else yield* ofTarget(target, line, column);
  }
}
function* ofTarget(target, line, column) {
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(target.replace(/[\x00-\x20\x7f-\xa0]+/g, ""))?.[1].toLowerCase();
  const hint = "link with `https://`, or with the relative path of a file: `../2024/story.md`";
  if (["http", "https", "mailto"].includes(scheme)) {
    if (faultOf(target)) yield [line, column, "refused-link", `\`${target}\` is not an address we link to: ${faultOf(target)}`, ""];
  } else if (!target) yield [line, column, "refused-link", "the link leads nowhere", "write the address between `(` and `)`"];
  else if (scheme && kindMeant(target)) yield [line, column, "unknown-kind", `there is no kind \`${target.split(":")[0]}\``, kindMeant(target)];
  else if (scheme || /^[/\\]/.test(target)) yield [line, column, "refused-link", `\`${target}\` is not an address we link to`, hint];
}
const OTHER_SCHEMES = ["blob", "data", "file", "ftp", "ftps", "geo", "javascript", "sms", "tel", "urn", "vbscript"];
const kindMeant = (target) => {
  const [word, rest] = [target.split(":")[0], target.slice(target.indexOf(":") + 1)];
  if (FOLDERS[word.toLowerCase()]) return `write \`${word.toLowerCase()}:\` in small letters`;
  const known = Object.fromEntries(Object.keys(FOLDERS).flatMap((one) => [[WORDS[one], one], [FOLDERS[one], one], [one, one]]));
  const found = near(word, Object.keys(known));
  if (found) return `did you mean \`${known[found]}\`?`;
  const kinds = Object.keys(FOLDERS).map((one) => `\`${one}:\``).join(", ");
  return isId(rest) && !OTHER_SCHEMES.includes(word.toLowerCase()) ? `the kinds are ${kinds}` : "";
};
const whyBroken = (rest) => {
  if (/^\]\s+\(/.test(rest)) return "write no space between `]` and `(`";
  if (/^\]\(\s|^\]\(\w+:\s/.test(rest)) return "write no space behind `(` or `:`";
  if (/^\]\([^)]*[\u201c\u201d\u2018\u2019]/.test(rest)) return 'write straight quotation marks: `"done"`';
  return rest.includes(")") ? 'write `[words](person:id)` or `[words](commitment:id "done")`' : "end it with `)`";
};

function* ofText(body, plain, links, at) {
  const tails = new Set(links.map((link) => link.tail));
  for (const found of plain.matchAll(/\]\s*\(\s*(?:person|org|place|topic|commitment):/g)) {
    if (!tails.has(found.index)) yield [...at(found.index), "broken-annotation", "this annotation is not complete", whyBroken(plain.slice(found.index).split("\n")[0])];
  }
  let last = 0;
  for (const found of body.matchAll(/<(?!(?:https?:\/\/|mailto:)[^\s<>"']*>)[A-Za-z/!?](?:[^<>\n]{0,38}>|[^<>\s]{0,38})/g)) {
    const [line, column] = at(found.index);
    if (line !== last) yield [line, column, "raw-html", `raw HTML: \`${found[0].split(/\s+/).join(" ")}\``, "write it in Markdown; write `&lt;` for a `<` that is a sign of your text"];
    last = line;
  }
  const heading = /^ {0,3}# .*$/m.exec(plain);
  if (heading) yield [...at(heading.index), "heading-level", "a heading in the text begins with `##`", "write `## A heading`"];
  for (const found of body.matchAll(/^ {0,3}(`{3,}|~{3,})([^\n]*)\n?([\s\S]*?)(?:\n {0,3}\1[`~]*[ \t]*(?=\n|$)|$(?![\s\S]))/gm)) {
    const isEnded = new RegExp(`\\n {0,3}${found[1]}[\`~]*[ \\t]*$`).test(found[0]);
    if (!isEnded) yield [...at(found.index), "open-code", "this block of code has no end", `end it with a line of its own, ${found[1]}, or delete this one`];
    if (found[2].trim() === "notes") yield [...at(found.index), "notes-left", "the notes are still here, and they are others' words", "write the story in your own words, then delete this block"];
  }
  for (const found of plain.matchAll(/^>.*(?:\n>.*)*/gm)) {
    const line = found[0].split("\n").at(-1).replace(/^>\s*/, "");
    const start = found.index + found[0].lastIndexOf(line);
    const said = found[0].slice(0, found[0].length - line.length).replace(/[>\s]/g, "");
    if (line.startsWith("\u2014") && isBlank(said)) yield [...at(start), "no-words", "this quotation has no words", "write what was said above the speaker, in lines that begin with `>`"];
    if (line.startsWith("\u2014") && !/\]\(person:/.test(line)) yield [...at(start), "speaker-not-named", "the last line of this quotation has no `person:` link", "write it like `\u2014 [Name](person:id), where or when`"];
  }
  for (const found of plain.matchAll(/^>[ \t]*\n>[ \t]*(\[)[^\]\n]*\]\(person:[^)\n]*\)[^\n]{0,60}(?:\n(?!>)|$(?![\s\S]))/gm)) {
    yield [...at(found.index + found[0].indexOf("[")), "wrong-dash", "a speaker stands behind a long dash (`\u2014`)", "write `\u2014 ` before the name"];
  }
  for (const found of plain.matchAll(/^\u2014[ \t]*\[[^\]\n]*\]\(person:/gm)) {
    yield [...at(found.index), "wrong-dash", "the line that names a speaker stands outside of the quotation", "write `> ` before it"];
  }
  for (const found of plain.matchAll(/^>[ \t]*(-{1,3}|[\u2012\u2013\u2015])[ \t]*\[[^\]\n]*\]\(person:/gm)) {
    yield [...at(found.index + found[0].indexOf(found[1])), "wrong-dash", `a speaker stands behind a long dash (\`\u2014\`), not behind \`${found[1]}\``, "write `\u2014`"];
  }
}

// What is wrong with the text of a story's file. `known` has the ids of each kind of noun.
export const check = (text, known) => {
  const front = frontOf(text);
  const body = text.slice(front.end);
  const [links, plain] = [linksIn(body), blotted(body)];
  const lines = text.slice(0, front.end).split("\n").length - 1;
  const at = (offset) => {
    const before = body.slice(0, offset).split("\n");
    return [lines + before.length, [...before.at(-1)].length + 1];
  };
  const isDraft = front.values.draft?.words === "true";
  const isWhole = ["title", "date", "summary", "sources"].every((key) => front.values[key]);
  const found = [...ofFront(front, known), ...ofLinks(body, links, known, at), ...ofText(body, plain, links, at)];
  if (isWhole && isBlank(body)) found.push([lines + 1, 1, "empty-body", "the article has no text", ""]);
  if (isWhole && !front.values.topics && !links.some(({ target }) => target.startsWith("topic:"))) {
    found.push([1, 1, "no-topic", "the article is about no topic", "add a line like `topics: [fibre]`, or annotate some words with `topic:`"]);
  }
  return found
    .filter(([, , code]) => !isDraft || !["notes-left", "stand-in-left"].includes(code))
    .map(([line, column, code, message, hint]) => ({ line, column, code, message, hint }))
    .sort((a, b) => a.line - b.line || a.column - b.column || (a.code < b.code ? -1 : 1));
};
