// The form for new stories. The rules, and what sends several files, are loaded when they are needed.
import { element } from "../../element.js";
import { area, button, field, group, inOneLine, insertWords, line, note, showCount, withCode } from "../fields.js";
import { fileOf, idOf, isId, storyId } from "../file.js";
import { addressOf, copy, download, load, messages, newFileAddress } from "../output.js";
import { SOURCE_KIND_NAMES } from "../terms.js";
import { annotatable, linksIn, withoutHeaps } from "../text.js";
import { finder } from "./names.js";

const MAX_TITLE = 80;
const MAX_SUMMARY = 160;
// What the form says.
const WORDS = {
  title: [_("Headline"), _("In your own words, at most %(MAX_TITLE)s characters.")],
  name: [_("File name"), _("It becomes the address of the story: small letters, digits and hyphens.")],
  date: [_("Day of the event"), _("The day on which it happened, not the day on which you write.")],
  summary: [_("Summary"), _("What happened, in one sentence of at most %(MAX_SUMMARY)s characters.")],
  checked: [_("Last checked"), _("The last day on which you looked for newer reports.")],
  byline: [_("Byline"), _("Who wrote the story, with commas between the names. You may leave it empty.")],
  lang: [_("Language"), _("The tag of the story\u2019s language, like ur or zh. Leave it empty for English.")],
  picture: [_("Picture"), _("A picture that you may publish, of at most 8 MB.")],
  alt: [_("What the picture shows"), _("For people who can\u2019t see it.")],
  credit: [_("Who made the picture"), _("The name, and the licence if there is one.")],
  body: [_("The story"), _("In your own words: what happened, who says so, what came of it. An empty line starts a new paragraph. For a quotation, start each line with > and end with > \u2014 [Name](person:id), where or when.")],
  topics: _("Topics"), sources: _("Sources"), more: _("Byline, language and picture"),
  source: (number) => _("Source %(number)s"), addSource: _("Add a source"), notGiven: _("Not given"),
  sourceLabels: { url: _("Address"), title: _("Title, if you saw it"), publisher: _("Publisher"), date: _("Date, if it shows one"), kind: _("Kind"), archived: _("Archived copy, if any") },
  newNames: _("Names that this site doesn\u2019t know"), newNamesHint: _("Each gets a file, which is sent with the story."), addNew: _("Add a person, organisation, place, topic or commitment"),
  names: _("Names in the text"), annotateAll: (count) => _("Annotate all %(count)s"), allAnnotated: _("All known names are annotated."), noNames: _("Names to annotate will appear here as you write."),
  isAnnotatedNow: (words) => _("%(words)s is annotated"), areAnnotated: (count) => ngettext("%(count)s name is annotated", "%(count)s names are annotated", count),
  panel: _("Names and problems"), problems: _("Problems to fix"), noWords: _("Problems will appear here as you write."),
  tally: (errors, warnings, names) => _("Problems: %(errors)s. Warnings: %(warnings)s. Names to annotate: %(names)s."),
  errors: (count) => ngettext("%(count)s problem to fix before it can be published.", "%(count)s problems to fix before it can be published.", count),
  warnings: (count) => ngettext("Nothing stops it; %(count)s warning.", "Nothing stops it; %(count)s warnings.", count),
  noErrors: _("No problems found here. The full check runs on the pull request."),
  line: (number) => _("Line %(number)s of the text"), fix: (number) => _("Fix line %(number)s"), isFixed: _("It is fixed"),
  addIt: _("Add it to the site"), notLoaded: _("A part of this form could not be loaded. Try again, or load the page again."),
  tooLong: (count, most) => ngettext("it has %(count)s character, more than %(most)s", "it has %(count)s characters, more than %(most)s", count), cut: _("Lists and shared links may cut the rest."),
  badName: _("this can\u2019t be a file name"), badNameHint: _("Write small letters, digits and hyphens."),
  exists: _("a story with this file name exists already"), existsHint: _("Read it. If yours is another story, change the file name."), readIt: _("Read that story"),
  counted: (count, most) => ngettext("%(count)s of %(most)s characters", "%(count)s of %(most)s characters", count), countedWords: (count) => ngettext("%(count)s word.", "%(count)s words.", count), limits: (least, most) => _("A story has %(least)s to %(most)s."),
  otherLetters: _("the story isn\u2019t written in the letters of this language"), otherLettersHint: _("Write the tag of its language, like ur or zh."), chooseTopic: _("Choose at least one."),
  preview: _("Preview"), send: _("Send it"), theFile: _("The file"),
  opens: (host) => _("This opens %(host)s, where you need an account: you can make one there, and your story stays here meanwhile. An editor reads the story there before it is published."), sendFile: _("Send the file to the editors."),
  open: _("Open as a pull request"), openWith: (count) => ngettext("Open as a pull request with %(count)s problem", "Open as a pull request with %(count)s problems", count),
  copyFile: _("Copy the file"), copied: _("Copied"), downloadFile: _("Download the file"), downloaded: _("Downloaded"),
  tooLongForLink: _("The text is too long for a link, so it was copied: paste it into the page that opens."),
  clear: _("Clear the form"), clearAll: _("Clear the whole form?"), cleared: _("The form is cleared"),
};

