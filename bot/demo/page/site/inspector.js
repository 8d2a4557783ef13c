// Under the hood: the wire, the check, the rows that changed, the log. Drawn only while it is open.

import { locale, make, spoken, w } from "./made.js";

const TABS = ["wire", "check", "rows", "log"];
const MOST = 250; // lines of each kind

export class Inspector {
  constructor(page) {
    this.page = page;
    this.node = document.getElementById("inspector");
    this.lines = { wire: [], rows: [], log: [] };
    this.tab = "wire";
    this.drawn = {};
  }

  get isOpen() {
    return !this.node.hidden;
  }

  toggle() {
    this.node.hidden = !this.node.hidden;
    document.getElementById("hood").setAttribute("aria-expanded", String(this.isOpen));
    document.getElementById("table").classList.toggle("with-inspector", this.isOpen);
    this.draws();
    if (this.isOpen) this.node.querySelector("[role=tab][aria-selected=true]").focus();
  }

  hears(kind, lines, anew = false) {
    if (anew) {
      this.lines[kind] = [];
      if (this.tab === kind) this.drawn = {};
    }
    this.lines[kind].push(...lines);
    this.lines[kind] = this.lines[kind].slice(-MOST);
    if (this.isOpen && this.tab === kind) this.adds(anew ? this.lines[kind] : lines, anew);
  }

  draws() {
    if (!this.isOpen) return;
    if (this.drawn.language !== spoken() || this.drawn.tab !== this.tab) this.builds();
    else if (this.tab === "check") this.body.replaceChildren(...this.check());
  }

  builds() {
    this.drawn = { language: spoken(), tab: this.tab };
    const focused = this.node.contains(document.activeElement) && document.activeElement.id;
    const tabs = TABS.map((tab) =>
      make("button", {
        type: "button", role: "tab", id: `tab-${tab}`, "aria-controls": "tab-body",
        "aria-selected": String(tab === this.tab), tabIndex: tab === this.tab ? 0 : -1,
        onclick: () => this.turns(tab), onkeydown: (event) => this.moves(event, tab), text: w(`tab_${tab}`),
      }));
    this.body = make("div", { class: "lines", id: "tab-body", role: "tabpanel", "aria-labelledby": `tab-${this.tab}`, tabIndex: 0 });
    this.node.replaceChildren(
      make("div", { class: "tabs", role: "tablist", "aria-label": w("inspector") }, ...tabs),
      make("p", { class: "note", text: w(`${this.tab}_about`) }),
      this.body,
    );
    if (this.tab === "check") this.body.replaceChildren(...this.check());
    else this.adds(this.lines[this.tab], true);
    if (focused) document.getElementById(focused)?.focus();
  }

  turns(tab) {
    this.tab = tab;
    this.draws();
    document.getElementById(`tab-${tab}`).focus();
  }

  moves(event, tab) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    this.turns(TABS[(TABS.indexOf(tab) + step + TABS.length) % TABS.length]);
  }

  adds(lines, anew) {
    if (!this.body) return;
    if (anew) this.body.replaceChildren();
    if (!lines.length && !this.body.children.length) this.body.append(make("p", { class: "nothing", text: w("nothing_yet") }));
    if (lines.length) this.body.querySelector(".nothing")?.remove();
    for (const line of lines) this.body.prepend(this[this.tab](line));
    while (this.body.children.length > MOST) this.body.lastChild.remove();
  }

  time(at) {
    if (!at) return "";
    const how = { hour: "2-digit", minute: "2-digit", second: "2-digit", timeZone: this.page.told.zone };
    return new Date(at).toLocaleTimeString(locale(), how);
  }

  who(chat) {
    return this.page.phones.get(chat)?.about.name || "";
  }

  wire(line) {
    return make(
      "details",
      { class: `line ${line.way}${line.ok ? "" : " bad"}` },
      make(
        "summary",
        {},
        make("span", { class: "arrow", "aria-hidden": "true", text: line.way === "in" ? "↓" : "↑" }),
        make("span", { class: "unseen", text: w(line.way) }),
        make("code", { text: line.what }),
        make("span", { class: "whom", text: this.who(line.chat) }),
        line.ok ? null : make("span", { class: "answer", text: line.answer }),
        make("time", { text: this.time(line.at) }),
      ),
      make("pre", { tabIndex: 0, text: line.body }),
    );
  }

  rows(line) {
    const what = (line.what || []).map((one) => make("li", { text: one }));
    return make(
      "div",
      { class: `line row ${line.did}` },
      make("p", {}, make("code", { text: line.table }), make("span", { class: "did", text: w(`row_${line.did}`) }), make("time", { text: this.time(line.at) })),
      make("p", { class: "row-key", text: line.key }),
      what.length ? make("ul", {}, ...what) : null,
    );
  }

  log(line) {
    return make("p", { class: `line log ${line.level}` }, make("time", { text: this.time(line.at) }), make("span", { class: "level", text: line.level }), make("span", { text: line.text }));
  }

  check() {
    const { verdict, starts } = this.page.town;
    const bad = verdict.violations;
    const refused = Object.values(verdict.refused).reduce((sum, n) => sum + n, 0);
    const figures = [
      [verdict.requests, w("requests")],
      [verdict.described, w("described")],
      [refused, w("refused")],
      [starts, w("starts")],
    ];
    return [
      make("p", { class: bad.length ? "verdict bad" : "verdict", text: bad.length ? w("check_bad", { n: bad.length }) : `✓ ${w("check_good")}` }),
      make("p", { class: "note", text: w("check_about") }),
      make("dl", {}, ...figures.flatMap(([n, words]) => [make("dt", { text: words }), make("dd", { text: n })])),
      make("ul", {}, ...bad.map((words) => make("li", { text: words }))),
    ];
  }
}
