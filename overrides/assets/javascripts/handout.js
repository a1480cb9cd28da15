/** Hand-outs: pages of the site, put together for the printer. Every word, page and address comes from the block's HTML. */
(function () {
  "use strict";

  const { sheets, local } = window.dalil;
  const MARK = "#dalil-handout"; // what handout-page.js looks for
  const PATIENCE = 30000; // milliseconds until a page that does not answer is given up
  const GRACE = 2000; // milliseconds after loading by which a page of this site has answered

  const fill = (words, parts) => words.replace(/\{(\w+)\}/g, (mark, name) => parts[name] ?? mark);

  /**
   * @param {string} address of a page
   * @param {AbortSignal} signal
   * @returns {Promise<string>} the HTML of its article; fails where the page cannot be opened, or when the signal comes
   */
  function text(address, signal) {
    const frame = Object.assign(document.createElement("iframe"), { hidden: true, src: address + MARK });
    const over = new AbortController();
    return new Promise((resolve, reject) => {
      const wait = (time) => {
        const timer = setTimeout(reject, time);
        over.signal.addEventListener("abort", () => clearTimeout(timer));
      };
      window.addEventListener("message", ({ source, origin, data }) => {
        // The origin of a local file tells nothing; only the sender does.
        if (source === frame.contentWindow && (local || origin === location.origin) && typeof data?.handout === "string") resolve(data.handout);
      }, { signal: over.signal });
      signal.addEventListener("abort", reject, { signal: over.signal });
      frame.addEventListener("load", () => wait(GRACE));
      wait(PATIENCE);
      document.body.append(frame);
    }).finally(() => {
      over.abort();
      frame.remove();
    });
  }

  /** The text of an element, with the runs that are isolated in it isolated by characters. */
  const plain = (element) => [...element.childNodes]
    .map((one) => (one.tagName === "BDI" ? `\u2068${one.textContent}\u2069` : one.childNodes.length ? plain(one) : one.textContent)).join("");

  /** @param {string} name of the element @param {string|Object<string, string>} [about] its class, or its attributes */
  function element(name, about, ...inside) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(typeof about === "string" ? { class: about } : about || {})) made.setAttribute(key, value);
    made.append(...inside);
    return made;
  }

  const copied = (one) => [...one.childNodes].map((child) => child.cloneNode(true));

  /** A text as a CSS value, without the signs that would end it. */
  const quoted = (said) => `"${said.replace(/["\\<\n]/g, (sign) => `\\${sign.codePointAt(0).toString(16)} `)}"`;

  /** Sheets of A4 with running heads and numbers, for browsers that know them: a kind of sheet for each page of the site. */
  function paged(words, pages) {
    const { dir } = document.documentElement;
    const [start, end] = dir === "rtl" ? ["right", "left"] : ["left", "right"];
    const look = `direction: ${dir}; color: #333; font: 8.5pt ${getComputedStyle(document.body).fontFamily};`;
    const edge = "width: 50%; vertical-align: bottom; padding-bottom: 1.5mm; margin-bottom: 5mm; border-bottom: 0.2mm solid #b08a3e;";
    const head = (side, said) => `@top-${side} { content: ${quoted(said)}; text-align: ${side}; ${look} ${edge} }`;
    const foot = quoted(words.sheet).replace("{n}", "\" counter(page) \"").replace("{total}", "\" counter(pages) \"");
    const named = pages.map(({ id, part, title }) => `@page ${id} { ${head(start, part)} ${head(end, title)} }\n#${id} { page: ${id}; }`);
    return [`@page { size: A4; margin: 25mm 18mm 20mm; @bottom-center { content: ${foot}; ${look} } }`, ...named].join("\n");
  }

  /** @param {HTMLElement} block */
  function start(block) {
    const words = block.dataset;
    const one = (name) => block.querySelector(`[data-${name}]`);
    const parts = [...block.querySelectorAll("[data-part]")];
    const style = element("style");
    let running = new AbortController();
    let title = words.site;

    const heading = (part) => part.querySelector("h3");
    const chosen = (name) => parts.filter(({ dataset }) => !name || dataset.part === name);

    /** The pages of some parts, as they are named in the document. */
    const pagesOf = (some) => some.flatMap((part) => [...part.querySelectorAll("[data-page]")].map((link) => ({ link, part })))
      .map(({ link, part }, place) => ({
        id: `page-${place + 1}`, address: link.href, link, title: plain(link),
        part: [words.site, ...(heading(part) ? [plain(heading(part))] : [])].join(" · "),
      }));

    const cover = (name, some) => element("header", "dalil-cover",
      ...(name ? [element("p", "dalil-guide", words.site), element("h1", "", ...copied(heading(some[0])))]
        : [element("h1", "", words.site), element("p", "", words.subtitle)]),
      element("p", "dalil-licence", words.copyright));

    const entry = ({ id, link }) => element("li", "", element("a", { href: `#${id}` }, ...copied(link)));

    function contents(some, pages) {
      const lists = some.flatMap((part) => {
        const entries = pages.filter(({ link }) => part.contains(link)).map(entry);
        return some.length > 1 && heading(part) ? [element("li", "", element("span", "", ...copied(heading(part))), element("ol", "", ...entries))] : entries;
      });
      return element("nav", { class: "dalil-contents", "aria-label": words.contents }, element("h2", "", words.contents), element("ol", "", ...lists));
    }

    /** Shows which buttons are of use now. */
    function show({ busy, ready }) {
      for (const [name, shown] of Object.entries({ cancel: busy, count: busy, print: ready })) one(name).hidden = !shown;
    }

    /** @returns {Promise<HTMLElement[]>} the sheets; fails at the first page that cannot be opened */
    async function gathered(pages, signal) {
      const made = [];
      for (const [place, page] of pages.entries()) {
        signal.throwIfAborted();
        one("count").textContent = `${fill(words.gathering, { n: place + 1, total: pages.length })}: ${page.title}`;
        const html = await text(page.address, signal).catch(() => { throw page; });
        made.push(sheets.sheet(html, page, JSON.parse(words.instructions)));
      }
      sheets.join(made, pages);
      return made;
    }

    function clear() {
      running.abort();
      running = new AbortController();
      one("document").replaceChildren();
      style.remove();
      one("said").textContent = "";
      return running.signal;
    }

    /** Puts the pages of a part together, or of all. */
    async function gather(name) {
      const signal = clear();
      const [some, pages] = [chosen(name), pagesOf(chosen(name))];
      show({ busy: true });
      try {
        const made = await gathered(pages, signal);
        one("document").append(cover(name, some), contents(some, pages), ...made);
        style.textContent = paged(words, pages);
        document.head.append(style);
        title = name ? `${plain(heading(some[0]))} - ${words.site}` : words.site;
        one("said").textContent = fill(words.finished, { n: pages.length });
      } catch (page) {
        if (signal !== running.signal) return; // another one was begun
        one("said").textContent = signal.aborted ? words.cancelled : fill(words.failed, page);
      }
      const waiting = document.activeElement === one("cancel");
      show({ ready: style.isConnected });
      if (waiting) one(style.isConnected ? "print" : "gather").focus();
    }

    for (const button of block.querySelectorAll("[data-gather]")) {
      button.addEventListener("click", () => {
        gather(button.dataset.gather);
        one("cancel").focus();
        block.scrollIntoView();
      });
    }
    one("cancel").addEventListener("click", () => running.abort());
    one("print").addEventListener("click", () => window.print());
    // Browsers put the title above their sheets and into the name of a PDF file.
    const { title: own } = document;
    window.addEventListener("beforeprint", () => { if (style.isConnected) document.title = title; });
    window.addEventListener("afterprint", () => { document.title = own; });

    for (const part of block.querySelectorAll("[data-scripted]")) part.hidden = false;
    one("unscripted").hidden = true;
    const asked = [location.search, location.hash.slice(1)].map((said) => new URLSearchParams(said).get("section")).find(Boolean);
    if (parts.some(({ dataset }) => asked && dataset.part === asked)) gather(asked);
  }

  document.addEventListener("DOMContentLoaded", () => document.querySelectorAll("[data-handout]").forEach(start));
})();
