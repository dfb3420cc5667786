// Writes a story's file, in the form of `coopnews new`.

export const quoted = (words) => words && (/^[A-Za-z][\w ,.'()/&-]*$/.test(words) && words === words.trim() && words !== "null" ? words : JSON.stringify(words));

export const MAX_ID = 80;
export const isId = (id) => id.length <= MAX_ID && /^[a-z0-9]+(-[a-z0-9]+)*$/.test(id) && id !== "index";

// Returns a file name for a headline. Combining marks are removed first, because normalising many is slow.
export const idOf = (words) => words.replace(/\p{M}+/gu, "").normalize("NFKD").replace(/[^\x00-\x7f]/g, "").toLowerCase()
  .replaceAll("'", "").replace(/[^a-z0-9]+/g, "-").slice(0, MAX_ID).replace(/^-+|-+$/g, "");

// Returns a file name for a story. A headline in another script has few Latin letters or none: then the
// name is its topic and its day.
export const storyId = ({ title, date, topics }) => {
  const id = idOf(title);
  if (id && (id.length > 3 || !/(?!\p{Script=Latin})\p{L}/u.test(title))) return id;
  return `${id || topics[0] || "story"}-${date}`.replace(/-$/, "");
};

const listOf = (key, values) => (values?.length ? [`${key}: [${values.join(", ")}]`] : []);
const imageOf = ({ src, alt, credit }) => ["image:", `  src: ${src}`, `  alt: ${quoted(alt)}`, ...(credit ? [`  credit: ${quoted(credit)}`] : [])];

export const fileOf = ({ title, date, published, summary, topics, sources, checked, byline, lang, image, body }) => [
  "---", `title: ${title && quoted(title)}`, `date: ${date}`,
  ...(published ? [`published: ${published}`] : []), `summary: ${summary && quoted(summary)}`,
  ...listOf("topics", topics), "sources:",
  ...sources.flatMap((source) => [
    ...(source.title ? [`  - title: ${quoted(source.title)}`] : []),
    `  ${source.title ? " " : "-"} publisher: ${source.publisher && quoted(source.publisher)}`,
    `    url: ${source.url}`, ...["date", "kind", "archived"].filter((key) => source[key]).map((key) => `    ${key}: ${source[key]}`),
  ]),
  ...(checked ? [`checked: ${checked}`] : []), ...listOf("byline", byline?.map(quoted)), ...(lang ? [`lang: ${lang}`] : []),
  ...(image ? imageOf(image) : []), "---", "", `${body.trim()}\n`,
].map((line) => line.trimEnd()).join("\n") + "\n";
