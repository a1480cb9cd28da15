/** "My progress": what was read and done, and the answers as a file. Every word, page and exercise comes from the block's HTML. */
(function () {
  "use strict";

  const { store, answersFile, words: { counted } } = window.dalil;
  const LEFT_OUT = ["changed", "dropped"];
  const MOST = 50; // answers that are listed by name; a spoilt file may hold any number

  /** @param {HTMLElement} block */
  function start(block) {
    const { course, version: siteVersion } = block.dataset;
    const one = (name) => block.querySelector(`[data-${name}]`);
    const all = (name) => [...block.querySelectorAll(`[data-${name}]`)];
    const word = (name) => one("words").getAttribute(`data-${name}`);
    const fields = all("field");
    const dialog = block.querySelector("dialog");
    const catalog = all("kind").map(({ dataset }) => ({ id: dataset.key.slice("answer/".length), kind: dataset.kind, size: Number(dataset.size), range: Number(dataset.range) }));
    let refused = false;

    const say = (...parts) => one("said").replaceChildren(parts.filter(Boolean).join(" "));

    const status = {
      read: (kept) => (kept ? "read" : "unread"),
      answer: (kept) => (!kept ? "left" : kept.done === true ? "done" : "begun"),
    };

    /** @param {Object<string, any>} kept everything in the store, by key */
    function mark(kept) {
      const counts = { read: 0, unread: 0, done: 0, begun: 0, left: 0 };
      for (const place of all("key")) {
        const name = status[place.dataset.key.split("/")[0]](kept[place.dataset.key]);
        place.dataset.status = name;
        place.textContent = word(name);
        counts[name] += 1;
      }
      for (const place of all("count")) place.textContent = counted(place.dataset.forms, counts[place.dataset.count]);
    }

    function resume(last) {
      const row = all("page").find((page) => page.dataset.page === last?.path);
      one("resume").hidden = !row;
      if (!row) return;
      const [from, to] = [row, one("resume")].map((place) => place.querySelector("a"));
      to.href = from.getAttribute("href") + (last.anchor ? `#${encodeURIComponent(last.anchor)}` : "");
      to.replaceChildren(...[...from.childNodes].map((part) => part.cloneNode(true)));
    }

    async function show() {
      const kept = await store.all();
      const person = answersFile.gathered(kept);
      mark(kept);
      resume(kept.last);
      for (const field of fields) if (field !== document.activeElement) field.value = person[field.dataset.field];
      block.dataset.shown = "";
    }

    /** The deeds of a person, with nothing in their place. */
    const forgotten = (kept) => Object.keys(kept).filter((key) => /^(answer|read)\/|^(participant|last)$/.test(key)).map((key) => [key, null]);

    function list(name, ids) {
      const box = one(name);
      box.hidden = ids.length === 0;
      box.querySelector("p").textContent = counted(box.dataset.forms, ids.length);
      box.querySelector("ul").replaceChildren(...ids.slice(0, MOST).map((id) => item(id)), ...(ids.length > MOST ? [item("…")] : []));
    }

    /** What is named in a list: an exercise of this site by its links, anything else as the file calls it. */
    function item(id) {
      const task = all("kind").find(({ dataset }) => dataset.key === `answer/${id}`)?.parentElement;
      const entry = document.createElement("li");
      const name = document.createElement("bdi");
      name.textContent = id;
      entry.append(...(task ? [task.closest("tr"), task].flatMap((place) => [place.querySelector("a").cloneNode(true), " "]) : [name]));
      return entry;
    }

    /** Asks before a deed. @returns {Promise<boolean>} */
    const agreed = ({ dataset }, about) => window.dalil.agreed(dialog, dataset.ask, dataset.sure, about);

    /** Tells how a change went and shows what there is now. */
    async function told(kept, ...parts) {
      say(...(kept ? parts : [word("full")]));
      await show();
    }

    async function readFile(file) {
      const text = file.size > answersFile.LIMIT ? "" : await file.text();
      return answersFile.parse(text, file.size, catalog, course);
    }

    /** @param {HTMLInputElement} input with the file that was chosen */
    async function take(input) {
      const found = await readFile(input.files[0]).catch(() => ({ error: "unreadable" }));
      input.value = "";
      for (const left of LEFT_OUT) list(left, []);
      if (found.error) return say(word(found.error));
      const number = Object.keys(found.answers).length;
      const about = { participant: found.participant, country: found.country, saved: found.savedAt.slice(0, "YYYY-MM-DD".length), number: String(number) };
      const { file: name } = input.dataset;
      if (!(await agreed(one(`do=${name}`), about))) return say(word("unchanged"));
      await deeds[name](found, number);
      for (const left of LEFT_OUT) list(left, found[left]);
    }

    const deeds = {
      async load(found, number) {
        const before = await store.all();
        const kept = await store.setAll([...forgotten(before), ...answersFile.entries(found)]);
        await told(kept, counted(word("loaded"), number));
      },
      async merge(found, number) {
        const before = await store.all();
        const both = answersFile.merged(answersFile.gathered(before), found);
        const kept = await store.setAll(answersFile.entries(both));
        const { length } = both.taken;
        await told(kept, counted(word("taken"), length), number > length && counted(word("older"), number - length));
      },
      async renew() {
        const before = await store.all();
        await told(await store.setAll(forgotten(before)), word("renewed"));
      },
      async erase() {
        await told((await store.clear()) || refused, word("erased"));
      },
    };

    async function save() {
      const state = answersFile.gathered(await store.all());
      answersFile.download(answersFile.made(state, { course, siteVersion, savedAt: new Date().toISOString() }));
      say(word("saved"));
    }

    async function press(button) {
      const name = button.dataset.do;
      const input = one(`file=${name}`);
      if (name === "save") return save();
      if (input) return input.click();
      return (await agreed(button)) ? deeds[name]() : say(word("unchanged"));
    }

    for (const button of all("do")) button.addEventListener("click", () => press(button));
    for (const input of all("file")) input.addEventListener("change", () => { if (input.files.length) take(input); });
    for (const field of fields) {
      field.addEventListener("change", () => {
        const [name, country] = fields.map((each) => each.value);
        store.set("participant", { name, country });
      });
    }
    for (const part of all("scripted")) part.hidden = false;
    one("unscripted").hidden = true;
    store.keeps().then((keeps) => {
      refused = !keeps;
      one("refused").hidden = keeps;
      return show();
    });
    // Coming back from an exercise, in this window or another.
    for (const event of ["focus", "pageshow"]) window.addEventListener(event, show);
  }

  document.addEventListener("DOMContentLoaded", () => document.querySelectorAll("[data-progress]").forEach(start));
})();
