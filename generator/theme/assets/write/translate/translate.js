// The page for translators: each passage of a story beside the field for its translation.
import { element } from "../../element.js";
import { area, button, describe, field, group, inOneLine, line, note, showCount, withCode } from "../fields.js";
import { addressOf, copy, download, load, messages, newFileAddress } from "../output.js";
import { KINDS } from "../terms.js";
import { linksIn } from "../text.js";
import { annotationButtons } from "./annotation_buttons.js";
import { checkLengths, checkTranslation, LIMITS } from "./differences.js";
import { translationFile } from "./file_format.js";
import { align, annotationsIn, partsOf, withParts } from "./passages.js";
import { forgetTranslation, lastTranslator, storedTranslation, storeTranslation } from "./storage.js";

const { lang: language, dir } = document.documentElement;
const container = document.querySelector("#translate");
const id = new URLSearchParams(location.search).get("article") ?? "";
const dataPath = `contribute/texts/${id}.json`;

// Returns the original, the site's data and the translation; a message in place of the first two where
// there is nothing to translate.
const loadAll = async () => {
  if (!/^\d{4}\/[a-z0-9-]+$/.test(id)) return { message: _("There is no story with this address.") };
  try {
    const [original, site, ids] = await Promise.all([load(`../${dataPath}`), load("contribute/names.json"), load("contribute/stories.json")]);
    if (original.lang === language) return { message: _("This story was written in this language.") };
    return { original: withParts(original), site, translation: ids.includes(id) ? await load(dataPath) : null };
  } catch { return { message: _("There is no story with this address, or it could not be loaded.") }; }
};

