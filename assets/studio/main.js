// The studio: what is on the screen, and who listens to what.

import { ask, json, Refused } from "./api.js";
import { Captions } from "./captions.js";
import { coloured, command, curl, pythonCode } from "./code.js";
import { Screen } from "./screen.js";
import { Stage } from "./stage.js";
import { Tabs } from "./tabs.js";
import { Talk } from "./talk.js";
import { Targets } from "./targets.js";
import { Wheel } from "./wheel.js";

const capital = (text) => text[0].toUpperCase() + text.slice(1);
const $ = (id) => document.getElementById(id);
const LINE = "You came back! I waited so long, and now you are really here.";
const TRIES = ["joy:0.6 + surprise:0.4", "sad -> hopeful", "whispered, close to tears", "0.4*anger", "auto"];

const choices = await json("/studio/choices");
const screen = new Screen(choices);
const stage = new Stage($("head"), $("head-note"), choices.head);
const captions = new Captions($("captions"));
const talk = new Talk({ stage, captions, onState: showState, onEmotion: (vad) => wheel.follow(vad) });
const wheel = new Wheel(document.querySelector(".wheel"), choices.emotions, {
  onPoint: (valence, arousal) => screen.feelPoint(valence, arousal),
  onName: (name) => screen.feel(name),
});
const targets = new Targets($("aims"), {
  onStep: (step) => { screen.step = step; screen.paint(); showCode(); },
});
const aims = new Tabs(document.querySelector('[data-tabs="aims"]'), (kind) => targets.choose(kind));
const code = new Tabs(document.querySelector('[data-tabs="code"]'), () => showCode());

fill();
listen();
screen.set({ emotion: "joy:0.6 + surprise:0.4", text: LINE });
stage.show(screen.character);
window.emogenStudio = { screen, stage, talk, wheel, aims };

function fill() {
  const option = (value, text) => Object.assign(document.createElement("option"), { value, textContent: text });
  $("character").append(...choices.characters.map(({ name }) => option(name, capital(name))));
  $("voice").append(option("", ""));
  const languages = new Map();
  for (const { name, language } of choices.voices) languages.set(language, [...(languages.get(language) ?? []), name]);
  for (const [language, names] of languages) {
    const group = Object.assign(document.createElement("optgroup"), { label: languageName(language) });
    group.append(...names.map((name) => option(name, name)));
    $("voice").append(group);
  }
  $("names").append(...choices.emotions.map(({ name }) => option(name, "")));
  document.querySelector(".feel > .tries").append(...TRIES.map((text) => {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: text });
    button.addEventListener("click", () => screen.feel(text));
    return button;
  }));
  $("scene").value = choices.scene;
}

function languageName(code) {
  try {
    return new Intl.DisplayNames(["en"], { type: "language" }).of(code);
  } catch {
    return code;
  }
}

function listen() {
  $("emotion").addEventListener("input", () => screen.feel($("emotion").value));
  $("dominance").addEventListener("input", () => screen.feelDominance(Number($("dominance").value)));
  $("intensity").addEventListener("input", () => screen.set({ intensity: Number($("intensity").value) }));
  $("line").addEventListener("input", () => screen.set({ text: $("line").value }));
  $("scene").addEventListener("input", () => screen.set({ scene: $("scene").value }));
  $("voice").addEventListener("change", () => screen.set({ voice: $("voice").value }));
  $("character").addEventListener("change", () => {
    screen.set({ character: $("character").value });
    stage.show(screen.character);
  });
  $("take").addEventListener("click", () => screen.set({ take: screen.take + 1 }));
  $("sources").addEventListener("change", () => {
    document.querySelector(".aims").classList.toggle("with-sources", $("sources").checked);
  });
  $("speak").addEventListener("submit", (event) => {
    event.preventDefault();
    if (talk.speaking) talk.stop();
    else speak();
  });
  $("line").addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    speak(); // Barges in where a line is heard.
  });
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && talk.speaking) talk.stop();
  });
  $("copy").addEventListener("click", copyCode);
  screen.addEventListener("change", showScreen);
  screen.addEventListener("explained", ({ detail }) => showExplained(detail));
  screen.addEventListener("wrong", ({ detail }) => showReading(detail, true));
  screen.addEventListener("painting", () => $("picture").classList.add("stale"));
  screen.addEventListener("picture", ({ detail }) => showPicture(detail));
  screen.addEventListener("no-picture", ({ detail }) => { $("picture-note").textContent = detail; });
  screen.addEventListener("idle", ({ detail }) => stage.idle(detail));
}

