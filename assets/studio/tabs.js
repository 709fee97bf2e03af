// Tabs: one of a row of buttons is chosen; arrow keys move between them.

export class Tabs {
  constructor(root, onChange) {
    this.buttons = [...root.querySelectorAll('[role="tab"]')];
    this.panel = document.getElementById(this.buttons[0].getAttribute("aria-controls"));
    for (const button of this.buttons) button.addEventListener("click", () => this.choose(button));
    root.addEventListener("keydown", (event) => {
      const at = this.buttons.indexOf(document.activeElement);
      const last = this.buttons.length - 1;
      const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: last }[event.key];
      if (at < 0 || to === undefined) return;
      event.preventDefault();
      const next = this.buttons[(to + last + 1) % (last + 1)];
      this.choose(next);
      next.focus();
    });
    this.onChange = () => {};
    this.choose(this.buttons[0]);
    this.onChange = onChange;
  }

  choose(button) {
    for (const each of this.buttons) {
      each.setAttribute("aria-selected", each === button);
      each.tabIndex = each === button ? 0 : -1;
    }
    this.panel.setAttribute("aria-labelledby", button.id);
    this.chosen = button.dataset.kind;
    this.onChange(this.chosen);
  }
}
