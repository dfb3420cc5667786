// Checks a story with the rules of `coopnews check` that need no other file, in the same words:
// tests/pages/test_story_form.py compares them.
import { isId } from "../file.js";
import { KIND_NAMES, KINDS, STATES } from "../terms.js";
import { fencesIn, grouped, isBlank, linksIn, withoutCode } from "../text.js";
import { toWrite } from "./hints.js";
import { keysOf } from "./known_names.js";
import { checkOddMarkdown } from "./odd_markdown.js";
import { checkSpeakers } from "./speakers.js";

const KIND_WORDS = new Map([...KINDS].flatMap(([scheme, names]) => [scheme, ...names].map((name) => [name, scheme])));
// What to write into each field, and the placeholder of a new article.
const FIELDS = new Map([["title", [_("the headline")]], ["date", [_("the day it happened")]],
  ["summary", [_("one sentence on what happened"), "Say in one sentence what happened."]], ["sources", [_("the pages you read")]]]);
const SOURCE_FIELDS = new Map([["title", [_("the headline of the page"), "The headline of the page you read"]],
  ["publisher", [_("who published it"), "Who published it"]], ["url", [_("the address of the page")]]]);
export const WARNINGS = ["article-length", "future-date", "heading-level", "no-topic", "odd-markdown", "repeated-link", "speaker-not-named", "summary-repeats", "wrong-dash"];
const MAX_PROBLEMS = 100;

const listed = (words) => [...words].map((word) => `\`${word}\``).join(", ");
const stateWords = listed(STATES);
const meant = (guess) => guess && _("did you mean `%(guess)s`?");
const withDefect = (message, defect) => (defect ? _("%(message)s: %(defect)s") : message);
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
    if (!value) yield [at, "missing-key", _("`%(key)s` is missing"), _("add `%(key)s:` with %(content)s")];
    else if (key !== "sources" && isBlank(value.words)) yield [value.at, "missing-value", _("the value is empty"), _("write %(content)s")];
    else if (value.words === placeholder) yield [value.at, "placeholder-left", _("`%(placeholder)s` is the placeholder of a new article"), _("replace it with your own words")];
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
  const tag = words.length > 3 && tagOfName(words) || canonicalTag(words);
  const [language] = words.split("-");
  const message = _("`%(words)s` is not a language tag");
  if (!LANGUAGE_TAG.test(tag)) yield [at, "unknown-value", message, _("write a tag like `en`, `sw` or `zh-Hant`")];
  else if (tag !== words) yield [at, "unknown-value", message, toWrite(tag)];
  else if (language.length === 2 && !LANGUAGES.of(language)) {
    const spoken = new Intl.Locale(`und-${language}`).maximize().language;
    yield [at, "unknown-value", _("no language has the tag `%(words)s`"), /en|und/.test(spoken) ? _("write a tag like `en`, `sw` or `zh-Hant`: the codes of countries are others") : _("that is the code of a country: a language of it is `%(spoken)s`")];
  }
}
function* checkImage(values) {
  const alt = values.get("image.alt");
  if (alt && isBlank(alt.words)) yield [alt.at, "missing-value", _("the value is empty"), _("write what the picture shows, for those who do not see it")];
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
    if (source.get("archived")?.words) yield* checkAddress(source.get("archived"), true);
    yield* checkDate(source.get("date"), today, true);
  }
}
// What a site may require of a story besides, as far as this form has a field for it.
const MORE_FIELDS = new Map([["topics", _("a list of topic ids")], ["published", _("the day this site first published the article")],
  ["checked", _("the last day on which somebody looked for newer reports")], ["byline", _("a list of contributors")],
  ["lang", _("the language of the article, like `sw`; without it, `en`")], ["image", _("a picture")], ["rights", _("whose words these are")]]);
