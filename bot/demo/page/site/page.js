// The page: what the demo tells goes to the phones, and what is chosen here goes to the demo.

import { at } from "./bubble.js";
import { Guide } from "./guide.js";
import { Inspector } from "./inspector.js";
import { listen, post } from "./line.js";
import { fill, isDialogOpen, learn, make, say, speak, spoken, w } from "./made.js";
import { Phone } from "./phone.js";
import { Strip } from "./strip.js";

const get = (id) => document.getElementById(id);
const NARROW = window.matchMedia("(max-width: 43rem)");

class Page {
  constructor() {
    this.phones = new Map();
    this.age = 0;
    this.town = { runs: true };
    this.current = null;
    this.bot = "";
    this.guide = new Guide(this);
    this.strip = new Strip(this);
    this.inspector = new Inspector(this);
    get("language").addEventListener("click", () => this.speaks(spoken() === "nl" ? "en" : "nl"));
    get("hood").addEventListener("click", () => this.inspector.toggle());
    NARROW.addEventListener("change", () => this.lays());
  }

  speaks(language) {
    speak(language);
    get("language").setAttribute("aria-label", w("in_other"));
    get("language").lang = language === "nl" ? "en" : "nl";
    for (const phone of this.phones.values()) phone.renew();
    this.draws();
  }

  // --- what the demo tells --------------------------------------------------------------------

  hears(kind, told) {
    if (this.isLost) this.isFound();
    if (kind === "everything") this.begins(told);
    else if (kind === "phones") this.phonesHear(told);
    else if (kind === "town") this.townHears(told);
    else this.inspector.hears(kind, told);
  }

  begins(told) {
    at(told.zone);
    this.bot = told.bot;
    this.told = told;
    this.town = told.town;
    const there = new Set(told.phones.map((phone) => phone.id));
    for (const [id, phone] of this.phones) {
      if (there.has(id) && told.age === this.age) continue;
      phone.node.remove();
      this.phones.delete(id);
    }
    if (told.age !== this.age) this.isMet = false;
    if (told.age !== this.age) this.away = new Set(told.phones.filter((one) => one.away).map((one) => one.id));
    this.age = told.age;
    for (const one of told.phones) this.phoneHears(one);
    if (!this.phones.has(this.current?.id)) this.current = this.inOrder().find((one) => !this.away.has(one.id));
    for (const kind of ["wire", "rows", "log"]) this.inspector.hears(kind, told[kind], true);
    get("screens").hidden = !told.screens;
    get("place").textContent = `${told.place} · ${told.programme}`;
    this.lays();
    this.draws();
    for (const phone of this.phones.values()) phone.toEnd();
    this.isMet = true;
  }

  phonesHear(told) {
    for (const one of told) this.phoneHears(one);
    this.drawPeople();
    this.guide.draws();
    if (this.current?.about.unread && this.looksAt(this.current)) this.current.do("reads");
  }

  phoneHears(one) {
    let phone = this.phones.get(one.id);
    if (!phone) {
      phone = new Phone(this, one.id);
      this.phones.set(one.id, phone);
      phone.hears(one);
      phone.renew();
      get("phones").append(phone.node);
      if (this.isMet) this.show(phone);
      return;
    }
    phone.hears(one);
  }

  townHears(town) {
    const changed = town.runs !== this.town.runs;
    this.town = town;
    if (changed) for (const phone of this.phones.values()) phone.around();
    this.draws();
  }

  lost() {
    this.isLost = true;
    this.banner(w("lost"));
  }

  isFound() {
    this.isLost = false;
    say(w("found"));
    this.banner("");
  }

  banner(words) {
    const banner = get("banner");
    if (banner.textContent !== words && words) say(words);
    banner.hidden = !words;
    banner.textContent = words;
  }

  // --- what is drawn --------------------------------------------------------------------------

  draws() {
    fill(document);
    if (!this.isLost) this.banner(this.town.busy ? w(`busy_${this.town.busy}`) : this.town.trouble ? w("bot_failed") : "");
    this.strip.draws();
    this.guide.draws();
    this.drawPeople();
    this.inspector.draws();
  }

  inOrder() {
    return [...this.phones.values()];
  }

  drawPeople() {
    const chips = this.inOrder().map((phone) => this.chip(phone));
    const bar = get("people");
    const focused = bar.contains(document.activeElement) && document.activeElement.dataset.phone;
    bar.replaceChildren(...chips);
    if (focused) bar.querySelector(`[data-phone="${focused}"]`)?.focus();
  }

  chip(phone) {
    const { name, unread } = phone.about;
    const isHere = phone === this.current;
    const isAway = this.away.has(phone.id);
    const unseen = (words) => make("span", { class: "unseen", text: ` ${words}` });
    const face = make("span", { class: "face", "aria-hidden": "true" });
    face.dataset.tint = phone.id % 6;
    face.dataset.letter = name[0];
    const chip = make(
      "button",
      {
        type: "button",
        class: `chip${isHere ? " here" : ""}${isAway ? " away" : ""}`,
        "aria-current": isHere ? "true" : null,
        onclick: () => this.show(phone),
      },
      face,
      make("span", { text: name }),
      unread ? make("span", { class: "badge", text: unread }, unseen(w("new"))) : null,
      isAway ? unseen(`(${w("put_away")})`) : null,
    );
    chip.dataset.phone = phone.id;
    return chip;
  }

  // On a narrow screen one phone at a time; else all that are not put away.
  lays() {
    for (const phone of this.phones.values()) {
      phone.node.hidden = NARROW.matches ? phone !== this.current : this.away.has(phone.id);
    }
  }

  // --- what a visitor does --------------------------------------------------------------------

  looksAt(phone) {
    return phone === this.current && !phone.node.hidden && document.hasFocus();
  }

  turnsTo(phone) {
    if (this.current !== phone) {
      this.current = phone;
      this.lays();
      this.drawPeople();
    }
    if (phone.about.unread) phone.do("reads");
  }

  show(phone) {
    this.away.delete(phone.id);
    this.current = phone;
    this.lays();
    const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    phone.node.scrollIntoView({ behavior: calm ? "auto" : "smooth", block: "nearest", inline: "center" });
    phone.toEnd();
    (phone.form.hidden ? phone.big : phone.node).focus({ preventScroll: true });
    this.turnsTo(phone);
    this.drawPeople();
  }

  putAway(phone) {
    this.away.add(phone.id);
    if (this.current === phone) this.current = this.inOrder().find((one) => !this.away.has(one.id)) || null;
    this.lays();
    this.drawPeople();
    get("people").querySelector(`[data-phone="${phone.id}"]`)?.focus();
  }

  named(name) {
    return this.inOrder().find((phone) => phone.about.name === name);
  }

  async orders(verb, what = {}) {
    const no = await post(`/town/${verb}`, what);
    // A dialog that stands open tells it itself.
    if (no && !isDialogOpen()) this.strip.says(w(no));
    return no;
  }
}

await learn();
const page = new Page();
page.speaks(spoken());
listen((kind, told) => page.hears(kind, told), () => page.lost());
