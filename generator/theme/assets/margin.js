// In the preview, lists the annotations of each passage in the margin.
import { element } from "./element.js";

const kinds = ["person", "organisation", "place", "topic", "commitment"];
const passages = new Map();
for (const link of document.querySelectorAll(kinds.map((kind) => `.story .to-${kind}`))) {
  const passage = link.closest(".story [id^='p-']");
  if (passage) passages.set(passage, [...(passages.get(passage) ?? []), link]);
}

const labelOf = (link) => {
  const kind = kinds.find((one) => link.classList.contains(`to-${one}`));
  const id = new URL(link.href).pathname.split("/").filter(Boolean).at(-1).replace(/\.html$/, "");
  const target = `${kind === "organisation" ? "org" : kind}:${id}`;
  return link.title ? `${target} (${link.title})` : target;
};

// A passage in a list or table has its annotations beside the whole list or table.
const whole = (passage) => passage.closest(".story > *") ?? passage;
const margins = new Map();
for (const [passage, links] of passages) {
  margins.set(whole(passage), new Set([...(margins.get(whole(passage)) ?? []), ...links.map(labelOf)]));
}
for (const [block, words] of margins) {
  block.before(element("div", { className: "margin" }, ...[...words].map((one) => element("span", {}, one))));
}
