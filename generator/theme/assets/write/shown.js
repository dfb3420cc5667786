// A story as its page will show it: enough of Markdown to read what one has written.
import { element } from "../element.js";
import { linksIn } from "./text.js";

const KINDS = { person: "person", org: "organisation", place: "place", topic: "topic", commitment: "commitment" };

const plain = (text) => text.split(/(\*\*[^*]+\*\*|\*[^*\s][^*]*\*|`[^`]+`)/).map((part) => {
  if (/^\*\*./.test(part)) return element("strong", {}, part.slice(2, -2));
  if (/^\*./.test(part)) return element("em", {}, part.slice(1, -1));
  return /^`./.test(part) ? element("code", {}, part.slice(1, -1)) : part.replace(/\\([\\`*_[\]{}()#+.!-])/g, "$1");
});

const link = ({ words, target, title, isImage }) => {
  const kind = KINDS[target.split(":")[0]];
  if (isImage) return element("em", {}, `[picture: ${words}]`);
  const made = element("a", { title, className: kind ? `to-${kind}` : "" }, ...plain(words));
  if (kind || /^https?:\/\//i.test(target)) made.href = kind ? "#write" : target;
  if (kind) made.href = `#${target}`;
  return made;
};

const inline = (text) => {
  const parts = [];
  let here = 0;
  for (const found of linksIn(text)) {
    parts.push(...plain(text.slice(here, found.start)), link(found));
    here = found.end;
  }
  return [...parts, ...plain(text.slice(here))];
};

const quotation = (block) => {
  const lines = block.split("\n").map((line) => line.replace(/^> ?/, ""));
  const speaker = lines.at(-1).startsWith("\u2014") ? [element("p", { className: "speaker" }, ...inline(lines.pop()))] : [];
  return element("blockquote", {}, element("p", {}, ...inline(lines.join(" ").trim())), ...speaker);
};

const list = (block, name, mark) => element(name, {}, ...block.split(mark).slice(1).map((item) => element("li", {}, ...inline(item.trim()))));

const shownBlock = (block) => {
  const heading = /^(#{1,6}) (.*)$/.exec(block);
  if (heading) return element(`h${Math.max(2, heading[1].length)}`, {}, ...inline(heading[2]));
  if (/^[`~]{3}/.test(block)) return element("pre", {}, block.replace(/^.*\n|\n[`~]{3,}\s*$/g, ""));
  if (block.startsWith(">")) return quotation(block);
  if (/^[-*+] /.test(block)) return list(block, "ul", /^[-*+] /m);
  if (/^\d+[.)] /.test(block)) return list(block, "ol", /^\d+[.)] /m);
  return element("p", {}, ...inline(block));
};

export const shown = (title, summary, body) => [
  element("h2", {}, title || "Headline"),
  element("p", { className: "standfirst" }, summary),
  ...body.split(/\n\s*\n/).map((block) => block.trim()).filter(Boolean).map(shownBlock),
];
