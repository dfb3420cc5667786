// The form for new stories.
import { element } from "../element.js";
import { fileOf, idOf } from "./file.js";
import { finder } from "./names.js";
import { renderStory } from "./preview.js";
import { SOURCE_KINDS, STATES, check, isWarning } from "./rules.js";
import { annotatable, linksIn, withoutHeaps } from "./text.js";

// The longest address that code hosts and browsers accept.
const MAX_ADDRESS = 7000;
const container = document.querySelector("#write");
const base = new URL(document.documentElement.dataset.base.replace(/\/?$/, "/"), document.baseURI);
const site = await (await fetch(new URL("contribute/names.json", base))).json();
const find = finder(site.entities);
const known = new Map([["commitment", new Set(site.commitments.map(([id]) => id))]]);
for (const [key] of site.entities) {
  const [scheme, id] = key.split(":");
  known.set(scheme, (known.get(scheme) ?? new Set()).add(id));
}
const topics = site.entities.filter(([key]) => key.startsWith("topic:"));
// The reader's local date, which may differ from the date in UTC.
const today = new Date(Date.now() - new Date().getTimezoneOffset() * 60000).toISOString().slice(0, 10);

const storedStory = () => { try { return JSON.parse(localStorage.story ?? "{}") ?? {}; } catch { return {}; } };
const storeStory = (story) => { try { localStorage.story = JSON.stringify(story); } catch { /* storage is off */ } };

// Fields

const field = (id, label, input, help = "") => {
  input.id = `write-${id}`;
  const hint = help && element("span", { className: "hint", id: `${input.id}-hint` }, help);
  if (hint) input.setAttribute("aria-describedby", hint.id);
  return element("p", {}, element("label", { htmlFor: input.id }, label), hint, input);
};
const line = (value = "", more = {}) => element("input", { type: "text", autocomplete: "off", value, ...more });
const area = (value = "", rows = 2) => element("textarea", { value, rows });
const button = (words, onclick, className = "tool") => element("button", { type: "button", className, onclick }, words);
const options = (entries) => entries.map(([value, words]) => element("option", { value }, words));
const choices = (entries, value = "") => Object.assign(element("select", {}, ...options(entries)), { value });
const group = (legend, ...inner) => element("fieldset", {}, element("legend", {}, legend), ...inner);

const story = storedStory();
const title = line(story.title);
const date = line(story.date || today, { type: "date", max: today });
const checked = line(story.checked ?? today, { type: "date", max: today });
const summary = area(story.summary);
const body = area(story.body, 16);
body.spellcheck = true;
const boxes = topics.map(([key, name]) => {
  const box = element("input", { type: "checkbox", value: key.slice(6), checked: (story.topics ?? []).includes(key.slice(6)) });
  return { box, label: element("label", { className: "choice" }, box, ` ${name}`) };
});
const rows = element("div", {});
const addSource = (source = {}) => {
  const number = rows.childElementCount + 1;
  const inputs = {
    url: line(source.url, { type: "url", inputMode: "url", placeholder: "https://" }),
    title: line(source.title), publisher: line(source.publisher), date: line(source.date, { type: "date", max: today }),
    kind: choices([["", "Not given"], ...SOURCE_KINDS.map((kind) => [kind, kind])], source.kind),
    archived: line(source.archived, { type: "url", inputMode: "url", placeholder: "https://" }),
  };
  const labels = { url: "Address", title: "Title, if you saw it", publisher: "Publisher", date: "Date, if it shows one", kind: "Kind", archived: "Archived copy, if any" };
  const row = group(`Source ${number}`, ...Object.entries(inputs).map(([key, input]) => field(`source-${number}-${key}`, labels[key], input)));
  row.inputs = inputs;
  rows.append(row);
};
for (const source of story.sources?.length ? story.sources : [{}]) addSource(source);

const valuesOf = () => ({
  title: title.value.trim(), date: date.value, checked: checked.value, summary: summary.value.trim().replace(/\s+/g, " "), body: body.value,
  topics: boxes.filter(({ box }) => box.checked).map(({ box }) => box.value),
  sources: [...rows.children].map(({ inputs }) => Object.fromEntries(Object.entries(inputs).map(([key, input]) => [key, input.value.trim()]))),
});

// Output

const heading = (words) => element("h2", {}, words);
const [nameList, problemList, preview] = [element("ul", { className: "names" }), element("ol", { className: "problems" }), element("div", { className: "preview" })];
const [status, file] = [element("p", { className: "status" }), element("pre", {})];
status.setAttribute("role", "status");
const go = element("a", { className: "tool go", target: "_blank", rel: "noopener" }, "Open as a pull request");
const tally = element("p", { className: "count" });
let clearing;
const announce = (words) => {
  status.textContent = words;
  clearTimeout(clearing);
  clearing = setTimeout(() => { status.textContent = ""; }, 8000);
};

