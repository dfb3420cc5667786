// The words of the format.

// Maps instead of objects, because an object has a `constructor` that nobody wrote.
export const KINDS = new Map([["person", ["person", "people"]], ["org", ["organisation", "organisations"]],
  ["place", ["place", "places"]], ["topic", ["topic", "topics"]], ["commitment", ["commitment", "commitments"]]]);
export const STATES = new Set(["sought", "offered", "agreed", "under-way", "done", "stalled", "dropped"]);
export const SOURCE_KINDS = ["official", "company", "news", "research", "social"];
