// The stage: the head, living while it is silent and speaking with the sound.

import { ask, Refused } from "./api.js";
import { Idle, Passing, Spoken, WIDTH, CURVES } from "./motion.js";

const calm = matchMedia("(prefers-reduced-motion: reduce)");

export class Stage {
  /** @param missing why there can be no head; "" where there can */
  constructor(root, note, missing) {
    Object.assign(this, { root, note, spoken: null, resting: null, face: new Passing() });
    this.note.textContent = missing;
    this.meter = root.querySelector(".meter");
    this.colour = [200, 200, 200];
    this.ready = missing ? Promise.resolve(null) : this.open();
    this.clock = () => null;
    this.onFrame = () => {};
    this.level = () => 0;
    this.seen = true;
    new IntersectionObserver(([entry]) => { this.seen = entry.isIntersecting; }).observe(root);
    requestAnimationFrame((now) => this.frame(now));
  }

  async open() {
    try {
      const { Head } = await import("./head.js");
      this.head = new Head(this.root.querySelector("canvas"));
      this.head.tint(this.colour);
      return this.head;
    } catch (error) {
      console.error(error);
      this.note.textContent = "This browser draws no live head: it has no WebGL.";
      return null;
    }
  }

  async show(character) {
    this.wanted = character;
    const head = await this.ready;
    if (!head) return;
    this.note.textContent = this.head.model ? "" : "The head is being made …";
    this.root.setAttribute("aria-busy", "true");
    try {
      const content = await (await ask("/studio/head.glb", { character })).arrayBuffer();
      if (this.wanted !== character) return;
      await head.load(content);
      this.note.textContent = "";
      this.root.setAttribute("aria-label", `The head of ${character}`);
    } catch (error) {
      this.note.textContent = error instanceof Refused ? error.message : "The head could not be shown.";
      if (!(error instanceof Refused)) console.error(error);
    }
    this.root.removeAttribute("aria-busy");
  }

  tint(colour) {
    this.colour = colour;
    this.head?.tint(colour);
  }

  idle(motion) {
    this.resting = new Idle(motion);
    if (!this.spoken) this.face.begin(performance.now() / 1000, 0.5);
  }

  /** A line begins. @param clock seconds of it that were heard */
  begin(clock, level) {
    Object.assign(this, { spoken: new Spoken(), clock, level });
    this.face.begin(performance.now() / 1000, 0.18);
    return this.spoken;
  }

  end() {
    this.spoken = null;
    this.level = () => 0;
    this.face.begin(performance.now() / 1000, 0.5);
  }

  frame(milliseconds) {
    requestAnimationFrame((now) => this.frame(now));
    const now = milliseconds / 1000;
    const heard = this.spoken ? this.clock() : null;
    if (heard !== null) this.onFrame(heard);
    this.meter.style.transform = `scaleX(${this.level()})`;
    if (!this.head || document.hidden) return;
    const row = (heard === null ? null : this.spoken.at(Math.max(0, heard))) ?? this.resting?.at(calm.matches ? 0 : now);
    if (!row) return;
    const pose = this.face.to(row, now);
    if (calm.matches) pose.fill(0, CURVES, WIDTH); // The head keeps still; lips and brows tell.
    this.head.pose(pose);
    if (this.seen) this.head.draw(now);
  }
}
