// Finds the names of entities in a text, like generator/index/name_matcher.py.

const HAN = "\\u3400-\\u9fff\\u{20000}-\\u{3ffff}";
const UNIT = new RegExp(`[${HAN}]|(?:(?![${HAN}])[\\p{L}\\p{N}])+`, "gu");
const LETTER = new RegExp(`^(?![${HAN}])[\\p{L}\\p{N}_]$`, "u");
const units = (text) => [...text.matchAll(UNIT)].map((match) => ({ at: match.index, word: match[0].toLowerCase() }));
const isLetter = (char) => LETTER.test(char ?? "");

// Returns a name with the pattern that finds it.
const formOf = (words, anyCase) => {
  const plural = anyCase && /^[\x00-\x7f]*$/.test(words) ? "s?" : "";
  const source = words.trim().split(/\s+/).map((word) => word.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")).join("\\s+");
  return { words, anyCase, keys: [], pattern: new RegExp(source.replaceAll("'", "['\u2019]") + plural, anyCase ? "iuy" : "uy") };
};

// Returns the function that finds entities (`[key, ...names]`) in a text, in order.
export const finder = (entities) => {
  const forms = new Map();
  for (const [key, ...words] of entities) {
    for (const word of words) {
      const anyCase = key.startsWith("topic:") && !/^[^a-z\u0080-\uffff]*[A-Z][^a-z\u0080-\uffff]*$/.test(word);
      const name = `${anyCase}${anyCase ? word.toLowerCase() : word}`;
      if (!forms.has(name)) forms.set(name, formOf(word, anyCase));
      if (!forms.get(name).keys.includes(key)) forms.get(name).keys.push(key);
    }
  }
  const byFirst = new Map();
  for (const form of [...forms.values()].sort((a, b) => b.words.length - a.words.length)) {
    const first = units(form.words)[0]?.word;
    if (!first) continue;
    const firsts = form.anyCase && units(form.words).length === 1 ? [first, `${first}s`] : [first];
    for (const word of firsts) byFirst.set(word, [...(byFirst.get(word) ?? []), form]);
  }
  return (text) => {
    const mentions = [];
    let end = 0;
    for (const { at, word } of units(text)) {
      for (const form of at >= end ? byFirst.get(word) ?? [] : []) {
        form.pattern.lastIndex = at;
        const [match] = form.pattern.exec(text) ?? [];
        const last = at + (match?.length ?? 0);
        const joins = isLetter(text[at - 1]) && isLetter(text[at]) || isLetter(text[last - 1]) && isLetter(text[last])
          || !form.anyCase && /^[ \n-][A-Z][a-z]/.test(text.slice(last, last + 3));
        if (match && !joins) {
          mentions.push({ start: at, end: last, words: match, keys: form.keys });
          end = last;
          break;
        }
      }
    }
    return mentions;
  };
};