function speak() {
  talk.speak({ ...screen.values, voice: screen.speaker.name });
}

function showScreen() {
  if ($("emotion").value !== screen.emotion) $("emotion").value = screen.emotion;
  if ($("line").value !== screen.text) $("line").value = screen.text;
  const own = choices.characters.find(({ name }) => name === screen.character);
  $("voice").options[0].textContent = `${capital(own.name)}’s own (${own.voice})`;
  $("take-value").textContent = screen.take ? `take ${screen.take}` : "the mean take";
  $("intensity-value").textContent = `${Math.round(100 * screen.intensity)}%`;
  showCode();
}

function showExplained({ notes }) {
  const { steps } = screen;
  const last = steps[screen.step];
  const names = steps.map((step) => step.label);
  const nearest = Object.entries(last.called).map(([name]) => name);
  const about = steps.length > 1 ? names.join(" → ") : nearest.length ? `Nearest names: ${nearest.slice(0, 3).join(", ")}` : "";
  showReading(notes.length ? notes.join(" ") : about || "Neutral.", false);
  wheel.show(steps.map(({ point }) => point), steps.length > 1 ? names.join(", then ") : named(last));
  const colour = wheel.colour(last.point[0], last.point[1]);
  document.documentElement.style.setProperty("--mood", `rgb(${colour.join(" ")})`);
  stage.tint(colour);
  const dominance = steps[0].point[2];
  $("dominance").value = dominance;
  $("dominance-value").textContent = dominance.toFixed(2);
  targets.show(steps, screen.step);
  showCode();
}

/** What an emotion is called: its own name, or the nearest. */
function named({ label, called }) {
  return choices.emotions.some(({ name }) => name === label) || label === "neutral" ? label : `near ${Object.keys(called)[0] ?? "neutral"}`;
}

function showReading(text, wrong) {
  $("reading").textContent = text;
  $("reading").classList.toggle("wrong", wrong);
  $("emotion").setAttribute("aria-invalid", wrong);
}

let pictureUrl = "";

function showPicture({ url, missing, notes }) {
  const image = $("picture");
  image.src = url;
  image.classList.remove("stale");
  image.alt = `${screen.scene}, painted as ${screen.picture}`;
  $("picture-note").textContent = missing.length ? `Could not show: ${missing.join(", ")}.` : (notes[0] ?? "");
  if (pictureUrl) URL.revokeObjectURL(pictureUrl);
  pictureUrl = url;
}

function codeText() {
  return { command, python: pythonCode, curl }[code.chosen](screen.values);
}

function showCode() {
  coloured(codeText(), $("code").firstElementChild);
}

async function copyCode() {
  const text = codeText();
  try {
    await navigator.clipboard.writeText(text);
  } catch { // No permission, or no secure context: select it, and let the person copy.
    getSelection().selectAllChildren($("code"));
    document.execCommand("copy");
  }
  $("copy").textContent = "Copied";
  setTimeout(() => { $("copy").textContent = "Copy"; }, 1600);
}

function showState({ speaking, note }) {
  document.body.classList.toggle("speaking", speaking);
  $("go").querySelector(".label").textContent = speaking ? "Stop" : "Speak";
  $("state").textContent = note ?? "";
  if (!speaking) wheel.follow(null);
}
