/**
 * Keeps the site in the browser: every file once, under its hash, all of them or none. The build puts a list before this script:
 * `kept`, with `version`, `megabytes` and `files`, a hash for each address.
 *
 * Everything is fetched while the worker is being installed, so one that is at work has it all; should the browser lose a part, the network answers
 * until it is there again. The worker of a newer version fetches what differs and waits until the reader wants it; meanwhile the pages that are open
 * stay those of one version. What is not on the list comes from the network.
 */
(function () {
  "use strict";

  const AT_ONCE = 4; // files; who reads meanwhile needs the line too
  const GRACE = 5000; // milliseconds in which others may still finish
  const PATIENCE = 240_000; // milliseconds; browsers end the work of a worker after five minutes, and what came until then stays

  const root = new URL("./", location.href).href;
  const name = `dalil-keep ${root}`;
  const place = `${root}kept/`;
  const files = new Map(Object.entries(kept.files));
  const fail = (reason) => () => { throw new Error(reason); };
  let stop = () => {};
  let known; // whether all is there, once it has been looked for

  /** The hashes of what is there. Nothing is opened that is not there: opening makes it. */
  async function present() {
    const keys = (await caches.has(name)) ? await (await caches.open(name)).keys() : [];
    return new Set(keys.map(({ url }) => url.slice(place.length)));
  }

  async function many() {
    const there = await present();
    return [...files.values()].filter((hash) => there.has(hash)).length;
  }

  const whole = () => (known ??= many().then((done) => done === files.size, () => (known = undefined)));

  async function hashed(bytes) {
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    return [...digest.slice(0, 8)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  /** Tells the pages of this site. @param {object} news `done` files of all; `fault` that ended it: line, other or full; `kept` if it is whole */
  async function tell(news) {
    const { version, megabytes } = kept;
    for (const page of await clients.matchAll({ includeUncontrolled: true })) {
      if (page.url.startsWith(root)) page.postMessage({ root, version, megabytes, total: files.size, ...news });
    }
  }

  /** Fetches a file and keeps it if it is what the list says, which half a file or a page to log in is not. Rejects with a fault. */
  async function take(cache, address, hash, signal) {
    // What the browser has from reading is good enough, if it is of this version.
    for (const mode of ["default", "reload"]) {
      const answer = await fetch(root + address, { cache: mode, signal }).catch(fail("line"));
      if (!answer.ok) throw new Error("line");
      const bytes = await answer.arrayBuffer().catch(fail("line"));
      const [type, length] = ["Content-Type", "Content-Length"].map((one) => answer.headers.get(one));
      if (bytes.byteLength < length) throw new Error("line"); // browsers take half a file for a whole one
      const file = new Response(bytes, { headers: type ? { "Content-Type": type } : {} });
      if ((await hashed(bytes)) === hash) return cache.put(place + hash, file).catch(fail("full"));
    }
    throw new Error("other");
  }

  /** Fetches what is missing, a few files at a time, and tells how far it is. Rejects where it does not get all. */
  async function fill() {
    const there = await present();
    const missing = [...files].filter(([, hash]) => !there.has(hash));
    const cache = await caches.open(name);
    const control = new AbortController();
    const giveUp = () => control.abort();
    const timer = setTimeout(giveUp, PATIENCE);
    let done = files.size - missing.length;
    let fault;
    known = undefined;
    stop = () => giveUp((fault = "stopped"));
    tell({ done });

    const failed = ({ message }) => {
      fault ??= message;
      setTimeout(giveUp, GRACE);
    };
    const queue = missing.values();
    const runner = async () => {
      for (const [address, hash] of queue) {
        if (fault) return;
        await take(cache, address, hash, control.signal).then(() => tell({ done: (done += 1) }), failed);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, runner));
    clearTimeout(timer);
    known = undefined;
    if (fault) await end(done, fault);
  }

  /** What came stays and is gone on with, unless there is no room: then nothing is left but what an older version needs. */
  async function end(done, fault) {
    if (fault === "full") await (registration.active ? clear([]) : caches.delete(name));
    await tell({ done, fault });
    throw new Error(fault);
  }

  /** Has the worker of the older version remove what neither it needs nor `more`, and waits for it. */
  function clear(more) {
    const { port1, port2 } = new MessageChannel();
    return new Promise((resolve) => {
      port1.onmessage = resolve;
      setTimeout(resolve, GRACE);
      registration.active.postMessage({ do: "clean", more }, [port2]);
    });
  }

  /** Removes what neither this version needs nor `more`, the hashes of one that is being fetched. */
  async function clean({ more = [] }) {
    const needed = new Set([...files.values(), ...more]);
    const spare = [...(await present())].filter((hash) => !needed.has(hash));
    const cache = spare.length && (await caches.open(name));
    await Promise.all(spare.map((hash) => cache.delete(place + hash)));
  }

  /** The file of a hash, if it and all others are there. */
  async function found(hash) {
    return (await whole()) ? caches.match(place + hash, { cacheName: name }).catch(() => undefined) : undefined;
  }

  /** What a page, or the worker of a newer version, can ask for. Firefox lets a worker live as long as it is asked, if only for `stay`. */
  const deeds = {
    fill,
    clean,
    stop: () => stop(),
    switch: () => skipWaiting(),
    async tell() {
      const done = await many();
      await tell({ done, kept: done === files.size });
    },
  };

  async function answer({ data, ports: [port] }) {
    await deeds[data.do]?.(data);
    port?.postMessage(data.do);
  }

  /** The path below the site that is asked for, whatever is asked of it: `?q=` is for the scripts of the page. */
  function pathOf({ method, url }) {
    return method === "GET" && url.startsWith(root) ? url.slice(root.length).replace(/[?#].*/, "") : null;
  }

  /** What is left of a newer version that was never whole goes first. */
  async function install() {
    if (registration.active) await clear([...files.values()]);
    await fill();
  }

  addEventListener("install", (event) => event.waitUntil(install()));
  // Whatever goes wrong with the cleaning, the worker is at work.
  addEventListener("activate", (event) => event.waitUntil(Promise.allSettled([clients.claim(), clean({})])));
  addEventListener("message", (event) => event.waitUntil(answer(event)));
  addEventListener("fetch", (event) => {
    const { request } = event;
    const path = pathOf(request);
    if (path === null) return;
    // As web servers do, or the links of the page would lead elsewhere.
    if (files.has(`${path}/index.html`)) return event.respondWith(Response.redirect(`${root}${path}/`));
    const hash = files.get(path.replace(/(^|\/)$/, "$1index.html")) ?? files.get(`${path}.html`);
    if (!hash) return;
    event.respondWith(found(hash).then((answer) => answer ?? fetch(request)));
  });
})();
