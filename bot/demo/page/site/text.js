// A message's text with what stands out in it: bold, quotes, links and commands.

import { make } from "./made.js";

const TAGS = {
  bold: "strong",
  italic: "em",
  underline: "u",
  strikethrough: "s",
  code: "code",
  pre: "pre",
  blockquote: "blockquote",
  expandable_blockquote: "blockquote",
  spoiler: "span",
};
// What phones recognise by themselves.
const FOUND = /(https?:\/\/[^\s\u2066-\u2069]+|\bt\.me\/[^\s\u2066-\u2069]+)|((?<![\w/])\/[a-z0-9_]{1,32}\b)/giu;

// Entities count in UTF-16 units, as strings do here. `does` has opens(link) and says(command).
export function written(text, entities, does) {
  const whole = document.createDocumentFragment();
  const wraps = (entities || []).filter((one) => one.type in TAGS || one.type === "text_link");
  const cuts = new Set([0, text.length]);
  for (const one of wraps) cuts.add(one.offset).add(one.offset + one.length);
  const edges = [...cuts].sort((a, b) => a - b);
  const open = [];
  for (let n = 0; n < edges.length - 1; n += 1) {
    const [from, to] = [edges[n], edges[n + 1]];
    const around = wraps
      .filter((one) => one.offset <= from && one.offset + one.length >= to)
      .sort((a, b) => b.length - a.length);
    while (open.length && !around.includes(open[open.length - 1].entity)) open.pop();
    for (const entity of around) {
      if (open.some((one) => one.entity === entity)) continue;
      const node = wrapped(entity, does);
      (open.length ? open[open.length - 1].node : whole).append(node);
      open.push({ entity, node });
    }
    const into = open.length ? open[open.length - 1].node : whole;
    const inLink = open.some((one) => one.entity.type === "text_link");
    into.append(...(inLink ? [text.slice(from, to)] : linked(text.slice(from, to), does)));
  }
  for (const quote of whole.querySelectorAll("blockquote")) trimmed(quote);
  return whole;
}

// A quote is a block: the line ends on both sides of it are there already.
function trimmed(quote) {
  const [before, after] = [quote.previousSibling, quote.nextSibling];
  if (before?.nodeType === Node.TEXT_NODE) before.data = before.data.replace(/\n$/, "");
  if (after?.nodeType === Node.TEXT_NODE) after.data = after.data.replace(/^\n/, "");
}

function wrapped(entity, does) {
  if (entity.type === "text_link") {
    return make("button", { type: "button", class: "link", onclick: () => does.opens(entity.url) });
  }
  const node = make(TAGS[entity.type]);
  if (entity.type === "blockquote" || entity.type === "expandable_blockquote") node.dir = "auto";
  if (entity.type === "spoiler") node.className = "spoiler";
  return node;
}

function linked(text, does) {
  const parts = [];
  let last = 0;
  for (const found of text.matchAll(FOUND)) {
    const words = found[0].replace(/[.,;:!?)]+$/, "");
    parts.push(text.slice(last, found.index));
    const act = found[2] ? () => does.says(words) : () => does.opens(words);
    parts.push(make("button", { type: "button", class: "link", onclick: act }, words));
    last = found.index + words.length;
  }
  parts.push(text.slice(last));
  return parts.filter((part) => part !== "");
}
