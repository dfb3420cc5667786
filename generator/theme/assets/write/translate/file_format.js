// Writes a translation's file, in the form of `coopnews translate`.
import { quoted } from "../file.js";
import { isBlank } from "../text.js";
import { partsOf } from "./passages.js";

const translatorOf = (words) => {
  const names = words.split(/[,\u060c\uff0c]/).map((name) => name.trim()).filter(Boolean).map(quoted);
  return names.length > 1 ? `[${names.join(", ")}]` : names[0] ?? "";
};

const pictureLines = (image) => {
  const words = Object.entries(image).filter(([, text]) => !isBlank(text));
  return words.length ? [["image", ""], ...words.map(([key, text]) => [`  ${key}`, quoted(text)])] : [];
};

// Returns the text of the file; and for each of its lines the name of the field, or the number of the part.
export const translationFile = ({ title, summary, image, translator, parts, digest }) => {
  const front = [["title", quoted(title)], ["summary", quoted(summary)], ...pictureLines(image), ["translator", translatorOf(translator)], ["source_digest", digest]];
  const blocks = parts.flatMap((part, key) => partsOf(part).map((words) => ({ key, lines: words.split("\n") })));
  const body = blocks.map(({ lines }) => lines.join("\n")).join("\n\n");
  return {
    text: ["---", ...front.map(([key, value]) => `${key}: ${value}`.trimEnd()), "---", "", `${body}\n`].join("\n"),
    keys: ["", ...front.map(([key]) => key.trim()), "", ...blocks.flatMap(({ key, lines }) => ["", ...lines.map(() => key)])],
  };
};
