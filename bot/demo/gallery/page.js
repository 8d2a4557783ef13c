"use strict";
/* Searching and choosing; without it the page shows everything. */
const root = document.documentElement;
const form = document.getElementById("filters");
const search = document.getElementById("search");
const cards = [...document.querySelectorAll(".card")].map((card) => ({
  card,
  text: card.textContent.toLowerCase(),
}));
const places = [...document.querySelectorAll(".place, .journey")];
const chosen = (id) => document.getElementById(id).value;
const fill = (words, n, all) => words.replace("{n}", n).replace("{all}", all);
const SHOWING = { nl: "{n} van {all} berichten", en: "{n} of {all} messages" };

function choose() {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  const journey = chosen("journey");
  const role = chosen("role");
  const town = chosen("town");
  const choosing = words.length || journey || role || town;
  let shown = 0;
  for (const { card, text } of cards) {
    const fits =
      (!journey || card.dataset.journey === journey) &&
      (!role || card.dataset.roles.split(" ").includes(role)) &&
      (!town || card.dataset.town === town) &&
      words.every((word) => text.includes(word));
    card.hidden = !fits;
    shown += fits;
  }
  for (const place of places) {
    place.hidden = Boolean(choosing) && !place.querySelector(".card:not([hidden])");
  }
  document.getElementById("nothing").hidden = shown > 0;
  document.getElementById("count").textContent = fill(SHOWING[root.dataset.ui], shown, cards.length);
  root.dataset.choosing = choosing ? "yes" : "no";
}

function speak() {
  const boxes = [...form.querySelectorAll("[name=language]")];
  const on = boxes.filter((box) => box.checked);
  root.dataset.hide = boxes.filter((box) => !box.checked).map((box) => box.value).join(" ");
  root.dataset.say = (on[0] || boxes[0]).value;
  root.dataset.ui = root.lang = form.querySelector("[name=ui]:checked").value;
}

/* A link to something that is not chosen now shows everything first. */
function follow() {
  const there = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!there) return;
  if (there.closest("[hidden]")) {
    form.reset();
    speak();
    choose();
  }
  const parent = there.closest("details");
  if (parent) parent.open = true;
  there.scrollIntoView();
}

form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("input", () => {
  speak();
  choose();
});
addEventListener("hashchange", follow);
speak();
choose();
follow();
root.dataset.ready = "yes";
