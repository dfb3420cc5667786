// What the form loads when somebody begins to write: the rules, and the preview.
export { renderStory } from "./preview.js";
export { check, countWords } from "./rules.js";
