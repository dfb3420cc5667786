// The checker's rules for a story, in the checker's words: tests/test_write_page.py holds the two
// together. Only the checker has them all; what stands in other files it alone can see.
import { fencesIn, isBlank, linksIn, withoutCode } from "./text.js";

// Words of a text are looked up in maps alone: every object has a `constructor` that nobody wrote.
const FOLDERS = new Map([["person", "people"], ["org", "organisations"], ["place", "places"], ["topic", "topics"], ["commitment", "commitments"]]);
const WORDS = new Map([["person", "person"], ["org", "organisation"], ["place", "place"], ["topic", "topic"], ["commitment", "commitment"]]);
const KINDS = new Map([...FOLDERS.keys()].flatMap((one) => [[WORDS.get(one), one], [FOLDERS.get(one), one], [one, one]]));
export const STATES = ["sought", "offered", "agreed", "under-way", "done", "stalled", "dropped"];
const STAND_INS = new Map([
  ["summary", "Say in one sentence what happened."],
  ["title", "The headline of the page you read"],
  ["publisher", "Who published it"],
]);
export const CODES = ["bad-address", "bad-date", "broken-annotation", "empty-body", "future-date", "future-state",
  "heading-level", "missing-alt", "missing-key", "missing-state", "missing-value", "needless-title", "no-topic",
  "no-words", "notes-left", "open-code", "raw-html", "refused-link", "speaker-not-named", "stand-in-left",
  "two-states", "unknown-commitment", "unknown-kind", "unknown-organisation", "unknown-person", "unknown-place",
  "unknown-state", "unknown-topic", "wrong-dash"];
const WARNINGS = ["future-date", "heading-level", "no-topic", "speaker-not-named", "wrong-dash"];
export const isWarning = (problem) => WARNINGS.includes(problem.code);
const MOST = 100; // how many problems are told of one story

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

// Of many known words only those most alike are compared closely, by their letters two by two.
const COMPARED = 40;
const pairsOf = (word) => new Set(Array.from(word.slice(1), (char, at) => word[at] + char));
const pairsOfAll = new WeakMap();
const mostAlike = (word, known) => {
  if (known.length <= COMPARED) return known;
  if (!pairsOfAll.has(known)) pairsOfAll.set(known, known.map((other) => [other, [...pairsOf(other)]]));
  const pairs = pairsOf(word);
  return pairsOfAll.get(known).map(([other, its]) => [its.filter((pair) => pairs.has(pair)).length, other])
    .sort(([a, word], [b, other]) => b - a || (word < other ? 1 : -1)).slice(0, COMPARED).map(([, other]) => other);
};
const near = (written, known) => {
  const word = written.slice(0, 100);
  let [best, found] = [0.7, ""];
  for (const other of mostAlike(word, known)) {
    const alike = (2 * shared(other, word)) / (other.length + word.length);
    if (alike > best || (alike === best && other > found)) [best, found] = [alike, other];
  }
  return found;
};
const meant = (word, known) => {
  const found = near(word, known);
  return found ? `did you mean \`${found}\`?` : "";
};

// The front matter, as this page writes it: keys with a value, lists in brackets, sources below each
// other. Gives each value with its line and column.
const frontOf = (text) => {
  const lines = text.split("\n");
  const last = lines[0].trimEnd() === "---" ? lines.findIndex((line, at) => at && line.trimEnd() === "---") : -1;
  const [values, sources] = [new Map(), []];
  if (last < 0) return { values, sources, end: 0 };
  for (let at = 1; at < last; at += 1) {
    const [, start, indent, dash, key] = /^(( *)(- )?([a-z]+):)/.exec(lines[at]) ?? [];
    if (!key) continue;
    const raw = lines[at].slice(start.length).trim();
    const column = raw ? lines[at].indexOf(raw, start.length) + 1 : start.length + 1;
    const value = { raw, words: unquoted(raw), line: at + 1, column };
    if (dash) sources.push(new Map([["", { line: at + 1, column: indent.length + 3 }]]));
    if (dash || (indent && sources.length)) sources.at(-1).set(key, value);
    else if (!indent) values.set(key, value);
  }
  return { values, sources, end: Math.min(lines.slice(0, last + 1).join("\n").length + 1, text.length) };
};
const unquoted = (raw) => {
  if (raw.startsWith('"')) { try { return JSON.parse(raw); } catch { return raw; } }
  if (raw.startsWith("'")) return raw.slice(1, -1).replaceAll("''", "'");
  const comment = /\s#/.exec(raw);
  return comment ? raw.slice(0, comment.index).trimEnd() : raw;
};

