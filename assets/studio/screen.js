// What is on the screen: the emotion, the words, who says them, and what they become.

import { ask, json, settled, Refused } from "./api.js";
import { round } from "./plane.js";

export class Screen extends EventTarget {
  constructor(choices) {
    super();
    this.choices = choices;
    Object.assign(this, {
      emotion: "joy", intensity: 1, dominance: null, take: 0, text: "", scene: choices.scene,
      character: choices.characters[0].name, voice: "", steps: null, notation: "joy", moves: false, step: 0,
    });
    this.explain = settled(90, (signal) => this.explained(signal));
    this.paint = settled(320, (signal) => this.painted(signal));
    this.rest = settled(200, (signal) => this.rested(signal));
  }

  /** Take new values; `quiet` ones change no picture and no target. */
  set(values) {
    Object.assign(this, values);
    this.tell("change");
    const names = Object.keys(values);
    const any = (...wanted) => names.some((name) => wanted.includes(name));
    if (any("emotion", "intensity", "character", "voice", "take")) this.explain();
    else if (any("text") && this.emotion.trim() === "auto") this.explain();
    else if (any("scene")) this.paint();
  }

  tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  /** Feel a point of the wheel, with the dominance that was set, else the usual one. */
  feelPoint(valence, arousal) {
    const numbers = [valence, arousal, ...(this.dominance === null ? [] : [this.dominance])];
    const written = numbers.map((number) => round(number)).join(", ");
    this.set({ emotion: `${numbers.length > 2 ? "vad" : "va"}(${written})` });
  }

  feel(emotion) {
    this.set({ emotion, dominance: null });
  }

  feelDominance(dominance) {
    const [valence, arousal] = this.steps?.[0]?.point ?? [0, 0];
    this.dominance = dominance;
    this.feelPoint(valence, arousal);
  }

  get speaker() {
    const { characters, voices } = this.choices;
    const own = characters.find(({ name }) => name === this.character);
    return voices.find(({ name }) => name === (this.voice || own?.voice || this.choices.voice)) ?? voices[0];
  }

  async explained(signal) {
    try {
      const asked = { emotion: this.emotion.trim() || "neutral", intensity: this.intensity, take: this.take, sex: this.speaker.sex };
      const told = await json("/studio/explain", { ...asked, text: this.text.slice(0, 5000) }, signal);
      const axes = ["valence", "arousal", "dominance"];
      const steps = told.steps.map((step) => ({ ...step, point: axes.map((axis) => step.vad[axis]) }));
      this.steps = steps;
      this.step = Math.min(this.step, steps.length - 1);
      if (steps.length !== this.shown) this.step = steps.length - 1;
      this.shown = steps.length;
      Object.assign(this, { notation: told.notation, moves: told.moves, wrong: "" });
      this.tell("explained", told);
      this.paint();
      this.rest();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.wrong = error.message;
      this.tell("wrong", error.message);
    }
  }

  /** The emotion of the mood picture, which cannot move: of a moving one, the chosen step. */
  get picture() {
    if (!this.moves) return this.emotion.trim() || "neutral";
    return this.steps[this.step].label;
  }

  async painted(signal) {
    this.tell("painting");
    try {
      const values = { scene: this.scene, emotion: this.picture, intensity: this.intensity, take: this.take };
      const answer = await ask("/studio/picture.jpg", values, signal);
      const facts = JSON.parse(answer.headers.get("X-Emogen-Picture"));
      this.tell("picture", { ...facts, url: URL.createObjectURL(await answer.blob()) });
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.tell("no-picture", error.message);
    }
  }

  async rested(signal) {
    if (!this.character) return;
    const values = { character: this.character, emotion: this.picture, intensity: this.intensity };
    try {
      this.tell("idle", await json("/studio/idle", values, signal));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
    }
  }

  /** All of it, for code and for speaking. */
  get values() {
    const { text, scene, intensity, take, character, voice, picture } = this;
    const emotion = this.emotion.trim() || "neutral";
    return { text, scene, intensity, take, character, voice, picture, emotion, speaker: this.speaker.name };
  }
}
