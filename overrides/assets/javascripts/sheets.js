/**
 * Pages of the site as they stand on paper: `dalil.sheets`. Right answers and what only works on a screen are left out, fields become
 * places to write. scripts/dalil/export/sheets.py does the same for the PDF of the guide; a test compares the two.
 *
 * @typedef {object} Source a page of the site
 * @property {string} id its name in the document
 * @property {string} address
 */
(function () {
  "use strict";

  const GONE = "[hidden], [data-unscripted], [data-keep], script, style, template, dialog, button, .headerlink, .md-content__button, "
    + ".footnote-backref, .dalil-hint, .dalil-explanation, .dalil-model, .dalil-buttons, .dalil-result, .dalil-announcement, "
    + ".dalil-verdict, .dalil-calendar";
  const FIELDS = "input, select, textarea";
  const DROPPED = /^(data-|aria-|on)|^(role|for|tabindex)$/; // attributes that only mean something where there are scripts or fields
  const DEEPEST = 6; // of headings
  const OUTSIDE = /^([a-z][a-z\d+.-]*:|\/\/)/i; // how an address outside the site begins

  /** An element of the document, where something is to be written or ticked. */
  function place(kind, ...inside) {
    const span = document.createElement("span");
    span.className = kind;
    span.append(...inside);
    return span;
  }

  const box = () => place("dalil-box");
  const circle = () => place("dalil-box dalil-round");

  function line({ ariaLabel }) {
    const made = place("dalil-line");
    if (ariaLabel) Object.assign(made, { role: "img", ariaLabel });
    return made;
  }

  /** The levels of a row, to be ticked; what is chosen elsewhere is written by its letter. */
  function choice(select) {
    if (!select.dataset.field) return line(select);
    const options = [...select.options].filter(({ value }) => value);
    return place("dalil-picks", ...options.flatMap(({ textContent }) => [place("dalil-pick", circle(), ` ${textContent}`), " "]));
  }

  /** As many lines as the author gave the field; one where nothing was said. */
  const ruled = (field) => place("dalil-lines", ...Array.from({ length: field.getAttribute("rows") || 1 }, () => place("dalil-line")));

  const PLACES = { checkbox: box, radio: circle, textarea: ruled, "select-one": choice };

  /** The same element under another name. */
  function rename(one, tag) {
    const made = document.createElement(tag);
    for (const { name, value } of one.attributes) made.setAttribute(name, value);
    made.append(...one.childNodes);
    one.replaceWith(made);
  }

  const lower = (heading) => rename(heading, `h${Math.min(Number(heading.tagName[1]) + 1, DEEPEST)}`);

  function bare(one) {
    for (const { name } of [...one.attributes]) if (DROPPED.test(name)) one.removeAttribute(name);
  }

  function instruct(exercise, instructions) {
    const said = instructions[exercise.dataset.kind];
    if (said) exercise.querySelector(".dalil-instruction").textContent = said;
  }

  /**
   * @param {string} html of the page's article, as it came from its file
   * @param {Source} source
   * @param {Object<string, string>} instructions what exercises ask for on paper, by kind
   * @returns {HTMLElement}
   */
  function sheet(html, { id, address }, instructions) {
    const { body } = new DOMParser().parseFromString(html, "text/html");
    const each = (selector, change) => body.querySelectorAll(selector).forEach(change);
    each(GONE, (one) => one.remove());
    each("[data-exercise]", (one) => instruct(one, instructions));
    each("h1, h2, h3, h4, h5, h6", lower);
    each("summary", (one) => { one.className = "dalil-summary"; rename(one, "p"); });
    each("details", (one) => rename(one, "div")); // what folds lies open on paper
    each("img[src]", (one) => { one.src = new URL(one.getAttribute("src"), address).href; });
    each("[id]", (one) => { one.id = `${id}-${one.id}`; });
    each(`:not(${FIELDS})`, bare);
    each(FIELDS, (one) => one.replaceWith((PLACES[one.type] || line)(one)));
    const made = document.createElement("article");
    Object.assign(made, { id, className: "dalil-sheet" });
    made.append(...body.childNodes);
    return made;
  }

  /**
   * Leads links between the sheets to their places in the document, and all others to where they led.
   * @param {HTMLElement[]} made the sheets
   * @param {Source[]} sources of the sheets, in the same order
   */
  function join(made, sources) {
    const ids = new Set(made.flatMap((one) => [one, ...one.querySelectorAll("[id]")]).map(({ id }) => id));
    const names = new Map(sources.map(({ address, id }) => [address, id]));
    for (const [place, { address }] of sources.entries()) {
      for (const link of made[place].querySelectorAll("a[href]")) lead(link, address, names, ids);
    }
  }

  function lead(link, address, names, ids) {
    const written = link.getAttribute("href");
    if (OUTSIDE.test(written)) return;
    const target = new URL(written, address);
    const anchor = target.hash.slice(1);
    target.hash = "";
    const name = names.get(target.href);
    if (!name) {
      link.href = new URL(written, address).href;
      link.classList.add("dalil-inside");
    } else {
      link.setAttribute("href", `#${ids.has(`${name}-${anchor}`) ? `${name}-${anchor}` : name}`);
    }
  }

  window.dalil.sheets = { sheet, join };
})();
