// Checks a story with the rules of `coopnews check` that need no other file, in the same words:
// tests/pages/test_story_form.py compares them.
import { isId } from "../file.js";
import { KINDS, STATES } from "../terms.js";
import { fencesIn, isBlank, linksIn, withoutCode } from "../text.js";
import { keysOf } from "./known_names.js";
import { checkOddMarkdown } from "./odd_markdown.js";
import { checkSpeakers } from "./speakers.js";

const KIND_NAMES = new Map([...KINDS].flatMap(([scheme, names]) => [scheme, ...names].map((name) => [name, scheme])));
// What to write into each field, and the placeholder of a new article.
const FIELDS = new Map([["title", ["the headline"]], ["date", ["the day it happened"]],
  ["summary", ["one sentence on what happened", "Say in one sentence what happened."]], ["sources", ["the pages you read"]]]);
const SOURCE_FIELDS = new Map([["title", ["the headline of the page", "The headline of the page you read"]],
  ["publisher", ["who published it", "Who published it"]], ["url", ["the address of the page"]]]);
export const WARNINGS = ["article-length", "future-date", "heading-level", "no-topic", "odd-markdown", "repeated-link", "speaker-not-named", "summary-repeats", "wrong-dash"];
const MAX_PROBLEMS = 100;

const listed = (words) => [...words].map((word) => `\`${word}\``).join(", ");
const withArticle = (word) => `${"aeiou".includes(word[0]) ? "an" : "a"} ${word}`;
const splitTarget = (target) => [target.split(":")[0], target.slice(target.indexOf(":") + 1)];

// Returns the length of the longest common subsequence.
const commonLetters = (a, b) => {
  let row = Array(b.length + 1).fill(0);
  for (const letter of a) {
    const next = [0];
    for (let j = 0; j < b.length; j += 1) next.push(letter === b[j] ? row[j] + 1 : Math.max(row[j + 1], next[j]));
    row = next;
  }
  return row[b.length];
};

// Returns the known words that share most pairs of letters with a word: comparing all closely is slow.
const MAX_COMPARED = 40;
const pairsOf = (word) => new Set(Array.from(word.slice(1), (char, at) => word[at] + char));
const pairsOfAll = new WeakMap();
const candidates = (word, known) => {
  if (known.size <= MAX_COMPARED) return known;
  if (!pairsOfAll.has(known)) pairsOfAll.set(known, Array.from(known, (other) => [other, [...pairsOf(other)]]));
  const pairs = pairsOf(word);
  return pairsOfAll.get(known).map(([other, its]) => [its.filter((pair) => pairs.has(pair)).length, other])
    .sort(([a, word], [b, other]) => b - a || (word < other ? 1 : -1)).slice(0, MAX_COMPARED).map(([, other]) => other);
};
const closest = (written, known) => {
  const word = written.slice(0, 100);
  let [best, guess] = [0.7, ""];
  for (const other of candidates(word, known)) {
    const ratio = (2 * commonLetters(other, word)) / (other.length + word.length);
    if (ratio > best || (ratio === best && other > guess)) [best, guess] = [ratio, other];
  }
  return guess;
};
const didYouMean = (word, known) => {
  const guess = closest(word, known);
  return guess && `did you mean \`${guess}\`?`;
};

