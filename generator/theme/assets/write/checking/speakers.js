// Checks the lines that name the speaker of a quotation, like generator/checks/speaker_lines.py.
import { isBlank } from "../text.js";
import { toWrite } from "./hints.js";
import { linkedSpeaker } from "./known_names.js";

const DASH = "\u2014";
const MAX_EMPTY_LINES = 3;
const MAX_WITHOUT_DASH = 150;
const QUOTED = /^ {0,3}(?:>[ \t]?)+[ \t]*/;
const DASHES = /(-{1,3}|[\u2012-\u2015])[ \t]*(?=\S)/y;
const dashAt = (line, at) => {
  DASHES.lastIndex = at;
  return DASHES.exec(line);
};
const quotedLength = (line) => QUOTED.exec(line)?.[0].length ?? 0;

// Returns the last line of a quotation, if it begins like one that names a speaker.
const lineInside = (line, start, before) => {
  const dash = dashAt(line, start);
  const wordsBefore = before.slice(quotedLength(before));
  if (dash?.[1] === DASH || !QUOTED.test(before) || (wordsBefore && !dash) || dashAt(wordsBefore, 0)) return null;
  const old = dash?.[0] ?? "";
  const gap = dash ? old.slice(dash[1].length) : "";
  return { old, added: `${DASH}${gap || " "}`, dash: dash?.[1] ?? "", text: line.slice(start + old.length).trimEnd() };
};
// Returns the next line with words after a quotation, if it begins like one that names a speaker.
const lineOutside = (lines, start, starts) => {
  let at = start;
  while (at - start < MAX_EMPTY_LINES && lines[at]?.trim() === "") at += 1;
  const indent = /^ {0,3}/.exec(lines[at] ?? "")[0].length;
  const dash = dashAt(lines[at] ?? "", indent);
  if (!dash || lines[at + 1]?.trim()) return null;
  const empty = lines.slice(start, at).map((line) => `${line}\n`).join("");
  const column = empty ? 0 : indent;
  return {
    offset: starts[start] + column, old: `${empty}${lines[at].slice(column, dash.index + dash[0].length)}`,
    added: `${">\n".repeat(at - start)}> ${DASH}${dash[0].slice(dash[1].length) || " "}`,
    dash: dash[1], text: lines[at].slice(dash.index + dash[0].length).trimEnd(), emptyLines: at - start, isOutside: true,
  };
};
function* speakerLines(body, plain) {
  const lines = body.split("\n");
  const starts = [0];
  for (const line of lines) starts.push(starts.at(-1) + line.length + 1);
  for (const [at, line] of lines.entries()) {
    if (!QUOTED.test(line) || lines[at + 1]?.trimStart().startsWith(">")) continue;
    const start = quotedLength(line);
    const inside = lineInside(line, start, lines[at - 1] ?? "");
    const found = inside ? { offset: starts[at] + start, ...inside }
      : start < line.length && !line.startsWith(DASH, start) && lineOutside(lines, at + 1, starts);
    if (found && plain[found.offset] !== "\0") yield found;
  }
}

const linkedLine = ({ offset, old, added, dash, text, emptyLines, isOutside }) => {
  if (emptyLines) return [offset, "wrong-dash", _("an empty line separates the quotation from the line that names its speaker"), _("write `>` here, and `> \u2014 ` before the name below"), [old, added]];
  if (isOutside) return [offset, "wrong-dash", _("the line that names a speaker is outside of the quotation"), _("write `> ` before it"), [old, added]];
  if (dash) return [offset, "wrong-dash", _("the line that names a speaker begins with a long dash (`\u2014`), not with `%(dash)s`"), toWrite(DASH), [dash, DASH]];
  return text.length <= MAX_WITHOUT_DASH ? [offset, "wrong-dash", _("the line that names a speaker begins with a long dash (`\u2014`)"), _("write `\u2014 ` before the name"), ["[", "\u2014 ["]] : null;
};
const unlinkedLine = ({ offset, old, added, text, emptyLines }, entities) => {
  const speaker = text.length <= MAX_WITHOUT_DASH && linkedSpeaker(entities, text);
  if (!speaker || !(old || speaker.linked.startsWith("["))) return null;
  const { name, line } = speaker;
  const fix = [old + speaker.old, added + speaker.linked];
  return emptyLines
    ? [offset, "wrong-dash", _("an empty line separates the quotation from its speaker, %(name)s"), _("write `>` here, and `> \u2014 %(line)s` below it"), fix]
    : [offset, "wrong-dash", _("this line names a speaker, %(name)s, but isn't written like one"), toWrite(`> ${DASH} ${line}`), fix];
};

// Yields the problems of quotations and of their speakers.
export function* checkSpeakers(body, plain, entities) {
  for (const match of plain.matchAll(/^>.*(?:\n>.*)*/gm)) {
    const line = match[0].slice(match[0].lastIndexOf("\n") + 1).replace(/^>\s*/, "");
    const start = match.index + match[0].length - line.length;
    const quoted = match[0].slice(0, match[0].length - line.length).replace(/[>\s]/g, "");
    if (!line.startsWith(DASH)) continue;
    if (isBlank(quoted)) yield [start, "no-words", _("this quotation has no words"), _("write what was said above the speaker, in lines that begin with `>`")];
    if (/\]\(person:/.test(line)) continue;
    const words = line.slice(1).trim();
    const speaker = linkedSpeaker(entities, words);
    const before = line.slice(0, line.indexOf(words, 1));
    yield [start, "speaker-not-named", _("the last line of this quotation has no `person:` link"),
      speaker ? toWrite(`${DASH} ${speaker.line}`) : _("write it like `\u2014 [Name](person:id), where or when`"), speaker && [before + speaker.old, before + speaker.linked]];
  }
  for (const line of speakerLines(body, plain)) {
    const problem = /^\[[^\]\n]*\]\(person:/.test(line.text) ? linkedLine(line) : unlinkedLine(line, entities);
    if (problem) yield problem;
  }
}