const container = document.querySelector("#write");
const site = await load("contribute/names.json");
const topics = site.entities.filter(([key]) => key.startsWith("topic:"));
// The reader's local date, which may differ from the date in UTC.
const today = new Date(Date.now() - new Date().getTimezoneOffset() * 60000).toISOString().slice(0, 10);

const storedStory = () => { try { return JSON.parse(localStorage.story ?? "{}") ?? {}; } catch { return {}; } };
// Browsers may refuse storage.
const storeStory = (story) => { try { localStorage.story = JSON.stringify(story); } catch {} };

// Fields

const options = (entries) => entries.map(([value, words]) => element("option", { value }, words));
const choices = (entries, value = "") => Object.assign(element("select", {}, ...options(entries)), { value });
const day = (value, more) => line(value, { type: "date", max: today, ...more });
const address = (value) => line(value, { type: "url", inputMode: "url", dir: "ltr", placeholder: "https://" });

const story = storedStory();
// Who writes in another edition mostly writes in its language.
const { lang: languageOfPage } = document.documentElement;
const usualLanguage = languageOfPage === site.language ? "" : languageOfPage;
const inputs = {
  title: line(story.title), name: line(story.name, { dir: "ltr", spellcheck: false, autocapitalize: "none" }), date: day(story.date || today), checked: day(story.checked ?? today),
  summary: area(story.summary, 3), body: area(story.body, 16), byline: line(story.byline?.join(", ")), lang: line(story.body ? story.lang : usualLanguage, { dir: "ltr", autocapitalize: "none" }),
  picture: element("input", { type: "file", accept: "image/avif,image/gif,image/jpeg,image/png,image/webp" }), alt: line(story.picture?.alt), credit: line(story.picture?.credit),
};
const { title, name, date, checked, summary, body, picture, alt } = inputs;
body.spellcheck = true;
const notes = { title: note(), name: note(), summary: note(), body: note(), picture: note() };
const boxes = topics.map(([key, words]) => {
  const box = element("input", { type: "checkbox", value: key.slice(6), checked: (story.topics ?? []).includes(key.slice(6)) });
  return { box, label: element("label", { className: "choice" }, box, ` ${words}`) };
});
const rows = element("div", {});
const addSource = (source = {}) => {
  const number = rows.childElementCount + 1;
  const kinds = choices([["", WORDS.notGiven], ...Object.entries(SOURCE_KIND_NAMES)], source.kind);
  const row = { url: address(source.url), title: line(source.title), publisher: line(source.publisher), date: day(source.date), kind: kinds, archived: address(source.archived) };
  rows.append(Object.assign(group(WORDS.source(number), ...Object.entries(row).map(([key, input]) => field(`source-${number}-${key}`, [WORDS.sourceLabels[key]], input))), { inputs: row }));
};
for (const source of story.sources?.length ? story.sources : [{}]) addSource(source);

