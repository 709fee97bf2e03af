// A face over time: rows of 52 curves, yaw, pitch and roll of the head, yaw and pitch of the eyes.

export const CURVES = 52;
export const WIDTH = CURVES + 5;
const BLEND = 0.6; // Seconds in which an idle motion passes from its end to its beginning.

const between = (a, b, share, out) => {
  for (let i = 0; i < WIDTH; i++) out[i] = a[i] + share * (b[i] - a[i]);
  return out;
};

/** A silent face, which repeats without a jump. */
export class Idle {
  constructor({ fps, frames }) {
    Object.assign(this, { fps, frames });
    this.length = frames.length / fps - BLEND;
    this.row = new Float32Array(WIDTH);
    this.other = new Float32Array(WIDTH);
  }

  at(time) {
    const now = time % this.length;
    this.sample(now, this.row);
    if (time < this.length || now > BLEND) return this.row;
    return between(this.sample(now + this.length, this.other), this.row, now / BLEND, this.row);
  }

  sample(time, out) {
    const at = Math.min(time * this.fps, this.frames.length - 1.001);
    const first = Math.max(0, Math.floor(at));
    return between(this.frames[first], this.frames[first + 1], at - first, out);
  }
}

/** The face of a line, as it arrives. */
export class Spoken {
  constructor() {
    this.times = [];
    this.rows = [];
    this.row = new Float32Array(WIDTH);
    this.next = 0;
  }

  add(time, row) {
    this.times.push(time);
    this.rows.push(row);
  }

  /** The face at a time of the line; null before its first frame arrived. */
  at(time) {
    const { times, rows } = this;
    if (!times.length) return null;
    while (this.next < times.length && times[this.next] <= time) this.next++;
    const last = Math.max(0, this.next - 1);
    if (this.next >= times.length || this.next === 0) return rows[last];
    const share = (time - times[last]) / (times[this.next] - times[last]);
    return between(rows[last], rows[this.next], share, this.row);
  }
}

/** Passes from one face to another within some seconds. */
export class Passing {
  constructor() {
    this.from = new Float32Array(WIDTH);
    this.row = new Float32Array(WIDTH);
    this.began = -Infinity;
    this.takes = 0.25;
  }

  begin(now, takes) {
    this.from.set(this.row);
    Object.assign(this, { began: now, takes });
  }

  to(target, now) {
    const share = Math.max(0, Math.min(1, (now - this.began) / this.takes));
    return between(this.from, target, share * share * (3 - 2 * share), this.row);
  }
}
