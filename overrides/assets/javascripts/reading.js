/**
 * What was read: a page counts once its end was seen, and `last` is where the reader was.
 * Where nothing is kept, a page with exercises offers its answers as a file.
 */
(function () {
  "use strict";

  const { store, section } = window.dalil;
  const script = document.currentScript;
  const { page } = script.dataset;
  const PAUSE = 300; // milliseconds of rest after which a reader is taken to read
  let read = false;
  let timer;

  /** @param {HTMLElement} box offers the file; its words and addresses stand in it */
  function offer(box) {
    const { script: address, course, version: siteVersion } = box.dataset;
    const save = async () => {
      const { download, gathered, made } = window.dalil.answersFile;
      download(made(gathered(await store.all()), { course, siteVersion, savedAt: new Date().toISOString() }));
    };
    const tools = document.createElement("script");
    tools.src = address;
    tools.onload = () => {
      box.querySelector("button").addEventListener("click", save);
      box.hidden = false;
    };
    document.head.append(tools);
  }

  async function look() {
    if (document.hidden) return;
    if (!read && document.querySelector("article").getBoundingClientRect().bottom <= innerHeight) {
      read = true;
      store.set(`read/${page}`, true);
    }
    if (page !== "index.html") store.set("last", { path: page, anchor: section().slice(1) });
  }

  function wait() {
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE);
  }

  document.addEventListener("DOMContentLoaded", async () => {
    // The page that shows what was read is not itself read.
    if (document.querySelector("[data-progress]")) return;
    for (const event of ["scroll", "resize", "visibilitychange"]) addEventListener(event, wait, { capture: true, passive: true });
    wait();
    const box = document.querySelector("[data-unkept]");
    if (box && !(await store.keeps())) offer(box);
  });
})();
