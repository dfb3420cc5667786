// Finds whom words name, like generator/checks/names.py.
import { cachingLast } from "../text.js";

const folded = (name) => name.toLowerCase().trim().replace(/\s+/g, " ");
const keysByName = cachingLast((entities) => {
  const keys = new Map();
  for (const [key, ...names] of entities) {
    for (const name of new Set(names.map(folded))) keys.set(name, [...(keys.get(name) ?? []), key]);
  }
  return keys;
});

// Returns the entities with a name, of one kind or of any.
export const keysOf = (entities, name, scheme = "") => (keysByName(entities).get(folded(name)) ?? []).filter((key) => key.startsWith(scheme));

// Returns where the first words of a line, up to a comma, name one person, and whom.
const MAX_WORDS = 12;
const findPerson = (entities, text) => {
  const words = [...text.match(/^[^,;:(\u060c\uff0c\n]{0,200}/)[0].matchAll(/[^\s[\]()*_\u201c\u201d"]+/g)].slice(0, MAX_WORDS);
  for (let length = words.length; length > 0; length -= 1) {
    for (let first = 0; first + length <= words.length; first += 1) {
      const last = words[first + length - 1];
      const [start, end] = [words[first].index, last.index + last[0].length];
      const keys = keysOf(entities, text.slice(start, end), "person:");
      if (keys.length) return keys.length === 1 ? { start, end, key: keys[0] } : null;
    }
  }
  return null;
};

// Returns a speaker's line with a link on the name; null unless it is a name, after titles and before an occasion.
const OCCASION = /[\s*_]*(?:$|[,;:(\u060c\uff0c\u2013\u2014-]|(?:at|in|on|to|after|before|during|speaking)\b)/y;
export const linkedSpeaker = (entities, text) => {
  const person = findPerson(entities, text);
  if (!person) return null;
  const { start, end, key } = person;
  OCCASION.lastIndex = end;
  if (/(^|\s)\p{Ll}/u.test(text.slice(0, start)) || !OCCASION.test(text)) return null;
  const name = text.slice(start, end);
  const linked = `${text.slice(0, start)}[${name}](${key})`;
  return { name, old: text.slice(0, end), linked, line: linked + text.slice(end) };
};
