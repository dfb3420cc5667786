// Loads the site's data, and sends the file of a form: to the code host, the clipboard or the disk.
import { element } from "../element.js";
import { area } from "./fields.js";

// Returns the full address of a path within this edition of the site.
export const addressOf = (path) => new URL(path, new URL(document.documentElement.dataset.base.replace(/\/?$/, "/"), document.baseURI));
export const load = async (path) => {
  const response = await fetch(addressOf(path));
  if (!response.ok) throw new Error(response.statusText);
  return response.json();
};

// The longest address that code hosts and browsers accept.
const MAX_ADDRESS = 7000;
// Returns the address at the code host that creates a file, with its text unless that is too long.
export const newFileAddress = (root, path, text) => {
  const [, folder, file] = /^(.*)\/(.*)$/.exec(path);
  const isGitLab = root.includes("/-/");
  const address = `${root}${folder}?${isGitLab ? "file_name" : "filename"}=${file}`;
  if (isGitLab || text.length > MAX_ADDRESS) return address;
  // A lone surrogate can't be encoded in an address.
  const whole = `${address}&value=${encodeURIComponent(text.replace(/[\ud800-\udfff]/gu, "\ufffd"))}`;
  return whole.length > MAX_ADDRESS ? address : whole;
};
export const copy = async (text) => {
  try { await navigator.clipboard.writeText(text); } catch {
    const copied = area(text);
    document.body.append(copied);
    copied.select();
    document.execCommand("copy");
    copied.remove();
  }
};
export const download = (name, text) => {
  const anchor = element("a", { href: URL.createObjectURL(new Blob([text], { type: "text/markdown" })), download: name });
  anchor.click();
  URL.revokeObjectURL(anchor.href);
};

// Returns a paragraph for messages that disappear after a while, and the function that shows one.
export const messages = () => {
  const status = element("p", { className: "status" });
  status.setAttribute("role", "status");
  let clearing;
  const announce = (words) => {
    status.textContent = words;
    clearTimeout(clearing);
    clearing = setTimeout(() => { status.textContent = ""; }, 8000);
  };
  return { status, announce };
};