// Inserts words as if typed, so that an author can undo it.
const replaceIn = (start, end, words) => {
  body.focus();
  body.setSelectionRange(start, end);
  if (!document.execCommand("insertText", false, words)) body.setRangeText(words, start, end, "end");
  renew();
};
const linkTargets = () => new Set(linksIn(body.value).map(({ target }) => target));
const unannotatedMentions = () => {
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
  announce(mentions.length === 1 ? `${mentions[0].words} is annotated` : `${mentions.length} names are annotated`);
  (nameList.querySelector("button") ?? body).focus();
};
const listNames = (mentions) => {
  const clear = mentions.filter(({ keys }) => keys.length === 1);
  const all = clear.length > 1 ? [element("li", {}, button(`Annotate all ${clear.length}`, () => annotate(clear)))] : [];
  nameList.replaceChildren(...all, ...mentions.flatMap((mention) => mention.keys.map((key) => element("li", {},
    button(`${mention.words.replace(/\s+/g, " ")} \u2192 ${key}`, () => annotate([{ ...mention, keys: [key] }]))))));
  if (!mentions.length) nameList.replaceChildren(element("li", {}, body.value.trim() ? "All known names are annotated." : "Names to annotate will appear here as you write."));
};

// The file leaves out blank lines before the first words.
const leadingBlanks = () => body.value.length - body.value.trimStart().length;
// Returns the input at a problem's location, and the offset in the text or the label to show.
const inputAt = (lines, { line, column, code }) => {
  if (code === "no-topic") return { input: boxes[0]?.box ?? body, label: "Topics" };
  const last = lines.indexOf("---", 1) + 1;
  if (line > last) {
    const before = lines.slice(last + 1, line - 1).map((words) => `${words}\n`).join("");
    return { input: body, at: leadingBlanks() + before.length + column - 1 };
  }
  const key = /^\s*(?:- )?(\w+):/.exec(lines[line - 1] ?? "")?.[1];
  const row = rows.children[lines.slice(0, line).filter((words) => words.startsWith("  - ")).length - 1];
  const inputs = row?.inputs ?? { title, date, checked, summary, topics: boxes[0]?.box, sources: rows.querySelector("input") };
  return { input: new Map(Object.entries(inputs)).get(key) ?? title };
};
const goTo = ({ input, at }) => {
  input.focus();
  if (at !== undefined) input.setSelectionRange(at, at);
};
const isEmpty = () => [title, summary, body].every((input) => !input.value.trim());
const listProblems = (text, unannotated) => {
  const problems = check(text, known, today, site.words);
  if (isEmpty()) {
    tally.textContent = "Problems will appear here as you write.";
    problemList.replaceChildren();
    return;
  }
  const errors = problems.filter((problem) => !isWarning(problem)).length;
  const count = (number, word = "problem") => `${number} ${word}${number === 1 ? "" : "s"}`;
  const more = problems.length - errors ? ` ${count(problems.length - errors, "warning")}.` : "";
  const names = unannotated.length ? ` Names that could be annotated: ${unannotated.length}.` : "";
  tally.textContent = (errors ? `${count(errors)} to fix before it can be published.`
    : "No problems found here. The full check runs on the pull request.") + more + names;
  go.textContent = errors ? `Open as a pull request with ${count(errors)}` : "Open as a pull request";
  const lines = text.split("\n");
  problemList.replaceChildren(...problems.map((problem) => {
    const place = inputAt(lines, problem);
    const label = place.label ?? (place.input === body ? `Line ${body.value.slice(0, place.at).split("\n").length} of the text` : place.input.labels?.[0]?.textContent.trim() ?? "");
    const { code, message, hint } = problem;
    return element("li", {}, button(label, () => goTo(place), "where"), " ", element("strong", {}, code), `: ${withoutHeaps(message)}`,
      hint && element("span", { className: "hint" }, withoutHeaps(hint)),
      hint.includes("add content/") ? element("span", { className: "hint" }, "This form can't add that file: leave the link out, and mention it in the pull request.") : "");
  }));
};

const addressOf = (values, text) => {
  if (!site.new) return "";
  const id = idOf(values.title) || "a-new-story";
  const folder = `${site.new}articles/${values.date.slice(0, 4) || today.slice(0, 4)}`;
  const isGitLab = site.new.includes("/-/");
  const address = `${folder}?${isGitLab ? "file_name" : "filename"}=${id}.md`;
  if (isGitLab || text.length > MAX_ADDRESS) return address;
  // A lone surrogate can't be encoded in an address.
  const whole = `${address}&value=${encodeURIComponent(text.replace(/[\ud800-\udfff]/gu, "\ufffd"))}`;
  return whole.length > MAX_ADDRESS ? address : whole;
};
const copy = async (text) => {
  try { await navigator.clipboard.writeText(text); } catch {
    const copied = area(text);
    document.body.append(copied);
    copied.select();
    document.execCommand("copy");
    copied.remove();
  }
};
const download = () => {
  const values = valuesOf();
  const anchor = element("a", { href: URL.createObjectURL(new Blob([fileOf({ ...values, published: today })], { type: "text/markdown" })), download: `${idOf(values.title) || "story"}.md` });
  anchor.click();
  URL.revokeObjectURL(anchor.href);
  announce("Downloaded");
};
go.onclick = () => {
  if (new URL(go.href).searchParams.has("value")) return;
  copy(file.textContent);
  announce("The text is too long for a link, so it was copied: paste it into the page that opens.");
};

