// The wheel: a point to drag, emotions by name to choose, and where a line is while it is spoken.

import { clamp, colourField, fromDisc, round, toDisc } from "./plane.js";

const SNAP = 0.045; // How near the handle takes a name's place, of the disc's radius.
const FIRST = ["ekman", "goemotions", "common", "emonet", "plutchik"];
const SVG = "http://www.w3.org/2000/svg";

export class Wheel {
  /** @param onPoint called with (valence, arousal) @param onName called with a name */
  constructor(root, emotions, { onPoint, onName }) {
    Object.assign(this, { root, emotions, onPoint, onName });
    this.handle = root.querySelector(".handle");
    this.marks = root.querySelector(".marks");
    this.svg = root.querySelector("svg");
    this.colour = colourField(emotions);
    this.point = [0, 0];
    this.paint();
    this.drawGround();
    this.addMarks();
    this.listen();
    new ResizeObserver(() => this.chooseLabels()).observe(root);
  }

  paint() {
    const canvas = this.root.querySelector("canvas");
    const size = (canvas.width = canvas.height = 96);
    const context = canvas.getContext("2d");
    const image = context.createImageData(size, size);
    for (let row = 0; row < size; row++) {
      for (let column = 0; column < size; column++) {
        const [v, a] = fromDisc((2 * column + 1) / size - 1, 1 - (2 * row + 1) / size);
        image.data.set([...this.colour(v, a), 255], 4 * (row * size + column));
      }
    }
    context.putImageData(image, 0, 0);
  }

  drawGround() {
    this.svg.setAttribute("viewBox", "-1 -1 2 2");
    for (const radius of [1 / 3, 2 / 3]) this.add("circle", { class: "ring", r: radius, "stroke-width": 0.006 });
    this.add("path", { class: "ring", d: "M-1 0H1M0-1V1", "stroke-width": 0.006 });
    this.path = this.add("polyline", { class: "path", "vector-effect": "non-scaling-stroke" });
    this.steps = this.add("g", {});
    this.live = this.add("circle", { class: "live", r: 0.07, "vector-effect": "non-scaling-stroke" });
  }

