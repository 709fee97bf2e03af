// Captions: the words light up as they are heard.

export class Captions {
  constructor(root) {
    this.root = root;
    this.clear();
  }

  clear(text = "") {
    this.words = [];
    this.root.textContent = text;
    this.root.classList.toggle("waiting", Boolean(text));
  }

  add({ text, start, end }) {
    if (!this.words.length) this.root.textContent = "";
    const span = Object.assign(document.createElement("span"), { textContent: text });
    this.root.append(this.words.length ? " " : "", span);
    this.words.push({ span, start, end });
  }

  at(time) {
    for (const { span, start, end } of this.words) {
      span.classList.toggle("said", start <= time);
      span.classList.toggle("now", start <= time && time < end);
    }
  }
}