const startTranslating = ({ original, site, translation }) => {
  const names = new Map([...site.entities, ...site.commitments.map(([key, title]) => [`commitment:${key}`, title])]);
  const path = `${language}/articles/${id}.md`;
  const { status, announce } = messages();

  // What was written before, here or in the translation of the site

  const storageKey = `translation ${language} ${id}`;
  const published = () => ({
    title: translation?.title ?? "", summary: translation?.summary ?? "", image: translation?.image ?? {}, translator: translation?.translators.join(", ") || lastTranslator(),
    parts: align(original.parts, partsOf(translation?.text ?? "")),
  });
  const writtenBefore = storedTranslation(storageKey);
  let isEdited = writtenBefore !== null;
  const before = () => {
    if (!writtenBefore || writtenBefore.digest === original.digest) return writtenBefore ?? published();
    return { ...writtenBefore, parts: align(original.parts, writtenBefore.parts.filter((part) => part.trim())) };
  };

  // The fields: the headline, the summary, the words of the picture, and each part of the text

  // Line ends within a paragraph mean nothing.
  const inLines = (words) => words.replace(/\n(?![ \t]*(?:[-*+>|#]|\d+[.)]|\[\^))/g, " ");
  const showOriginal = (written) => {
    const words = inLines(written);
    const children = [];
    let done = 0;
    const annotated = new Set(annotationsIn(words).map(({ start }) => start));
    for (const { start, tail, end } of linksIn(words).filter(({ isImage }) => !isImage)) {
      children.push(words.slice(done, start), element(annotated.has(start) ? "mark" : "span", {}, words.slice(start + 1, tail)), " ", element("code", { dir: "ltr" }, words.slice(tail + 2, end - 1)));
      done = end;
    }
    return element("div", { className: "original", lang: original.lang, dir: "auto" }, ...children, words.slice(done));
  };
  const rowOf = (key, label, words, input) => {
    Object.assign(input, { lang: language, dir: dir || "ltr", spellcheck: true });
    const [length, problemList, missing] = [note(), element("ul", { className: "problems" }), element("div", { className: "missing" })];
    const row = group(label, showOriginal(words), element("div", {}, field(`translation-${key}`, [_("Translation")], input, length), missing, problemList));
    row.className = "pair";
    problemList.id = `${input.id}-problems`;
    describe(input, length, problemList);
    return { key, label, words, input, row, length, problemList, missing };
  };
  const translator = line("", { autocomplete: "name" });
  const translatorField = field("translator", [_("Translator"), _("Your name, as the page shows it. Separate several names by commas.")], translator);
  const partRows = original.parts.map((part, at) => {
    const number = at + 1;
    return rowOf(at, _("Passage %(number)s"), part, area("", 4));
  });
  const titleRow = rowOf("title", _("Headline"), original.title, line(""));
  const summaryRow = rowOf("summary", _("Summary"), original.summary, area("", 3));
  const pictureLabels = { alt: _("What the picture shows"), credit: _("Who made the picture") };
  const pictureRows = Object.entries(original.image ?? {}).map(([key, words]) => rowOf(key, pictureLabels[key], words, line("")));
  const rows = [titleRow, summaryRow, ...pictureRows, ...partRows];
  const fill = (values) => {
    [titleRow.input.value, summaryRow.input.value, translator.value] = [values.title, values.summary, values.translator];
    for (const { key, input } of pictureRows) input.value = values.image?.[key] ?? "";
    for (const { key, input } of partRows) input.value = values.parts[key] ?? "";
  };
  const valuesOf = () => ({
    title: inOneLine(titleRow.input), summary: inOneLine(summaryRow.input), translator: inOneLine(translator),
    image: Object.fromEntries(pictureRows.map(({ key, input }) => [key, inOneLine(input)])),
    parts: partRows.map(({ input }) => input.value), digest: original.digest,
  });

  // Problems, and the file

  // The rules that the form for stories has too: loaded with the first words, and again after a failure.
  const known = new Map(Array.from(KINDS.keys(), (scheme) => [scheme, new Set()]));
  for (const key of names.keys()) known.get(key.split(":")[0]).add(key.slice(key.indexOf(":") + 1));
  const rules = { ...site, known, isTranslation: true };
  let checking;
  const loadChecking = async () => {
    if (checking) return;
    try {
      checking = await import("../checking/checking.js");
      renew();
    } catch { announce(_("A part of this form could not be loaded. Try again, or load the page again.")); }
  };
  const [tally, problemList, untranslated] = [element("p", { className: "count" }), element("ol", { className: "problems" }), element("p", {})];
  const file = element("pre", { dir: "auto" });
  const go = element("a", { className: "tool go", target: "_blank", rel: "noopener" });
  const itemOf = ({ code, message, hint }, ...before) => element("li", {}, ...before, ...(code ? [element("strong", { dir: "ltr" }, code), ": "] : []), ...withCode(message), element("span", { className: "hint" }, ...withCode(hint)));
  const showProblems = (values, { text, keys }) => {
    const isEmpty = [values.title, values.summary, ...Object.values(values.image), ...values.parts].every((words) => !words.trim());
    const inText = checking?.check(text, rules).map((problem) => ({ ...problem, key: keys[problem.line - 1] })) ?? [];
    const problems = isEmpty ? [] : [...checkTranslation(values, original), ...checkLengths(values), ...inText];
    for (const { key, input, problemList: list, length } of rows) {
      const own = input.value.trim() ? problems.filter((problem) => problem.key === key) : [];
      list.replaceChildren(...own.map((problem) => itemOf(problem)));
      input.setAttribute("aria-invalid", own.some(({ isWarning }) => !isWarning));
      const most = LIMITS[key];
      const count = [...values[key] ?? ""].length;
      if (most) showCount(length, ngettext("%(count)s of %(most)s characters", "%(count)s of %(most)s characters", count), count > most);
    }
    problemList.replaceChildren(...problems.map((problem) => {
      const { label, input } = rows.find(({ key }) => key === problem.key) ?? { label: _("Translator"), input: translator };
      return itemOf(problem, button(label, () => input.focus(), "where"), " ");
    }));
    showTally(isEmpty, problems.filter(({ isWarning }) => !isWarning).length, partRows.filter(({ input }) => !input.value.trim()).length);
  };
  const showTally = (isEmpty, count, empty) => {
    untranslated.textContent = empty && !isEmpty ? ngettext("%(empty)s passage is not translated yet.", "%(empty)s passages are not translated yet.", empty) : "";
    if (isEmpty) tally.textContent = _("Problems will appear here as you write.");
    else tally.textContent = count ? ngettext("%(count)s problem to fix before it can be published.", "%(count)s problems to fix before it can be published.", count) : _("No problems found here. The full check runs on the pull request.");
    if (!translation) go.textContent = count && !isEmpty ? ngettext("Open as a pull request with %(count)s problem", "Open as a pull request with %(count)s problems", count) : _("Open as a pull request");
  };
  const renew = () => {
    const values = valuesOf();
    const whole = translationFile(values);
    if (isEdited) storeTranslation(storageKey, values);
    showProblems(values, whole);
    for (const { words, input, missing } of partRows) missing.replaceChildren(...annotationButtons(words, input, names));
    file.textContent = whole.text;
    if (site.new) go.href = translation ? site.new.replace("/new/", "/edit/") + path : newFileAddress(site.new, path, file.textContent);
  };
  if (translation) go.textContent = _("Copy the text and open the file at the code host");
  go.onclick = () => {
    if (new URL(go.href).searchParams.has("value")) return;
    copy(file.textContent);
    announce(translation ? _("The text is copied: replace all that the file has by it.") : _("The text is too long for a link, so it was copied: paste it into the page that opens."));
  };
  const clear = () => {
    if (!confirm(_("Clear this translation?"))) return;
    forgetTranslation(storageKey);
    isEdited = false;
    fill(published());
    renew();
    announce(_("The translation is cleared"));
    titleRow.input.focus();
  };

  const isOutdated = translation && translation.source_digest !== original.digest;
  const form = element("form", { className: "write", noValidate: true },
    element("p", {}, element("a", { href: addressOf(`../articles/${id}${site.ending}`) }, _("Read the original")), " \u00b7 ", element("a", { href: "?" }, _("Choose another story"))),
    isOutdated ? element("p", { className: "translation" }, element("strong", { className: "outdated" }, _("The original has been changed since it was translated. Compare each passage."))) : "",
    element("p", { className: "hint" }, _("The marked words are annotated, and so must be the words of the translation that say the same. Select these words and press the button of the annotation below the field; without a selection, the button inserts the name.")),
    ...rows.map(({ row }) => row), translatorField,
    element("h2", {}, _("Problems to fix")), tally, untranslated, problemList,
    element("h2", {}, _("Send it")),
    element("p", {}, site.new ? _("This opens the code host, where you need an account. An editor reads the translation there before it is published.") : _("Send the file to the editors.")),
    element("p", {}, ...(site.new ? [go, " "] : []), button(_("Copy the file"), async () => { await copy(file.textContent); announce(_("Copied")); }), " ", button(_("Download the file"), () => { download(`${id.slice(5)}.md`, file.textContent); announce(_("Downloaded")); })),
    status,
    element("details", { className: "numbers" }, element("summary", {}, _("The file")), element("p", { className: "hint" }, element("code", { dir: "ltr" }, `content/${path}`)), file),
    element("p", {}, button(_("Clear this translation"), clear)));
  let timer;
  form.oninput = () => {
    isEdited = true;
    loadChecking();
    clearTimeout(timer);
    timer = setTimeout(renew, 250);
  };
  form.onsubmit = (event) => event.preventDefault();
  container.replaceChildren(form);
  fill(before());
  renew();
  if (rows.some(({ input }) => input.value)) loadChecking();
};

if (id) {
  for (const other of document.querySelectorAll(".languages a")) other.search = location.search;
  const loaded = await loadAll();
  if (loaded.message) container.querySelector(".fallback").replaceChildren(element("p", { className: "status-line" }, loaded.message));
  else startTranslating(loaded);
} else {
  container.querySelector(".fallback").remove();
}
