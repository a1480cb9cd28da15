/** The store page's side: answers the page that holds it, and only from `file://`. */
(function () {
  "use strict";

  if (location.protocol !== "file:" || window.parent === window) return;

  const names = (prefix) => Object.keys(localStorage).filter((one) => one.startsWith(prefix));

  /** A spoilt entry is as if it were not there, and spoils no other. */
  function entry(name) {
    try {
      return JSON.parse(localStorage.getItem(name));
    } catch {
      return null;
    }
  }

  /** What can be asked, by name; each gives what `store.js` gives for the same call. */
  const deeds = {
    get: ({ prefix, key }) => JSON.parse(localStorage.getItem(prefix + key)),
    set({ prefix, key, value }) {
      if (value === null) localStorage.removeItem(prefix + key);
      else localStorage.setItem(prefix + key, JSON.stringify(value));
      return true;
    },
    all: ({ prefix }) => Object.fromEntries(names(prefix).map((one) => [one.slice(prefix.length), entry(one)])),
    clear({ prefix }) {
      names(prefix).forEach((one) => localStorage.removeItem(one));
      return true;
    },
  };
  const refused = { get: null, set: false, all: {}, clear: false };

  function answer(request) {
    try {
      return deeds[request.do](request);
    } catch {
      return refused[request.do];
    }
  }

  window.addEventListener("message", (event) => {
    const request = event.data;
    if (event.source !== window.parent || !request || !Object.hasOwn(deeds, request.do)) return;
    if (!String(request.prefix).startsWith("dalil/")) return;
    window.parent.postMessage({ number: request.number, value: answer(request) }, "*");
  });
  window.parent.postMessage({ number: "ready", value: true }, "*");
})();