// Returns each value of the front matter that this form writes, with `at`: its line and column.
const frontOf = (text) => {
  const lines = text.split("\n");
  const last = lines[0].trimEnd() === "---" ? lines.findIndex((line, at) => at && line.trimEnd() === "---") : -1;
  const [values, sources] = [new Map(), []];
  let parent = "";
  if (last < 0) return { values, sources, end: 0 };
  for (let at = 1; at < last; at += 1) {
    const [, start, indent, dash, key] = /^(( *)(- )?([a-z]+):)/.exec(lines[at]) ?? [];
    if (!key) continue;
    const raw = lines[at].slice(start.length).trim();
    const column = raw ? lines[at].indexOf(raw, start.length) + 1 : start.length + 1;
    const value = { raw, words: unquoted(raw), at: [at + 1, column] };
    if (dash) sources.push(new Map([["", { at: [at + 1, indent.length + 3] }]]));
    if (!indent) parent = key;
    if (indent && parent === "image") values.set(`image.${key}`, value);
    else if (dash || (indent && sources.length)) sources.at(-1).set(key, value);
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

function* checkFields(values, fields, at, optional = "") {
  for (const [key, [content, placeholder]] of fields) {
    const value = values.get(key);
    if (!value && key === optional) continue;
    if (!value) yield [at, "missing-key", `\`${key}\` is missing`, `add \`${key}:\` with ${content}`];
    else if (key !== "sources" && isBlank(value.words)) yield [value.at, "missing-value", "the value is empty", `write ${content}`];
    else if (value.words === placeholder) yield [value.at, "placeholder-left", `\`${placeholder}\` is the placeholder of a new article`, "replace it with your own words"];
  }
}
// The tag as RFC 5646 writes it, and why it isn't one: like generator/content/languages.py.
const canonicalTag = (words) => words.replaceAll("_", "-").toLowerCase().split("-")
  .map((part, at) => (at && part.length === 2 ? part.toUpperCase() : at && part.length === 4 && !/^\d/.test(part) ? part[0].toUpperCase() + part.slice(1) : part)).join("-");
const LANGUAGE_TAG = /^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|\d{3}))?$/;
const LANGUAGES = new Intl.DisplayNames("en", { type: "language", fallback: "none" });
const LETTERS = [..."abcdefghijklmnopqrstuvwxyz"];
const tagOfName = (name) => LETTERS.flatMap((first) => LETTERS.map((second) => first + second))
  .find((tag) => LANGUAGES.of(tag)?.toLowerCase() === name.toLowerCase());
function* checkLanguage({ words, at }) {
  const meant = words.length > 3 && tagOfName(words) || canonicalTag(words);
  const [language] = words.split("-");
  const example = "write a tag like `en`, `sw` or `zh-Hant`";
  if (!LANGUAGE_TAG.test(meant)) yield [at, "unknown-value", `\`${words}\` is not a language tag`, example];
  else if (meant !== words) yield [at, "unknown-value", `\`${words}\` is not a language tag`, `write \`${meant}\``];
  else if (language.length === 2 && !LANGUAGES.of(language)) yield [at, "unknown-value", `no language has the tag \`${words}\``, `${example}: the codes of countries are others`];
}
function* checkImage(values) {
  const alt = values.get("image.alt");
  if (alt && isBlank(alt.words)) yield [alt.at, "missing-value", "the value is empty", "write what the picture shows, for those who do not see it"];
}
function* checkFront({ values, sources }, site, today) {
  yield* checkFields(values, FIELDS, [2, 1]);
  if (values.has("lang")) yield* checkLanguage(values.get("lang"));
  yield* checkImage(values);
  yield* checkDate(values.get("date"), today);
  for (const id of topicsOf(values.get("topics"))) yield* checkId("topic", id.words, id.at, site);
  for (const source of sources) {
    yield* checkFields(source, SOURCE_FIELDS, source.get("").at, "title");
    if (source.get("url")?.words) yield* checkAddress(source.get("url"));
    if (source.get("archived")?.words) yield* checkAddress(source.get("archived"), /^https:/i, "secure web address");
    yield* checkDate(source.get("date"), today, true);
  }
}
// What a site may require of a story besides, as far as this form has a field for it.
const MORE_FIELDS = new Map([["topics", "a list of topic ids"], ["published", "the day this site first published the article"],
  ["checked", "the last day on which somebody looked for newer reports"], ["byline", "a list of contributors"],
  ["lang", "the language of the article, like `sw`; without it, `en`"], ["image", "a picture"], ["rights", "whose words these are"]]);