  add(name, values, parent = this.svg) {
    const element = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(values)) element.setAttribute(key, value);
    return parent.appendChild(element);
  }

  addMarks() {
    this.buttons = this.emotions.map(({ name, vad }) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "mark";
      button.tabIndex = -1;
      button.setAttribute("aria-label", name);
      button.append(Object.assign(document.createElement("span"), { textContent: name }));
      const [x, y] = toDisc(vad[0], vad[1]);
      Object.assign(button.style, { left: `${50 + 50 * x}%`, top: `${50 - 50 * y}%` });
      button.addEventListener("click", (event) => {
        if (event.detail === 0) this.onName(name); // By keyboard; the pointer is the wheel's.
      });
      this.marks.append(button);
      return { button, name, at: [x, y] };
    });
    this.buttons[0].button.tabIndex = 0;
  }

  /** Name the marks that have room, well-known emotions first. */
  chooseLabels() {
    const half = this.root.clientWidth / 2;
    if (!half) return;
    const taken = [];
    const rank = ({ sets }) => Math.min(...sets.map((set) => FIRST.indexOf(set)).map((at) => (at < 0 ? 9 : at)), 9);
    const order = this.emotions.map((emotion, index) => [rank(emotion), index]).sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    for (const [, index] of order) {
      const { button, name, at } = this.buttons[index];
      const width = name.length * 6.1 + 8;
      const [x, y] = [at[0] * half, -at[1] * half];
      const box = [x - width / 2, y - 20, x + width / 2, y + 5];
      const inside = Math.hypot(Math.max(-box[0], box[2]), Math.abs(y - 8)) < half - 2;
      const free = inside && taken.every((b) => box[2] < b[0] || box[0] > b[2] || box[3] < b[1] || box[1] > b[3]);
      button.classList.toggle("named", free);
      if (free) taken.push(box);
    }
  }

  listen() {
    const at = (event) => {
      const box = this.root.getBoundingClientRect();
      const x = (2 * (event.clientX - box.left)) / box.width - 1;
      const y = 1 - (2 * (event.clientY - box.top)) / box.height;
      return [x, y];
    };
    const drag = (event) => {
      const [x, y] = at(event);
      const near = this.buttons
        .map((mark) => [Math.hypot(mark.at[0] - x, mark.at[1] - y), mark])
        .sort((a, b) => a[0] - b[0])[0];
      this.hint(near[0] < 2.2 * SNAP ? near[1] : null);
      if (near[0] < SNAP) this.onName(near[1].name);
      else this.choose(...fromDisc(x, y));
    };
    this.root.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      this.root.setPointerCapture(event.pointerId);
      this.root.classList.add("dragging");
      this.handle.focus({ preventScroll: true, focusVisible: false });
      event.preventDefault();
      drag(event);
    });
    this.root.addEventListener("pointermove", (event) => {
      if (this.root.classList.contains("dragging")) drag(event);
    });
    for (const end of ["pointerup", "pointercancel", "lostpointercapture"]) {
      this.root.addEventListener(end, () => {
        this.root.classList.remove("dragging");
        this.hint(null);
      });
    }
    this.handle.addEventListener("keydown", (event) => this.step(event));
    this.marks.addEventListener("keydown", (event) => this.rove(event));
  }

  hint(mark) {
    for (const each of this.buttons) each.button.classList.toggle("near", each === mark);
  }

  step(event) {
    const size = event.shiftKey ? 0.2 : 0.05;
    const moves = { ArrowLeft: [-size, 0], ArrowRight: [size, 0], ArrowUp: [0, size], ArrowDown: [0, -size] };
    const [v, a] = this.point;
    if (moves[event.key]) this.choose(v + moves[event.key][0], a + moves[event.key][1]);
    else if (event.key === "Home") this.onName("neutral");
    else return;
    event.preventDefault();
  }

  /** Move the focus to the nearest name in an arrow's direction. */
  rove(event) {
    const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
    const way = ways[event.key];
    const now = this.buttons.find(({ button }) => button === document.activeElement);
    if (!way || !now) return;
    event.preventDefault();
    const cost = ({ at }) => {
      const [x, y] = [at[0] - now.at[0], at[1] - now.at[1]];
      const along = x * way[0] + y * way[1];
      const across = Math.abs(x * way[1]) + Math.abs(y * way[0]);
      return along > 1e-3 && across <= 2 * along ? along + 2 * across : Infinity;
    };
    const next = this.buttons.filter((mark) => mark !== now).sort((a, b) => cost(a) - cost(b))[0];
    if (cost(next) < Infinity) this.rest(next.button, true);
  }

  rest(button, focus = false) {
    for (const mark of this.buttons) mark.button.tabIndex = mark.button === button ? 0 : -1;
    if (focus) button.focus();
  }

  choose(valence, arousal) {
    this.place([round(clamp(valence)), round(clamp(arousal))]);
    this.onPoint(...this.point);
  }

  place([valence, arousal]) {
    this.point = [valence, arousal];
    const [x, y] = toDisc(valence, arousal);
    Object.assign(this.handle.style, { left: `${50 + 50 * x}%`, top: `${50 - 50 * y}%` });
    this.handle.style.background = `rgb(${this.colour(valence, arousal).join(" ")})`;
  }

  /** Show an emotion: its steps as [valence, arousal] pairs, and what it is called. */
  show(points, called) {
    const places = points.map(([v, a]) => toDisc(v, a));
    this.place(points[0]);
    this.handle.setAttribute("aria-valuenow", points[0][0]);
    this.handle.setAttribute(
      "aria-valuetext",
      `valence ${points[0][0].toFixed(2)}, arousal ${points[0][1].toFixed(2)}: ${called}`,
    );
    this.path.setAttribute("points", places.length > 1 ? places.map(([px, py]) => `${px},${-py}`).join(" ") : "");
    this.steps.replaceChildren();
    for (const [px, py] of places.slice(1)) {
      this.add("circle", { class: "step", cx: px, cy: -py, r: 0.045, "stroke-width": 0.01 }, this.steps);
    }
    const named = this.buttons.find(({ name }) => name === called);
    if (named) this.rest(named.button);
  }

  /** Where the line is as it is heard; null when nothing is. */
  follow(vad) {
    this.live.classList.toggle("on", vad !== null);
    if (vad === null) return;
    const [x, y] = toDisc(clamp(vad[0]), clamp(vad[1]));
    this.live.setAttribute("cx", x);
    this.live.setAttribute("cy", -y);
  }
}
