/** The store page's side: answers the page that holds it, and only from `file://`. */
(function () {
  "use strict";

  if (location.protocol !== "file:" || window.parent === window) return;

  /** @param {{prefix: string, key: string, value?: any}} request a value is to be kept; null removes it */
  function answer(request) {
    const name = request.prefix + request.key;
    try {
      if (request.value === undefined) return JSON.parse(localStorage.getItem(name));
      if (request.value === null) localStorage.removeItem(name);
      else localStorage.setItem(name, JSON.stringify(request.value));
      return true;
    } catch {
      return request.value === undefined ? null : false;
    }
  }

  window.addEventListener("message", (event) => {
    const request = event.data;
    if (event.source !== window.parent || !request || typeof request.key !== "string") return;
    if (!String(request.prefix).startsWith("dalil/")) return;
    window.parent.postMessage({ number: request.number, value: answer(request) }, "*");
  });
  window.parent.postMessage({ number: "ready", value: true }, "*");
})();
