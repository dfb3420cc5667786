// Links selected words of a story to a name, or to a commitment in a status.
import { element } from "../../element.js";
import { button, field, group, line } from "../fields.js";
import { KIND_NAMES, STATE_NAMES } from "../terms.js";
import { linksIn } from "../text.js";

// What this part of the form says.
const LINKING = {
  selectFirst: _("Select the words in the text first, then press this button again."), isAnnotated: _("These words are already annotated: select others."),
  name: _("A name in other words"), nameHint: _("Select the words above that mean somebody or something without the full name."),
  known: [_("Whom or what they mean"), _("Write the beginning of a name, and choose it.")], link: _("Link the selection"), addAsNew: _("Add it as a new name"),
  unknown: _("The site doesn\u2019t have this name: choose another one, or add it as new."), isLinked: (words) => _("%(words)s is linked"),
  commitmentStatus: _("Status of a commitment"), selectWords: _("Select the words above that show the status of a commitment."),
  commitment: _("Commitment"), state: _("Status in this story"), annotateSelection: _("Annotate the selection"),
  chooseCommitment: _("Choose a commitment"), chooseState: _("Choose a status"), related: _("Of parties in this story"), others: _("Others"),
  chooseFirst: _("Choose the commitment and its status first."), annotatedAs: (state) => _("Annotated as %(state)s"),
};

// Returns the selected words of an input without the spaces around them, with their place.
export const selectionIn = ({ value, selectionStart, selectionEnd }) => {
  const selected = value.slice(selectionStart, selectionEnd);
  const words = selected.trim();
  const start = selectionStart + selected.indexOf(words);
  return { words, start, end: start + words.length };
};
// Returns why words can't be linked; nothing if they can.
export const refusalOf = ({ words, start, end }, text) => {
  if (!words || words.includes("\n\n")) return LINKING.selectFirst;
  return /[[\]]/.test(words) || linksIn(text).some((link) => link.start < end && start < link.end) ? LINKING.isAnnotated : "";
};

// Returns the parts of the form that link words; `form` has what they need of it.
export const startLinking = ({ body, site, choices, options, replaceIn, announce, addSelection }) => {
  const [noteOfName, noteOfCommitment] = ["", ""].map(() => element("p", { className: "hint" }));
  for (const note of [noteOfName, noteOfCommitment]) note.setAttribute("role", "status");
  // Links the selection, or says beside the button why it can't be.
  const link = (note, tail, missing, words) => {
    const selection = selectionIn(body);
    note.textContent = refusalOf(selection, body.value) || missing;
    if (note.textContent) return false;
    replaceIn(selection.start, selection.end, `[${selection.words}](${tail})`);
    announce(words(selection.words.replace(/\s+/g, " ")));
    body.focus();
    return true;
  };

  // Names

  let entities = site.entities;
  const list = element("datalist", { id: "write-names" });
  const known = line("");
  known.setAttribute("list", list.id);
  const kindOf = (key) => KIND_NAMES[key.split(":")[0]][0];
  const nameIn = ([key, name]) => `${name} (${kindOf(key)})`;
  const keyOf = (words) => {
    const typed = words.trim().toLowerCase();
    const isNamed = (entity) => [entity[0], nameIn(entity), ...entity.slice(1)].some((name) => name.toLowerCase() === typed);
    const keys = entities.filter(isNamed).map(([key]) => key);
    return keys.length === 1 ? keys[0] : "";
  };
  const listNames = () => {
    const names = entities.map(nameIn);
    list.replaceChildren(...entities.map((entity, at) => element("option", { value: names.indexOf(names[at]) === names.lastIndexOf(names[at]) ? names[at] : entity[0] }, names[at])));
  };
  const linkName = () => {
    const key = keyOf(known.value);
    if (link(noteOfName, key, key ? "" : LINKING.unknown, LINKING.isLinked)) known.value = "";
  };
  const addAsNew = () => {
    noteOfName.textContent = refusalOf(selectionIn(body), body.value);
    if (!noteOfName.textContent) addSelection();
  };

  // Commitments

  const commitment = choices([]);
  const state = choices([["", LINKING.chooseState], ...Object.entries(STATE_NAMES)]);
  // Commitments of parties that the story mentions come first.
  const listCommitments = (added) => {
    const targets = new Set(linksIn(body.value).map(({ target }) => target));
    const isRelated = ([, , ...parties]) => parties.some((key) => targets.has(key));
    const optionGroup = (label, entries) => (entries.length ? element("optgroup", { label }, ...options(entries)) : "");
    const chosen = commitment.value;
    const all = [...site.commitments, ...added.filter(({ kind }) => kind === "commitment").map(({ id, name, by }) => [id, name, ...by.split(", ")])];
    commitment.replaceChildren(...options([["", LINKING.chooseCommitment]]),
      optionGroup(LINKING.related, all.filter(isRelated)), optionGroup(LINKING.others, all.filter((entry) => !isRelated(entry))));
    commitment.value = chosen;
  };
  const linkCommitment = () => {
    const tail = `commitment:${commitment.value} "${state.value}"`;
    link(noteOfCommitment, tail, commitment.value && state.value ? "" : LINKING.chooseFirst, () => LINKING.annotatedAs(STATE_NAMES[state.value]));
  };

  const parts = [
    group(LINKING.name, element("p", { className: "hint" }, LINKING.nameHint), field("known", LINKING.known, known), list,
      button(LINKING.link, linkName), " ", button(LINKING.addAsNew, addAsNew), noteOfName),
    group(LINKING.commitmentStatus, element("p", { className: "hint" }, LINKING.selectWords),
      field("commitment", [LINKING.commitment], commitment), field("state", [LINKING.state], state), button(LINKING.annotateSelection, linkCommitment), noteOfCommitment),
  ];
  // Lists the names and the commitments, with the new ones of the story.
  const renew = (whole, added) => {
    if (whole.entities !== entities || !list.childElementCount) { ({ entities } = whole); listNames(); }
    listCommitments(added);
  };
  return { parts, renew };
};