const listOfNames = (words) => words.split(/[,\u060c\uff0c]/).map((part) => part.trim()).filter(Boolean);
// Returns what was written. `entities` are the new ones; `picture` has the type of the chosen file.
const valuesOf = () => ({
  title: title.value.trim(), name: name.value.trim(), date: date.value, checked: checked.value, summary: inOneLine(summary), body: body.value,
  topics: boxes.filter(({ box }) => box.checked).map(({ box }) => box.value),
  sources: [...rows.children].map((row) => Object.fromEntries(Object.entries(row.inputs).map(([key, input]) => [key, input.value.trim()]))),
  byline: listOfNames(inputs.byline.value), lang: inputs.lang.value.trim(),
  picture: { type: sending?.picture.type ?? story.picture?.type, alt: inOneLine(alt), credit: inOneLine(inputs.credit) },
  entities: sending ? sending.entities() : story.entities ?? [],
});
const fileText = (values, id) => {
  const { type, ...words } = values.picture;
  return fileOf({ ...values, published: today, image: type && { src: `${id}.${type}`, ...words } });
};

// What is loaded later. A failed load is tried again at the next edit.

let checking;
let pasted;
let linking;
let linkParts;
let sending;
let existing = new Set();
let isLoading = false;
const loadChecking = async () => {
  if (isLoading || checking) return;
  isLoading = true;
  try {
    const [rules, stories, ...others] = await Promise.all([import("../checking/checking.js"), load("contribute/stories.json"), import("../pasted/pasted.js"), import("../linking/linking.js")]);
    existing = new Set(stories);
    [pasted, linking] = others;
    checking = rules;
    linkParts = linking.startLinking({ body, site, choices, options, replaceIn, announce, addSelection });
    linkingParts.replaceChildren(...linkParts.parts);
    renew();
  } catch { announce(WORDS.notLoaded); }
  isLoading = false;
};
const loadSending = async () => {
  try {
    const { startSending } = await import("../sending/sending.js");
    sending ??= startSending({ site, story, body, choices, renew, announce, picture, pictureNote: notes.picture, list: newList, steps });
  } catch { announce(WORDS.notLoaded); }
  return sending;
};
const [newList, linkingParts] = [element("div", {}), element("div", {})];
const steps = element("div", { className: "steps" });
const addEntity = async (entity) => {
  if (!await loadSending()) return;
  showEditor();
  sending.add(entity);
};
picture.onchange = async () => {
  if (await loadSending()) sending.choosePicture();
};

// Names

// Returns the site with the new entities of the story.
let withNew = { key: null };
const wholeSite = (entities) => {
  const key = JSON.stringify(entities.map(({ kind, id, name }) => [kind, id, name]));
  if (withNew.key === key) return withNew;
  const added = entities.filter(({ id }) => isId(id));
  const all = [...site.entities, ...added.filter(({ kind }) => kind !== "commitment").map((entity) => [`${entity.kind}:${entity.id}`, entity.name])];
  const known = new Map([["commitment", new Set(site.commitments.map(([id]) => id))]]);
  for (const other of [...all.map(([target]) => target), ...added.map((entity) => `${entity.kind}:${entity.id}`)]) {
    const [scheme, id] = other.split(":");
    known.set(scheme, (known.get(scheme) ?? new Set()).add(id));
  }
  withNew = { ...site, key, entities: all, known, find: finder(all) };
  return withNew;
};

const heading = (words) => element("h2", {}, words);
const [nameList, problemList, preview] = [element("ul", { className: "names" }), element("ol", { className: "problems" }), element("div", { className: "preview" })];
const file = element("pre", { dir: "auto" });
const { status, announce } = messages();
const go = element("a", { className: "tool go", target: "_blank", rel: "noopener" }, WORDS.open);
const [bar, tally] = [element("summary", {}), element("p", { className: "count" })];

