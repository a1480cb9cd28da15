/** The search once it is asked for: a worker of its own, and what Material's list is to show. */
(function () {
  "use strict";

  const [READY, QUERY, RESULT] = [1, 2, 3];

  /** What runs in the worker: opens indexes and texts, and answers queries. @param {object} search the engine of search.js */
  function answering(search) {
    const opened = {};
    self.onmessage = ({ data: { number, code, index, texts, query } }) => {
      if (index !== undefined) opened[code] = search.opened(index);
      if (texts !== undefined) opened[code].read(texts);
      if (query !== undefined) self.postMessage({ number, code, items: opened[code].items(query) });
    };
  }

  function worker() {
    const { folding, search } = window.dalil;
    const code = `(${answering})((${search.engine})((${folding.source})()))`;
    return new Worker(URL.createObjectURL(new Blob([code], { type: "text/javascript" })));
  }

  /** @param {{box: EventTarget, input: HTMLInputElement, load: Function, asked: object[], listening: Promise<void>, languages: string[]}} given */
  function start({ box, input, load, asked, listening, languages: [own, ...others] }) {
    const mind = worker();
    const waiting = new Map();
    const elsewhere = document.querySelector(".dalil-elsewhere");
    const loading = new Map();
    let last = 0;

    /** Draws the results anew; a reader who is in the list stays at the same page. */
    function draw(items) {
      const link = ".md-search-result__link";
      const { href } = document.activeElement.closest(link) ?? {};
      tell(RESULT, { items });
      if (href) [...document.querySelectorAll(link)].find((one) => one.href === href)?.focus();
    }

    const tell = (type, data) => box.dispatchEvent(new MessageEvent("message", { data: { type, data } }));

    /** Brings an index or the texts of a language to the worker, once. */
    function brought(kind, code) {
      const name = `${kind}.${code}`;
      if (!loading.has(name)) {
        loading.set(name, load(`../search/${name}.js`).then(() => {
          mind.postMessage({ code, [kind === "text" ? "texts" : "index"]: window.dalil.searchData[name] });
          delete window.dalil.searchData[name];
        }));
        loading.get(name).catch(() => loading.delete(name));
      }
      return loading.get(name);
    }

    const found = (query, code) => new Promise((resolve) => {
      last += 1;
      waiting.set(last, resolve);
      mind.postMessage({ number: last, code, query });
    });
    window.dalil.searched = { found, brought };
    mind.onmessage = ({ data }) => {
      waiting.get(data.number)(data.items);
      waiting.delete(data.number);
    };

    /** Says how many pages there are in another language where there are none in this one. */
    async function lookElsewhere(query, isNewest) {
      for (const code of others) {
        await brought("index", code);
        const { length } = await found(query, code);
        if (!length || !isNewest()) continue;
        const forms = window.dalil.elsewhere;
        const form = forms[new Intl.PluralRules(own).select(length)] ?? forms.other;
        const link = elsewhere.querySelector("a");
        link.href = `${JSON.parse(elsewhere.dataset.elsewhere)[code]}?q=${encodeURIComponent(query)}`;
        link.textContent = form.replace("{n}", String(length));
        elsewhere.hidden = false;
      }
    }

    let newest = 0;

    async function answer(query) {
      newest += 1;
      const mine = newest;
      const isNewest = () => mine === newest;
      elsewhere.hidden = true;
      const items = await found(query, own);
      if (!isNewest()) return;
      draw(items);
      if (!items.length && query.trim()) await lookElsewhere(query, isNewest);
      if (!items.length || loading.get(`text.${own}`)?.there) return;
      // Titles come first; the texts follow, once.
      await brought("text", own);
      loading.get(`text.${own}`).there = true;
      const whole = await found(query, own);
      if (isNewest()) draw(whole);
    }

    box.postMessage = ({ type, data }) => { if (type === QUERY) answer(data).catch(() => {}); };
    // Material hears READY once: a link with a query may have the index here before Material's script.
    Promise.all([brought("index", own), listening]).then(() => {
      tell(READY);
      asked.splice(0).forEach(box.postMessage);
    }).catch(() => input.setAttribute("aria-invalid", "true"));
  }

  window.dalil.searchPanel = start;
})();
