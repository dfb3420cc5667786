// Sends a story with new names or a picture: several files, for one pull request.
import { element } from "../../element.js";
import { area, button, field, group, line } from "../fields.js";
import { idOf, isId } from "../file.js";
import { copy, newFileAddress } from "../output.js";
import { KIND_NAMES } from "../terms.js";
import { linksIn } from "../text.js";
import { entityFileOf, entityPath } from "./entity_file.js";
import { zipOf } from "./zip.js";

// What this part of the form says.
const SENDING = {
  kind: _("What it is"), name: _("Name"), id: [_("File name"), _("Small letters, digits and hyphens. Annotations name it by this word.")],
  text: [_("Who or what it is"), _("One sentence, which its page shows. You may leave it empty.")],
  by: [_("Who is to do it"), _("A person or an organisation of this site.")], alsoBy: [_("Who else is to do it")], due: [_("Due date, if there is one"), _("Like 2027-06-30, 2027-06 or 2027.")],
  number: (number) => _("New name %(number)s"), remove: _("Remove it"), removed: _("It is removed"), chooseParty: _("Choose who is to do it"),
  noName: _("it has no name"), noNameHint: _("Write the name as the site is to show it."),
  badId: _("this can\u2019t be a file name"), badIdHint: _("Write small Latin letters, digits and hyphens."),
  exists: _("the site has one with this file name already"), existsHint: _("Annotate that one, or choose another file name."),
  noParty: _("this commitment doesn\u2019t say who is to do it"), noPartyHint: _("Choose a person or an organisation. If it is new, add it first."),
  badDue: _("this is no date"), badDueHint: _("Write it like 2027-06-30, 2027-06 or 2027."),
  pictureName: (name, size) => _("It is sent as %(name)s, with %(size)s kB."), chooseAgain: _("Choose the file again: the browser doesn\u2019t keep it."),
  noFile: _("the file of the picture is missing"), noPicture: _("this isn\u2019t a picture of a type that the site can show"), noPictureHint: _("Choose an AVIF, GIF, JPEG, PNG or WebP file."),
  tooLarge: _("the picture is larger than 8 MB"), tooLargeHint: _("Make it smaller, and choose it again."),
  several: _("Your story has several files. GitHub makes only one file from a link, so they take a few steps. All of them come into one pull request."),
  first: _("Open the story as a pull request, with the button above. On GitHub choose \u201cPropose changes\u201d and then \u201cCreate pull request\u201d. GitHub makes a copy of the repository in your account, and a branch in it that is mostly called patch-1."),
  account: [_("Your name on GitHub"), _("Your copy of the repository is there. It is only used for the links below.")], branch: [_("Branch"), _("GitHub shows it at the top of the pull request.")],
  second: _("Say where your copy is. The links below then lead to it."),
  add: (path) => _("Add %(path)s"), addLater: (path) => _("Add %(path)s."), addHint: _("On GitHub, commit the file directly to your branch: it then joins the pull request."),
  pasteHint: _("The text is too long for a link, so the link copies it: paste it into the page that opens."),
  save: (name) => _("Save the picture as %(name)s"), upload: _("Open the page for uploads"), uploadHint: _("Drop the saved picture there, and commit it directly to your branch."),
  noAccount: _("The link appears when your name on GitHub is filled in."),
  missing: _("Until all files are there, the check of the pull request reports those that are missing."),
  archive: _("Download all files as one archive"), archiveHint: _("If you have the repository on your computer, unpack the archive there and commit all of its files together."),
  gitlab: _("Your story has several files, and GitLab makes only one from a link. Download the archive, and add its files in the Web IDE: they are one merge request there."),
  email: _("Your story has several files. Download the archive and send it to the editors."),
  downloaded: _("The archive is downloaded"),
};

const TYPES = new Map([["image/avif", "avif"], ["image/gif", "gif"], ["image/jpeg", "jpg"], ["image/png", "png"], ["image/webp", "webp"]]);
const MAX_PICTURE = 8 * 1024 * 1024;

const saveAs = (blob, download) => {
  const anchor = element("a", { href: URL.createObjectURL(blob), download });
  anchor.click();
  URL.revokeObjectURL(anchor.href);
};