function* checkRequired(values, required) {
  for (const key of required.filter((name) => MORE_FIELDS.has(name) && !values.has(name))) {
    yield [[1, 1], "missing-key", `\`${key}\` is missing, which this site requires`, `add \`${key}:\` with ${MORE_FIELDS.get(key)}`];
  }
}
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
function* checkDate(value, today, partial = false) {
  if (!value?.words) return;
  const { words, at } = value;
  if (isDate(words, partial)) {
    if (today && isFuture(words, today)) yield [at, "future-date", `\`${words}\` is in the future`, "check the year, the month and the day"];
    return;
  }
  const day = words.slice(0, 10);
  let hint = partial ? "write it like `2023-09-27`, `2023-09` or `2023`" : "write it like `2023-09-27`: year, month, day";
  if (/^\d{4}-\d\d-\d\d/.test(words)) hint = words.length > 10 && isDay(day) ? `write \`${day}\` alone, or with a time like \`${day}T14:30:00+05:00\`` : "there is no such day or time";
  yield [at, "bad-date", `\`${words}\` is not a date`, hint];
}
function* checkAddress({ words, at }, scheme = /^https?:/i, kind = "web address") {
  const defect = scheme.test(words) ? defectOf(words) : "";
  if (defect || !scheme.test(words)) yield [at, "bad-address", `\`${words}\` is not a ${kind}${defect && `: ${defect}`}`, defect ? "" : "begin it with `https://`"];
}
const defectOf = (target) => {
  if (/[\s<>"\\^\x60{|}]/.test(target)) return "it holds a character that addresses can't have";
  if (/^mailto:/i.test(target)) return /^mailto:[A-Za-z0-9.!#$%&'*+/=^_\x60{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+(\?|$)/i.test(target) ? "" : "it isn't a mail address";
  const host = /^https?:\/\/([^/?#]+)/i.exec(target)?.[1];
  if (!host) return "it has no host";
  return host.includes("@") ? "the part before `@` hides where it leads" : "";
};
const topicsOf = (value) => (value?.raw.startsWith("[") ? [...value.raw.matchAll(/[^[\],\s]+/g)] : [])
  .map((id) => ({ words: id[0], at: [value.at[0], value.at[1] + id.index] }));

// The same example as the checker's: an id of the site's own.
const exampleId = (scheme, known) => [...(known.get(scheme) ?? [])].sort()[0] ?? "an-id";

function* checkId(scheme, id, at, { known, entities }, words) {
  if (known.get(scheme)?.has(id)) return;
  const other = [...KINDS.keys()].find((key) => known.get(key)?.has(id));
  const [word, folder] = KINDS.get(scheme);
  let fix;
  let hint = isId(id) ? `add content/${folder}/${id}.md` : `write an id like \`${exampleId(scheme, known)}\``;
  if (other) {
    hint = `\`${id}\` is ${withArticle(KINDS.get(other)[0])}${words === undefined ? `, not ${withArticle(word)}` : `: write \`${other}:${id}\``}`;
  } else {
    const guess = closest(id, known.get(scheme) ?? new Set());
    const keys = words ? keysOf(entities, words, `${scheme}:`) : [];
    if (guess) hint = `did you mean \`${guess}\`?${isId(id) ? ` Or ${hint}` : ""}`;
    else if (keys.length === 1) hint = `\`${words}\` is a name of \`${keys[0]}\`: did you mean that? Or ${hint}`;
    if (keys.includes(`${scheme}:${guess}`)) fix = [`${scheme}:${id}`, `${scheme}:${guess}`];
  }
  yield [at, `unknown-${word}`, id ? `no ${word} has the id \`${id}\`` : `the id of the ${word} is missing`, hint, fix];
}

function* checkLinks(links, site, day) {
  const states = new Map();
  for (const { target, title, words, isImage, at } of links) {
    const [scheme, id] = splitTarget(target);
    if (isImage) {
      if (isBlank(words)) yield [at, "missing-alt", "the picture has no description for people who can't see it", `write \`![what it shows](${target})\``];
    } else if (KINDS.has(scheme) && target.includes(":")) {
      yield* checkId(scheme, id, at, site, words);
      if (/\]\([a-z]{0,10}(:[a-z0-9-]*)?$/.test(words)) yield [at, "broken-annotation", "there is an annotation within another", "write one link, with plain words between `[` and `]`"];
      if (isBlank(words) || words === target) yield [at, "no-words", "there are no words between `[` and `]`", `write \`[the words](${target}${title && ` "${title}"`})\``];
      const tidy = title.trim().replace(/\s+/g, " ");
      if (scheme !== "commitment") {
        yield* checkTitle(scheme, target, title, words, at);
      } else if (tidy !== title && STATES.has(tidy.split(" ")[0])) {
        yield [at, "unknown-state", `there are needless blanks in \`${title}\``, `write \`"${tidy}"\``];
      } else if (!title) {
        yield [at, "missing-state", "the annotation has no state of the commitment", `write the state after the id, in quotation marks; states: ${listed(STATES)}`];
      } else if (!STATES.has(title.split(" ")[0])) {
        const [word] = title.split(" ");
        yield [at, "unknown-state", `\`${word}\` isn't a state of a commitment`, didYouMean(word, STATES) || `states: ${listed(STATES)}`];
      } else {
        const [state, written = day] = title.split(" ");
        const key = `${id} ${written}`;
        if (!states.has(key)) states.set(key, state);
        if (states.get(key) !== state) yield [at, "two-states", `the story shows \`${id}\` in two states on ${written}: \`${states.get(key)}\` and \`${state}\``, `give one of them its date, like \`"${state} 2024-10-17"\``];
      }
    } else yield* checkTarget(target, at);
  }
}
// A paragraph ends at an empty line, or where an item of a list begins.
const PARAGRAPH_END = /\n[ \t>]*\n|\n *(?=[-*+] |\d+[.)] )/;
function* checkRepeated(links, body) {
  let [seen, last] = [new Set(), 0];
  for (const { target, title, isImage, at, start } of links) {
    if (PARAGRAPH_END.test(body.slice(last, start))) seen = new Set();
    last = start;
    const key = `${target} ${title}`;
    if (isImage || title === "said" || !KINDS.has(splitTarget(target)[0])) continue;
    if (seen.has(key)) yield [at, "repeated-link", `this paragraph has a link to \`${target}\` already`, "remove this one: the first is enough"];
    seen.add(key);
  }
}
const CHINESE = /[\u3040-\u30ff\u3400-\u9fff]/g;
const wordsOf = (words) => words.toLowerCase().match(/[\u3040-\u30ff\u3400-\u9fff]|[\p{L}\p{N}]+(['\u2019][\p{L}\p{N}]+)?/gu) ?? [];
function* checkSummary(title, summary) {
  if (!title || !summary || summary.words === FIELDS.get("summary")[1]) return;
  const headline = new Set(wordsOf(title.words));
  const words = wordsOf(summary.words);
  const repeated = words.filter((word) => headline.has(word)).length;
  if (words.length > 4 && repeated > words.length / 2) yield [summary.at, "summary-repeats", `the summary repeats the headline: ${repeated} of its ${words.length} words`, "say what the headline doesn't: who, how much, when, or what follows"];
}
// Returns the number of words without the targets of links; a Chinese character is 0.55 words.
export const countWords = (body, links) => {
  let [text, done] = ["", 0];
  for (const { tail, end } of [...links, { tail: body.length }]) {
    text += body.slice(done, tail);
    done = end;
  }
  text = text.replace(/\[\^\S*?\]/g, " ");
  const others = text.replace(CHINESE, " ").split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word));
  return others.length + Math.round(0.55 * (text.match(CHINESE) ?? []).length);
};
function* checkLength(body, links, limits) {
  const count = limits ? countWords(body, links) : 0;
  const [number, least, most] = [count, ...limits ?? []].map((value) => value.toLocaleString("en"));
  if (count && (count < limits[0] || count > limits[1])) yield [body.search(/\S/), "article-length", `the article has ${number} words; this site wants ${least} to ${most}`, count < limits[0] ? "add what a reader needs to understand it" : "shorten it"];
}
function* checkTitle(scheme, target, title, words, at) {
  const canSay = scheme === "person" || scheme === "org";
  if (!title || (canSay && title === "said")) return;
  const plain = `write \`[${words}](${target})\``;
  const kind = withArticle(KINDS.get(scheme)[0]);
  if (canSay) yield [at, "needless-title", `\`${title}\` isn't understood here`, `${plain}; for a quotation, \`[\u201cthe words\u201d](${target} "said")\``];
  else yield [at, "needless-title", title === "said" ? `only a person or an organisation can say something, not ${kind}` : `only a commitment takes words in quotation marks, not ${kind}`, plain];
}
function* checkTarget(target, at) {
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(target.replace(/[\x00-\x20\x7f-\xa0]+/g, ""))?.[1].toLowerCase();
  const isWeb = ["http", "https", "mailto"].includes(scheme);
  const defect = isWeb && defectOf(target);
  const kind = scheme && !isWeb ? kindHint(target) : "";
  if (!target) yield [at, "refused-link", "the link leads nowhere", "write the address between `(` and `)`"];
  else if (kind) yield [at, "unknown-kind", `there is no kind \`${splitTarget(target)[0]}\``, kind];
  else if (defect || !isWeb && (scheme || /^[/\\]/.test(target))) {
    yield [at, "refused-link", `\`${target}\` isn't an address that a link can have${defect ? `: ${defect}` : ""}`,
      defect ? "" : "write an address with `https://`, or the relative path of a file, like `../2024/story.md`"];
  }
}
const OTHER_SCHEMES = ["blob", "data", "file", "ftp", "ftps", "geo", "javascript", "sms", "tel", "urn", "vbscript"];
const kindHint = (target) => {
  const [word, rest] = splitTarget(target);
  const lower = word.toLowerCase();
  if (KINDS.has(lower)) return `write \`${lower}:\` in small letters`;
  const guess = closest(word, new Set(KIND_NAMES.keys()));
  if (guess) return `did you mean \`${KIND_NAMES.get(guess)}\`?`;
  return isId(rest) && !OTHER_SCHEMES.includes(lower) ? `the kinds are ${listed([...KINDS.keys()].map((scheme) => `${scheme}:`))}` : "";
};
const MARKS = "\"\u201c\u201d\u2018\u2019\u201e\u201f\u00ab\u00bb\uff02'";
const AROUND = new RegExp(`^[${MARKS} ]+|[${MARKS} ]+$`, "g");
// The end of the words and the beginning of the target, also in fullwidth characters.
const ANNOTATION_START = /[\]\u3011]\s*[(\uff08]\s*(?:person|org|place|topic|commitment)\s*[:\uff1a]/g;
// An annotation whose title has no quotation marks, and one with nothing wrong but blanks and characters.
const NO_MARKS = new RegExp(`^(\\]\\((?:${[...KINDS.keys()].join("|")}):[a-z0-9-]+ )((?:${[...STATES].join("|")})(?: [0-9-]{4,10})?|said)\\)`);
const ANNOTATION = new RegExp(`^\\]\\s*[(\uff08]\\s*(${[...KINDS.keys()].join("|")})\\s*[:\uff1a]\\s*([A-Za-z0-9-]+)`
  + `(?:\\s+[${MARKS}]\\s*([A-Za-z0-9 -]*[A-Za-z0-9])\\s*[${MARKS}])?\\s*[)\uff09]`);
const annotationFix = (rest) => {
  const unmarked = NO_MARKS.exec(rest);
  if (unmarked) return [unmarked[0], `${unmarked[1]}"${unmarked[2]}")`];
  const [old, scheme, id, title] = ANNOTATION.exec(rest) ?? [];
  return old && [old, `](${scheme}:${id}${title ? ` "${title}"` : ""})`];
};
const annotationHint = (rest) => {
  if (/^\]\s+\(/.test(rest)) return "write no space between `]` and `(`";
  if (/^\]\(\s|^\]\(\w+:\s/.test(rest)) return "write no space after `(` or `:`";
  const [, title] = /^\]\([^)\u201c\u201d\u2018\u2019]*[\u201c\u201d\u2018\u2019]([^)]*)/.exec(rest) ?? [];
  if (title !== undefined) return `write straight quotation marks: \`"${title.replace(AROUND, "")}"\``;
  if (/[\u3011\uff08\uff09\uff1a]/.test(rest.split(")")[0])) return "write `[`, `]`, `(`, `:` and `)` in their plain form, not as fullwidth characters";
  const [, , unmarked] = NO_MARKS.exec(rest) ?? [];
  if (unmarked) return `write quotation marks: \`"${unmarked}"\``;
  return rest.includes(")") ? 'write `[words](person:id)` or `[words](commitment:id "done")`' : "end it with `)`";
};
function* checkFutureStates(date, links, today) {
  if (!today || !isDate(date, false) || !isFuture(date, today)) return;
  const targets = new Set();
  for (const { target, title, isImage, at } of links) {
    const [scheme, id] = splitTarget(target);
    if (isImage || targets.has(target) || scheme !== "commitment" || !STATES.has(title)) continue;
    targets.add(target);
    yield [at, "future-state", `\`${id}\` is \`${title}\` on ${date.slice(0, 10)}, which is in the future`, "correct the article's date, or remove this annotation until then"];
  }
}

function* checkText(body, plain, links, lineAt) {
  const tails = new Set(links.map((link) => link.tail));
  for (const { index } of plain.matchAll(ANNOTATION_START)) {
    const rest = plain.slice(index, index + 200).split("\n")[0];
    if (!tails.has(index)) yield [index, "broken-annotation", "this annotation is not complete", annotationHint(rest), annotationFix(rest)];
  }
  let last = -1;
  for (const match of body.matchAll(/<(?!(?:https?:\/\/|mailto:)[^\s<>"']*>)[A-Za-z/!?](?:[^<>\n]{0,38}>|[^<>\s]{0,38})/g)) {
    const line = lineAt(match.index);
    if (line !== last) yield [match.index, "raw-html", `raw HTML: \`${match[0].split(/\s+/).join(" ")}\``, "write it in Markdown; write `&lt;` for a `<` that is part of your text"];
    last = line;
  }
  const hasLower = /^ {0,3}#{2,6} /m.test(plain);
  for (const match of plain.matchAll(/(?<=^ {0,3})# +(.*\S)/gm)) {
    const words = match[1].length > 100 ? "A heading" : match[1];
    yield [match.index, "heading-level", "a heading in the text begins with `##`", `write \`## ${words}\``, !hasLower && ["# ", "## "]];
  }
  for (const { start, fence, info, isEnded } of fencesIn(body)) {
    if (!isEnded) yield [start, "open-code", "this block of code has no end", `end it with a line ${fence}, or delete this one`];
    if (info === "notes") yield [start, "notes-left", "the notes are still here, and they are other people's words", "write the story in your own words, then delete this block"];
  }
}

// Returns functions from an offset of the text to its line (from 0), and to its line and column in the file.
const locations = (body, first) => {
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
  const locationOf = (offset) => {
    const line = lineAt(offset);
    return [first + line + 1, [...body.slice(starts[line], offset)].length + 1];
  };
  return { lineAt, locationOf };
};

// Returns the problems of a story's file, each with its location and, if only one is right, its fix:
// the words at the location, and those to write instead. `site` has the ids of each kind (`known`), the
// names of all (`entities`), the fewest and the most `words` of a story, its `required` keys, and the
// `severities` that it gives to warnings. Dates after `today` are in the future.
export const check = (text, site, today) => {
  const { known, entities, words, required = [], severities = {} } = site;
  const front = frontOf(text);
  const body = text.slice(front.end);
  const [links, plain] = [linksIn(body), withoutCode(body)];
  const first = front.end ? text.slice(0, front.end).split("\n").length - 1 : 0;
  const { lineAt, locationOf } = locations(body, first);
  const isDraft = front.values.get("draft")?.words === "true";
  const isWhole = [...FIELDS.keys()].every((key) => front.values.has(key));
  function* findProblems() {
    yield* checkFront(front, site, today);
    if (!isDraft) yield* checkRequired(front.values, required);
    yield* checkLinks(links, site, (front.values.get("date")?.words ?? "").slice(0, 10));
    if (isWhole && !isDraft) yield* checkFutureStates(front.values.get("date").words, links, today);
    yield* checkRepeated(links, body);
    yield* checkSummary(front.values.get("title"), front.values.get("summary"));
    if (!isDraft) yield* checkLength(body, links, words);
    yield* checkText(body, plain, links, lineAt);
    yield* checkSpeakers(body, plain, entities);
    yield* checkOddMarkdown(plain, links, lineAt, site);
    if (isWhole && isBlank(body)) yield [[first + 1, 1], "empty-body", "the article has no text", ""];
    if (isWhole && !front.values.has("topics") && !links.some(({ target }) => target.startsWith("topic:"))) {
      yield [[1, 1], "no-topic", "the article has no topic", `add a line like \`topics: [${exampleId("topic", known)}]\`, or annotate some words with \`topic:\``];
    }
  }
  const problems = [];
  for (const [at, code, message, hint, fix] of findProblems()) {
    if (severities[code] === "off" || isDraft && ["notes-left", "placeholder-left"].includes(code)) continue;
    if (problems.length === MAX_PROBLEMS) {
      problems.push({ line: 1, column: 1, code: "too-many-problems", message: `only the first ${MAX_PROBLEMS} problems of this file are listed`, hint: "fix those, then check again", isWarning: false });
      break;
    }
    const [line, column] = Array.isArray(at) ? at : locationOf(at);
    const isWarning = WARNINGS.includes(code) && severities[code] !== "error";
    problems.push({ line, column, code, message, hint, isWarning, ...(fix && { fix }) });
  }
  return problems.sort((a, b) => a.line - b.line || a.column - b.column || (a.code < b.code ? -1 : 1));
};
