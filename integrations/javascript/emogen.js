// A client of emogen's /v1/perform for browsers and Node: lines in, sound and face out.
//
//   const emogen = await connect("ws://127.0.0.1:8880", { voice: "af_heart" });
//   const player = new Player(new AudioContext());
//   for await (const chunk of emogen.say("You came!", { emotion: "joy" })) player.add(chunk);
//
// In each picture: applyFace(mesh, emogen.ready.curves, player.face());
// Node from 22 on has a WebSocket of its own; before, run it with --experimental-websocket, or give the one of ws.

/** Connect and begin a session.
 *  @param url of the server, e.g. ws://127.0.0.1:8880
 *  @param start fields of the message `start`, e.g. {character: "mira", fps: 60}
 *  @param options token: of the server; WebSocket: a class of that interface
 *  @returns {Promise<Emogen>} */
export async function connect(url, start = {}, { token, WebSocket = globalThis.WebSocket } = {}) {
  const query = token ? `?${new URLSearchParams({ token })}` : "";
  const emogen = new Emogen(new WebSocket(`${url.replace(/\/$/, "")}/v1/perform${query}`));
  await emogen.opened;
  await emogen.start(start);
  return emogen;
}

/** A connection. `ready` is the server's answer to the last `start`. */
export class Emogen {
  constructor(socket) {
    Object.assign(this, { socket, ready: null, lines: new Map(), count: 0, pending: null, starting: [] });
    socket.binaryType = "arraybuffer";
    this.opened = new Promise((resolve, reject) => {
      socket.onopen = resolve;
      socket.onerror = () => reject(new Error(`no emogen at ${socket.url}`));
    });
    socket.onmessage = ({ data }) => this.receive(data);
    socket.onclose = ({ reason }) => this.closed(reason || "the connection is closed");
    /** Called with lines that the server begins by itself, e.g. a character's reply in a chat. */
    this.onLine = null;
  }

  send(message) {
    this.socket.send(JSON.stringify(message));
  }

  /** Begin, resume or change the session. */
  start(fields = {}) {
    return new Promise((resolve, reject) => {
      this.starting.push({ resolve, reject });
      this.send({ ...fields, type: "start", format: "binary" });
    });
  }

  /** Say a line that is whole. @returns {Line} */
  say(text, manner = {}) {
    const line = this.line();
    this.send({ ...manner, type: "say", id: line.id, text });
    return line;
  }

  /** Say a line whose text comes by line.write(), until line.end(). @returns {Line} */
  open(manner = {}) {
    return this.line(manner);
  }

  /** Perform a recording. @param samples Int16Array, mono @returns {Line} */
  perform(samples, rate, { text, language, ...manner } = {}) {
    const line = this.line();
    this.send({ ...manner, type: "audio", id: line.id, rate, text, language });
    for (let at = 0; at < samples.length; at += 32768) this.socket.send(samples.slice(at, at + 32768));
    line.end();
    return line;
  }

  /** Barge-in: stop every line. */
  cancel() {
    this.send({ type: "cancel" });
  }

  close() {
    this.socket.close();
  }

  line(manner = {}, id = `js-${++this.count}`) {
    const line = new Line(this, id, manner);
    this.lines.set(id, line);
    return line;
  }

  receive(data) {
    if (data instanceof ArrayBuffer) {
      const { line, chunk } = this.pending;
      this.pending = null;
      return line?.take({ ...chunk, pcm: new Int16Array(data) });
    }
    const message = JSON.parse(data);
    let line = this.lines.get(message.id);
    if (message.type === "begin" && !line) {
      line = this.line({}, message.id);
      this.onLine?.(line);
    }
    switch (message.type) {
      case "ready":
        this.ready = message;
        return this.starting.shift()?.resolve(message);
      case "begin":
        return line.begin(message);
      case "chunk":
        if (message.bytes) this.pending = { line, chunk: message };
        else line?.take({ ...message, pcm: new Int16Array(0) });
        return undefined;
      case "done":
      case "cancelled":
        return line?.finish(message);
      case "error":
        if (line) return line.finish(message);
        return this.starting.shift()?.reject(new Error(message.message));
      default:
        return undefined;
    }
  }

