// The targets of an emotion, as `emogen explain` tells them.

export class Targets {
  constructor(panel, { onStep }) {
    this.panel = panel;
    this.onStep = onStep;
    this.kind = "voice";
    this.step = 0;
  }

  show(steps, step = this.step) {
    this.steps = steps;
    this.step = Math.min(step, steps.length - 1);
    this.render();
  }

  choose(kind) {
    this.kind = kind;
    if (this.steps) this.render();
  }

  render() {
    const rows = this.steps[this.step].targets[this.kind];
    const parts = [];
    if (this.steps.length > 1) parts.push(this.stepButtons());
    parts.push(rows.length ? table(rows) : paragraph("Nothing of it departs from neutral."));
    for (const clause of this.steps[this.step].not_shown) parts.push(paragraph(`Not shown: ${clause}`));
    this.panel.replaceChildren(...parts);
  }

  stepButtons() {
    const group = Object.assign(document.createElement("div"), { className: "steps tries" });
    group.setAttribute("role", "group");
    group.setAttribute("aria-label", "Steps of the emotion");
    this.steps.forEach((step, index) => {
      const button = Object.assign(document.createElement("button"), { type: "button", textContent: step.label });
      button.setAttribute("aria-pressed", index === this.step);
      button.addEventListener("click", () => {
        this.step = index;
        this.render();
        this.panel.querySelectorAll(".steps button")[index].focus();
        this.onStep(index);
      });
      group.append(button);
    });
    return group;
  }
}

function paragraph(text) {
  return Object.assign(document.createElement("p"), { className: "soft", textContent: text });
}

function table(rows) {
  const body = document.createElement("tbody");
  for (const row of rows) {
    const line = body.insertRow();
    const head = document.createElement("th");
    head.scope = "row";
    head.title = `${row.target}: ${row.source}`;
    head.append(name(row), bar(row), Object.assign(document.createElement("small"), { textContent: row.source }));
    line.append(head);
    const cell = line.insertCell();
    cell.append(value(row), Object.assign(document.createElement("small"), { textContent: `± ${digits(row.sd)}` }));
  }
  const whole = document.createElement("table");
  whole.append(body);
  return whole;
}

/** The first clause of what a target is; an action unit with its number. */
function name(row) {
  const meaning = row.meaning.split(/[:;,(]/)[0].trim();
  const text = /^AU\d/.test(row.target) ? `${meaning} (${row.target})` : meaning;
  return text[0].toUpperCase() + text.slice(1);
}

const digits = (number) => (Math.abs(number) >= 10 ? number.toFixed(1) : number.toFixed(2));

function value(row) {
  const sign = row.neutral === 0 && row.unit !== "0-1" && row.value > 0 ? "+" : "";
  const unit = ["0-1", "1", ""].includes(row.unit) ? "" : row.unit === "x" ? "×" : ` ${row.unit}`;
  return row.unit === "x" ? `${unit}${digits(row.value)}` : `${sign}${digits(row.value)}${unit}`;
}

function bar(row) {
  const track = Object.assign(document.createElement("span"), { className: "bar" });
  track.setAttribute("aria-hidden", "true");
  const fill = document.createElement("i");
  const share = Math.max(-1, Math.min(1, row.share));
  if (/^AU\d/.test(row.target)) Object.assign(fill.style, { left: "0", width: `${100 * share}%` });
  else {
    track.classList.add("both");
    Object.assign(fill.style, { left: `${50 + Math.min(0, 50 * share)}%`, width: `${Math.max(1.5, 50 * Math.abs(share))}%` });
  }
  track.append(fill);
  return track;
}
