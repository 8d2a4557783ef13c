// One phone: the chat, what can be done, and where one types. It keeps the truth it was told.

import { day, drawn } from "./bubble.js";
import { clipped, make, say, spoken, w } from "./made.js";
import { post } from "./line.js";
import { attachments, menu, more, openLink } from "./sheets.js";

const SHOWN = 150; // messages at first; the earlier ones are one press away
const NEAR = 80; // pixels from the end that still count as the end
const TOAST = 4500; // milliseconds

export class Phone {
  constructor(page, id) {
    this.page = page;
    this.id = id;
    this.bubbles = new Map();
    this.nodes = new Map();
    this.about = {};
    this.earlier = false;
    this.days = new Set();
    this.build();
  }

  // --- what is there from the beginning -------------------------------------------------------

  build() {
    const name = `phone-${this.id}`;
    this.name = make("h2", { id: name });
    this.face = make("span", { class: "face", "aria-hidden": "true" });
    this.role = make("p", { class: "role" });
    this.badge = make("span", { class: "badge", hidden: true });
    this.moreButton = this.button("round quiet", "more", "⋮", () => more(this));
    const head = make("header", { class: "head" }, this.face, make("div", { class: "names" }, this.name, this.role), this.badge, this.moreButton);
    this.hint = make("p", { class: "hint" });
    this.items = make("ol", { class: "items" });
    this.list = make("div", { class: "chat", tabIndex: 0, role: "log", "aria-live": "off" }, this.items);
    this.earlierButton = make("button", { type: "button", class: "earlier", hidden: true, onclick: () => this.showEarlier() });
    this.typing = make("p", { class: "typing", hidden: true });
    this.waiting = make("p", { class: "waiting", hidden: true });
    this.toast = make("p", { class: "toast", hidden: true });
    this.keys = make("div", { class: "reply-keys", hidden: true });
    this.foot = make("div", { class: "foot" });
    this.node = make(
      "section",
      { class: "phone", "aria-labelledby": name, id: `p${this.id}`, tabIndex: -1 },
      head, this.hint,
      make("div", { class: "room" }, this.earlierButton, this.list, this.toast),
      this.typing, this.waiting, this.keys, this.foot,
    );
    this.node.addEventListener("focusin", () => this.page.turnsTo(this));
    this.node.addEventListener("pointerdown", () => this.page.turnsTo(this));
    this.does = {
      says: (text) => this.do("says", { text }),
      opens: (link) => openLink(this.page, link),
      taps: (bubble, row, column) => this.taps(bubble, row, column),
    };
    this.composer();
    // Whoever reads the newest message goes on doing so, whatever grows or shrinks around it.
    this.stuck = true;
    this.list.addEventListener("scroll", () => { this.stuck = this.isAtEnd(); }, { passive: true });
    new ResizeObserver(() => { if (this.stuck) this.toEnd(); }).observe(this.list);
  }

  button(looks, key, sign, act) {
    const node = make("button", { type: "button", class: looks, onclick: act }, make("span", { "aria-hidden": "true", text: sign }));
    node.dataset.label = key;
    return node;
  }

