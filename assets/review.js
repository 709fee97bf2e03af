// The review of lines: searched, filtered, heard take beside take, and changed. Texts enter as text, never as markup.
"use strict";
const MOST = 20; // Lines at a time.
const STATES = {failed: "to do", broken: "not made", unreviewed: "not reviewed", accepted: "marked OK", passed: "passed"};
const {lines, save, emotions} = JSON.parse(document.getElementById("data").textContent);
const search = document.querySelector("form"), main = document.querySelector("main"), nav = document.querySelector("nav");
const bar = document.getElementById("save");
const chosen = {};
const pending = new Map(); // Changes that are not saved yet, by line.
let words = "", page = 0, current = -1, shown = [];

function make(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {}))
    if (key.startsWith("on")) element[key] = value; else if (value !== false) element.setAttribute(key, value === true ? "" : value);
  element.append(...children);
  return element;
}

const url = file => file.split("/").map(encodeURIComponent).join("/");
const plain = word => word.toLowerCase().replace(/[^\p{L}\p{N}']/gu, "");
const failing = line => line.takes.length ? (line.takes[0].checks || []).filter(check => check.passed === false) : [];

// What was heard beside what should be: the longest common run of words stays as it is.
function difference(expected, heard) {
  const a = expected.split(/\s+/).filter(plain), b = heard.split(/\s+/).filter(plain);
  const rows = Array.from({length: a.length + 1}, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      rows[i][j] = plain(a[i]) === plain(b[j]) ? rows[i + 1][j + 1] + 1 : Math.max(rows[i + 1][j], rows[i][j + 1]);
  const parts = [];
  let i = 0, j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && plain(a[i]) === plain(b[j])) { parts.push(b[j], " "); i++; j++; }
    else if (j < b.length && (i === a.length || rows[i][j + 1] >= rows[i + 1][j])) parts.push(make("ins", {}, b[j++]), " ");
    else parts.push(make("del", {}, a[i++]), " ");
  }
  return parts;
}

function drawing(heights) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", `0 0 ${heights.length || 1} 200`);
  svg.setAttribute("preserveAspectRatio", "none");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", heights.map((high, x) => `M${x} ${100 - high}h.8v${2 * high + 1}h-.8z`).join(""));
  svg.append(path);
  return svg;
}

// Changes -------------------------------------------------------------------------------------

function change(line, values) {
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined || value === "" || value === false || (typeof value === "object" && !Object.keys(value).length))
      delete line.change[name];
    else line.change[name] = value;
  }
  pending.set(line.id, Object.keys(line.change).length ? line.change : null);
  tell();
}

function tell(message) {
  const [label, button] = bar.children;
  bar.hidden = !pending.size && !message;
  label.textContent = message || `${pending.size} ${pending.size === 1 ? "line" : "lines"} changed.`;
  button.hidden = !pending.size;
  button.textContent = save ? "Save" : "Download overrides.yaml";
  button.onclick = save ? send : download;
  summarise();
}

async function send() {
  const sent = new Map(pending);
  try {
    const answer = await fetch(save, {method: "POST", headers: {"Content-Type": "application/json"},
      body: JSON.stringify({lines: Object.fromEntries(sent)})});
    const told = await answer.json();
    if (!answer.ok) throw new Error(told.error);
    for (const [id, value] of sent) if (pending.get(id) === value) pending.delete(id);
    tell(`Saved: ${told.saved} ${told.saved === 1 ? "line differs" : "lines differ"} from the script. The next run remakes those whose sound changes.`);
  } catch (error) {
    tell(`Not saved: ${error.message || error}`);
  }
}

function download() {
  const rows = lines.filter(line => Object.keys(line.change).length)
    .sort((a, b) => a.id < b.id ? -1 : 1).map(line => `  ${JSON.stringify(line.id)}: ${JSON.stringify(line.change)}`);
  const text = "# Written by `emogen review`; may be edited.\nversion: 1\n" + (rows.length ? ["lines:", ...rows].join("\n") : "lines: {}") + "\n";
  const link = make("a", {href: URL.createObjectURL(new Blob([text], {type: "text/yaml"})), download: "overrides.yaml"});
  link.click();
  pending.clear();
  tell("Downloaded. Put overrides.yaml beside this page; the next run remakes those lines.");
}

addEventListener("beforeunload", event => { if (pending.size) event.preventDefault(); });

// Lines ---------------------------------------------------------------------------------------