function* checkRequired(values, required) {
  for (const key of required.filter((name) => MORE_FIELDS.has(name) && !values.has(name))) {
    const content = MORE_FIELDS.get(key);
    yield [[1, 1], "missing-key", _("`%(key)s` is missing, which this site requires"), _("add `%(key)s:` with %(content)s")];
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
    if (today && isFuture(words, today)) yield [at, "future-date", _("`%(words)s` is in the future"), _("check the year, the month and the day")];
    return;
  }
  const day = words.slice(0, 10);
  let hint = partial ? _("write it like `2023-09-27`, `2023-09` or `2023`") : _("write it like `2023-09-27`: year, month, day");
  if (/^\d{4}-\d\d-\d\d/.test(words)) hint = words.length > 10 && isDay(day) ? _("write `%(day)s` alone, or with a time like `%(day)sT14:30:00+05:00`") : _("there is no such day or time");
  yield [at, "bad-date", _("`%(words)s` is not a date"), hint];
}
function* checkAddress({ words, at }, isSecure = false) {
  const hasScheme = (isSecure ? /^https:/i : /^https?:/i).test(words);
  const defect = hasScheme ? defectOf(words) : "";
  const message = isSecure ? _("`%(words)s` is not a secure web address") : _("`%(words)s` is not a web address");
  if (defect || !hasScheme) yield [at, "bad-address", withDefect(message, defect), defect ? "" : _("begin it with `https://`")];
}
const defectOf = (target) => {
  if (/[\s<>"\\^\x60{|}]/.test(target)) return _("it holds a character that addresses can't have");
  if (/^mailto:/i.test(target)) return /^mailto:[A-Za-z0-9.!#$%&'*+/=^_\x60{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+(\?|$)/i.test(target) ? "" : _("it isn't a mail address");
  const host = /^https?:\/\/([^/?#]+)/i.exec(target)?.[1];
  if (!host) return _("it has no host");
  return host.includes("@") ? _("the part before `@` hides where it leads") : "";
};
const topicsOf = (value) => (value?.raw.startsWith("[") ? [...value.raw.matchAll(/[^[\],\s]+/g)] : [])
  .map((id) => ({ words: id[0], at: [value.at[0], value.at[1] + id.index] }));

// The same example as the checker's: an id of the site's own.
const exampleId = (scheme, known) => [...(known.get(scheme) ?? [])].sort()[0] ?? "an-id";

function* checkId(scheme, id, at, { known, entities }, words) {
  if (known.get(scheme)?.has(id)) return;
  const other = [...KINDS.keys()].find((key) => known.get(key)?.has(id));
  const [[word, folder], [kind, expected]] = [KINDS.get(scheme), KIND_NAMES[scheme]];
  const path = `content/${folder}/${id}.md`;
  const example = exampleId(scheme, known);
  let fix;
  let hint = isId(id) ? _("add %(path)s") : _("write an id like `%(example)s`");
  if (other) {
    const [, actual] = KIND_NAMES[other];
    hint = words === undefined ? _("`%(id)s` is %(actual)s, not %(expected)s") : _("`%(id)s` is %(actual)s: write `%(other)s:%(id)s`");
  } else {
    const guess = closest(id, known.get(scheme) ?? new Set());
    const keys = words ? keysOf(entities, words, `${scheme}:`) : [];
    const [key] = keys;
    if (guess) hint = isId(id) ? _("did you mean `%(guess)s`? Or add %(path)s") : meant(guess);
    else if (keys.length === 1 && isId(id)) hint = _("`%(words)s` is a name of `%(key)s`: did you mean that? Or add %(path)s");
    else if (keys.length === 1) hint = _("`%(words)s` is a name of `%(key)s`: did you mean that? Or write an id like `%(example)s`");
    if (keys.includes(`${scheme}:${guess}`)) fix = [`${scheme}:${id}`, `${scheme}:${guess}`];
  }
  const missing = !other && isId(id) && { kind: scheme, id, name: words };
  yield [at, `unknown-${word}`, id ? _("no %(kind)s has the id `%(id)s`") : _("the id of the %(kind)s is missing"), hint, fix, missing];
}

function* checkLinks(links, site, day) {
  const states = new Map();
  for (const { target, title, words, isImage, at } of links) {
    const [scheme, id] = splitTarget(target);
    if (isImage) {
      if (isBlank(words)) yield [at, "missing-alt", _("the picture has no description for people who can't see it"), _("write `![what it shows](%(target)s)`")];
    } else if (KINDS.has(scheme) && target.includes(":")) {
      yield* checkId(scheme, id, at, site, words);
      if (/\]\([a-z]{0,10}(:[a-z0-9-]*)?$/.test(words)) yield [at, "broken-annotation", _("there is an annotation within another"), _("write one link, with plain words between `[` and `]`")];
      const end = title && ` "${title}"`;
      if (isBlank(words) || words === target) yield [at, "no-words", _("there are no words between `[` and `]`"), _("write `[the words](%(target)s%(end)s)`")];
      const tidy = title.trim().replace(/\s+/g, " ");
      if (scheme !== "commitment") {
        yield* checkTitle(scheme, target, title, words, at);
      } else if (tidy !== title && STATES.has(tidy.split(" ")[0])) {
        yield [at, "unknown-state", _("there are needless blanks in `%(title)s`"), toWrite(`"${tidy}"`)];
      } else if (!title) {
        yield [at, "missing-state", _("the annotation has no state of the commitment"), _("write the state after the id, in quotation marks; states: %(stateWords)s")];
      } else if (!STATES.has(title.split(" ")[0])) {
        const [word] = title.split(" ");
        yield [at, "unknown-state", _("`%(word)s` isn't a state of a commitment"), meant(closest(word, STATES)) || _("states: %(stateWords)s")];
      } else {
        const [state, written = day] = title.split(" ");
        const key = `${id} ${written}`;
        if (!states.has(key)) states.set(key, state);
        const first = states.get(key);
        if (first !== state && !site.isTranslation) yield [at, "two-states", _("the story shows `%(id)s` in two states on %(written)s: `%(first)s` and `%(state)s`"), _("give one of them its date, like `\"%(state)s 2024-10-17\"`")];
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
    if (seen.has(key)) yield [at, "repeated-link", _("this paragraph has a link to `%(target)s` already"), _("remove this one: the first is enough")];
    seen.add(key);
  }
}
const CHINESE = /[\u3040-\u30ff\u3400-\u9fff]/g;
const wordsOf = (words) => words.toLowerCase().match(/[\u3040-\u30ff\u3400-\u9fff]|[\p{L}\p{M}\p{N}]+(['\u2019][\p{L}\p{N}]+)?/gu) ?? [];
function* checkSummary(title, summary) {
  if (!title || !summary || summary.words === FIELDS.get("summary")[1]) return;
  const headline = new Set(wordsOf(title.words));
  const words = wordsOf(summary.words);
  const repeated = words.filter((word) => headline.has(word)).length;
  const count = words.length;
  if (count > 4 && repeated > count / 2) yield [summary.at, "summary-repeats", _("the summary repeats the headline: %(repeated)s of its %(count)s words"), _("say what the headline doesn't: who, how much, when, or what follows")];
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
function* checkLength(body, links, limits, grouping) {
  const count = limits ? countWords(body, links) : 0;
  const [number, least, most] = [count, ...limits ?? []].map((value) => grouped(value, grouping));
  if (count && (count < limits[0] || count > limits[1])) yield [body.search(/\S/), "article-length", ngettext("the article has %(number)s words; this site wants %(least)s to %(most)s", "the article has %(number)s words; this site wants %(least)s to %(most)s", count), count < limits[0] ? _("add what a reader needs to understand it") : _("shorten it")];
}
function* checkTitle(scheme, target, title, words, at) {
  const canSay = scheme === "person" || scheme === "org";
  if (!title || (canSay && title === "said")) return;
  const [, kind] = KIND_NAMES[scheme];
  if (canSay) yield [at, "needless-title", _("`%(title)s` isn't understood here"), _("write `[%(words)s](%(target)s)`; for a quotation, `[\u201cthe words\u201d](%(target)s \"said\")`")];
  else yield [at, "needless-title", title === "said" ? _("only a person or an organisation can say something, not %(kind)s") : _("only a commitment takes words in quotation marks, not %(kind)s"), toWrite(`[${words}](${target})`)];
}
function* checkTarget(target, at) {
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(target.replace(/[\x00-\x20\x7f-\xa0]+/g, ""))?.[1].toLowerCase();
  const isWeb = ["http", "https", "mailto"].includes(scheme);
  const defect = isWeb && defectOf(target);
  const hint = scheme && !isWeb ? kindHint(target) : "";
  const [kind] = splitTarget(target);
  if (!target) yield [at, "refused-link", _("the link leads nowhere"), _("write the address between `(` and `)`")];
  else if (hint) yield [at, "unknown-kind", _("there is no kind `%(kind)s`"), hint];
  else if (defect || !isWeb && (scheme || /^[/\\]/.test(target))) {
    yield [at, "refused-link", withDefect(_("`%(target)s` isn't an address that a link can have"), defect),
      defect ? "" : _("write an address with `https://`, or the relative path of a file, like `../2024/story.md`")];
  }
}
const OTHER_SCHEMES = ["blob", "data", "file", "ftp", "ftps", "geo", "javascript", "sms", "tel", "urn", "vbscript"];
const kindHint = (target) => {
  const [word, rest] = splitTarget(target);
  const lower = word.toLowerCase();
  if (KINDS.has(lower)) return _("write `%(lower)s:` in small letters");
  const guess = closest(word, new Set(KIND_WORDS.keys()));
  if (guess) return meant(KIND_WORDS.get(guess));
  const kinds = listed([...KINDS.keys()].map((scheme) => `${scheme}:`));
  return isId(rest) && !OTHER_SCHEMES.includes(lower) ? _("the kinds are %(kinds)s") : "";
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
  return old && [old, title ? `](${scheme}:${id} "${title}")` : `](${scheme}:${id})`];
};
const annotationHint = (rest) => {
  if (/^\]\s+\(/.test(rest)) return _("write no space between `]` and `(`");
  if (/^\]\(\s|^\]\(\w+:\s/.test(rest)) return _("write no space after `(` or `:`");
  const [, title] = /^\]\([^)\u201c\u201d\u2018\u2019]*[\u201c\u201d\u2018\u2019]([^)]*)/.exec(rest) ?? [];
  const words = title?.replace(AROUND, "");
  if (title !== undefined) return _("write straight quotation marks: `\"%(words)s\"`");
  if (/[\u3011\uff08\uff09\uff1a]/.test(rest.split(")")[0])) return _("write `[`, `]`, `(`, `:` and `)` in their plain form, not as fullwidth characters");
  const [, , unmarked] = NO_MARKS.exec(rest) ?? [];
  if (unmarked) return _("write quotation marks: `\"%(unmarked)s\"`");
  return rest.includes(")") ? _("write `[words](person:id)` or `[words](commitment:id \"done\")`") : _("end it with `)`");
};
function* checkFutureStates(date, links, today) {
  if (!today || !isDate(date, false) || !isFuture(date, today)) return;
  const targets = new Set();
  for (const { target, title, isImage, at } of links) {
    const [scheme, id] = splitTarget(target);
    if (isImage || targets.has(target) || scheme !== "commitment" || !STATES.has(title)) continue;
    targets.add(target);
    const day = date.slice(0, 10);
    yield [at, "future-state", _("`%(id)s` is `%(title)s` on %(day)s, which is in the future"), _("correct the article's date, or remove this annotation until then")];
  }
}

function* checkText(body, plain, links, lineAt) {
  const tails = new Set(links.map(({ tail }) => tail));
  for (const { index } of plain.matchAll(ANNOTATION_START)) {
    const rest = plain.slice(index, index + 200).split("\n")[0];
    if (!tails.has(index)) yield [index, "broken-annotation", _("this annotation is not complete"), annotationHint(rest), annotationFix(rest)];
  }
  let last = -1;
  for (const match of body.matchAll(/<(?!(?:https?:\/\/|mailto:)[^\s<>"']*>)[A-Za-z/!?](?:[^<>\n]{0,38}>|[^<>\s]{0,38})/g)) {
    const line = lineAt(match.index);
    const html = match[0].split(/\s+/).join(" ");
    if (line !== last) yield [match.index, "raw-html", _("raw HTML: `%(html)s`"), _("write it in Markdown; write `&lt;` for a `<` that is part of your text")];
    last = line;
  }
  const hasLower = /^ {0,3}#{2,6} /m.test(plain);
  for (const match of plain.matchAll(/(?<=^ {0,3})# +(.*\S)/gm)) {
    const words = match[1].length > 100 ? _("A heading") : match[1];
    yield [match.index, "heading-level", _("a heading in the text begins with `##`"), toWrite(`## ${words}`), !hasLower && ["# ", "## "]];
  }
  for (const { start, fence, info, isEnded } of fencesIn(body)) {
    if (!isEnded) yield [start, "open-code", _("this block of code has no end"), _("end it with a line %(fence)s, or delete this one")];
    if (info === "notes") yield [start, "notes-left", _("the notes are still here, and they are other people's words"), _("write the story in your own words, then delete this block")];
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
// the words at the location, and those to write instead. `missing` is the entity that the site doesn't
// have. `site` has the ids of each kind (`known`), the names of all (`entities`), the fewest and the most
// `words` of a story, its `required` keys, the `severities` that it gives to warnings, the `grouping` of
// digits, and says whether the file `isTranslation`. Dates after `today` are in the future.
export const check = (text, site, today) => {
  const { known, entities, words, required = [], severities = {}, grouping, isTranslation } = site;
  const front = frontOf(text);
  const body = text.slice(front.end);
  const [links, plain] = [linksIn(body), withoutCode(body)];
  const first = front.end ? text.slice(0, front.end).split("\n").length - 1 : 0;
  const { lineAt, locationOf } = locations(body, first);
  const isDraft = front.values.get("draft")?.words === "true";
  const isWhole = [...FIELDS.keys()].every((key) => front.values.has(key));
  function* findProblems() {
    if (!isTranslation) yield* checkFront(front, site, today);
    if (!isDraft && !isTranslation) yield* checkRequired(front.values, required);
    yield* checkLinks(links, site, (front.values.get("date")?.words ?? "").slice(0, 10));
    if (isWhole && !isDraft) yield* checkFutureStates(front.values.get("date").words, links, today);
    yield* checkRepeated(links, body);
    yield* checkSummary(front.values.get("title"), front.values.get("summary"));
    if (!isDraft && !isTranslation) yield* checkLength(body, links, words, grouping);
    yield* checkText(body, plain, links, lineAt);
    yield* checkSpeakers(body, plain, entities);
    yield* checkOddMarkdown(plain, links, lineAt, site);
    if (isWhole && isBlank(body)) yield [[first + 1, 1], "empty-body", _("the article has no text"), ""];
    if (isWhole && !front.values.has("topics") && !links.some(({ target }) => target.startsWith("topic:"))) {
      const id = exampleId("topic", known);
      yield [[1, 1], "no-topic", _("the article has no topic"), _("add a line like `topics: [%(id)s]`, or annotate some words with `topic:`")];
    }
  }
  const problems = [];
  for (const [at, code, message, hint, fix, missing] of findProblems()) {
    if (severities[code] === "off" || isDraft && ["notes-left", "placeholder-left"].includes(code)) continue;
    if (problems.length === MAX_PROBLEMS) {
      problems.push({ line: 1, column: 1, code: "too-many-problems", message: _("only the first %(MAX_PROBLEMS)s problems of this file are listed"), hint: _("fix those, then check again"), isWarning: false });
      break;
    }
    const [line, column] = Array.isArray(at) ? at : locationOf(at);
    const isWarning = WARNINGS.includes(code) && severities[code] !== "error";
    problems.push({ line, column, code, message, hint, isWarning, ...(fix && { fix }), ...(missing && { missing }) });
  }
  return problems.sort((a, b) => a.line - b.line || a.column - b.column || (a.code < b.code ? -1 : 1));
};
