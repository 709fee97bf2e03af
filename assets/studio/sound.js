// The sound of a line as it arrives, without gaps, and the line's clock.

const AHEAD = 0.06; // Seconds between the first sound's arrival and its start: what a browser needs.
const FADE = 0.012; // Seconds in which a line that is stopped falls silent.

export class Sound {
  /** Call within a click or a key: browsers start sound only then. */
  wake() {
    this.context ??= new AudioContext({ latencyHint: "interactive" });
    if (this.context.state === "suspended") this.context.resume();
  }

  begin(rate) {
    this.stop();
    this.gain = new GainNode(this.context);
    this.analyser = new AnalyserNode(this.context, { fftSize: 1024 });
    this.gain.connect(this.analyser).connect(this.context.destination);
    Object.assign(this, { rate, begun: null, written: 0, gaps: 0, complete: false, finished: null });
    this.sources = new Set();
  }

  /** @param samples Int16Array, that follow those before */
  add(samples) {
    if (!samples.length || !this.gain) return;
    const now = this.context.currentTime;
    if (this.begun === null) this.begun = now + AHEAD;
    else if (this.begun + this.written < now) {
      this.gaps += 1; // It came late: the rest of the line shifts.
      this.begun = now + AHEAD - this.written;
    }
    const buffer = this.context.createBuffer(1, samples.length, this.rate);
    const channel = buffer.getChannelData(0);
    for (let i = 0; i < samples.length; i++) channel[i] = samples[i] / 32768;
    const source = new AudioBufferSourceNode(this.context, { buffer });
    source.connect(this.gain);
    source.start(this.begun + this.written);
    this.sources.add(source);
    source.onended = () => {
      this.sources.delete(source);
      if (this.complete && !this.sources.size) this.finished?.();
    };
    this.written += samples.length / this.rate;
  }

  /** No more follows; resolves when the last sound was heard. */
  end() {
    this.complete = true;
    return new Promise((resolve) => {
      if (this.sources?.size) this.finished = resolve;
      else resolve();
    });
  }

  /** Seconds of the line that were heard; below 0 before it begins, null where there is none. It waits
   * where the line does. */
  get time() {
    if (!this.gain || this.begun === null) return null;
    const late = this.context.outputLatency || this.context.baseLatency || 0;
    return Math.min(this.written, this.context.currentTime - late - this.begun);
  }

  /** How loud it is now, 0 to 1. */
  get level() {
    if (!this.gain) return 0;
    this.wave ??= new Float32Array(1024);
    this.analyser.getFloatTimeDomainData(this.wave);
    const power = this.wave.reduce((sum, x) => sum + x * x, 0) / this.wave.length;
    return Math.min(1, 4 * Math.sqrt(power));
  }

  stop() {
    if (!this.gain) return;
    const now = this.context.currentTime;
    this.gain.gain.setTargetAtTime(0, now, FADE / 3);
    for (const source of this.sources) source.stop(now + FADE);
    this.finished?.();
    this.gain = null;
  }
}
