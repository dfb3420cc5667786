// The form for new stories.
import { element } from "../element.js";
import { fileOf, idOf } from "./file.js";
import { finder } from "./names.js";
import { STATES, check, isWarning } from "./rules.js";
import { shown } from "./shown.js";
import { annotatable, linksIn, withoutHeaps } from "./text.js";

const LONGEST = 7000; // the longest address that code hosts and browsers accept
const place = document.querySelector("#write");
const base = new URL(document.documentElement.dataset.base.replace(/\/?$/, "/"), document.baseURI);
const site = await (await fetch(new URL("contribute/names.json", base))).json();
const find = finder(site.entities);
const known = Object.assign(Object.create(null), { commitment: site.commitments.map(([id]) => id) });
for (const [key] of site.entities) (known[key.split(":")[0]] ??= []).push(key.slice(key.indexOf(":") + 1));
const topics = site.entities.filter(([key]) => key.startsWith("topic:"));
// The reader's local date, which may differ from the date in UTC.
const today = new Date(Date.now() - new Date().getTimezoneOffset() * 60000).toISOString().slice(0, 10);

const kept = () => { try { return JSON.parse(localStorage.story ?? "{}") ?? {}; } catch { return {}; } };
const keep = (story) => { try { localStorage.story = JSON.stringify(story); } catch { /* storage is off */ } };

// Fields

const field = (id, label, made, help = "") => {
  made.id = `write-${id}`;
  const hint = help && element("span", { className: "hint", id: `${made.id}-hint` }, help);
  if (hint) made.setAttribute("aria-describedby", hint.id);
  return element("p", {}, element("label", { htmlFor: made.id }, label), ...(hint ? [hint] : []), made);
};
const line = (value = "", more = {}) => element("input", { type: "text", autocomplete: "off", value, ...more });
const area = (value = "", rows = 2) => element("textarea", { value, rows });
const button = (words, act, className = "tool") => {
  const made = element("button", { type: "button", className }, words);
  made.addEventListener("click", act);
  return made;
};
const choice = (options) => element("select", {}, ...options.map(([value, words]) => element("option", { value }, words)));
const group = (legend, ...inner) => element("fieldset", {}, element("legend", {}, legend), ...inner);

const story = kept();
const title = line(story.title);
const date = line(story.date || today, { type: "date", max: today });
const summary = area(story.summary);
const body = area(story.body, 16);
body.spellcheck = true;
const boxes = topics.map(([key, name]) => {
  const box = element("input", { type: "checkbox", value: key.slice(6), checked: (story.topics ?? []).includes(key.slice(6)) });
  return { box, shown: element("label", { className: "choice" }, box, ` ${name}`) };
});
const rows = element("div", {});
let count = 0;
const addSource = (given = {}) => {
  count += 1;
  const n = count;
  const parts = {
    url: line(given.url, { type: "url", inputMode: "url", placeholder: "https://" }),
    title: line(given.title), publisher: line(given.publisher), date: line(given.date, { type: "date", max: today }),
  };
  const labels = { url: "Address", title: "Title", publisher: "Publisher", date: "Date, if it shows one" };
  const row = group(`Source ${n}`, ...Object.entries(parts).map(([key, made]) => field(`source-${n}-${key}`, labels[key], made)));
  row.parts = parts;
  rows.append(row);
};
for (const source of story.sources?.length ? story.sources : [{}]) addSource(source);

const valuesOf = () => ({
  title: title.value.trim(), date: date.value, summary: summary.value.trim().replace(/\s+/g, " "), body: body.value,
  topics: boxes.filter(({ box }) => box.checked).map(({ box }) => box.value),
  sources: [...rows.children].map(({ parts }) => Object.fromEntries(Object.entries(parts).map(([key, made]) => [key, made.value.trim()]))),
});

// Output

const heading = (words) => element("h2", {}, words);
const [names, problems, preview] = [element("ul", { className: "names" }), element("ol", { className: "wrong" }), element("div", { className: "shown" })];
const [told, file] = [element("p", { className: "told" }), element("pre", {})];
told.setAttribute("role", "status");
const go = element("a", { className: "tool go", target: "_blank", rel: "noopener" }, "Open as a pull request");
const tally = element("p", { className: "count" });
let fading;
const say = (words) => {
  told.textContent = words;
  clearTimeout(fading);
  fading = setTimeout(() => { told.textContent = ""; }, 8000);
};

