// Checks a translation with the rules of `coopnews check` that compare it with its original, in the same
// words: tests/pages/test_translation_form.py compares them.
import { isBlank } from "../text.js";
import { annotationsIn, passagesOf } from "./passages.js";

const quotedList = (annotations) => annotations.map((annotation) => `\`${annotation}\``).join(", ");
const listOf = (passage) => quotedList(passage.annotations) || _("a quotation");
// Returns the words of the first list without one of each word of the second.
const without = (words, others) => {
  const left = [...others];
  return words.filter((word) => {
    const at = left.indexOf(word);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
};

const differing = (passage, expected, line) => {
  const [there, wanted] = [passage.annotations, expected.annotations];
  const [lacks, adds] = [quotedList(without(wanted, there)), quotedList(without(there, wanted))];
  if (lacks && adds) return _("this passage lacks %(lacks)s and adds %(adds)s, unlike line %(line)s of the original");
  if (lacks) return _("this passage lacks %(lacks)s, unlike line %(line)s of the original");
  if (adds) return _("this passage adds %(adds)s, unlike line %(line)s of the original");
  return passage.isQuotation ? _("this passage is a quotation, unlike line %(line)s of the original") : _("this passage is no quotation, unlike line %(line)s of the original");
};

// Yields how the translation of a part differs from the original, which begins on the line `first`.
export function* checkPassages(original, text, first) {
  const [expected, passages] = [passagesOf(original), passagesOf(text)];
  const lineOf = (passage) => first + original.slice(0, passage.start).split("\n").length - 1;
  const isSame = (a, b) => a.isQuotation === b.isQuotation && a.annotations.join() === b.annotations.join();
  for (const [at, passage] of passages.slice(0, expected.length).entries()) {
    if (isSame(passage, expected[at])) continue;
    yield { code: "annotations-differ", message: differing(passage, expected[at], lineOf(expected[at])), hint: _("annotate the same in both, each in the same paragraph") };
    // All that follow would differ too.
    if (passages.length !== expected.length) return;
  }
  if (passages.length < expected.length) {
    const annotations = listOf(expected[passages.length]);
    const line = lineOf(expected[passages.length]);
    yield { code: "annotations-differ", message: _("the translation has no passage with %(annotations)s"), hint: _("translate it: it begins on line %(line)s of the original") };
  } else if (passages.length > expected.length) {
    const annotations = listOf(passages[expected.length]);
    yield { code: "annotations-differ", message: _("the original has no passage with %(annotations)s"), hint: _("remove its annotations, or add the passage to the original first") };
  }
}

// The marks that begin and end a quotation: like generator/content/annotation_titles.py.
const MARKS = ["\u201c\u201d", "\u201d\u201c", "\u201d\u201d", "\u201e\u201c", "\u201e\u201d", "\u2018\u2019", '""', "\u00ab\u00bb", "\u00bb\u00ab", "\u300c\u300d", "\u300e\u300f"];
export const isQuoted = (words) => MARKS.some(([begin, end]) => words.length > 1 && words.startsWith(begin) && words.endsWith(end));
export function* checkQuotedWords(text) {
  for (const { words, target, annotation } of annotationsIn(text)) {
    if (!annotation.endsWith('"said"') || isBlank(words)) continue;
    if (!isQuoted(words)) {
      yield { code: "missing-quotation-marks", message: _("these words are marked as a quotation, but have no quotation marks"), hint: _("write `[\u201c%(words)s\u201d](%(target)s \"said\")`: the marks are inside of the brackets") };
    } else if (isBlank(words.slice(1, -1))) {
      yield { code: "no-words", message: _("there are no words between the quotation marks"), hint: _("write what was said") };
    }
  }
}

const REQUIRED = { title: _("the headline"), summary: _("one sentence on what happened"), translator: _("who translated it") };
export function* checkFront(values) {
  for (const [key, content] of Object.entries(REQUIRED)) {
    if (isBlank(values[key])) yield { key, code: "missing-value", message: _("the value is empty"), hint: _("write %(content)s") };
  }
}
// Yields what is too long for lists and shared links, as the form for stories does.
export const LIMITS = { title: 80, summary: 160 };
export function* checkLengths(values) {
  for (const [key, most] of Object.entries(LIMITS)) {
    const count = [...values[key]].length;
    if (count > most) yield { key, code: "", message: ngettext("it has %(count)s character, more than %(most)s", "it has %(count)s characters, more than %(most)s", count), hint: _("Lists and shared links may cut the rest."), isWarning: true };
  }
}

// Returns the problems of a translation: each with its `key`, the name of a field or the number of a part.
// `original` has its `parts`, and the `lines` of the file on which these begin.
export const checkTranslation = (values, original) => [
  ...checkFront(values),
  ...original.parts.flatMap((part, key) => {
    const text = values.parts[key] ?? "";
    return [...checkPassages(part, text, original.lines[key]), ...checkQuotedWords(text)].map((problem) => ({ key, ...problem }));
  }),
];
