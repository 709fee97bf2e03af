// A line that is spoken: asked for over the WebSocket /v1/perform, heard and seen as it arrives.

import { token } from "./api.js";
import { CURVES, WIDTH } from "./motion.js";
import { Sound } from "./sound.js";

const PARTS = ["sound", "words", "curves", "head", "gaze", "emotion"];

export class Talk {
  constructor({ stage, captions, onState, onEmotion }) {
    Object.assign(this, { stage, captions, onState, onEmotion, line: null, count: 0, sound: new Sound() });
    this.stage.onFrame = (time) => this.frame(time);
  }

  get speaking() {
    return this.line !== null;
  }

  /** Say a line; one that is heard is cut off. @param values of the screen, with the voice that speaks */
  async speak({ text, emotion, intensity, take, voice }) {
    this.stop();
    this.sound.wake();
    if (!text.trim()) return this.onState({ speaking: false, note: "There is nothing to say yet." });
    const line = { id: `line-${++this.count}`, emotions: [], face: null, asked: performance.now() };
    this.line = line;
    this.captions.clear(text);
    this.onState({ speaking: true, note: "…" });
    try {
      const socket = await this.connect();
      if (this.line === line) this.send(socket, { type: "say", id: line.id, text, voice, emotion, intensity, take });
    } catch (error) {
      if (this.line === line) this.finish(error.message);
    }
    return undefined;
  }

  /** Fall silent at once, and tell the server to stop its work. */
  stop() {
    if (!this.line) return;
    if (this.socket?.readyState === WebSocket.OPEN) this.send(this.socket, { type: "cancel", id: this.line.id });
    this.sound.stop();
    this.finish("");
  }

  finish(note) {
    this.line = null;
    this.pending = null;
    this.stage.end();
    this.onState({ speaking: false, note });
  }

  send(socket, message) {
    socket.send(JSON.stringify(message));
  }

  connect() {
    if (this.socket?.readyState === WebSocket.OPEN) return Promise.resolve(this.socket);
    this.opening ??= new Promise((resolve, reject) => {
      const query = token() ? `?${new URLSearchParams({ token: token() })}` : "";
      const socket = new WebSocket(`${location.origin.replace(/^http/, "ws")}/v1/perform${query}`);
      socket.binaryType = "arraybuffer";
      socket.onopen = () => {
        this.opening = null;
        this.socket = socket;
        this.send(socket, { type: "start", parts: PARTS });
        resolve(socket);
      };
      socket.onmessage = ({ data }) => this.receive(data);
      socket.onclose = ({ reason }) => {
        this.opening = null;
        reject(new Error(reason || "The server does not answer. Is it still running?"));
        if (this.socket !== socket) return;
        this.socket = null;
        if (this.line && !this.sound.complete) this.cutOff(reason);
      };
    });
    return this.opening;
  }

  cutOff(reason) {
    this.sound.stop();
    this.finish(reason || "The connection to the server was lost.");
  }

  receive(data) {
    if (data instanceof ArrayBuffer) {
      if (this.pending === this.line?.id) this.sound.add(new Int16Array(data));
      return;
    }
    const message = JSON.parse(data);
    if (message.type === "chunk") this.pending = message.id; // Its sound follows.
    if (message.type === "error" && !message.id && this.line) this.fail(message);
    if (message.id !== this.line?.id) return;
    if (message.type === "begin") this.begin(message);
    else if (message.type === "chunk") this.chunk(message);
    else if (message.type === "done") this.done(message);
    else if (message.type === "error") this.fail(message);
  }

  begin({ rate }) {
    this.sound.begin(rate);
    this.line.face = this.stage.begin(() => this.sound.time, () => this.sound.level);
  }

  chunk({ start, words, face, emotion }) {
    const { line } = this;
    if (line.first === undefined) {
      line.first = performance.now() - line.asked;
      this.onState({ speaking: true, note: "" });
    }
    for (const word of words ?? []) this.captions.add(word);
    if (emotion) line.emotions.push([start, [emotion.valence, emotion.arousal, emotion.dominance]]);
    face?.curves?.forEach((curves, index) => {
      const row = new Float32Array(WIDTH);
      row.set(curves);
      row.set(face.head[index], CURVES);
      row.set(face.gaze[index], CURVES + 3);
      line.face.add((face.first + index) / face.fps, row);
    });
  }

  done({ notes }) {
    const { line } = this;
    this.sound.end().then(() => {
      if (this.line !== line) return;
      this.captions.at(Infinity);
      this.finish(notes.join(" "));
    });
  }

  fail({ message }) {
    this.sound.stop();
    this.finish(message);
  }

  /** Called for each picture of the stage with the seconds that were heard. */
  frame(time) {
    if (!this.line) return;
    this.captions.at(time);
    const now = this.line.emotions.findLast(([start]) => start <= time);
    if (now) this.onEmotion(now[1]);
  }
}
