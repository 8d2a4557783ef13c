// The strip: somebody new, the clock, the program, what goes wrong, and a new beginning.

import { ask, locale, make, say, spoken, w } from "./made.js";

const WRONG = ["429", "502", "timeout", "lost", "duplicate", "slow"];

export class Strip {
  constructor(page) {
    this.page = page;
    this.node = document.getElementById("controls");
    document.getElementById("strip").open = window.matchMedia("(min-width: 64rem)").matches;
    setInterval(() => this.ticks(), 1000);
  }

  // Built once for each language; afterwards only what changes is changed.
  draws() {
    if (!this.page.told) return;
    if (this.built !== spoken()) this.builds();
    const { runs, next, to_come: toCome, busy } = this.page.town;
    this.state.textContent = w(runs ? "runs" : "is_off");
    this.state.classList.toggle("off", !runs);
    this.startButton.hidden = runs;
    this.restartButton.hidden = !runs;
    this.killButton.hidden = !runs;
    for (const one of [this.startButton, this.restartButton, this.killButton, this.resetButton]) one.disabled = Boolean(busy);
    this.nextButton.disabled = !next;
    this.nextButton.title = next ? w("next_at", { at: this.told(new Date(next[1])) }) : w("no_next");
    this.coming.hidden = !toCome.length;
    this.comingWords.textContent = w(toCome.length === 1 ? "to_come" : "to_come_more", { n: toCome.length });
    this.ticks();
  }

  builds() {
    this.built = spoken();
    const order = (words, verb, what, looks = "") => make("button", { type: "button", class: looks, onclick: () => this.page.orders(verb, what), text: words });
    this.time = make("span", { class: "time" });
    this.state = make("strong", { class: "state" });
    this.nextButton = order(`⏭ ${w("next")}`, "clock", { to: "next" });
    this.startButton = order(`▶ ${w("start")}`, "start", {}, "go");
    this.restartButton = order(`🔄 ${w("restart")}`, "restart");
    this.killButton = order(`✂ ${w("kill")}`, "kill", {}, "danger");
    this.killButton.title = w("kill_about");
    this.comingWords = make("span");
    this.coming = make("span", { class: "coming" }, this.comingWords, order(w("over"), "over"));
    this.resetButton = make("button", { type: "button", onclick: () => this.resets(), text: `↺ ${w("reset")}` });
    this.line = make("p", { class: "strip-line", hidden: true });
    this.node.replaceChildren(
      make("div", { class: "group" }, make("button", { type: "button", class: "go", onclick: () => this.adds(), text: `+ ${w("add")}` })),
      this.group(w("clock"), this.time, order(w("hour"), "clock", { hours: 1 }), order(w("day"), "clock", { hours: 24 }), order(w("week"), "clock", { hours: 168 }), this.nextButton),
      this.group(w("program"), this.state, this.startButton, this.restartButton, this.killButton),
      make("div", { class: "group" }, make("button", { type: "button", "aria-haspopup": "dialog", onclick: () => this.goesWrong(), text: `⚡ ${w("wrong")}` }), this.coming),
      make("div", { class: "group" }, this.resetButton),
      this.line,
    );
  }

  group(name, ...inside) {
    return make("div", { class: "group", role: "group", "aria-label": name }, make("span", { class: "name", "aria-hidden": "true", text: name }), ...inside);
  }

  told(moment) {
    const how = { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", timeZone: this.page.told.zone };
    return moment.toLocaleString(locale(), how);
  }

  ticks() {
    if (this.time && this.page.told) this.time.textContent = this.told(new Date(Date.now() + this.page.town.ahead));
  }

  says(words) {
    say(words);
    if (!this.line) return;
    this.line.textContent = words;
    this.line.hidden = false;
    clearTimeout(this.gone);
    this.gone = setTimeout(() => { this.line.hidden = true; }, 6000);
  }

  goesWrong() {
    ask(w("wrong"), (close) => [
      make("div", { class: "choices" }, ...WRONG.map((kind) =>
        make("button", { type: "button", class: "choice", onclick: () => { close(); this.page.orders("wrong", { kind }); } }, make("span", { text: w(`wrong_${kind}`) })))),
    ]);
  }

  resets() {
    ask(w("reset"), (close) => [
      make("p", { text: w("reset_sure") }),
      make(
        "div",
        { class: "actions" },
        make("button", { type: "button", onclick: () => close(), text: w("no_back") }),
        make("button", { type: "button", class: "danger", onclick: () => { close(); this.page.orders("reset"); }, text: w("yes_reset") }),
      ),
    ]);
  }

  adds() {
    const { roles, wijken, wijk, languages } = this.page.told;
    const options = (found, chosen) => found.map(([value, words]) => make("option", { value, text: words, selected: value === chosen }));
    ask(w("add"), (close) => {
      const name = make("input", { id: "add-name", required: true, maxLength: 30, autocomplete: "off" });
      const language = make("select", { id: "add-language" }, ...options(languages.map((code) => [code, w(`lang_${code}`)]), spoken()));
      const role = make("select", { id: "add-role" }, ...options([["", w("resident")], ...roles.map((one) => [one.role, one.words[spoken()]])], ""));
      const mine = wijken.find((one) => one.name === wijk)?.id;
      const place = make("select", { id: "add-wijk" }, ...options(wijken.map((one) => [one.id, one.name]), mine));
      const field = (label, node) => make("p", { class: "field" }, make("label", { htmlFor: node.id, text: label }), node);
      const placeField = field(w("wijk"), place);
      const wrong = make("p", { class: "strip-line", role: "alert", hidden: true });
      const about = make("p", { class: "note", text: w("role_about") });
      const chosen = () => {
        const one = roles.find((found) => found.role === role.value);
        placeField.hidden = !one || one.everywhere;
        about.hidden = !one;
      };
      role.addEventListener("change", chosen);
      chosen();
      const submit = async (event) => {
        event.preventDefault();
        const what = { name: name.value, language: language.value, role: role.value, wijk: place.value };
        const no = await this.page.orders("add", what);
        if (!no) return close();
        wrong.textContent = w(no);
        wrong.hidden = false;
        return name.focus();
      };
      return [
        make(
          "form",
          { onsubmit: submit },
          field(w("who"), name), field(w("speaks"), language), field(w("role"), role), placeField, about, wrong,
          make("div", { class: "actions" }, make("button", { class: "go", text: w("do_add") })),
        ),
      ];
    });
  }
}
