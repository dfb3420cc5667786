// Writes the file of a new entity, in the form of `coopnews new person` and so on.
import { quoted } from "../file.js";
import { KINDS } from "../terms.js";

const more = (names) => ["# To use one of these, remove the # before it:", `# names: ${names}`, "# aliases: [another spelling]"];
const ROLES = ["# roles:", "#   - {title: Minister, organisation: an-id, as_of: 2026}"];

export const entityPath = ({ kind, id }) => `${KINDS.get(kind)[1]}/${id}.md`;
export const entityFileOf = ({ kind, name, text, by, due, topics = [] }, names = "{fr: the name in French}") => {
  const isTitled = kind === "topic" || kind === "commitment";
  const parties = by ? `by: [${by}]` : "# by: [org:an-id]";
  return [
    "---", `${isTitled ? "title" : "name"}: ${name && quoted(name)}`, ...(kind === "commitment" ? [parties] : []),
    ...(kind === "commitment" && topics.length ? [`topics: [${topics.join(", ")}]`] : []), ...(kind === "commitment" && due ? [`due: ${due}`] : []),
    ...more(names), ...(kind === "person" ? ROLES : []), "---", ...(text ? ["", text] : []), "",
  ].join("\n");
};
