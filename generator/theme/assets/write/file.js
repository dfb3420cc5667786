// The file that a story becomes, as `coopnews new` begins it.

const quoted = (words) => (/^[A-Za-z][\w ,.'()/&-]*$/.test(words) && words === words.trim() && words !== "null" ? words : JSON.stringify(words));

// What a file is named after a headline. Marks are left out first: a heap of them takes long to put in order.
export const idOf = (words) => words.replace(/\p{M}+/gu, "").normalize("NFKD").replace(/[^\x00-\x7f]/g, "").toLowerCase()
  .replaceAll("'", "").replace(/[^a-z0-9]+/g, "-").slice(0, 80).replace(/^-+|-+$/g, "");

export const fileOf = ({ title, date, summary, topics, sources, body }) => [
  "---", `title: ${title && quoted(title)}`, `date: ${date}`, `summary: ${summary && quoted(summary)}`,
  ...(topics.length ? [`topics: [${topics.join(", ")}]`] : []), "sources:",
  ...sources.flatMap((source) => [
    `  - title: ${source.title && quoted(source.title)}`, `    publisher: ${source.publisher && quoted(source.publisher)}`,
    `    url: ${source.url}`, ...(source.date ? [`    date: ${source.date}`] : []),
  ]),
  "---", "", `${body.trim()}\n`,
].map((one) => one.trimEnd()).join("\n") + "\n";
