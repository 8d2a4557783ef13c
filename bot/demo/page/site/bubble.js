// One message: its text, what was sent with it, its buttons.

import { clipped, draw, locale, make, w } from "./made.js";
import { written } from "./text.js";

let zone = "Europe/Amsterdam";

export function at(place) {
  zone = place;
}

export function clock(seconds) {
  const how = { hour: "2-digit", minute: "2-digit", timeZone: zone };
  return new Date(seconds * 1000).toLocaleTimeString(locale(), how);
}

export function day(seconds) {
  const how = { weekday: "long", day: "numeric", month: "long", timeZone: zone };
  return new Date(seconds * 1000).toLocaleDateString(locale(), how);
}

// `does` has opens(link), says(text), taps(bubble, row, column), copies(text).
export function drawn(bubble, who, does) {
  const from = bubble.mine ? who : w("theirs");
  const body = make("div", { class: "body" }, make("span", { class: "unseen", text: `${from}: ` }));
  if (bubble.forwarded !== undefined) {
    body.append(make("p", { class: "above", text: w("forwarded", { from: bubble.forwarded || "…" }) }));
  }
  if (bubble.answers) body.append(make("p", { class: "above quote", dir: "auto", text: bubble.answers }));
  const sent = thing(bubble);
  if (sent) body.append(sent);
  const text = bubble.text ?? bubble.caption;
  if (text) {
    const entities = bubble.entities || bubble.caption_entities;
    body.append(make("div", { class: "text", dir: "auto" }, written(text, entities, does)));
  }
  if (bubble.reactions) body.append(make("p", { class: "reactions", text: bubble.reactions.join(" ") }));
  const when = `${bubble.edit_date ? `${w("edited")} ` : ""}${clock(bubble.date)}`;
  body.append(make("p", { class: "when" }, make("time", { text: when })));
  const item = make("li", { class: bubble.mine ? "bubble mine" : "bubble", tabIndex: -1 }, body);
  item.dataset.id = bubble.id;
  if (bubble.buttons) item.append(keyboard(bubble, does));
  return item;
}

function keyboard(bubble, does) {
  const rows = bubble.buttons.map((row, r) =>
    make("div", { class: "keys" }, ...row.map((button, c) => key(bubble, button, r, c, does))),
  );
  return make("div", { class: "keyboard" }, ...rows);
}

function key(bubble, button, row, column, does) {
  const sign = { url: "↗", copy_text: "⧉" }[button.kind];
  const node = make(
    "button",
    { type: "button", class: `key ${button.style}`, dir: "auto", onclick: () => does.taps(bubble, row, column) },
    make("span", { text: button.text }),
    sign ? make("span", { class: "sign", "aria-hidden": "true", text: sign }) : null,
  );
  node.dataset.key = `${bubble.id}-${row}-${column}`;
  return node;
}

function thing(bubble) {
  if (bubble.venue) return card("📍", bubble.venue.title, bubble.venue.address, bubble.venue.location);
  if (bubble.location) return card("📍", w("place"), `${round(bubble.location.latitude)}, ${round(bubble.location.longitude)}`, bubble.location);
  if (bubble.contact) {
    const name = [bubble.contact.first_name, bubble.contact.last_name].filter(Boolean).join(" ");
    return card("👤", name, bubble.contact.phone_number);
  }
  if (bubble.dice) return make("p", { class: "sticker", text: bubble.dice.emoji });
  if (bubble.poll) return card("📊", w("poll"), bubble.poll.question);
  return bubble.media ? file(bubble.media) : null;
}

const round = (degrees) => degrees.toFixed(5);

function file(media) {
  const address = `/files/${encodeURIComponent(media.file_id)}`;
  const name = media.file_name || w("document");
  switch (media.kind) {
    case "photo":
      return make(
        "a",
        { class: "photo", href: address, target: "_blank", rel: "noopener" },
        make("img", { src: address, alt: w("photo"), loading: "lazy", width: 320, height: 240 }),
      );
    case "voice":
    case "audio":
      return make("audio", { class: "voice", controls: true, preload: "none", src: address, "aria-label": w("voice") });
    case "sticker":
      return make("p", { class: "sticker", text: media.emoji || "🙂" });
    case "video":
    case "animation":
    case "video_note":
      return card("🎬", w("video"), "");
    default:
      return make(
        "a",
        { class: "card", href: address, download: name, "aria-label": w("download", { name }) },
        make("span", { class: "icon", "aria-hidden": "true", text: "📄" }),
        make("span", {}, make("strong", { text: clipped(name, 40) }), make("small", { text: size(media.file_size) })),
      );
  }
}

function size(bytes) {
  if (!bytes) return "";
  return bytes < 100000 ? `${Math.ceil(bytes / 1024)} kB` : `${(bytes / 1048576).toFixed(1)} MB`;
}

function card(icon, name, about, place) {
  return make(
    "div",
    { class: place ? "card with-place" : "card" },
    place ? pin() : make("span", { class: "icon", "aria-hidden": "true", text: icon }),
    make("span", {}, make("strong", { dir: "auto", text: name }), make("small", { dir: "auto", text: about || "" })),
  );
}

// A pin on squares: a sign for "a place", not a map.
function pin() {
  const lines = [];
  for (let n = 1; n < 8; n += 1) lines.push(draw("path", { d: `M${n * 30} 0V90M0 ${n * 15}H240` }));
  return draw(
    "svg",
    { viewBox: "0 0 240 90", class: "pin", "aria-hidden": "true" },
    draw("g", { class: "squares" }, ...lines),
    draw("path", { class: "needle", d: "M120 66c-10-13-16-20-16-29a16 16 0 1 1 32 0c0 9-6 16-16 29z" }),
    draw("circle", { class: "eye", cx: 120, cy: 37, r: 6 }),
  );
}
