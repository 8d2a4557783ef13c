// The guide: the story in a few steps, ticked off by what really happened in the store.

import { make, spoken, w } from "./made.js";

export class Guide {
  constructor(page) {
    this.page = page;
    this.node = document.getElementById("guide");
    this.list = document.getElementById("steps");
  }

  draws() {
    const page = this.page;
    if (!page.told) return;
    const people = page.inOrder();
    const has = (phone, role) => phone.about.roles.some((one) => one.role === role);
    const residents = people.filter((phone) => !phone.about.roles.length);
    const [maker, neighbour] = residents;
    const members = people.filter((phone) => has(phone, "member"));
    const secretary = people.find((phone) => has(phone, "secretary"));
    const single = people.find((phone) => has(phone, "contact") || has(phone, "manager"));
    const deciders = members.length ? members : [single].filter(Boolean);
    const confirmer = members.length ? secretary : single;
    this.node.hidden = !maker || !deciders.length || !confirmer;
    if (this.node.hidden) return;
    const names = (found) => found.map((phone) => phone.about.name).join(", ");
    const done = page.town.steps;
    const one = members.length ? "" : "_one";
    const steps = [
      ["plan", done.filed, maker, { who: maker.about.name }],
      ["support", done.supported, neighbour, { who: maker.about.name, with: neighbour?.about.name }],
      [`choose${one}`, done.settled, deciders[0], { who: names(deciders) }],
      ["confirm", done.confirmed, confirmer, { who: confirmer.about.name }],
    ].filter((step) => step[2]);
    const next = steps.findIndex(([key, isDone]) => !isDone && key !== "support");
    const state = JSON.stringify([spoken(), steps.map(([key, isDone, phone, gaps]) => [key, Boolean(isDone), phone.id, gaps])]);
    if (state === this.state) return;
    this.state = state;
    document.getElementById("guide-about").textContent = done.confirmed ? w("step_done", { who: maker.about.name }) : w(`guide_about${one}`);
    this.list.replaceChildren(...steps.map(([key, isDone, phone, gaps], n) => this.step(key, isDone, phone, gaps, n, n === next)));
  }

  step(key, isDone, phone, gaps, n, isNext) {
    return make(
      "li",
      { class: `step${isDone ? " done" : ""}${isNext ? " next" : ""}`, "aria-current": isNext ? "step" : null },
      make("span", { class: "count", "aria-hidden": "true", text: isDone ? "✓" : String(n + 1) }),
      make(
        "div",
        {},
        make("strong", { text: w(`step_${key}`, gaps) }),
        isDone ? make("span", { class: "unseen", text: ` (${w("step_is_done")})` }) : null,
        make("p", { text: w(`step_${key}_how`, gaps) }),
        make("button", { type: "button", class: "link", onclick: () => this.page.show(phone), text: `${w("go_to", { who: phone.about.name })} →` }),
      ),
    );
  }
}
