/**
 * Where answers, language and colours are kept: `dalil.store`.
 *
 * Over http the browser's localStorage serves all pages. From `file://` Firefox gives every page a storage of its own,
 * so there a hidden page, store.html, keeps everything and is asked by message. A file that names no such page keeps its
 * own. Keys carry the course id, so that two sites on one host do not mix.
 */
(function () {
  "use strict";

  const script = document.currentScript;
  const prefix = `dalil/${script.dataset.course}/`;
  const PATIENCE = 5000; // milliseconds until a store page that does not answer is given up

  /** Storage of this page alone. Nothing here throws: a browser may refuse storage. */
  const own = {
    /** @param {string} key @returns {Promise<any>} the value, or null */
    async get(key) {
      try {
        return JSON.parse(localStorage.getItem(prefix + key));
      } catch {
        return null;
      }
    },
    /** @param {string} key @param {any} value null removes it @returns {Promise<boolean>} whether it is kept */
    async set(key, value) {
      try {
        if (value === null) localStorage.removeItem(prefix + key);
        else localStorage.setItem(prefix + key, JSON.stringify(value));
        return true;
      } catch {
        return false;
      }
    },
    /** @returns {Promise<Object<string, any>>} everything that is kept for this course, by key */
    async all() {
      const kept = Object.create(null);
      try {
        for (const name of Object.keys(localStorage).filter((one) => one.startsWith(prefix))) {
          const key = name.slice(prefix.length);
          kept[key] = await own.get(key); // a spoilt entry is as if it were not there, and spoils no other
        }
      } catch {
        // A browser that refuses storage keeps nothing.
      }
      return kept;
    },
    /** Forgets everything of this course. @returns {Promise<boolean>} */
    async clear() {
      try {
        Object.keys(localStorage).filter((one) => one.startsWith(prefix)).forEach((one) => localStorage.removeItem(one));
        return true;
      } catch {
        return false;
      }
    },
  };

  /**
   * The same calls, answered by the store page.
   * @param {string} address of store.html, relative to this page
   */
  function shared(address) {
    const frame = document.createElement("iframe");
    frame.hidden = true;
    frame.src = address;
    const answers = new Map();
    let asked = 0;
    const ready = new Promise((resolve, reject) => {
      answers.set("ready", resolve);
      setTimeout(reject, PATIENCE);
    });
    window.addEventListener("message", (event) => {
      // The origin of a local file is "null"; only the sender tells our store from others.
      if (event.source !== frame.contentWindow || !event.data || !answers.has(event.data.number)) return;
      answers.get(event.data.number)(event.data.value);
      answers.delete(event.data.number);
    });
    document.body.append(frame);

    const ask = (request) => ready.then(() => new Promise((resolve) => {
      asked += 1;
      answers.set(asked, resolve);
      frame.contentWindow.postMessage({ number: asked, prefix, ...request }, "*");
    }));
    return {
      get: (key) => ask({ do: "get", key }).catch(() => own.get(key)),
      set: (key, value) => ask({ do: "set", key, value }).catch(() => own.set(key, value)),
      all: () => ask({ do: "all" }).catch(() => own.all()),
      clear: () => ask({ do: "clear" }).catch(() => own.clear()),
    };
  }

  /**
   * A store that keeps what a browser refuses for as long as the page is open, so that it can still be saved to a file.
   * @param {typeof own} inner
   */
  function remembering(inner) {
    const refused = new Map();
    return {
      get: async (key) => (refused.has(key) ? refused.get(key) : inner.get(key)),
      async set(key, value) {
        const kept = await inner.set(key, value);
        if (kept) refused.delete(key);
        else refused.set(key, value);
        return kept;
      },
      /**
       * Writes everything, or puts back what was there. What a browser refuses altogether counts as written.
       * @param {[string, any][]} entries @returns {Promise<boolean>}
       */
      async setAll(entries) {
        const [before, keeps] = [await this.all(), await this.keeps()];
        for (const [key, value] of entries) {
          if ((await this.set(key, value)) || !keeps) continue;
          for (const [name] of entries) await this.set(name, null);
          for (const [name] of entries) await this.set(name, before[name] ?? null);
          return false;
        }
        return true;
      },
      all: async () => Object.assign(await inner.all(), Object.fromEntries(refused)),
      clear() {
        refused.clear();
        return inner.clear();
      },
      /** @returns {Promise<boolean>} whether the browser keeps anything at all */
      keeps: async () => (await inner.set("probe", true)) && inner.set("probe", null),
    };
  }

  const local = location.protocol === "file:";
  window.dalil = Object.assign(window.dalil || {}, { store: remembering(local && script.dataset.frame ? shared(script.dataset.frame) : own), local, kinds: {} });
})();
