/**
 * The search box before anything is asked: it stands in for the worker that Material's script makes, and loads the search when the
 * reader clicks on the box or types; who passes it with the Tab key asks nothing. Material listens to keys alone; pasted, dictated and tapped words come as `input`.
 */
(function () {
  "use strict";

  window.dalil ??= {};
  const here = document.currentScript;
  const input = document.querySelector(".md-search__input");
  const box = new EventTarget();
  const { Worker } = window;
  const asked = [];
  let listen;
  const listening = new Promise((resolve) => { listen = resolve; });

  /** @param {string} name relative to this script @returns {Promise<void>} */
  const load = (name) => new Promise((resolve, reject) => {
    document.head.append(Object.assign(document.createElement("script"), { src: new URL(name, here.src).href, onload: resolve, onerror: reject }));
  });

  async function wake() {
    for (const name of ["click", "input"]) input.removeEventListener(name, wake);
    await Promise.all(["folding.js", "search.js", "search-panel.js"].map(load));
    window.dalil.searchPanel({ box, input, load, asked, listening, languages: here.dataset.languages.split(" ") });
  }

  // Material's protocol: 0 setup, 1 ready, 2 query, 3 result. What is asked before the search is there waits.
  box.postMessage = (message) => asked.push(message);
  box.terminate = () => {};
  window.Worker = function (address, options) {
    if (address !== "dalil-search") return new Worker(address, options);
    listen();
    return box;
  };
  for (const name of ["click", "input"]) input.addEventListener(name, wake);
  input.addEventListener("input", () => input.dispatchEvent(new KeyboardEvent("keyup")));
  if (new URLSearchParams(location.search).has("q")) wake();
})();
