/** "My review": the texts of all sections in one place, and the ways to Word, to Excel and back. Every word comes from the block's HTML. */
(function () {
  "use strict";

  const { store, answersFile, review, words: { counted, many, tell } } = window.dalil;
  const here = document.currentScript.src;
  const FILES = {
    word: { name: "review.docx", type: "application/vnd.openxmlformats-officedocument.wordprocessingml.document" },
    excel: { name: "tables.xlsx", type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" },
  };

  const loading = new Map();

  /** Loads a script when it is first asked for: few readers need it. @param {string} name relative to this script */
  function script(name) {
    if (!loading.has(name)) {
      loading.set(name, new Promise((resolve, reject) => {
        const made = Object.assign(document.createElement("script"), { src: new URL(name, here).href, onload: resolve, onerror: reject });
        document.head.append(made);
      }));
      loading.get(name).catch(() => loading.delete(name));
    }
    return loading.get(name);
  }

  /** The form of a kind, word or excel, and what fills it. @returns {Promise<object>} */
  async function form(kind) {
    const name = `${kind}.${document.documentElement.lang}`;
    await Promise.all([script("package.js"), script(`../forms/${name}.js`)]);
    return window.dalil.forms[name];
  }

  /** Reads a file from Excel. @param {Uint8Array} bytes @returns {Promise<object>} what `dalil.matrices` finds in it */
  async function reading(bytes, catalog, course) {
    for (const name of ["package.js", "spreadsheet.js", "matrices.js"]) await script(name);
    return window.dalil.matrices.parse(bytes, catalog, course);
  }

  function element(name, ...parts) {
    const made = document.createElement(name);
    made.append(...parts);
    return made;
  }

  /** @param {HTMLElement} block */
  function start(block) {
    const { course, version: siteVersion } = block.dataset;
    const one = (name) => block.querySelector(`[data-${name}]`);
    const all = (name) => [...block.querySelectorAll(`[data-${name}]`)];
    const word = (name) => one("words").getAttribute(`data-${name}`);
    const json = (name) => JSON.parse(one(name).textContent);
    const [outline, catalog] = [json("outline"), json("catalog")];
    const fields = all("field");
    const areas = all("draft");
    const input = one("file");

    const say = (...parts) => one("said").replaceChildren(parts.filter(Boolean).join(" "));
    const gathered = async () => answersFile.gathered(await store.all());
    const now = () => new Date().toISOString();
    const count = (area) => area.parentElement.querySelector(`#${area.id} ~ .dalil-count`);

    /** What the tables say that helps with a section: its own row, and the list that belongs to it. */
    function evidence({ id, list }, place, state) {
      const rows = (matrix) => review.entries(matrix, state).filter(review.applies);
      const own = outline.matrices.filter(({ kind }) => kind === "sections").flatMap(rows).filter((entry) => entry.place === place);
      const others = outline.matrices.filter(({ kind }) => kind === list).flatMap(rows);
      const said = [...own, ...others].map((entry) => [entry.row.text, review.text(entry, "evidence")]);
      const steps = list === "plan" ? review.steps(outline, state).map((entry) => [entry.row.text, [review.text(entry, "next"), review.text(entry, "owner"),
        review.day(review.text(entry, "date"), outline.words)].filter(Boolean).join(" · ")]) : [];
      const found = [...said, ...steps].filter(([, text]) => text.trim());
      const box = one(`section=${id}`).querySelector("[data-evidence]");
      box.hidden = found.length === 0;
      box.querySelector("ul").replaceChildren(...found.map(([name, text]) => element("li", element("bdi", name), ": ", element("bdi", text))));
    }

    /** What is written and what is still empty. */
    function sum() {
      let written = 0;
      for (const part of all("section")) {
        const texts = areas.filter((area) => part.contains(area)).map(({ value }) => value.trim());
        const empty = texts.every((text) => !text);
        part.querySelector("[data-empty]").hidden = !empty;
        written += !empty;
      }
      const length = areas.reduce((words, { value }) => words + many(value), 0);
      const place = one("summary");
      place.textContent = [counted(place.dataset.forms, written).replace("{total}", String(outline.sections.length)), length && counted(place.dataset.length, length)].filter(Boolean).join(" ");
    }

    async function show() {
      const state = await gathered();
      for (const field of fields) if (field !== document.activeElement) field.value = state[field.dataset.field];
      for (const area of areas) {
        if (area !== document.activeElement) area.value = state.answers[area.dataset.draft]?.value ?? "";
        tell(count(area), area.value);
      }
      outline.sections.forEach((section, place) => evidence(section, place, review.state(state)));
      sum();
      block.dataset.shown = "";
    }

    async function keep(area) {
      tell(count(area), area.value);
      sum();
      const { value } = area;
      const kept = await store.set(`answer/${area.dataset.draft}`, value.trim() === "" ? null : { value, checked: false, done: true, at: now() });
      if (!kept) say(word("not-kept"));
    }

    /** Fills a form and lets the browser save it. @param {string} kind word or excel */
    async function make(kind) {
      const prepared = await form(kind).catch(() => null);
      if (!prepared) return say(word("no-form"));
      const state = review.state(await gathered());
      const values = review.values(outline, state);
      const { name, type } = FILES[kind];
      answersFile.offer(await window.dalil.package.filled(prepared, values, type), name);
      const missing = prepared.missing?.length ? word("missing").replace("{names}", prepared.missing.join(", ")) : "";
      const cut = kind === "excel" && review.isTooLong(outline, state) ? word("cut") : "";
      return say(word(`made-${kind}`), missing, cut);
    }

    const inWords = (error) => word(`error-${error}`) ?? word("failed");
    const faultInWords = ({ sheet, cell, reason, value }) => Object.entries({ sheet, cell, value, what: word(`fault-${reason}`) })
      .reduce((words, [name, part]) => words.replace(`{${name}}`, () => part), word("fault"));

    function list(faults) {
      one("faults").hidden = faults.length === 0;
      one("faults").replaceChildren(...faults.map((fault) => element("li", element("bdi", faultInWords(fault)))));
    }

    /** The tables of a file as records of the store; a table with nothing in it is emptied, one that is not there stays. */
    function entries({ answers, country, participant }, before) {
      const given = Object.fromEntries(Object.entries(answers).map(([id, value]) => [id, record(id, value)]));
      const file = answersFile.made({ answers: given, read: [], country, participant }, { course, siteVersion, savedAt: now() });
      const person = file.country || file.participant
        ? [["participant", { country: file.country || before.country, name: file.participant || before.participant }]] : [];
      return [...Object.keys(answers).map((id) => [`answer/${id}`, Object.keys(answers[id]).length ? file.answers[id] : null]), ...person];
    }

    function record(id, value) {
      const { size } = catalog.find((one) => one.id === id);
      const rated = Object.values(value).filter((plan) => plan.not_applicable || ((plan.now ?? null) !== null && (plan.aim ?? null) !== null)).length;
      return { value, checked: false, done: rated === size, score: [rated, size], at: now() };
    }

    /** @param {File} file from Excel or LibreOffice */
    async function take(file) {
      list([]);
      const found = file.size > answersFile.LIMIT ? { error: "too-large" } : await file.arrayBuffer()
        .then((bytes) => reading(new Uint8Array(bytes), catalog, course), () => ({ error: "unreadable" }));
      if (found.error) return say(inWords(found.error));
      if (found.faults?.length) {
        list(found.faults);
        return say(word("faulty"));
      }
      const rows = Object.values(found.answers).reduce((sum, value) => sum + Object.keys(value).length, 0);
      const { ask, sure } = one("do=load").dataset;
      const agreed = await window.dalil.agreed(block.querySelector("dialog"), counted(ask, rows), sure);
      if (!agreed) return say(word("unchanged"));
      const kept = await store.setAll(entries(found, await gathered()));
      say(kept ? word("loaded") : word("full"));
      return show();
    }

    const deeds = { word: () => make("word"), excel: () => make("excel"), load: () => input.click() };
    for (const button of all("do")) {
      button.addEventListener("click", () => Promise.resolve(deeds[button.dataset.do]()).catch(() => say(word("failed"))));
    }
    input.addEventListener("change", async () => {
      const [file] = input.files;
      input.value = "";
      if (file) await take(file).catch(() => say(word("failed")));
    });
    for (const area of areas) area.addEventListener("input", () => keep(area));
    for (const field of fields) {
      field.addEventListener("change", async () => {
        const { country, participant: name } = Object.fromEntries(fields.map(({ dataset, value }) => [dataset.field, value]));
        if (!(await store.set("participant", { name, country }))) say(word("not-kept"));
      });
    }
    one("scripted").hidden = false;
    one("unscripted").hidden = true;
    store.keeps().then((keeps) => { one("refused").hidden = keeps; });
    // Coming back from a table or a section's page, in this window or another.
    for (const event of ["focus", "pageshow"]) window.addEventListener(event, show);
    show();
  }

  document.addEventListener("DOMContentLoaded", () => document.querySelectorAll("[data-review]").forEach(start));
})();