function takes(line) {
  return line.takes.map((take, index) => {
    const uses = line.change.take === undefined ? index === 0 :
      line.change.take === take.take && (line.change.seed === undefined || line.change.seed === take.seed);
    const source = url(take.file);
    const player = take.file.endsWith(".mp4") ? make("video", {src: source, controls: true, preload: "none"}) :
      make("audio", {src: source, controls: true, preload: "none", "aria-label": `${line.id}, take ${take.take}`});
    const locked = uses && Boolean(line.change.lock);
    const use = make("button", {type: "button", class: "good", "aria-pressed": String(locked), title: "Keep this take, and make no other by itself",
      onclick: () => { pick(line, index, locked); }}, locked ? "Locked" : "Use and lock");
    const bad = (take.checks || []).filter(check => check.passed === false);
    const verdict = !take.checks || !take.checks.length ? "not reviewed" : bad.length ? bad.map(check => check.told).join("; ") : "nothing found wrong";
    return make("div", {class: uses ? "take chosen" : "take"},
      make("div", {}, make("span", {}, `Take ${take.take}${index ? "" : ", in the pack"}${take.seconds ? ` · ${take.seconds.toFixed(1)} s` : ""}`), use),
      drawing(take.wave || []), player, make("p", {}, verdict));
  });
}

function pick(line, index, locked) {
  const take = line.takes[index];
  change(line, locked ? {take: undefined, seed: undefined, lock: false} : {take: take.take, seed: take.seed, lock: true});
  redraw(line);
}

function accept(line) {
  const ok = !line.change.ok;
  change(line, {ok, sound: ok && line.takes.length ? line.takes[0].sound : undefined});
  redraw(line);
}

const asLines = say => Object.entries(say || {}).map(([word, sounds]) => `${word} = ${sounds}`).join("\n");

function readLines(text) {
  const say = {};
  for (const row of text.split("\n").map(row => row.trim()).filter(Boolean)) {
    const [, word, sounds] = /^([^=]+)=(.+)$/.exec(row) || [];
    if (!word) return null;
    say[word.trim()] = sounds.trim();
  }
  return say;
}

function fields(line) {
  const field = (label, element, extra) => make("label", extra || {}, label, element);
  const typed = (name, attributes) => make("input", {value: line.change[name] || "", ...attributes,
    oninput: event => change(line, {[name]: event.target.value.trim()})});
  const say = make("textarea", {rows: 2, placeholder: "Eirwen = /ˈaɪrwɛn/\nJPEG = jay peg"}, asLines(line.change.say));
  say.oninput = () => { const read = readLines(say.value); say.classList.toggle("wrong", !read); if (read) change(line, {say: read}); };
  const text = make("textarea", {rows: 2}, line.change.text || line.text);
  text.oninput = () => change(line, {text: text.value.trim() === line.text.trim() ? "" : text.value.trim()});
  return make("fieldset", {},
    field("Emotion", typed("emotion", {list: "emotions", placeholder: line.asked || line.emotion})),
    field("Direction (instead of an emotion)", typed("direction", {placeholder: "whispered, close to tears"})),
    field("Words", text, {class: "wide"}),
    field("Pronunciation, one word a line", say),
    field("Note", make("textarea", {rows: 2, oninput: event => change(line, {note: event.target.value.trim()})}, line.change.note || "")));
}

function table(line) {
  const rows = ((line.takes[0] || {}).checks || []).map(check => {
    const measures = Object.entries(check.measures).map(([name, value]) => `${name.replace(/_([a-z]+)$/, " ($1)").replaceAll("_", " ")} ${+value.toFixed(2)}`).join(", ");
    const mark = check.passed === null ? "not judged" : check.passed ? "right" : "wrong";
    return make("tr", {}, make("td", {}, check.check), make("td", {}, mark), make("td", {}, [check.told, measures].filter(Boolean).join(" · ")));
  });
  return rows.length ? [make("details", {class: "measures"}, make("summary", {}, "Measures"), make("table", {}, make("tbody", {}, ...rows)))] : [];
}

function article(line) {
  const state = line.change.ok && line.state === "failed" ? "accepted" : line.state;
  const label = [line.labels.character, line.labels.scene, line.labels.language, line.voice, line.emotion].filter(Boolean).join(" · ");
  const badges = failing(line).map(check => make("span", {class: "badge"}, `${check.check}: ${check.told}`));
  const open = (line.takes[0] || {checks: []}).checks.filter(check => check.passed === null);
  badges.push(...open.map(check => make("span", {class: "badge unjudged", title: check.told}, `${check.check}: not judged`)));
  if (state === "passed" || state === "accepted") badges.push(make("span", {class: "badge passed"}, STATES[state]));
  if (line.error) badges.push(make("span", {class: "badge"}, line.error));
  const heard = line.heard && failing(line).some(check => check.check === "words") ?
    [make("p", {class: "heard"}, make("b", {}, "Heard: "), ...difference(line.expected, line.heard))] : [];
  const ok = make("button", {type: "button", class: "good", "aria-pressed": String(Boolean(line.change.ok)), onclick: () => accept(line)},
    line.change.ok ? "Marked OK" : "Mark OK");
  const asked = Object.keys(line.change).some(name => !["ok", "sound", "take", "seed", "lock"].includes(name));
  const element = make("article", {class: state, tabindex: -1},
    make("div", {class: "top"}, make("h2", {}, line.id), make("span", {class: "about"}, label)),
    make("p", {class: "text"}, line.text), ...heard, make("div", {}, ...badges),
    make("div", {class: "takes"}, ...takes(line)),
    make("div", {class: "actions"}, ...(line.takes.length ? [ok] : [])),
    make("details", {open: asked}, make("summary", {}, "Change emotion, words or pronunciation"), fields(line)), ...table(line));
  element.line = line;
  return element;
}

