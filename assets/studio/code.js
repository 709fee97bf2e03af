// The command, the Python and the curl for what is on the screen.

import { token } from "./api.js";

const shell = (text) => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'"'"'`)}'`);
const python = (text) => JSON.stringify(text).replaceAll("\u007f", "\\u007f");

/** @param screen what is on the screen: see Screen.values */
export function command(screen) {
  const picture = [...felt(screen, screen.picture), "--size 640x360", "-o mood.png"];
  return [
    call("emogen speak", screen.text, [...options(screen), "--curves glb", "-o line.wav"]),
    call("emogen image", screen.scene, picture),
  ].join("\n");
}

/** A text that looks like an option stands behind `--`, at the end. */
function call(verb, text, rest) {
  const parts = text.startsWith("-") ? [verb, ...rest, "--", shell(text)] : [verb, shell(text), ...rest];
  return parts.join(" ");
}

function felt({ intensity, take }, emotion) {
  return [
    emotion.startsWith("-") ? `--emotion=${shell(emotion)}` : `-e ${shell(emotion)}`,
    ...(intensity === 1 ? [] : [`-i ${intensity}`]),
    ...(take ? [`--take ${take}`] : []),
  ];
}

function options(screen) {
  return [
    ...felt(screen, screen.emotion),
    ...(screen.character ? [`-c ${shell(screen.character)}`] : []),
    ...(screen.voice ? [`-v ${shell(screen.voice)}`] : []),
  ];
}

export function pythonCode(screen) {
  const chance = [
    ...(screen.intensity === 1 ? [] : [`intensity=${screen.intensity}`]),
    ...(screen.take ? [`take=${screen.take}`] : []),
  ];
  const who = ["character", "voice"].filter((name) => screen[name]).map((name) => `${name}=${python(screen[name])}`);
  const made = (name, text, emotion, more) =>
    `emogen.${name}(${[python(text), `emotion=${python(emotion)}`, ...chance, ...more].join(", ")})`;
  return [
    "import emogen",
    "",
    `line = ${made("speak", screen.text, screen.emotion, [...who, 'curves="glb"'])}`,
    'line.save("line.wav")',
    `mood = ${made("image", screen.scene, screen.picture, ['size="640x360"'])}`,
    'mood.save("mood.png")',
  ].join("\n");
}

export function curl(screen) {
  const { text, emotion, intensity, take, scene, picture, speaker } = screen;
  const chance = { ...(intensity === 1 ? {} : { intensity }), ...(take ? { take } : {}) };
  return [
    post("/v1/audio/speech", { model: "emogen", input: text, voice: speaker, emotion, ...chance, response_format: "wav" }, "line.wav"),
    post("/v1/images", { text: scene, emotion: picture, ...chance, size: "640x360" }, "mood.png"),
  ].join("\n");
}

function post(path, body, file) {
  const key = token() ? ' -H "Authorization: Bearer $EMOGEN_TOKEN"' : "";
  return `curl -f ${location.origin}${path}${key} --json ${shell(JSON.stringify(body))} -o ${file}`;
}

const KINDS = /(?<string>"(?:[^"\\]|\\.)*"|'[^']*')|(?<name>(?<=\s)--?[a-z][\w-]*|\b\w+(?==))|(?<word>^(?:emogen \w+|curl)\b|\bimport\b)/gm;

/** The code in an element, coloured. */
export function coloured(code, element) {
  element.replaceChildren();
  let at = 0;
  for (const match of code.matchAll(KINDS)) {
    const [kind] = Object.entries(match.groups).find(([, text]) => text !== undefined);
    element.append(code.slice(at, match.index), Object.assign(document.createElement("span"), { className: kind, textContent: match[0] }));
    at = match.index + match[0].length;
  }
  element.append(code.slice(at));
}
