// Captions: the words light up as they are heard.

const FAR = 60; // Characters between two words: tags and blanks.

export class Captions {
  constructor(root) {
    this.root = root;
    this.clear();
  }

  /** Begin another line. @param text as it was written: its words keep their punctuation */
  clear(text = "") {
    Object.assign(this, { words: [], text, read: 0 });
    this.root.replaceChildren();
  }

  add({ text, start, end }) {
    const span = Object.assign(document.createElement("span"), { textContent: this.written(text) });
    this.root.append(this.words.length ? " " : "", span);
    this.words.push({ span, start, end });
  }

  /** A word that is heard, as it stands in the text, where it does. */
  written(word) {
    const at = this.text.toLowerCase().indexOf(word.toLowerCase(), this.read);
    if (at < 0 || at > this.read + FAR) return word;
    const end = at + word.length;
    const [mark] = this.text.slice(end).match(/^[^\s\p{L}\p{N}<[(*]*/u);
    this.read = end + mark.length;
    return this.text.slice(at, this.read);
  }

  at(time) {
    for (const { span, start, end } of this.words) {
      span.classList.toggle("said", start <= time);
      span.classList.toggle("now", start <= time && time < end);
    }
  }
}
