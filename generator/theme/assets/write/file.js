// Writes a story's file, in the form of `coopnews new`.

const quoted = (words) => words && (/^[A-Za-z][\w ,.'()/&-]*$/.test(words) && words === words.trim() && words !== "null" ? words : JSON.stringify(words));

// Returns a file name for a headline. Combining marks are removed first, because normalising many is slow.
export const idOf = (words) => words.replace(/\p{M}+/gu, "").normalize("NFKD").replace(/[^\x00-\x7f]/g, "").toLowerCase()
  .replaceAll("'", "").replace(/[^a-z0-9]+/g, "-").slice(0, 80).replace(/^-+|-+$/g, "");

export const fileOf = ({ title, date, published, summary, topics, sources, checked, body }) => [
  "---", `title: ${title && quoted(title)}`, `date: ${date}`,
  ...(published ? [`published: ${published}`] : []), `summary: ${summary && quoted(summary)}`,
  ...(topics.length ? [`topics: [${topics.join(", ")}]`] : []), "sources:",
  ...sources.flatMap((source) => [
    ...(source.title ? [`  - title: ${quoted(source.title)}`] : []),
    `  ${source.title ? " " : "-"} publisher: ${source.publisher && quoted(source.publisher)}`,
    `    url: ${source.url}`, ...["date", "kind", "archived"].filter((key) => source[key]).map((key) => `    ${key}: ${source[key]}`),
  ]),
  ...(checked ? [`checked: ${checked}`] : []), "---", "", `${body.trim()}\n`,
].map((line) => line.trimEnd()).join("\n") + "\n";
