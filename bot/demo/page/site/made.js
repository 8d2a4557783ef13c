// Small things every part of the page uses: making elements, words, one dialog, one voice.

export function make(tag, about = {}, ...inside) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(about)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "class") node.className = value;
    else if (name === "text") node.textContent = value;
    else if (name in node && !name.includes("-") && name !== "list") node[name] = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...inside.filter((one) => one !== null && one !== undefined && one !== ""));
  return node;
}

// A drawing; its elements live in another namespace.
export function draw(tag, about = {}, ...inside) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(about)) node.setAttribute(name, value);
  node.append(...inside);
  return node;
}

// --- words ------------------------------------------------------------------------------------

let known = {};
let language = "nl";
const KEPT = "aanzet-language";

export const spoken = () => language;
// Dates and times as people here write them, in both languages.
export const locale = () => (language === "nl" ? "nl-NL" : "en-GB");

export async function learn() {
  known = await (await fetch("/site/words.json")).json();
  const wished = localStorage.getItem(KEPT) || (navigator.language || "nl").slice(0, 2);
  speak(wished === "nl" ? "nl" : "en", false);
}

export function speak(wished, keep = true) {
  language = wished;
  if (keep) localStorage.setItem(KEPT, wished);
  document.documentElement.lang = wished;
  document.title = w("title");
  fill(document);
}

// A sentence of the page; its gaps stand between braces.
export function w(key, gaps = {}) {
  const sentence = (known[key] || {})[language] || key;
  return sentence.replace(/\{(\w+)\}/g, (whole, gap) => (gap in gaps ? gaps[gap] : whole));
}

export const has = (key) => key in known;

export function fill(root) {
  for (const node of root.querySelectorAll("[data-w]")) node.textContent = w(node.dataset.w);
  for (const node of root.querySelectorAll("[data-label]")) {
    node.setAttribute("aria-label", w(node.dataset.label));
  }
}

// --- one voice for screen readers, one line for everybody ---------------------------------------

let silence = 0;

export function say(words) {
  const said = document.getElementById("said");
  said.append(make("p", { text: words }));
  clearTimeout(silence);
  silence = setTimeout(() => said.replaceChildren(), 6000);
}

export function clipped(text, most = 120) {
  const plain = text.replace(/\s+/g, " ").trim();
  return plain.length > most ? `${plain.slice(0, most - 1)}…` : plain;
}

// --- one dialog ---------------------------------------------------------------------------------

// Shows what `fills` puts in it; whatever had the focus gets it back.
export function ask(name, fills) {
  const dialog = document.getElementById("dialog");
  if (dialog.open) dialog.close();
  let back = document.activeElement;
  // Whoever opens something else on another phone gives the focus there: close(null).
  const close = (where = back) => {
    back = where;
    dialog.close();
  };
  const head = make(
    "div",
    { class: "dialog-head" },
    make("h2", { id: "dialog-name", text: name }),
    make("button", { type: "button", class: "round quiet", "aria-label": w("close"), onclick: () => close() }, "✕"),
  );
  dialog.replaceChildren(head, ...fills(close).filter(Boolean));
  dialog.onclick = (event) => {
    if (event.target === dialog) close();
  };
  dialog.onclose = () => {
    dialog.replaceChildren();
    if (back && back.isConnected) back.focus();
  };
  dialog.showModal();
}

export function isDialogOpen() {
  return document.getElementById("dialog").open;
}
