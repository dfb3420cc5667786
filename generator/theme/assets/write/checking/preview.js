// Renders the common parts of Markdown, to preview a story.
import { element } from "../../element.js";
import { KINDS } from "../terms.js";
import { linksIn, withoutHeaps } from "../text.js";

// Returns an element with children, which may be more than a call accepts as arguments.
const filled = (name, parts, properties = {}) => {
  const parent = element(name, properties);
  for (const part of parts) parent.append(part);
  return parent;
};

function* plain(text) {
  const parts = text.split(/(\*\*[^*]+\*\*|\*[^*\s][^*]*\*|\x60[^\x60]+\x60)/);
  for (const [at, part] of parts.entries()) {
    if (at % 2 === 0) yield part.replace(/\\([\\\x60*_[\]{}()#+.!-])/g, "$1");
    else if (part.startsWith("**")) yield element("strong", {}, part.slice(2, -2));
    else yield element(part[0] === "*" ? "em" : "code", {}, part.slice(1, -1));
  }
}

const link = ({ words, target, title, isImage }) => {
  const [kind] = KINDS.get(target.split(":")[0]) ?? [];
  if (isImage) return element("em", {}, _("[picture: %(words)s]"));
  const anchor = filled("a", plain(words), { title, className: kind ? `to-${kind}` : "" });
  if (kind) anchor.href = `#${target}`;
  else if (/^https?:\/\//i.test(target)) anchor.href = target;
  return anchor;
};

function* inline(text) {
  let end = 0;
  for (const part of linksIn(text)) {
    yield* plain(text.slice(end, part.start));
    yield link(part);
    end = part.end;
  }
  yield* plain(text.slice(end));
}

const quotation = (block) => {
  const lines = block.split("\n").map((line) => line.replace(/^> ?/, ""));
  const speaker = lines.at(-1).startsWith("\u2014") ? [filled("p", inline(lines.pop()), { className: "speaker" })] : [];
  return element("blockquote", {}, filled("p", inline(lines.join(" ").trim())), ...speaker);
};

const list = (block, name, mark) => filled(name, block.split(mark).slice(1).map((item) => filled("li", inline(item.trim()))));

const renderBlock = (block) => {
  const heading = /^(#{1,6}) (.*)$/.exec(block);
  if (heading) return filled(`h${Math.max(2, heading[1].length)}`, inline(heading[2]));
  if (/^[`~]{3}/.test(block)) return element("pre", {}, block.replace(/^.*\n|\n[`~]{3,}\s*$/g, ""));
  if (block.startsWith(">")) return quotation(block);
  if (/^[-*+] /.test(block)) return list(block, "ul", /^[-*+] /m);
  if (/^\d+[.)] /.test(block)) return list(block, "ol", /^\d+[.)] /m);
  return filled("p", inline(block));
};

// Returns the story as one element. Each block has the direction of its first letter.
export const renderStory = (title, summary, body) => {
  const blocks = withoutHeaps(body).split(/\n\s*\n/).map((block) => block.trim()).filter(Boolean).map(renderBlock);
  const heading = element("h2", {}, withoutHeaps(title) || _("Headline"));
  const story = filled("div", [heading, element("p", { className: "standfirst" }, withoutHeaps(summary)), ...blocks]);
  for (const block of story.children) block.dir = "auto";
  return story;
};
