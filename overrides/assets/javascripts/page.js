/** What every page has: a language switch that keeps the section, a suggestion on the first visit, lasting colours, tables within reach, and a site that can be kept. */
(function () {
  "use strict";

  const { store, local } = window.dalil;
  const here = document.documentElement.lang;
  const root = new URL("../../", document.currentScript.src).href;

  /** The id of the section being read: the last heading above the upper third of the window. */
  function section() {
    const read = [...document.querySelectorAll(".md-content [id]")]
      .filter((one) => /^H[2-6]$/.test(one.tagName) && one.getBoundingClientRect().top < innerHeight / 3);
    const last = read.pop();
    return last ? `#${last.id}` : "";
  }

  window.dalil.section = section;
  window.dalil.kept = { root, name: `dalil-keep ${root}` };

  function keepSection() {
    for (const link of document.querySelectorAll("[data-switch]")) {
      const address = link.getAttribute("href");
      link.addEventListener("click", () => {
        store.set("language", link.dataset.switch);
        link.setAttribute("href", address + (location.hash || section()));
      });
    }
  }

  /** Offers the page in the browser's language, once, and never goes there by itself. */
  async function suggest() {
    const wanted = navigator.language.split("-")[0];
    const offer = document.querySelector(`[data-suggest="${CSS.escape(wanted)}"]`);
    if (!offer || wanted === here || (await store.get("language"))) return;
    offer.hidden = false;
    offer.querySelector("button").addEventListener("click", () => {
      offer.hidden = true;
      store.set("language", here);
    });
  }

  /**
   * From `file://` a page may have a storage of its own, so the colours chosen elsewhere come from the store,
   * shortly after the first paint. Material listens to the hidden inputs.
   */
  async function keepColours() {
    const inputs = [...document.querySelectorAll("input[name=__palette]")];
    for (const [place, input] of inputs.entries()) {
      input.addEventListener("change", () => store.set("colours", place));
    }
    const place = await store.get("colours");
    const input = inputs[place];
    if (input && !input.checked) {
      input.checked = true;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }

  /** Offers to keep the site where the browser can, and brings what looks after a site that is kept, or was begun. */
  async function keep() {
    const offer = document.querySelector("[data-keep-offer]");
    if (local || !offer || !navigator.serviceWorker) return;
    offer.hidden = false;
    if (document.querySelector("[data-keep]") || !(await caches.has(window.dalil.kept.name))) return;
    document.head.append(Object.assign(document.createElement("script"), { src: `${root}assets/javascripts/keep.js` }));
  }

  /** A table wider than the window scrolls; the keyboard must reach it. Material wraps tables, so this comes last. */
  function reachTables() {
    for (const wrapper of document.querySelectorAll(".md-typeset__scrollwrap, .md-typeset pre > code")) {
      if (wrapper.scrollWidth > wrapper.clientWidth) wrapper.tabIndex = 0;
      else wrapper.removeAttribute("tabindex");
    }
  }

  window.addEventListener("load", reachTables);
  window.addEventListener("resize", reachTables);
  document.addEventListener("DOMContentLoaded", () => {
    keepSection();
    suggest();
    keep().catch(() => {}); // a browser that keeps nothing
    if (local) keepColours();
  });
})();