function* ofFront({ values, sources }, known, today) {
  const says = { title: "the headline", date: "the day it was published", summary: "one sentence on what happened", sources: "the pages you read" };
  for (const [key, what] of Object.entries(says)) {
    if (!values.has(key)) yield [[2, 1], "missing-key", `\`${key}\` is missing`, `add \`${key}:\` with ${what}`];
  }
  for (const key of ["title", "date", "summary"]) yield* ofValue(values.get(key), says[key]);
  if (values.get("date")?.words) yield* ofDate(values.get("date"), today);
  for (const id of topicsOf(values.get("topics"))) yield* unknown("topic", id.words, [id.line, id.column], known, false);
  if (values.get("summary")?.words === STAND_INS.get("summary")) yield standIn(values.get("summary"));
  const parts = { title: "the headline of the page", publisher: "who published it", url: "the address of the page" };
  for (const source of sources) {
    for (const [key, what] of Object.entries(parts)) {
      const value = source.get(key);
      if (!value) yield [[source.get("").line, source.get("").column], "missing-key", `\`${key}\` is missing`, `add \`${key}:\` with ${what}`];
      else yield* ofValue(value, what);
      if (value?.words && value.words === STAND_INS.get(key)) yield standIn(value);
    }
    if (source.get("url")?.words) yield* ofAddress(source.get("url"));
    if (source.get("date")?.words) yield* ofDate(source.get("date"), today, true);
  }
}
function* ofValue(value, what) {
  if (value && isBlank(value.words)) yield [[value.line, value.column], "missing-value", "the value is empty", `write ${what}`];
}
const standIn = ({ words, line, column }) => [[line, column], "stand-in-left", `\`${words}\` is the placeholder of a new article`, "replace it with your own words"];
const isDay = (words) => !Number.isNaN(Date.parse(`${words}T00:00Z`)) && new Date(`${words}T00:00Z`).toISOString().startsWith(words);
const isDate = (words, partial) => {
  if (partial && /^\d{4}(-(0[1-9]|1[0-2]))?$/.test(words)) return true;
  if (!/^\d{4}-\d\d-\d\d/.test(words) || !isDay(words.slice(0, 10))) return false;
  return partial ? words.length === 10 : /^.{10}([T ]\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d))?$/.test(words);
};
// A date is in the future from two days ahead on: elsewhere it may be tomorrow already.
const isFuture = (words, today) => {
  const first = `${words.slice(0, 10)}-01-01`.slice(0, 10);
  return (Date.parse(first) - Date.parse(today)) / 86400000 > 1;
};
function* ofDate({ words, line, column }, today, partial = false) {
  if (isDate(words, partial)) {
    if (today && isFuture(words, today)) yield [[line, column], "future-date", `\`${words}\` is in the future`, "check the year, the month and the day"];
    return;
  }
  const day = words.slice(0, 10);
  let hint = partial ? "write it like `2023-09-27`, `2023-09` or `2023`" : "write it like `2023-09-27`: year, month, day";
  if (/^\d{4}-\d\d-\d\d/.test(words)) hint = words.length > 10 && isDay(day) ? `write \`${day}\` alone, or with a time like \`${day}T14:30:00+05:00\`` : "there is no such day or time";
  yield [[line, column], "bad-date", `\`${words}\` is not a date`, hint];
}
function* ofAddress({ words, line, column }) {
  if (!/^https?:/i.test(words)) yield [[line, column], "bad-address", `\`${words}\` is not a web address`, "begin it with `https://`"];
  else if (faultOf(words)) yield [[line, column], "bad-address", `\`${words}\` is not a web address: ${faultOf(words)}`, ""];
}
const faultOf = (target) => {
  if (/[\s<>"\\^`{|}]/.test(target)) return "it holds a character that addresses can't have";
  if (/^mailto:/i.test(target)) return /^mailto:[A-Za-z0-9.!#$%&'*+/=^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+(\?|$)/i.test(target) ? "" : "it isn't a mail address";
  const host = /^https?:\/\/([^/?#]+)/i.exec(target)?.[1];
  if (!host) return "it has no host";
  return host.includes("@") ? "the part before `@` hides where it leads" : "";
};
const topicsOf = (value) => {
  if (!value?.raw.startsWith("[")) return [];
  return [...value.raw.matchAll(/[^[\],\s]+/g)].map((id) => ({ words: id[0], line: value.line, column: value.column + id.index }));
};

function* unknown(scheme, id, spot, known, hasScheme = true) {
  if (known.get(scheme)?.has(id)) return;
  const elsewhere = [...FOLDERS.keys()].filter((other) => known.get(other)?.has(id));
  const add = isId(id) ? `add content/${FOLDERS.get(scheme)}/${id}.md` : "write an id like `umar-saif`";
  const word = WORDS.get(scheme);
  let hint = add;
  if (elsewhere.length) {
    hint = `\`${id}\` is ${one(WORDS.get(elsewhere[0]))}${hasScheme ? `: write \`${elsewhere[0]}:${id}\`` : `, not ${one(word)}`}`;
  } else {
    const guess = meant(id, known.get(scheme)?.ids ?? []);
    if (guess) hint = isId(id) ? `${guess} Or ${add}` : guess;
  }
  yield [spot, `unknown-${word}`, id ? `no ${word} has the id \`${id}\`` : `the id of the ${word} is missing`, hint];
}

function* ofLinks(links, known) {
  const seen = new Map();
  for (const { target, title, words, isImage, spot } of links) {
    const [scheme, id] = [target.split(":")[0], target.slice(target.indexOf(":") + 1)];
    if (isImage) {
      if (isBlank(words)) yield [spot, "missing-alt", "the picture has no description for people who can't see it", `write \`![what it shows](${target})\``];
    } else if (FOLDERS.has(scheme) && target.includes(":")) {
      yield* unknown(scheme, id, spot, known);
      const tail = title ? ` "${title}"` : "";
      if (/\]\([a-z]{0,10}(:[a-z0-9-]*)?$/.test(words)) yield [spot, "broken-annotation", "there is an annotation within another", "write one link, with plain words between `[` and `]`"];
      if (isBlank(words) || words === target) yield [spot, "no-words", "there are no words between `[` and `]`", `write \`[the words](${target}${tail})\``];
      if (scheme !== "commitment") {
        if (title) yield [spot, "needless-title", `only a commitment takes words in quotation marks, not ${one(WORDS.get(scheme))}`, `write \`[${words}](${target})\``];
      } else if (!title) {
        yield [spot, "missing-state", "the annotation has no state of the commitment", `write the state after the id, in quotation marks; states: ${listed(STATES)}`];
      } else if (!STATES.includes(title)) {
        yield [spot, "unknown-state", `\`${title}\` isn't a state of a commitment`, meant(title, STATES) || `states: ${listed(STATES)}`];
      } else {
        if (!seen.has(id)) seen.set(id, title);
        if (seen.get(id) !== title) yield [spot, "two-states", `the story shows \`${id}\` in two states: \`${seen.get(id)}\` and \`${title}\``, "keep the state on the story's date; write another story for another day"];
      }
    } else yield* ofTarget(target, spot);
  }
}
function* ofTarget(target, spot) {
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(target.replace(/[\x00-\x20\x7f-\xa0]+/g, ""))?.[1].toLowerCase();
  const hint = "write an address with `https://`, or the relative path of a file, like `../2024/story.md`";
  if (["http", "https", "mailto"].includes(scheme)) {
    if (faultOf(target)) yield [spot, "refused-link", `\`${target}\` isn't an address that a link can have: ${faultOf(target)}`, ""];
    return;
  }
  const kind = scheme ? kindMeant(target) : "";
  if (!target) yield [spot, "refused-link", "the link leads nowhere", "write the address between `(` and `)`"];
  else if (kind) yield [spot, "unknown-kind", `there is no kind \`${target.split(":")[0]}\``, kind];
  else if (scheme || /^[/\\]/.test(target)) yield [spot, "refused-link", `\`${target}\` isn't an address that a link can have`, hint];
}
const OTHER_SCHEMES = ["blob", "data", "file", "ftp", "ftps", "geo", "javascript", "sms", "tel", "urn", "vbscript"];
const kindMeant = (target) => {
  const [word, rest] = [target.split(":")[0], target.slice(target.indexOf(":") + 1)];
  if (FOLDERS.has(word.toLowerCase())) return `write \`${word.toLowerCase()}:\` in small letters`;
  const found = near(word, [...KINDS.keys()]);
  if (found) return `did you mean \`${KINDS.get(found)}\`?`;
  const kinds = [...FOLDERS.keys()].map((one) => `\`${one}:\``).join(", ");
  return isId(rest) && !OTHER_SCHEMES.includes(word.toLowerCase()) ? `the kinds are ${kinds}` : "";
};
const whyBroken = (rest) => {
  if (/^\]\s+\(/.test(rest)) return "write no space between `]` and `(`";
  if (/^\]\(\s|^\]\(\w+:\s/.test(rest)) return "write no space after `(` or `:`";
  if (/^\]\([^)]*[\u201c\u201d\u2018\u2019]/.test(rest)) return 'write straight quotation marks: `"done"`';
  return rest.includes(")") ? 'write `[words](person:id)` or `[words](commitment:id "done")`' : "end it with `)`";
};
// The states in which the story shows commitments, where its date is in the future.
function* ofFuture(date, links, today) {
  if (!today || !isDate(date, false) || !isFuture(date, today)) return;
  const seen = new Set();
  for (const { target, title, isImage, spot } of links) {
    if (isImage || seen.has(target) || !target.startsWith("commitment:") || !STATES.includes(title)) continue;
    seen.add(target);
    const message = `\`${target.slice(target.indexOf(":") + 1)}\` is \`${title}\` on ${date.slice(0, 10)}, which is in the future`;
    yield [spot, "future-state", message, "correct the article's date, or remove this annotation until then"];
  }
}

function* ofText(body, plain, links, lineAt) {
  const tails = new Set(links.map((link) => link.tail));
  for (const found of plain.matchAll(/\]\s*\(\s*(?:person|org|place|topic|commitment):/g)) {
    if (!tails.has(found.index)) yield [found.index, "broken-annotation", "this annotation is not complete", whyBroken(plain.slice(found.index, found.index + 200).split("\n")[0])];
  }
  let last = -1;
  for (const found of body.matchAll(/<(?!(?:https?:\/\/|mailto:)[^\s<>"']*>)[A-Za-z/!?](?:[^<>\n]{0,38}>|[^<>\s]{0,38})/g)) {
    const line = lineAt(found.index);
    if (line !== last) yield [found.index, "raw-html", `raw HTML: \`${found[0].split(/\s+/).join(" ")}\``, "write it in Markdown; write `&lt;` for a `<` that is part of your text"];
    last = line;
  }
  const heading = /^ {0,3}# .*$/m.exec(plain);
  if (heading) yield [heading.index, "heading-level", "a heading in the text begins with `##`", "write `## A heading`"];
  for (const { start, fence, info, isEnded } of fencesIn(body)) {
    if (!isEnded) yield [start, "open-code", "this block of code has no end", `end it with a line ${fence}, or delete this one`];
    if (info === "notes") yield [start, "notes-left", "the notes are still here, and they are other people's words", "write the story in your own words, then delete this block"];
  }
  for (const found of plain.matchAll(/^>.*(?:\n>.*)*/gm)) {
    const line = found[0].slice(found[0].lastIndexOf("\n") + 1).replace(/^>\s*/, "");
    const start = found.index + found[0].length - line.length;
    const said = found[0].slice(0, found[0].length - line.length).replace(/[>\s]/g, "");
    if (line.startsWith("\u2014") && isBlank(said)) yield [start, "no-words", "this quotation has no words", "write what was said above the speaker, in lines that begin with `>`"];
    if (line.startsWith("\u2014") && !/\]\(person:/.test(line)) yield [start, "speaker-not-named", "the last line of this quotation has no `person:` link", "write it like `\u2014 [Name](person:id), where or when`"];
  }
  for (const found of plain.matchAll(/^>[ \t]*\n>[ \t]*(\[)[^\]\n]*\]\(person:[^)\n]*\)[^\n]{0,60}(?:\n(?!>)|$(?![\s\S]))/gm)) {
    yield [found.index + found[0].indexOf("["), "wrong-dash", "the line that names a speaker begins with a long dash (`\u2014`)", "write `\u2014 ` before the name"];
  }
  for (const found of plain.matchAll(/^\u2014[ \t]*\[[^\]\n]*\]\(person:/gm)) {
    yield [found.index, "wrong-dash", "the line that names a speaker is outside of the quotation", "write `> ` before it"];
  }
  for (const found of plain.matchAll(/^>[ \t]*(-{1,3}|[\u2012\u2013\u2015])[ \t]*\[[^\]\n]*\]\(person:/gm)) {
    yield [found.index + found[0].indexOf(found[1]), "wrong-dash", `the line that names a speaker begins with a long dash (\`\u2014\`), not with \`${found[1]}\``, "write `\u2014`"];
  }
}

// Where offsets of a text stand in the file: on which line, from 0, and at which place.
const placesIn = (body, first) => {
  const starts = [0];
  for (let at = body.indexOf("\n"); at >= 0; at = body.indexOf("\n", at + 1)) starts.push(at + 1);
  const lineAt = (offset) => {
    let [low, high] = [0, starts.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (starts[middle] <= offset) low = middle; else high = middle;
    }
    return low;
  };
  const placeOf = (offset) => {
    const line = lineAt(offset);
    return [first + line + 1, [...body.slice(starts[line], offset)].length + 1];
  };
  return { lineAt, placeOf };
};

// What is wrong with the text of a story's file. `given` has the ids of each kind of entity, and `today`
// is the day from which on dates are in the future.
export const check = (text, given, today) => {
  const known = new Map(Object.entries(given).map(([scheme, ids]) => {
    const set = new Set(ids);
    return [scheme, { ids, has: (id) => set.has(id) }];
  }));
  const front = frontOf(text);
  const body = text.slice(front.end);
  const [links, plain] = [linksIn(body), withoutCode(body)];
  const first = front.end ? text.slice(0, front.end).split("\n").length - 1 : 0;
  const { lineAt, placeOf } = placesIn(body, first);
  const isDraft = front.values.get("draft")?.words === "true";
  const isWhole = ["title", "date", "summary", "sources"].every((key) => front.values.has(key));
  function* problems() {
    yield* ofFront(front, known, today);
    yield* ofLinks(links, known);
    if (isWhole && !isDraft) yield* ofFuture(front.values.get("date").words, links, today);
    yield* ofText(body, plain, links, lineAt);
    if (isWhole && isBlank(body)) yield [[first + 1, 1], "empty-body", "the article has no text", ""];
    if (isWhole && !front.values.has("topics") && !links.some(({ target }) => target.startsWith("topic:"))) {
      yield [[1, 1], "no-topic", "the article has no topic", "add a line like `topics: [fibre]`, or annotate some words with `topic:`"];
    }
  }
  const found = [];
  for (const [spot, code, message, hint] of problems()) {
    if (isDraft && ["notes-left", "stand-in-left"].includes(code)) continue;
    if (found.length === MOST) {
      found.push({ line: 1, column: 1, code: "too-many-problems", message: `only the first ${MOST} problems of this file are listed`, hint: "fix those, then check again" });
      break;
    }
    const [line, column] = Array.isArray(spot) ? spot : placeOf(spot);
    found.push({ line, column, code, message, hint });
  }
  return found.sort((a, b) => a.line - b.line || a.column - b.column || (a.code < b.code ? -1 : 1));
};
