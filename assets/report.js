// Filters, sorts and pages the items, and stops one player when another starts.
"use strict";
const form = document.querySelector(".tools");
if (form) {
  const page = 50;
  const list = document.querySelector(".items");
  const items = [...list.children];
  const { values, groups } = JSON.parse(document.getElementById("data").textContent);
  const fields = form.elements;
  const status = form.querySelector("[role=status]");
  const more = document.createElement("button");
  more.type = "button";
  list.after(more);
  let shown = page;

  groups.forEach((name) => fields.group.add(new Option(name)));
  Object.keys(values).sort().forEach((name) => {
    fields.sort.add(new Option(`${name}, most first`, `+${name}`));
    fields.sort.add(new Option(`${name}, least first`, `-${name}`));
  });

  const wanted = (item) => {
    const { state, group, odd } = item.dataset;
    const text = fields.text.value.trim().toLowerCase();
    return (!fields.state.value || fields.state.value === state || (fields.state.value === "odd" && +odd > 0))
      && (!fields.group.value || fields.group.value === group)
      && (!text || item.textContent.toLowerCase().includes(text));
  };
  const key = (item) => {
    const by = fields.sort.value;
    const index = +item.id.slice(1);
    if (!by) return index;
    if (by === "odd") return -item.dataset.odd;
    if (by === "support") return item.dataset.support < 0 ? 2 : +item.dataset.support;
    const value = values[by.slice(1)][index];
    return value === undefined ? Infinity : by[0] === "+" ? -value : value;
  };
  const show = () => {
    const kept = items.filter(wanted).map((item) => [key(item), item]).sort((a, b) => a[0] - b[0]);
    items.forEach((item) => { item.hidden = true; });
    kept.forEach(([, item], place) => { item.hidden = place >= shown; });
    list.append(...kept.map(([, item]) => item));
    const here = Math.min(shown, kept.length);
    status.textContent = here < kept.length ? `${here} of ${kept.length}` : `${kept.length} of ${items.length}`;
    more.hidden = here >= kept.length;
    more.textContent = `show ${Math.min(page, kept.length - here)} more`;
  };
  const again = () => { shown = page; show(); };
  const open = () => {
    const item = location.hash && document.getElementById(location.hash.slice(1));
    if (!item || !item.classList.contains("item")) return;
    form.reset();
    shown = Math.max(page, items.indexOf(item) + 1);
    show();
    item.scrollIntoView();
  };
  form.addEventListener("input", again);
  form.addEventListener("submit", (event) => event.preventDefault());
  more.addEventListener("click", () => { shown += page; show(); });
  addEventListener("hashchange", open);
  addEventListener("beforeprint", () => { shown = items.length; show(); });
  document.addEventListener("play", (event) => {
    document.querySelectorAll("audio").forEach((player) => { if (player !== event.target) player.pause(); });
  }, true);
  form.hidden = false;
  show();
  open();
}