const replaceIn = (start, end, words) => {
  insertWords(body, start, end, words);
  renew();
};
const linkTargets = () => new Set(linksIn(body.value).map(({ target }) => target));
const unannotatedMentions = (find) => {
  const targets = linkTargets();
  const mentions = new Map();
  for (const mention of find(annotatable(body.value))) {
    const id = mention.keys.join();
    if (!mention.keys.some((key) => targets.has(key)) && !mentions.has(id)) mentions.set(id, mention);
  }
  return [...mentions.values()];
};
const annotate = (mentions) => {
  const inOrder = [...mentions].sort((a, b) => a.start - b.start);
  const [first, last] = [inOrder[0].start, inOrder.at(-1).end];
  let [text, done] = ["", first];
  for (const { start, end, words, keys } of inOrder) {
    text += `${body.value.slice(done, start)}[${words}](${keys[0]})`;
    done = end;
  }
  replaceIn(first, last, text);
  announce(mentions.length === 1 ? WORDS.isAnnotatedNow(mentions[0].words) : WORDS.areAnnotated(mentions.length));
  (nameList.querySelector("button") ?? body).focus();
};
const listNames = (mentions) => {
  const clear = mentions.filter(({ keys }) => keys.length === 1);
  const all = clear.length > 1 ? [element("li", {}, button(WORDS.annotateAll(clear.length), () => annotate(clear)))] : [];
  nameList.replaceChildren(...all, ...mentions.flatMap((mention) => mention.keys.map((key) => element("li", {},
    button([element("bdi", {}, mention.words.replace(/\s+/g, " ")), _(" \u2192 "), element("bdi", { dir: "ltr" }, key)], () => annotate([{ ...mention, keys: [key] }]))))));
  if (!mentions.length) nameList.replaceChildren(element("li", {}, body.value.trim() ? WORDS.allAnnotated : WORDS.noNames));
};

// Problems