// Inserted as if typed, so that it can be undone.
const replaceIn = (start, end, words) => {
  body.focus();
  body.setSelectionRange(start, end);
  if (!document.execCommand("insertText", false, words)) body.setRangeText(words, start, end, "end");
  renew();
};
const missing = () => {
  const done = new Set(linksIn(body.value).map(({ target }) => target));
  const found = new Map();
  for (const one of find(annotatable(body.value))) {
    if (one.keys.every((key) => !done.has(key)) && !found.has(one.keys.join())) found.set(one.keys.join(), one);
  }
  return [...found.values()];
};
const annotate = (mentions) => {
  const inOrder = [...mentions].sort((a, b) => a.start - b.start);
  const [first, last] = [inOrder[0].start, inOrder.at(-1).end];
  let [text, here] = ["", first];
  for (const { start, end, words, keys } of inOrder) {
    text += `${body.value.slice(here, start)}[${words}](${keys[0]})`;
    here = end;
  }
  replaceIn(first, last, text);
  say(mentions.length === 1 ? `${mentions[0].words} is annotated` : `${mentions.length} names are annotated`);
  (names.querySelector("button") ?? body).focus();
};
const tellNames = (found) => {
  const clear = found.filter(({ keys }) => keys.length === 1);
  const all = clear.length > 1 ? [element("li", {}, button(`Annotate all ${clear.length}`, () => annotate(clear)))] : [];
  names.replaceChildren(...all, ...found.flatMap((one) => one.keys.map((key) => element("li", {},
    button(`${one.words.replace(/\s+/g, " ")} \u2192 ${key}`, () => annotate([{ ...one, keys: [key] }]))))));
  if (!found.length) names.replaceChildren(element("li", {}, body.value.trim() ? "All known names are annotated." : "Names to annotate will appear here as you write."));
};

// The file leaves out blank lines before the first words.
const trimmed = () => body.value.length - body.value.trimStart().length;
const fieldAt = (lines, { line: at, column, code }) => {
  if (code === "no-topic") return { made: boxes[0]?.box ?? body, words: "Topics" };
  const last = lines.indexOf("---", 1) + 1;
  if (at > last) {
    const before = lines.slice(last + 1, at - 1);
    return { made: body, at: trimmed() + before.join("\n").length + (before.length ? 1 : 0) + column - 1 };
  }
  const key = /^\s*(?:- )?(\w+):/.exec(lines[at - 1] ?? "")?.[1];
  if (at > lines.indexOf("sources:") + 1 && key) {
    const row = rows.children[lines.slice(0, at).filter((one) => one.startsWith("  - ")).length - 1];
    return { made: new Map(Object.entries(row?.parts ?? {})).get(key) ?? title };
  }
  const fields = new Map([["title", title], ["date", date], ["summary", summary], ["topics", boxes[0]?.box], ["sources", rows.querySelector("input")]]);
  return { made: fields.get(key) ?? title };
};
const goTo = ({ made, at }) => {
  made.focus();
  if (at !== undefined) made.setSelectionRange(at, at);
};
const isEmpty = () => [title, summary, body].every((made) => !made.value.trim());
const tellProblems = (text, unnamed) => {
  const found = check(text, known, today);
  if (isEmpty()) {
    tally.textContent = "Problems will appear here as you write.";
    problems.replaceChildren();
    return;
  }
  const errors = found.filter((one) => !isWarning(one)).length;
  const count = (number, word = "problem") => `${number} ${word}${number === 1 ? "" : "s"}`;
  const more = found.length - errors ? ` ${count(found.length - errors, "warning")}.` : "";
  const names = unnamed.length ? ` Names that could be annotated: ${unnamed.length}.` : "";
  tally.textContent = (errors ? `${count(errors)} to fix before it can be published.`
    : "No problems found here. The full check runs on the pull request.") + more + names;
  go.textContent = errors ? `Open as a pull request with ${count(errors)}` : "Open as a pull request";
  const lines = text.split("\n");
  problems.replaceChildren(...found.map((one) => {
    const spot = fieldAt(lines, one);
    const where = spot.words ? spot.words : spot.made === body ? `Line ${body.value.slice(0, spot.at).split("\n").length} of the text` : spot.made.labels?.[0]?.textContent.trim() ?? "";
    return element("li", {}, button(where, () => goTo(spot), "where"), " ", element("strong", {}, one.code), `: ${withoutHeaps(one.message)}`,
      ...(one.hint ? [element("span", { className: "hint" }, withoutHeaps(one.hint))] : []),
      ...(one.hint.includes("add content/") ? [element("span", { className: "hint" }, "This form can't add that file: leave the link out, and mention it in the pull request.")] : []));
  }));
};