// Returns the part of the form for new names and for sending; `form` has what it needs of the form.
export const startSending = (form) => {
  const { site, story, choices, renew, announce } = form;

  // New names

  let added = 0;
  const rowsOfNames = () => [...form.list.children];
  const valuesOfRow = ({ inputs }) => Object.fromEntries(Object.entries(inputs).map(([key, input]) => [key, input.value.trim().replace(/\s+/g, " ")]));
  const entities = () => rowsOfNames().map(valuesOfRow);
  const parties = () => [...site.entities.map(([key, name]) => [key, name]), ...entities().map(({ kind, id, name }) => [`${kind}:${id}`, name])]
    .filter(([key]) => /^(person|org):[a-z0-9]/.test(key)).sort(([, a], [, b]) => a.localeCompare(b));
  // Returns the inputs for those who are to do it: below the last one that is chosen there is an empty one.
  const partiesOf = (number, written) => {
    const box = element("div", {});
    const selects = () => [...box.querySelectorAll("select")];
    const chosenIn = (select) => (select.options.length ? select.value : select.dataset.chosen);
    const addChoice = (chosen) => {
      const select = choices([]);
      select.dataset.chosen = chosen;
      const count = selects().length;
      box.append(field(`new-${number}-by${count || ""}`, count ? SENDING.alsoBy : SENDING.by, select));
    };
    for (const chosen of written.split(", ")) addChoice(chosen);
    const renewChoices = (entries) => {
      if (chosenIn(selects().at(-1))) addChoice("");
      for (const select of selects()) {
        const chosen = chosenIn(select);
        select.replaceChildren(...entries.map(([value, words]) => element("option", { value }, words)));
        select.value = chosen;
      }
    };
    Object.defineProperty(box, "value", { get: () => selects().map(chosenIn).filter(Boolean).join(", ") });
    return Object.assign(box, { renewChoices });
  };
  const renewParties = () => {
    const entries = [["", SENDING.chooseParty], ...parties()];
    for (const { inputs: { by } } of rowsOfNames()) by.renewChoices(entries);
  };
  const targetOf = ({ inputs: { kind, id } }) => `${kind.value}:${id.value.trim()}`;
  const isKnown = (target) => site.entities.some(([key]) => key === target) || site.commitments.some(([id]) => `commitment:${id}` === target);
  // The links to a new name follow its kind and its file name. One to a commitment needs a status, so it is removed.
  const followLinks = (row) => {
    const [{ body }, next] = [form, targetOf(row)];
    if (!isId(row.inputs.id.value.trim()) || isKnown(next) || rowsOfNames().some((other) => other !== row && other.target === next)) return;
    for (const { start, end, target, at, tail } of [...linksIn(body.value)].reverse()) {
      if (target !== row.target || target === next) continue;
      if (next.startsWith("commitment:") && !target.startsWith("commitment:")) body.setRangeText(body.value.slice(start + 1, tail), start, end, "preserve");
      else body.setRangeText(next, at, at + target.length, "preserve");
    }
    row.target = next;
  };
  const insert = (entity) => {
    added += 1;
    const inputs = {
      kind: choices(Object.entries(KIND_NAMES).map(([scheme, [words]]) => [scheme, words]), entity.kind ?? "person"), name: line(entity.name),
      id: line(entity.id ?? idOf(entity.name ?? ""), { dir: "ltr", spellcheck: false, autocapitalize: "none" }), text: area(entity.text), by: partiesOf(added, entity.by ?? ""), due: line(entity.due, { dir: "ltr" }),
    };
    const { kind, name, id, by } = inputs;
    const fields = Object.fromEntries(Object.entries(inputs).map(([key, input]) => [key, input === by ? by : field(`new-${added}-${key}`, [SENDING[key]].flat(), input)]));
    const showFields = () => { fields.by.hidden = fields.due.hidden = kind.value !== "commitment"; };
    kind.onchange = () => { showFields(); followLinks(row); renew(); };
    // The file name follows the name until somebody changes it.
    name.oninput = () => { if (!id.dataset.isOwn) id.value = idOf(name.value); followLinks(row); };
    id.oninput = () => { id.dataset.isOwn = "true"; followLinks(row); };
    if (entity.id) id.dataset.isOwn = "true";
    const row = group(SENDING.number(added), ...Object.values(fields), button(SENDING.remove, () => {
      row.remove();
      renew();
      announce(SENDING.removed);
      form.list.nextElementSibling.focus();
    }));
    row.inputs = inputs;
    row.target = targetOf(row);
    form.list.append(row);
    showFields();
    return row;
  };
  const add = (entity) => {
    const known = rowsOfNames().find((row) => entity.id && row.inputs.id.value === entity.id && row.inputs.kind.value === entity.kind);
    (known ?? insert(entity)).inputs.name.focus();
    renew();
  };
  const entityProblems = ({ inputs }) => {
    const { kind, name, id, by, due } = Object.fromEntries(Object.entries(inputs).map(([key, input]) => [key, input.value.trim()]));
    const isCommitment = kind === "commitment";
    return [
      !name && { input: inputs.name, message: SENDING.noName, hint: SENDING.noNameHint },
      !isId(id) && { input: inputs.id, message: SENDING.badId, hint: SENDING.badIdHint },
      isKnown(`${kind}:${id}`) && { input: inputs.id, message: SENDING.exists, hint: SENDING.existsHint },
      isCommitment && !by && { input: inputs.by.querySelector("select"), label: SENDING.chooseParty, message: SENDING.noParty, hint: SENDING.noPartyHint },
      isCommitment && due && !/^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$/.test(due) && { input: inputs.due, message: SENDING.badDue, hint: SENDING.badDueHint },
    ].filter(Boolean);
  };

  // The picture

  const picture = { type: story.picture?.type, file: null };
  const choosePicture = () => {
    [picture.file = null] = form.picture.files;
    picture.type = TYPES.get(picture.file?.type);
    renew();
  };
  const pictureProblems = () => {
    const { file, type } = picture;
    if (file && !type) return [{ input: form.picture, message: SENDING.noPicture, hint: SENDING.noPictureHint }];
    if (file?.size > MAX_PICTURE) return [{ input: form.picture, message: SENDING.tooLarge, hint: SENDING.tooLargeHint }];
    return type && !file ? [{ input: form.picture, message: SENDING.noFile, hint: SENDING.chooseAgain }] : [];
  };
  const showPictureName = (name) => {
    const { file, type } = picture;
    form.pictureNote.textContent = file && type ? SENDING.pictureName(name, Math.ceil(file.size / 1024)) : "";
  };

  // Steps

  const [, repository = "", folder = "content/"] = /^.*?\/\/[^/]+\/[^/]+\/([^/]+)\/new\/[^/]+\/(.*)$/.exec(site.new) ?? [];
  const isGitLab = site.new.includes("/-/");
  const [account, branch] = [line("", { dir: "ltr", spellcheck: false, autocapitalize: "none" }), line("patch-1", { dir: "ltr", spellcheck: false, autocapitalize: "none" })];
  const where = element("li", {}, SENDING.second, field("account", SENDING.account, account), field("branch", SENDING.branch, branch));
  const intro = element("p", {});
  const list = element("ol", {}, element("li", {}, SENDING.first), where);
  const hintOf = (words) => element("span", { className: "hint" }, words);
  let files = [];
  const archive = async () => {
    const packed = await Promise.all(files.map(async ({ path, text, file }) => ({
      path: `${folder}${path}`, bytes: file ? new Uint8Array(await file.arrayBuffer()) : new TextEncoder().encode(text),
    })));
    saveAs(zipOf(packed), `${form.id}.zip`);
    announce(SENDING.downloaded);
  };
  const rest = element("div", {}, button(SENDING.archive, archive), hintOf(SENDING.archiveHint));
  const copyOf = (page) => `${new URL(site.new).origin}/${encodeURIComponent(account.value.trim())}/${repository}/${page}/${branch.value.trim().split("/").map(encodeURIComponent).join("/")}/${folder}`;
  const fileStep = ({ path, text }) => {
    if (!account.value.trim()) return element("li", {}, SENDING.addLater(`${folder}${path}`), " ", hintOf(SENDING.noAccount));
    const href = newFileAddress(copyOf("new"), path, text);
    const isWhole = new URL(href).searchParams.has("value");
    return element("li", {}, element("a", { className: "tool", href, target: "_blank", rel: "noopener", onclick: () => { if (!isWhole) copy(text); } }, SENDING.add(`${folder}${path}`)), hintOf(isWhole ? SENDING.addHint : SENDING.pasteHint));
  };
  const pictureStep = ({ path, file }) => {
    const name = path.split("/").at(-1);
    const page = account.value.trim() ? element("a", { className: "tool", href: copyOf("upload") + path.slice(0, path.lastIndexOf("/")), target: "_blank", rel: "noopener" }, SENDING.upload) : hintOf(SENDING.noAccount);
    return element("li", {}, button(SENDING.save(name), () => saveAs(file, name)), " ", page, hintOf(SENDING.uploadHint));
  };
  const showSteps = ({ path, text, id, topics }) => {
    renewParties();
    form.id = id;
    const pictureFile = picture.file && picture.type ? [{ path: path.replace(/[^/]*$/, `${id}.${picture.type}`), file: picture.file }] : [];
    showPictureName(pictureFile[0]?.path);
    files = [{ path, text }, ...entities().filter((entity) => isId(entity.id)).map((entity) => ({ path: entityPath(entity), text: entityFileOf({ ...entity, topics }, site.names) })), ...pictureFile];
    if (files.length === 1) { form.steps.replaceChildren(); return; }
    if (isGitLab || !repository) {
      intro.textContent = isGitLab ? SENDING.gitlab : SENDING.email;
      form.steps.replaceChildren(intro, rest);
      return;
    }
    intro.textContent = SENDING.several;
    for (const step of [...list.children].slice(2)) step.remove();
    list.append(...files.slice(1).map((file) => (file.file ? pictureStep(file) : fileStep(file))), element("li", {}, SENDING.missing));
    // The inputs in it must keep the focus.
    if (!list.isConnected) form.steps.replaceChildren(intro, list, rest);
  };
  const clear = () => {
    form.list.replaceChildren();
    Object.assign(picture, { type: undefined, file: null });
  };
  const problems = () => [...rowsOfNames().flatMap(entityProblems), ...pictureProblems()];
  for (const entity of story.entities ?? []) insert(entity);
  return { add, entities, problems, picture, choosePicture, showSteps, clear };
};
