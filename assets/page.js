// Cards of a batch: searched, filtered and shown some at a time. Texts enter as text, never as markup.
"use strict";
const MOST = 24; // Cards at a time.
const VALUES = 500; // Choices of a filter.
const data = JSON.parse(document.getElementById("data").textContent);
const form = document.querySelector("form"), main = document.querySelector("main"), nav = document.querySelector("nav");
const chosen = {};
let words = "", page = 0;

function make(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

const url = file => file.split("/").map(encodeURIComponent).join("/");

function wheel([valence, arousal]) {
  const drawing = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const x = 40 + 34 * Math.max(-1, Math.min(1, valence)), y = 40 - 34 * Math.max(-1, Math.min(1, arousal));
  drawing.setAttribute("class", "wheel");
  drawing.setAttribute("viewBox", "0 0 80 80");
  drawing.setAttribute("role", "img");
  drawing.setAttribute("aria-label", `valence ${valence}, arousal ${arousal}`);
  drawing.innerHTML = '<circle cx="40" cy="40" r="35"/><path d="M5 40H75M40 5V75"/>' +
    `<circle class="dot" cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="5"/>`;
  return drawing;
}

function player(card) {
  if (!card.files) return make("p", {class: "failed"}, "failed");
  const source = url(card.files[0]);
  if (card.show === "video")
    return make("video", {src: source, controls: "", loop: "", playsinline: "", preload: "metadata", "aria-label": card.id});
  if (card.show === "audio") return make("audio", {src: source, controls: "", preload: "metadata", "aria-label": card.id});
  if (card.show === "img") return make("a", {href: source}, make("img", {src: source, alt: card.id, loading: "lazy"}));
  return "";
}

function article(card) {
  const about = make("div", {}, make("h2", {}, card.id));
  const labels = Object.entries(card.labels || {}).map(([name, value]) => `${name}: ${value}`).join(" · ");
  for (const [kind, text] of [["emotion", card.emotion], ["text", card.text], ["labels", labels], ["note", card.note]])
    if (text) about.append(make("p", {class: kind}, text));
  const files = make("p", {class: "files"});
  (card.files || []).forEach((file, index) => {
    if (index) files.append(" · ");
    files.append(make("a", {href: url(file)}, file.split("/").pop()));
  });
  about.append(files);
  return make("article", {class: card.show === "img" ? card.kind : ""}, player(card), make("div", {class: "about"}, wheel(card.at || [0, 0]), about));
}

const value = (card, name) => name.startsWith("label ") ? (card.labels || {})[name.slice(6)] : card[name];

for (const card of data)
  card.haystack = [card.id, card.text, card.emotion, card.note, ...Object.values(card.labels || {})].join("\n").toLowerCase();

function fitting() {
  return data.filter(card => words.split(/\s+/).every(word => card.haystack.includes(word)) &&
    Object.entries(chosen).every(([name, wanted]) => !wanted || value(card, name) === wanted));
}

function show() {
  const cards = fitting(), last = Math.max(0, Math.ceil(cards.length / MOST) - 1);
  page = Math.min(page, last);
  main.replaceChildren(...cards.slice(page * MOST, (page + 1) * MOST).map(article));
  const step = (text, by) => {
    const button = make("button", {type: "button"}, text);
    button.disabled = page + by < 0 || page + by > last;
    button.onclick = () => { page += by; show(); scrollTo(0, 0); };
    return button;
  };
  const from = cards.length ? page * MOST + 1 : 0;
  nav.replaceChildren(step("Back", -1), step("Next", 1),
    `${from} to ${Math.min(cards.length, (page + 1) * MOST)} of ${cards.length}`);
}

function filters() {
  const search = make("input", {type: "search", placeholder: "Search", "aria-label": "Search"});
  search.oninput = () => { words = search.value.trim().toLowerCase(); page = 0; show(); };
  form.append(search);
  form.onsubmit = () => false;
  const labels = new Set(data.flatMap(card => Object.keys(card.labels || {})));
  for (const name of ["status", "kind", "emotion", "batch", ...[...labels].map(label => `label ${label}`)]) {
    const counts = new Map();
    for (const card of data) if (value(card, name)) counts.set(value(card, name), (counts.get(value(card, name)) || 0) + 1);
    if (counts.size < 2 || counts.size > VALUES) continue;
    const title = name.replace(/^label /, "");
    const select = make("select", {"aria-label": title}, make("option", {value: ""}, `every ${title}`));
    for (const [text, number] of [...counts].sort((a, b) => a[0].localeCompare(b[0], "en", {numeric: true}))) select.append(make("option", {value: text}, `${text} (${number})`));
    select.onchange = () => { chosen[name] = select.value; page = 0; show(); };
    form.append(select);
  }
}

filters();
show();