  composer() {
    this.box = make("textarea", { rows: 1, id: `box-${this.id}`, dir: "auto", autocomplete: "off", enterkeyhint: "send" });
    this.example = make("button", { type: "button", class: "example", hidden: true, onclick: () => this.fillExample() });
    this.menuButton = this.button("round quiet", "menu", "☰", () => menu(this));
    this.attachButton = this.button("round quiet", "attach", "+", () => attachments(this));
    this.sendButton = this.button("round send", "send", "➤", () => this.sends());
    this.form = make("form", { class: "composer", onsubmit: (event) => { event.preventDefault(); this.sends(); } },
      this.menuButton, this.attachButton, this.box, this.sendButton);
    this.sendButton.type = "submit";
    this.sendButton.onclick = null;
    this.big = make("button", { type: "button", class: "big", onclick: () => this.begins() });
    this.box.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        this.sends();
      }
    });
    this.box.addEventListener("input", () => this.grow());
    this.foot.append(this.example, this.form, this.big);
  }

  // --- what changes -----------------------------------------------------------------------------

  // Something was told about this phone: what stands around, and messages that came or changed.
  hears(told) {
    const { bubbles, toasts, all, ...about } = told;
    const atEnd = this.stuck;
    this.about = about;
    let ours = false;
    if (all) {
      this.bubbles = new Map(bubbles.map((bubble) => [bubble.id, bubble]));
      this.redraw();
    } else {
      for (const bubble of bubbles || []) ours = this.take(bubble) || ours;
    }
    this.around();
    if (bubbles && bubbles.length && (atEnd || ours || all)) this.toEnd();
    for (const words of toasts || []) this.shows(words);
  }

  // One message; answers whether it is a new one of this person.
  take(bubble) {
    const there = this.nodes.get(bubble.id);
    if (bubble.gone) {
      this.bubbles.delete(bubble.id);
      this.nodes.delete(bubble.id);
      if (there) there.remove();
      return false;
    }
    const known = this.bubbles.has(bubble.id);
    // Everything may be told twice; only what is new is drawn and said.
    if (known && JSON.stringify(this.bubbles.get(bubble.id)) === JSON.stringify(bubble)) return false;
    this.bubbles.set(bubble.id, bubble);
    if (!there && known) return false; // among the earlier ones, which are not shown
    const node = drawn(bubble, this.about.name, this.does);
    if (!bubble.mine) {
      if (!this.page.looksAt(this)) node.classList.add("new");
      this.tell(bubble);
    }
    this.nodes.set(bubble.id, node);
    if (there) {
      const focused = there.contains(document.activeElement);
      const key = focused && document.activeElement.dataset.key;
      there.replaceWith(node);
      if (focused) (node.querySelector(`[data-key="${key}"]`) || node.querySelector("button") || node).focus();
      return false;
    }
    this.place(bubble, node);
    return bubble.mine;
  }

  place(bubble, node) {
    this.list.querySelector(".empty")?.remove();
    this.dayLine(bubble.date);
    this.items.append(node);
    if (!this.earlier && this.nodes.size > SHOWN + 50) {
      for (const old of [...this.nodes.keys()].slice(0, this.nodes.size - SHOWN)) {
        this.nodes.get(old).remove();
        this.nodes.delete(old);
      }
    }
    this.countEarlier();
  }

  countEarlier() {
    const hidden = this.bubbles.size - this.nodes.size;
    this.earlierButton.hidden = hidden <= 0;
    this.earlierButton.textContent = w("earlier", { n: hidden });
  }

  dayLine(seconds) {
    const words = day(seconds);
    if (this.days.has(words)) return;
    this.days.add(words);
    this.items.append(make("li", { class: "day", text: words }));
  }

  showEarlier() {
    this.earlier = true;
    this.earlierButton.hidden = true;
    this.redraw();
    this.list.scrollTop = 0;
    this.list.focus();
  }

  redraw() {
    const room = this.earlier ? Infinity : SHOWN;
    const bubbles = [...this.bubbles.values()].sort((a, b) => a.id - b.id);
    this.items.replaceChildren();
    this.nodes.clear();
    this.days.clear();
    for (const bubble of bubbles.slice(Math.max(0, bubbles.length - room))) {
      const node = drawn(bubble, this.about.name, this.does);
      this.nodes.set(bubble.id, node);
      this.dayLine(bubble.date);
      this.items.append(node);
    }
    if (!this.bubbles.size) this.items.append(make("li", { class: "empty", text: w("empty") }));
    this.countEarlier();
  }

  // A new language of the page, or a new world.
  renew() {
    for (const node of this.node.querySelectorAll("[data-label]")) node.setAttribute("aria-label", w(node.dataset.label));
    for (const node of this.node.querySelectorAll("[data-label]")) node.title = w(node.dataset.label);
    this.redraw();
    this.around();
    this.toEnd();
  }

  around() {
    const about = this.about;
    this.name.textContent = about.name;
    this.face.dataset.letter = about.name[0];
    this.face.dataset.tint = about.id % 6;
    this.role.textContent = this.roleWords();
    this.hint.textContent = w(`hint_${about.hint}`);
    this.list.setAttribute("aria-label", w("chat_of", { who: about.name }));
    this.node.classList.toggle("off", !this.page.town.runs);
    this.badge.hidden = !about.unread;
    this.badge.textContent = w("unread", { n: about.unread });
    if (!about.unread) for (const one of this.list.querySelectorAll(".new")) one.classList.remove("new");
    this.typing.hidden = !about.typing;
    this.typing.textContent = w("typing");
    this.waiting.hidden = !about.waiting || this.page.town.runs;
    this.waiting.textContent = w(about.waiting === 1 ? "waiting_one" : "waiting", { n: about.waiting });
    this.spin(about.spinning);
    this.replyKeys(about.keyboard);
    const talks = about.started && !about.blocked;
    this.form.hidden = !talks;
    this.big.hidden = talks;
    this.big.textContent = w(about.blocked ? "unblock" : "start");
    this.box.setAttribute("aria-label", w("message", { who: about.name }));
    this.box.placeholder = w("write");
    this.example.hidden = !talks || !about.example;
    this.example.textContent = `💡 ${w("example")}`;
  }

  roleWords() {
    const roles = this.about.roles.map((role) => role.words[spoken()] + (role.place ? ` ${role.place}` : ""));
    return roles.length ? roles.join(", ") : w("resident");
  }

  spin(spinning) {
    for (const one of this.list.querySelectorAll(".key.busy")) {
      one.classList.remove("busy");
      one.removeAttribute("aria-busy");
    }
    for (const [message, row, column] of spinning) {
      const key = this.list.querySelector(`[data-key="${message}-${row}-${column}"]`);
      if (key) {
        key.classList.add("busy");
        key.setAttribute("aria-busy", "true");
      }
    }
  }

  replyKeys(markup) {
    const state = JSON.stringify(markup || null);
    if (this.keysState === state) return;
    this.keysState = state;
    this.keys.hidden = !markup;
    if (!markup) return;
    const rows = markup.keyboard.map((row) =>
      make("div", { class: "keys" }, ...row.map((one) => {
        const key = typeof one === "string" ? { text: one } : one;
        const act = () => {
          if (markup.one_time_keyboard) this.keys.hidden = true;
          if (key.request_location) attachments(this, "location");
          else if (key.request_contact) this.do("contact");
          else this.do("says", { text: key.text });
        };
        return make("button", { type: "button", class: "key", dir: "auto", onclick: act, text: key.text });
      })));
    this.keys.replaceChildren(...rows);
    if (markup.input_field_placeholder) this.box.placeholder = markup.input_field_placeholder;
  }

  tell(bubble) {
    const words = bubble.text || bubble.caption || w("document");
    if (this.page.current === this) say(`${w("theirs")}: ${clipped(words, 300)}`);
    else if (!this.bubbles.get(bubble.id).edit_date) say(w("new_message", { who: this.about.name }));
  }

  shows(words) {
    this.toast.textContent = words;
    this.toast.hidden = false;
    say(words);
    clearTimeout(this.gone);
    this.gone = setTimeout(() => { this.toast.hidden = true; }, TOAST);
  }

  isAtEnd() {
    return this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight < NEAR;
  }

  toEnd() {
    this.stuck = true;
    this.list.scrollTop = this.list.scrollHeight;
  }

  grow() {
    this.box.style.height = "auto";
    this.box.style.height = `${Math.min(this.box.scrollHeight, 120)}px`;
  }

  // --- what a visitor does --------------------------------------------------------------------

  async do(verb, what = {}) {
    const no = await post(`/phones/${this.id}/${verb}`, what);
    if (no) this.shows(w(no));
    return no;
  }

  sends() {
    const text = this.box.value;
    if (!text.trim()) return;
    this.box.value = "";
    this.grow();
    this.do("says", { text }).then((no) => {
      if (no) this.box.value = text;
    });
  }

  fillExample() {
    this.box.value = this.about.example;
    this.grow();
    this.box.focus();
  }

  async begins() {
    const blocked = this.about.blocked;
    await this.do(blocked ? "unblocks" : "says", blocked ? {} : { text: "/start" });
    if (!blocked) this.list.focus();
  }

  taps(bubble, row, column) {
    const button = this.bubbles.get(bubble.id).buttons[row][column];
    if (button.kind === "url") return openLink(this.page, button.url);
    if (button.kind === "copy_text") {
      navigator.clipboard?.writeText(button.copy).catch(() => {});
      this.shows(w("copied", { text: clipped(button.copy, 60) }));
    }
    return this.do("taps", { message: bubble.id, row, column, label: button.text });
  }
}