  closed(reason) {
    for (const line of this.lines.values()) line.finish({ type: "error", message: reason });
    for (const { reject } of this.starting.splice(0)) reject(new Error(reason));
  }
}

/** A line: iterate over its chunks. `begun` has the message `begin`, `over` the last one. */
export class Line {
  constructor(emogen, id, manner) {
    Object.assign(this, { emogen, id, manner, begun: null, over: null, rate: 0, queue: [], wake: null });
  }

  /** More words of a line of open(). */
  write(text) {
    this.emogen.send({ ...this.manner, type: "text", id: this.id, text });
    this.manner = {};
  }

  end() {
    this.emogen.send({ type: "end", id: this.id });
  }

  cancel() {
    if (!this.over) this.emogen.send({ type: "cancel", id: this.id });
  }

  begin(message) {
    this.begun = message;
    this.rate = message.rate;
  }

  take(chunk) {
    this.queue.push({ ...chunk, rate: this.rate });
    this.wake?.();
  }

  finish(message) {
    this.over = message;
    this.emogen.lines.delete(this.id);
    this.wake?.();
  }

  async *[Symbol.asyncIterator]() {
    for (;;) {
      while (this.queue.length) yield this.queue.shift();
      if (this.over?.type === "error") throw new Error(this.over.message);
      if (this.over) return;
      await new Promise((resolve) => (this.wake = resolve));
    }
  }
}

/** Plays chunks without gaps by WebAudio, and tells the face that goes with what is heard. */
export class Player {
  constructor(context, destination = context.destination) {
    Object.assign(this, { context, destination, next: 0, line: null, begun: 0, frames: [], sources: new Set() });
  }

  add(chunk) {
    if (chunk.id !== this.line) {
      // A line begins where the last one ends, or a little ahead so that its second chunk is not late.
      this.next = Math.max(this.next, this.context.currentTime + 0.05);
      Object.assign(this, { line: chunk.id, begun: this.next });
    }
    const { curves, first, fps } = chunk.face ?? {};
    curves?.forEach((row, index) => this.frames.push([this.begun + (first + index) / fps, row]));
    if (!chunk.pcm.length) return;
    const buffer = this.context.createBuffer(1, chunk.pcm.length, chunk.rate);
    buffer.getChannelData(0).set(Float32Array.from(chunk.pcm, (sample) => sample / 32768));
    const source = this.context.createBufferSource();
    source.buffer = buffer;
    source.connect(this.destination);
    source.onended = () => this.sources.delete(source);
    this.sources.add(source);
    this.next = Math.max(this.next, this.context.currentTime);
    source.start(this.next);
    this.next += buffer.duration;
  }

  /** Fall silent at once. */
  stop() {
    for (const source of this.sources) source.stop();
    this.sources.clear();
    Object.assign(this, { next: 0, line: null, frames: [] });
  }

  /** The 52 curves of what is heard now, between two frames; null before the first. */
  face(time = this.context.currentTime) {
    while (this.frames.length > 1 && this.frames[1][0] <= time) this.frames.shift();
    if (!this.frames.length || this.frames[0][0] > time) return null;
    const [[start, row], [end, next] = [start, row]] = this.frames;
    const share = end > start ? (time - start) / (end - start) : 0;
    return row.map((value, index) => value + share * (next[index] - value));
  }
}

/** Set the morphs of a three.js mesh that have names of ARKit. @param curves names of the row's columns */
export function applyFace(mesh, curves, row) {
  if (!row) return;
  curves.forEach((name, index) => {
    const morph = mesh.morphTargetDictionary[name];
    if (morph !== undefined) mesh.morphTargetInfluences[morph] = row[index];
  });
}