const addressOf = (values, text) => {
  if (!site.new) return "";
  const id = idOf(values.title) || "a-new-story";
  const folder = `${site.new}articles/${values.date.slice(0, 4) || today.slice(0, 4)}`;
  const named = site.new.includes("/-/") ? `${folder}?file_name=${id}.md` : `${folder}?filename=${id}.md`;
  if (site.new.includes("/-/") || text.length > LONGEST) return named;
  // A lone surrogate can't be encoded in an address.
  const whole = `${named}&value=${encodeURIComponent(text.replace(/[\ud800-\udfff]/gu, "\ufffd"))}`;
  return whole.length > LONGEST ? named : whole;
};
const copy = async (text) => {
  try { await navigator.clipboard.writeText(text); } catch {
    const made = element("textarea", { value: text });
    document.body.append(made);
    made.select();
    document.execCommand("copy");
    made.remove();
  }
};
const download = () => {
  const values = valuesOf();
  const made = element("a", { href: URL.createObjectURL(new Blob([fileOf(values)], { type: "text/markdown" })), download: `${idOf(values.title) || "story"}.md` });
  made.click();
  URL.revokeObjectURL(made.href);
  say("Downloaded");
};
go.addEventListener("click", () => {
  if (new URL(go.href).searchParams.has("value")) return;
  copy(file.textContent);
  say("The text is too long for a link, so it was copied: paste it into the page that opens.");
});

const renew = () => {
  const values = valuesOf();
  const text = fileOf(values);
  keep(values);
  file.textContent = text;
  const unnamed = missing();
  tellNames(unnamed);
  tellPromises();
  tellProblems(text, unnamed);
  preview.replaceChildren(shown(values.title, values.summary, values.body));
  if (site.new) go.href = addressOf(values, text);
};
let timer;
const soon = () => { clearTimeout(timer); timer = setTimeout(renew, 250); };

// Commitments

const promise = choice([["", "Choose a commitment"]]);
const state = choice([["", "Choose a status"], ...STATES.map((one) => [one, one.replace("-", " ")])]);
// Commitments of parties that the story mentions come first.
const tellPromises = () => {
  const named = new Set(linksIn(body.value).map(({ target }) => target));
  const isNear = ([, , ...parties]) => parties.some((key) => named.has(key));
  const part = (label, found) => {
    const made = element("optgroup", { label });
    made.append(...found.map(([id, name]) => element("option", { value: id }, name)));
    return found.length ? [made] : [];
  };
  const chosen = promise.value;
  promise.replaceChildren(element("option", { value: "" }, "Choose a commitment"),
    ...part("Of parties in this story", site.commitments.filter(isNear)),
    ...part("Others", site.commitments.filter((one) => !isNear(one))));
  promise.value = chosen;
};
const addPromise = () => {
  const [start, end] = [body.selectionStart, body.selectionEnd];
  const words = body.value.slice(start, end).trim();
  const touches = linksIn(body.value).some((link) => link.start < end && start < link.end) || /[[\]]/.test(words);
  let why = "";
  if (!words || words.includes("\n\n")) why = "Select the words that show it, then press this button again.";
  else if (touches) why = "These words are already annotated: select others.";
  else if (!promise.value || !state.value) why = "Choose the commitment and its status first.";
  if (why) { say(why); (words && !touches ? promise : body).focus(); return; }
  replaceIn(start, end, `[${words}](commitment:${promise.value} "${state.value}")`);
  say(`Annotated as ${state.value}`);
  body.focus();
};
const anew = () => {
  if (!confirm("Clear the whole form?")) return;
  for (const made of [title, summary, body]) made.value = "";
  for (const { box } of boxes) box.checked = false;
  date.value = today;
  rows.replaceChildren();
  count = 0;
  addSource();
  renew();
  say("The form is cleared");
  title.focus();
};

const written = element("div", {},
  field("title", "Headline", title, "In your own words, at most 80 characters."),
  field("date", "Date", date, "When it happened, or when the source reports it."),
  field("summary", "Summary", summary, "What happened, in one sentence."),
  group("Topics", element("div", { className: "choices" }, ...boxes.map((one) => one.shown))),
  group("Sources", rows, button("Add a source", () => { addSource(); rows.lastElementChild.parts.url.focus(); })),
  field("body", "The story", body, "In your own words: what happened, who says so, what came of it. An empty line starts a new paragraph. For a quotation, start each line with > and end with > \u2014 [Name](person:id), where or when."),
  group("Status of a commitment", element("p", { className: "hint" }, "Select the words above that show the status of a commitment."),
    field("promise", "Commitment", promise), field("state", "Status in this story", state), button("Annotate the selection", addPromise)),
);
const beside = element("div", { className: "besides" }, heading("Names in the text"), names, heading("Problems to fix"), tally, problems);
const below = element("div", { className: "below" }, heading("Preview"), preview,
  heading("Send it"),
  element("p", {}, site.new ? "This opens the code host, where you need an account. An editor reads the story there before it is published." : "Send the file to the editors."),
  element("p", {}, ...(site.new ? [go, " "] : []), button("Copy the file", async () => { await copy(file.textContent); say("Copied"); }), " ", button("Download the file", download)),
  told,
  element("details", { className: "numbers" }, element("summary", {}, "The file"), file),
  element("p", {}, button("Clear the form", anew)),
);
const form = element("form", { className: "write", noValidate: true }, element("div", { className: "editor" }, written, beside), below);
form.addEventListener("input", soon);
form.addEventListener("submit", (event) => event.preventDefault());
place.replaceChildren(form);
renew();
