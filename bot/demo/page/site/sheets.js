// What opens on top of a phone: commands, things to send, a place, and on whose phone a link opens.

import { ask, draw, make, w } from "./made.js";
import { post } from "./line.js";

const choice = (sign, words, act) =>
  make("button", { type: "button", class: "choice", onclick: act }, make("span", { class: "icon", "aria-hidden": "true", text: sign }), make("span", { text: words }));

export function menu(phone) {
  ask(w("menu"), (close) => [
    make("div", { class: "choices" }, ...phone.about.commands.map((one) =>
      make(
        "button",
        { type: "button", class: "choice", onclick: () => { close(); phone.do("says", { text: `/${one.command}` }); } },
        make("code", { text: `/${one.command}` }),
        make("span", { dir: "auto", text: one.description }),
      ))),
  ]);
}

export function more(phone) {
  ask(w("phone_of", { who: phone.about.name }), (close) => [
    make(
      "div",
      { class: "choices" },
      choice("🗂", w("away"), () => { close(); phone.page.putAway(phone); }),
      phone.about.blocked
        ? choice("🔓", w("unblock"), () => { close(); phone.do("unblocks"); })
        : phone.about.started ? choice("🚫", w("block"), () => { close(); phone.do("blocks"); }) : null,
    ),
  ]);
}

// --- things to send -------------------------------------------------------------------------------

export function attachments(phone, only) {
  if (only === "location") return places(phone);
  return ask(w("attach"), (close) => {
    const send = (verb) => () => { close(); phone.do(verb); };
    return [
      make(
        "div",
        { class: "choices" },
        choice("📷", w("sample_photo"), send("photo")),
        choice("🎤", w("sample_voice"), send("voice")),
        choice("📄", w("sample_document"), send("document")),
        choice("📍", w("location"), () => { close(); places(phone); }),
        own(phone, "photo", "🖼", "image/*", close),
        own(phone, "document", "📎", "", close),
        choice("🙂", w("sticker"), send("sticker")),
        choice("👤", w("contact"), send("contact")),
      ),
      make("p", { class: "note", text: w("stays") }),
    ];
  });
}

function own(phone, kind, sign, accept, close) {
  const input = make("input", { type: "file", accept, class: "unseen", tabIndex: -1, "aria-hidden": "true" });
  input.addEventListener("change", async () => {
    const file = input.files[0];
    close();
    if (!file) return;
    const about = new URLSearchParams({ kind, name: file.name });
    const no = await post(`/phones/${phone.id}/upload?${about}`, file, file.type || "application/octet-stream");
    if (no) phone.shows(w(no));
  });
  return make("span", {}, choice(sign, w(`own_${kind}`), () => input.click()), input);
}

// --- a place ----------------------------------------------------------------------------------

const SIDE = 7; // squares
const METRES = 500;
const DEGREE = 111320; // metres of latitude

async function places(phone) {
  let known;
  try {
    known = await (await fetch("/places")).json();
  } catch {
    phone.shows(w("no_answer"));
    return;
  }
  ask(w("map"), (close) => {
    const picks = (latitude, longitude) => { close(); phone.do("location", { latitude, longitude }); };
    return known.places.length ? dots(known.places, picks) : squares(known, picks);
  });
}

function squares(known, picks) {
  const [latitude, longitude] = known.around;
  const up = METRES / DEGREE;
  const right = METRES / (DEGREE * Math.cos((latitude * Math.PI) / 180));
  const middle = (SIDE - 1) / 2;
  const grid = make("div", { class: "squares-grid", role: "group", "aria-label": w("map") });
  for (let row = 0; row < SIDE; row += 1) {
    for (let column = 0; column < SIDE; column += 1) {
      const name = `${String.fromCharCode(65 + column)}${row + 1}`;
      const place = [latitude + (middle - row) * up, longitude + (column - middle) * right];
      const act = () => picks(Number(place[0].toFixed(5)), Number(place[1].toFixed(5)));
      grid.append(make("button", { type: "button", "aria-label": w("square", { name }), onclick: act, text: name }));
    }
  }
  return [
    make("p", { class: "note", text: w("map_grid", { wijk: known.wijk }) }),
    make("p", { class: "north", "aria-hidden": "true", text: `↑ ${w("north")}` }),
    grid,
  ];
}

function dots(found, picks) {
  const shrink = Math.cos((found[0].latitude * Math.PI) / 180);
  const xs = found.map((one) => one.longitude * shrink);
  const ys = found.map((one) => -one.latitude);
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  const scale = 360 / Math.max(Math.max(...xs) - left, Math.max(...ys) - top, 0.001);
  const [wide, high] = [(Math.max(...xs) - left) * scale + 40, (Math.max(...ys) - top) * scale + 40];
  const marks = found.map((one, n) => {
    const [x, y] = [(xs[n] - left) * scale + 20, (ys[n] - top) * scale + 20];
    const mark = draw("circle", { cx: x, cy: y, r: 7, class: "dot" }, draw("title", {}, one.name));
    mark.addEventListener("click", () => picks(one.latitude, one.longitude));
    return mark;
  });
  const picture = draw("svg", { viewBox: `0 0 ${wide} ${high}`, class: "plan", role: "img", "aria-label": w("map_picture") }, ...marks);
  return [
    make("p", { class: "note", text: w("map_places") }),
    make("p", { class: "north", "aria-hidden": "true", text: `↑ ${w("north")}` }),
    picture,
    make("div", { class: "choices" }, ...found.map((one) => choice("📍", one.name, () => picks(one.latitude, one.longitude)))),
  ];
}

// --- links --------------------------------------------------------------------------------------

function ours(page, link) {
  const address = parsed(link);
  return address !== null && address.hostname === "t.me" && address.pathname.slice(1) === page.bot && address.searchParams.has("start");
}

function parsed(link) {
  try {
    return new URL(link.includes("://") ? link : `https://${link}`);
  } catch {
    return null;
  }
}

// A link of our own bot opens on a phone of choice; sharing one is opening it on a neighbour's.
export function openLink(page, link) {
  const address = parsed(link);
  if (ours(page, link)) return whose(page, link, w("open_about"));
  const shared = address?.hostname === "t.me" && address.pathname.startsWith("/share") && address.searchParams.get("url");
  if (shared && ours(page, shared)) {
    return whose(page, shared, w("share_about"), address.searchParams.get("text"));
  }
  return ask(w("outside"), (close) => [
    make("p", { text: w("outside_about") }),
    make("p", { class: "address", text: link }),
    make("div", { class: "choices" }, make("a", { class: "choice", href: address ? address.href : "#", target: "_blank", rel: "noopener noreferrer", onclick: () => close(), text: w("open_outside") })),
  ]);
}

function whose(page, link, about, text) {
  ask(w("open_where"), (close) => [
    make("p", { text: about }),
    text ? make("blockquote", { dir: "auto", text }) : null,
    make("p", { class: "address", text: link }),
    make("div", { class: "choices people-choices" }, ...page.inOrder().map((phone) =>
      choice(phone.about.name[0], `${phone.about.name} · ${phone.roleWords()}`, async () => {
        close(null);
        page.show(phone);
        await phone.do("opens", { link });
      }))),
  ]);
}