const renew = () => {
  const values = valuesOf();
  const text = fileOf({ ...values, published: today });
  storeStory(values);
  file.textContent = text;
  const unannotated = unannotatedMentions();
  listNames(unannotated);
  listCommitments();
  listProblems(text, unannotated);
  preview.replaceChildren(renderStory(values.title, values.summary, values.body));
  if (site.new) go.href = addressOf(values, text);
};

// Commitments

const commitment = choices([]);
const state = choices([["", "Choose a status"], ...Array.from(STATES, (value) => [value, value.replace("-", " ")])]);
// Commitments of parties that the story mentions come first.
const listCommitments = () => {
  const targets = linkTargets();
  const isRelated = ([, , ...parties]) => parties.some((key) => targets.has(key));
  const optionGroup = (label, entries) => (entries.length ? element("optgroup", { label }, ...options(entries)) : "");
  const chosen = commitment.value;
  commitment.replaceChildren(...options([["", "Choose a commitment"]]),
    optionGroup("Of parties in this story", site.commitments.filter(isRelated)),
    optionGroup("Others", site.commitments.filter((entry) => !isRelated(entry))));
  commitment.value = chosen;
};
const addCommitment = () => {
  const [start, end] = [body.selectionStart, body.selectionEnd];
  const words = body.value.slice(start, end).trim();
  const touches = linksIn(body.value).some((link) => link.start < end && start < link.end) || /[[\]]/.test(words);
  let refusal = "";
  if (!words || words.includes("\n\n")) refusal = "Select the words that show it, then press this button again.";
  else if (touches) refusal = "These words are already annotated: select others.";
  else if (!commitment.value || !state.value) refusal = "Choose the commitment and its status first.";
  if (refusal) { announce(refusal); (words && !touches ? commitment : body).focus(); return; }
  replaceIn(start, end, `[${words}](commitment:${commitment.value} "${state.value}")`);
  announce(`Annotated as ${state.value}`);
  body.focus();
};
const clearForm = () => {
  if (!confirm("Clear the whole form?")) return;
  for (const input of [title, summary, body]) input.value = "";
  for (const { box } of boxes) box.checked = false;
  for (const input of [date, checked]) input.value = today;
  rows.replaceChildren();
  addSource();
  renew();
  announce("The form is cleared");
  title.focus();
};

const editor = element("div", {},
  field("title", "Headline", title, "In your own words, at most 80 characters."),
  field("date", "Date", date, "When it happened, or when the source reports it."),
  field("summary", "Summary", summary, "What happened, in one sentence."),
  group("Topics", element("div", { className: "choices" }, ...boxes.map(({ label }) => label))),
  group("Sources", rows, button("Add a source", () => { addSource(); rows.lastElementChild.inputs.url.focus(); })),
  field("checked", "Last checked", checked, "The last day on which you looked for newer reports."),
  field("body", "The story", body, "In your own words: what happened, who says so, what came of it. An empty line starts a new paragraph. For a quotation, start each line with > and end with > \u2014 [Name](person:id), where or when."),
  group("Status of a commitment", element("p", { className: "hint" }, "Select the words above that show the status of a commitment."),
    field("commitment", "Commitment", commitment), field("state", "Status in this story", state), button("Annotate the selection", addCommitment)),
);
const beside = element("div", { className: "besides" }, heading("Names in the text"), nameList, heading("Problems to fix"), tally, problemList);
const below = element("div", { className: "below" }, heading("Preview"), preview,
  heading("Send it"),
  element("p", {}, site.new ? "This opens the code host, where you need an account. An editor reads the story there before it is published." : "Send the file to the editors."),
  element("p", {}, ...(site.new ? [go, " "] : []), button("Copy the file", async () => { await copy(file.textContent); announce("Copied"); }), " ", button("Download the file", download)),
  status,
  element("details", { className: "numbers" }, element("summary", {}, "The file"), file),
  element("p", {}, button("Clear the form", clearForm)),
);
const form = element("form", { className: "write", noValidate: true }, element("div", { className: "editor" }, editor, beside), below);
let timer;
form.oninput = () => { clearTimeout(timer); timer = setTimeout(renew, 250); };
form.onsubmit = (event) => event.preventDefault();
container.replaceChildren(form);
renew();
