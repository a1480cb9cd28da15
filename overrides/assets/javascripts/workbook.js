/** The one-file workbook: its own answers to a file and back. Every word comes from the page. */
(function () {
  "use strict";

  const { store, answersFile } = window.dalil;

  /** @param {HTMLElement} box */
  function start(box) {
    const { course, version: siteVersion } = box.dataset;
    const catalog = JSON.parse(box.dataset.catalog);
    const input = box.querySelector("[type=file]");
    const fields = [...box.querySelectorAll("[data-field]")];
    const result = box.querySelector("[role=status]");
    const words = result.dataset;
    const say = (...parts) => { result.textContent = parts.filter(Boolean).join(" "); };

    /** What is kept of this workbook. Some browsers share one store among all files on a machine. */
    async function own() {
      const state = answersFile.gathered(await store.all());
      const mine = catalog.map(({ id }) => [id, state.answers[id]]).filter(([, answer]) => answer);
      return { ...state, answers: Object.fromEntries(mine), read: [] };
    }

    const keep = (state) => Promise.all(answersFile.entries({ ...state, read: [] }).map(([key, value]) => store.set(key, value)));

    async function show() {
      const state = await own();
      for (const field of fields) field.value = state[field.dataset.field];
    }

    async function save() {
      answersFile.download(answersFile.made(await own(), { course, siteVersion, savedAt: new Date().toISOString() }));
      say(words.saved);
    }

    /** @param {File} file @returns {Promise<object>} what `answersFile.parse` finds in it */
    async function found(file) {
      try {
        const text = file.size > answersFile.LIMIT ? "" : await file.text();
        return answersFile.parse(text, file.size, catalog, course);
      } catch {
        return { error: "unreadable" };
      }
    }

    const inWords = (error) => words[error.replace(/-(\w)/g, (_, letter) => letter.toUpperCase())];

    /** Takes from a file what is newer than what is here. */
    async function load(file) {
      const given = await found(file);
      if (given.error) return say(inWords(given.error));
      const { taken, ...both } = answersFile.merged(await own(), given);
      const kept = await keep(both);
      for (const id of taken) document.getElementById(id).dispatchEvent(new CustomEvent("dalil-replaced"));
      await show();
      const left = { older: Object.keys(given.answers).length - taken.length, changed: given.changed.length, dropped: given.dropped.length };
      const counted = (name, number) => words[name].replace("{n}", String(number));
      const remarks = Object.keys(left).filter((name) => left[name]).map((name) => counted(name, left[name]));
      say(counted("taken", taken.length), ...remarks, !kept.every(Boolean) && words.notKept);
    }

    box.querySelector("[data-save]").addEventListener("click", save);
    box.querySelector("[data-load]").addEventListener("click", () => input.click());
    input.addEventListener("change", async () => {
      if (input.files.length) await load(input.files[0]);
      input.value = "";
    });
    for (const field of fields) {
      field.addEventListener("change", () => {
        const [participant, country] = fields.map((one) => one.value);
        keep({ answers: {}, participant, country });
      });
    }
    box.hidden = false;
    show();
    store.keeps().then((keeps) => { document.querySelector("[data-refused]").hidden = keeps; });
  }

  document.addEventListener("DOMContentLoaded", () => document.querySelectorAll("[data-workbook]").forEach(start));
})();
