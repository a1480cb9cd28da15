/**
 * Keeping the site in the browser: the block that offers it, and on every page of a kept site the word that a newer version is there.
 * keep-worker.js does the keeping. It is asked for once the reader wants it, and then goes on wherever it was broken off.
 */
(function () {
  "use strict";

  const { local, agreed, kept: { root, name } } = window.dalil;
  const { serviceWorker, storage } = navigator;
  const WORKER = `${root}keep-worker.js`;
  const PAUSE = 300; // milliseconds; what a worker says may come a little after its end
  const PULSE = 10_000; // milliseconds; Firefox ends a worker that hears nothing for a minute
  const block = document.querySelector("[data-keep]");
  const one = (what) => block.querySelector(`[data-${what}]`);
  const word = (what, values) => one("words").getAttribute(`data-${what}`).replace(/\{(\w+)\}/g, (_, key) => values[key]);
  let registration;
  let fetching; // the worker that fetches
  let first; // how many files there were when this attempt began
  let last = {}; // what a worker said last
  let mends; // whether a worker that was at work already fetches what the browser has lost

  /** @param {string} state by its name among the words @param {Object<string, string>} [values] what the words tell */
  function show(state, values) {
    if (!block) return;
    const focused = block.querySelector(":focus");
    block.dataset.state = state;
    one("said").textContent = word(state, values);
    for (const part of block.querySelectorAll("[data-in]")) part.hidden = !part.dataset.in.split(" ").includes(state);
    if (focused?.hidden) one("said").focus();
  }

  function count(news) {
    if (!block) return;
    one("count").textContent = word("count", news);
    Object.assign(block.querySelector("progress"), { max: news.total, value: news.done });
  }

  /** Why there is no worker: what stands at its address tells, and what the browser says. */
  async function obstacle({ name: error }) {
    const answer = await fetch(WORKER, { cache: "no-store" }).catch(() => ({}));
    if (answer.status === 404) return "absent";
    if (!answer.ok) return "line";
    if (!/javascript/.test(answer.headers.get("Content-Type"))) return "other";
    return error === "SecurityError" ? "refused" : "line";
  }

  /** Begins, or goes on. */
  async function keep() {
    [first, last] = [undefined, {}];
    show("fetching");
    try {
      registration = await serviceWorker.register(WORKER);
    } catch (error) {
      return block && show(await obstacle(error));
    }
    watch();
    mends = !registration.installing;
    if (mends) (fetching = registration.active).postMessage({ do: "fill" });
  }

  /** Looks after the worker that fetches, the one that waits, and any that comes. */
  function watch() {
    const look = () => follow(registration.installing);
    registration.onupdatefound = look;
    look();
    if (!registration.waiting) return;
    const [entry] = performance.getEntriesByType("navigation");
    if (entry?.type === "reload") renew();
    else offer();
  }

  /** Firefox tells of one worker, and of one end, more than once. */
  function follow(worker) {
    if (!worker || worker === fetching) return;
    const mine = registration;
    [fetching, first] = [worker, undefined];
    const pulse = setInterval(() => worker.postMessage({ do: "stay" }), PULSE);
    worker.onstatechange = () => {
      clearInterval(pulse);
      if (mine !== registration || worker !== fetching) return;
      if (worker.state === "installed" && mine.active) offer();
      if (worker.state === "activated") mine.active.postMessage({ do: "tell" });
      if (worker.state !== "redundant") return;
      fetching = undefined;
      setTimeout(ended, PAUSE);
    };
  }

  /** The worker did not get all. As long as something comes there is a line, and it goes on. */
  function ended() {
    if (!registration) return;
    const { done, fault = "line" } = last;
    const goesOn = done > first && fault === "line";
    if (registration.active && !mends) return goesOn && registration.update().catch(() => {});
    return goesOn ? keep() : show(fault);
  }

  function heard({ data }) {
    if (data?.root !== root || !registration) return;
    const { done, total, fault, kept } = (last = data);
    first ??= done;
    count(data);
    if (kept !== undefined) show(kept ? "kept" : "line", data);
    else if (mends && fault) ended();
    else if (mends && done === total) fetching.postMessage({ do: "tell" });
    else if (block && registration.active && fault === "full") one("said").textContent += ` ${word("no-room")}`;
  }

  /** Says that a newer version is there. It takes over when the reader asks for it, so that no page is made of two. */
  function offer() {
    const box = document.querySelector("[data-newer]");
    box.append(box.querySelector("template").content);
    box.querySelector("button").onclick = renew;
  }

  function renew() {
    serviceWorker.oncontrollerchange = () => location.reload();
    if (registration.waiting) registration.waiting.postMessage({ do: "switch" });
    else location.reload(); // it has taken over from another window
  }

  async function remove({ dataset: { ask, sure } }) {
    if (ask && !(await agreed(block.querySelector("dialog"), ask, sure))) return;
    const mine = registration;
    registration = undefined; // what its workers still say no longer counts
    fetching?.postMessage({ do: "stop" });
    await mine?.unregister();
    await caches.delete(name);
    show("removed");
  }

  async function press(button) {
    if (button.dataset.do === "remove") return remove(button);
    storage?.persist?.(); // some browsers ask the reader, some do not; either way it goes on
    return keep();
  }

  async function start() {
    if (local) return show("local");
    if (!serviceWorker) return show("impossible");
    const begun = await caches.has(name); // fails where the browser keeps nothing
    serviceWorker.onmessage = heard;
    const found = await serviceWorker.getRegistration(root);
    const ours = found?.scope === root && (found.active || found.installing);
    if (!ours) return begun ? keep() : show("none", block?.dataset);
    registration = found;
    watch();
    if (!found.active) show("fetching");
    else if (block) found.active.postMessage({ do: "tell" });
  }

  if (block) {
    one("unscripted").hidden = true;
    for (const button of block.querySelectorAll("[data-do]")) button.onclick = () => press(button);
  }
  start().catch(() => show("refused"));
})();