// The file leaves out blank lines before the first words.
const leadingBlanks = () => body.value.length - body.value.trimStart().length;
// Returns the input at a problem's location, and the offset in the text or the label to show.
const inputAt = (lines, { line: number, column, code, input, at, label }) => {
  if (input) return { input, at, label };
  if (code === "no-topic") return { input: boxes[0]?.box ?? body, label: WORDS.topics };
  const last = lines.indexOf("---", 1) + 1;
  if (number > last) {
    const before = lines.slice(last + 1, number - 1).map((words) => `${words}\n`).join("");
    const inLine = [...lines[number - 1] ?? ""].slice(0, column - 1).join("");
    return { input: body, at: leadingBlanks() + before.length + inLine.length };
  }
  const above = lines.slice(0, number);
  const key = /^\s*(?:- )?(\w+):/.exec(above.at(-1))?.[1];
  const isWithin = (parent) => /^\s/.test(above.at(-1)) && above.findLast((words) => /^\w/.test(words)) === parent;
  const row = rows.children[above.filter((words) => words.startsWith("  - ")).length - 1];
  const fields = isWithin("sources:") ? row.inputs : { ...inputs, topics: boxes[0]?.box, sources: rows.querySelector("input"), image: picture, src: picture };
  return { input: fields[key] ?? title };
};
// On a narrow screen the bar would hide the place.
const showEditor = () => { beside.open = wide.matches; };
const goTo = ({ input, at }) => {
  showEditor();
  const closed = input.closest("details:not([open])");
  if (closed) closed.open = true;
  input.focus();
  if (at !== undefined) input.setSelectionRange(at, at);
};
// Returns the problems that only this form sees.
const ownProblems = (values, id) => {
  const problems = [];
  for (const [input, most] of [[title, MAX_TITLE], [summary, MAX_SUMMARY]]) {
    const length = [...input.value.trim()].length;
    if (length > most) problems.push({ input, message: WORDS.tooLong(length, most), hint: WORDS.cut, isWarning: true });
  }
  for (const problem of pasted.pastedProblems(values.body)) problems.push({ input: body, ...problem });
  if (!pasted.hasLettersOf(values.body, values.lang || site.language)) problems.push({ input: inputs.lang, message: WORDS.otherLetters, hint: WORDS.otherLettersHint, isWarning: true });
  if (!isId(id)) problems.push({ input: name, message: WORDS.badName, hint: WORDS.badNameHint });
  if (isExisting(values, id)) problems.push({ input: name, message: WORDS.exists, hint: WORDS.existsHint, story: `articles/${values.date.slice(0, 4)}/${id}${site.ending}` });
  return problems;
};
const isExisting = (values, id) => existing.has(`${values.date.slice(0, 4)}/${id}`);
const isEmpty = () => [title, summary, body].every((input) => !input.value.trim());
const fixButton = ({ input, at }, [old, words], number) => {
  if (input !== body || body.value.slice(at, at + old.length) !== old) return "";
  return button(WORDS.fix(number), () => { replaceIn(at, at + old.length, words); announce(WORDS.isFixed); });
};
// Returns the person whom the line of a quotation names without a link, for a new file.
const speakerAt = ({ code, fix }, at) => {
  const name = code === "speaker-not-named" && !fix && /^[\s\u2014]*([^,;:(\[\n\u060c\uff0c]+)/.exec(body.value.slice(at))?.[1].trim();
  return name && { kind: "person", name };
};
const problemItem = (problem, lines) => {
  const place = inputAt(lines, problem);
  const number = body.value.slice(0, place.at).split("\n").length;
  const label = place.label ?? (place.input === body && place.at !== undefined ? WORDS.line(number) : place.input.labels?.[0]?.textContent.trim() ?? "");
  const { code, message, fix, story: existingStory } = problem;
  const hint = code === "no-topic" && boxes.length ? WORDS.chooseTopic : problem.hint;
  const missing = problem.missing ?? speakerAt(problem, place.at);
  return element("li", { className: problem.isWarning ? "warning" : "" }, button(label, () => goTo(place), "where"), " ", ...(code ? [element("strong", { dir: "ltr" }, code), ": "] : []), ...withCode(message),
    hint && element("span", { className: "hint" }, ...withCode(hint)), fix ? fixButton(place, fix, number) : "",
    missing ? button(WORDS.addIt, () => addEntity(missing)) : "",
    existingStory ? element("a", { href: addressOf(existingStory), target: "_blank" }, WORDS.readIt) : "");
};
const listProblems = (values, id, text, unannotated, whole) => {
  if (isEmpty() || !checking) {
    bar.textContent = WORDS.panel;
    tally.textContent = WORDS.noWords;
    problemList.replaceChildren();
    return;
  }
  const problems = [...ownProblems(values, id), ...(sending?.problems() ?? []), ...checking.check(text, whole, today)];
  const errors = problems.filter((problem) => !problem.isWarning).length;
  bar.textContent = WORDS.tally(errors, problems.length - errors, unannotated.length);
  tally.textContent = errors ? WORDS.errors(errors) : problems.length ? WORDS.warnings(problems.length) : WORDS.noErrors;
  go.textContent = errors ? WORDS.openWith(errors) : WORDS.open;
  const lines = text.split("\n");
  problemList.replaceChildren(...problems.map((problem) => problemItem(problem, lines)));
};
const countAll = (values) => {
  for (const [key, most] of [["title", MAX_TITLE], ["summary", MAX_SUMMARY]]) {
    const length = [...values[key]].length;
    showCount(notes[key], WORDS.counted(length, most), length > most);
  }
  const words = checking?.countWords(body.value, linksIn(body.value)) ?? 0;
  const [least, most] = site.words ?? [0, Infinity];
  showCount(notes.body, [WORDS.countedWords(words), site.words ? WORDS.limits(least, most) : ""].join(" ").trim(), words > most || words > 0 && words < least);
};

// Output

const idNow = () => name.value.trim() || storyId(valuesOf());
const pathOf = (values, id) => `articles/${values.date.slice(0, 4) || today.slice(0, 4)}/${id}.md`;
go.onclick = () => {
  if (new URL(go.href).searchParams.has("value")) return;
  copy(file.textContent);
  announce(WORDS.tooLongForLink);
};

// A topic that the text links to is a topic of the story.
const tickLinkedTopics = () => {
  const targets = linkTargets();
  for (const { box } of boxes) {
    const isLinked = targets.has(`topic:${box.value}`);
    if (isLinked === box.disabled) continue;
    if (isLinked) box.dataset.before = box.checked || "";
    box.checked = isLinked || Boolean(box.dataset.before);
    box.disabled = isLinked;
  }
};
const renew = () => {
  tickLinkedTopics();
  const values = valuesOf();
  const id = values.name || storyId(values);
  const text = fileText(values, id);
  const whole = wholeSite(values.entities);
  storeStory(values);
  name.placeholder = storyId(values);
  notes.name.textContent = pathOf(values, id);
  file.textContent = text;
  const unannotated = unannotatedMentions(whole.find);
  listNames(unannotated);
  linkParts?.renew(whole, values.entities);
  listProblems(values, id, text, unannotated, whole);
  countAll(values);
  if (checking) preview.replaceChildren(checking.renderStory(values.title, values.summary, values.body));
  if (site.new) go.href = newFileAddress(site.new, pathOf(values, id), text);
  sending?.showSteps({ path: pathOf(values, id), text, id, topics: values.topics });
};

// New names

// Adds the selected words as a new name, and links them to it.
const addSelection = async () => {
  const selection = linking?.selectionIn(body) ?? { words: "" };
  const name = selection.words.replace(/\s+/g, " ");
  const [id, people] = [idOf(name), wholeSite(valuesOf().entities).known.get("person")];
  if (isId(id) && !people?.has(id) && !linking.refusalOf(selection, body.value)) replaceIn(selection.start, selection.end, `[${selection.words}](person:${id})`);
  await addEntity({ name });
};
const clearForm = () => {
  if (!confirm(WORDS.clearAll)) return;
  for (const input of Object.values(inputs)) input.value = "";
  for (const { box } of boxes) box.checked = box.disabled = false;
  for (const input of [date, checked]) input.value = today;
  inputs.lang.value = usualLanguage;
  delete story.picture;
  delete story.entities;
  sending?.clear();
  rows.replaceChildren();
  addSource();
  renew();
  announce(WORDS.cleared);
  title.focus();
};
const fieldOf = (key) => field(key, WORDS[key], inputs[key], notes[key]);
const more = element("details", { className: "numbers", open: Boolean(story.byline?.length || story.lang || story.picture?.type) }, element("summary", {}, WORDS.more), ...["byline", "lang", "picture", "alt", "credit"].map(fieldOf));
const editor = element("div", {},
  ...["title", "name", "date", "summary"].map(fieldOf),
  group(WORDS.topics, element("div", { className: "choices" }, ...boxes.map(({ label }) => label))),
  group(WORDS.sources, rows, button(WORDS.addSource, () => { addSource(); rows.lastElementChild.inputs.url.focus(); })),
  ...["checked", "body"].map(fieldOf), more,
  linkingParts,
  group(WORDS.newNames, element("p", { className: "hint" }, WORDS.newNamesHint), newList, button(WORDS.addNew, addSelection)),
);
// On wide screens it is open beside the text, on narrow ones a bar that stays at the bottom.
const wide = matchMedia("(min-width: 60rem)");
const beside = element("details", { className: "numbers besides", open: wide.matches }, bar, heading(WORDS.names), nameList, heading(WORDS.problems), tally, problemList);
wide.onchange = showEditor;
const below = element("div", { className: "below" }, heading(WORDS.preview), preview,
  heading(WORDS.send), element("p", {}, site.new ? WORDS.opens(new URL(site.new).host) : WORDS.sendFile),
  element("p", {}, ...(site.new ? [go, " "] : []), button(WORDS.copyFile, async () => { await copy(file.textContent); announce(WORDS.copied); }), " ", button(WORDS.downloadFile, () => { download(`${idNow()}.md`, file.textContent); announce(WORDS.downloaded); })),
  steps, status,
  element("details", { className: "numbers" }, element("summary", {}, WORDS.theFile), file),
  element("p", {}, button(WORDS.clear, clearForm)),
);
const form = element("form", { className: "write", noValidate: true }, element("div", { className: "editor" }, editor, beside), below);
let timer;
form.oninput = () => {
  loadChecking();
  clearTimeout(timer);
  timer = setTimeout(renew, 250);
};
// A tab may close before the timer ends.
addEventListener("pagehide", () => storeStory(valuesOf()));
form.onsubmit = (event) => event.preventDefault();
container.replaceChildren(form);
renew();
if (!isEmpty()) loadChecking();
if (story.entities?.length || story.picture?.type) loadSending().then(renew);
