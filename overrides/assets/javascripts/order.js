/** `order`: items that move by buttons or arrow keys. The answer is the list of the items' right places, as they now stand. */
window.dalil.kinds.order = function (section) {
  "use strict";

  const list = section.querySelector(".dalil-items");
  const announcement = section.querySelector(".dalil-announcement");
  const first = [...list.children];
  const items = () => [...list.children];
  const places = () => items().map((item) => Number(item.dataset.place));
  const text = (item) => item.querySelector(".dalil-text").textContent;
  let moved = false;

  /** The buttons at both ends lead nowhere; they stay in the tab order so that the focus is not lost. */
  function bound() {
    for (const button of list.querySelectorAll("[data-move]")) {
      const place = items().indexOf(button.closest("li")) + Number(button.dataset.move);
      button.setAttribute("aria-disabled", String(place < 0 || place >= first.length));
    }
  }

  function move(item, step, focus) {
    const place = items().indexOf(item) + step;
    if (place < 0 || place >= first.length) return;
    const other = items()[place];
    if (step < 0) other.before(item);
    else other.after(item);
    focus.focus();
    moved = true;
    bound();
    announcement.textContent = list.dataset.moved
      .replace("{item}", () => text(item)).replace("{n}", String(place + 1)).replace("{total}", String(first.length));
    list.dispatchEvent(new Event("change", { bubbles: true }));
  }

  list.addEventListener("click", (event) => {
    const button = event.target.closest("[data-move]");
    if (button) move(button.closest("li"), Number(button.dataset.move), button);
  });
  list.addEventListener("keydown", (event) => {
    const button = event.target.closest("[data-move]");
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!button || !step) return;
    event.preventDefault();
    move(button.closest("li"), step, button);
  });
  bound();

  return {
    value: () => (moved || section.dataset.result ? places() : null),
    show(value) {
      const sorted = Array.isArray(value) ? [...value].sort((a, b) => a - b) : [];
      if (sorted.length !== first.length || sorted.some((place, at) => place !== at)) return false;
      list.append(...value.map((place) => first.find((item) => Number(item.dataset.place) === place)));
      moved = true;
      bound();
      return true;
    },
    judge() {
      let right = 0;
      items().forEach((item, at) => {
        const good = Number(item.dataset.place) === at;
        const verdict = item.querySelector(".dalil-verdict");
        item.dataset.right = String(good);
        verdict.textContent = good ? verdict.dataset.right : verdict.dataset.wrong;
        right += good;
      });
      return { right, total: first.length };
    },
    unmark() {
      for (const item of items()) {
        delete item.dataset.right;
        item.querySelector(".dalil-verdict").textContent = "";
      }
    },
    reset() {
      list.append(...first);
      announcement.textContent = "";
      moved = false;
      bound();
    },
  };
};