function redraw(line) {
  for (const element of main.children)
    if (element.line === line) {
      const fresh = article(line);
      if (element.classList.contains("current")) fresh.classList.add("current");
      element.replaceWith(fresh);
    }
}

// Which lines ---------------------------------------------------------------------------------

for (const line of lines)
  line.haystack = [line.id, line.text, line.heard, line.told, line.emotion, line.voice, line.error, ...Object.values(line.labels)].join("\n").toLowerCase();

const FILTERS = {
  state: line => [STATES[line.state]],
  check: line => failing(line).map(check => check.check),
  character: line => [line.labels.character],
  scene: line => [line.labels.scene],
  language: line => [line.labels.language],
};

function fitting() {
  return lines.filter(line => words.split(/\s+/).every(word => line.haystack.includes(word)) &&
    Object.entries(chosen).every(([name, wanted]) => !wanted || FILTERS[name](line).includes(wanted)));
}

function show() {
  const found = fitting(), last = Math.max(0, Math.ceil(found.length / MOST) - 1);
  page = Math.min(page, last);
  shown = found.slice(page * MOST, (page + 1) * MOST);
  current = -1;
  main.replaceChildren(...shown.map(article));
  if (!shown.length) main.append(make("p", {}, "No line fits."));
  const step = (text, by) => make("button", {type: "button", disabled: page + by < 0 || page + by > last,
    onclick: () => { page += by; show(); scrollTo(0, 0); }}, text);
  const from = found.length ? page * MOST + 1 : 0;
  nav.replaceChildren(step("Back", -1), step("Next", 1), `${from} to ${Math.min(found.length, (page + 1) * MOST)} of ${found.length}`);
}

function summarise() {
  const counts = {};
  for (const line of lines) {
    const state = line.state === "failed" && line.change.ok ? "accepted" : line.state;
    counts[state] = (counts[state] || 0) + 1;
  }
  document.getElementById("summary").textContent = Object.keys(STATES).filter(state => counts[state])
    .map(state => `${counts[state]} ${STATES[state]}`).join(" · ") + ` · ${lines.length} in all`;
}

search.append(make("input", {type: "search", placeholder: "Search", "aria-label": "Search",
  oninput: event => { words = event.target.value.toLowerCase().trim(); page = 0; show(); }}));
for (const name of Object.keys(FILTERS)) {
  const values = [...new Set(lines.flatMap(FILTERS[name]).filter(Boolean))];
  if (values.length < 2 && name !== "state" && name !== "check") continue;
  if (!values.length) continue;
  if (name !== "state") values.sort();
  const plural = {state: "all states", check: "all checks", character: "all characters", scene: "all scenes", language: "all languages"}[name];
  search.append(make("select", {"aria-label": name, onchange: event => { chosen[name] = event.target.value; page = 0; show(); }},
    make("option", {value: ""}, plural), ...values.map(value => make("option", {}, value))));
}
search.onsubmit = event => event.preventDefault();
document.getElementById("emotions").append(...emotions.map(name => make("option", {value: name})));

function go(by) {
  current = Math.max(0, Math.min(main.children.length - 1, current + by));
  for (const [index, element] of [...main.children].entries()) element.classList.toggle("current", index === current);
  main.children[current]?.scrollIntoView({block: "nearest"});
  main.children[current]?.focus({preventScroll: true});
}

addEventListener("keydown", event => {
  if (event.target.closest("input, textarea, select") || event.ctrlKey || event.metaKey || event.altKey) return;
  const element = main.children[current], key = event.key.toLowerCase();
  if (key === "j") go(1);
  else if (key === "k") go(-1);
  else if (element?.line && key === "o") accept(element.line);
  else if (element?.line && key === "p") { const player = element.querySelector("audio, video"); player?.paused ? player.play() : player?.pause(); }
  else if (element?.line && /^[1-9]$/.test(key) && element.line.takes[key - 1]) pick(element.line, key - 1, false);
  else return;
  event.preventDefault();
});

addEventListener("play", event => {
  for (const player of document.querySelectorAll("audio, video")) if (player !== event.target) player.pause();
}, true);

summarise();
show();
