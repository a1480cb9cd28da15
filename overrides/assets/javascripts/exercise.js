/**
 * What all exercises share: checking, starting again, and keeping the answer under the exercise's id.
 *
 * A kind registers `dalil.kinds.<kind> = (section) => Kind`.
 * @typedef {object} Kind
 * @property {() => any} value the answer as JSON, or null where nothing was chosen
 * @property {(value: any) => boolean} show puts an answer in; false where it does not fit
 * @property {() => {right: number, total: number}} judge marks what is right and counts it
 * @property {() => void} unmark takes the marks away
 * @property {() => void} reset puts the exercise back as it was
 */
(function () {
  "use strict";

  const { store, kinds } = window.dalil;

  /**
   * Words with a number in them, the number kept in one piece in right-to-left text.
   * @param {string} words with the placeholder {right}
   * @param {string} number
   */
  function sentence(words, number) {
    const [before, after = ""] = words.split("{right}");
    const run = document.createElement("bdi");
    run.dir = "ltr";
    run.textContent = number;
    return after || words.includes("{right}") ? [before, run, after] : [words];
  }

  /** @param {HTMLElement} section */
  function start(section) {
    const kind = kinds[section.dataset.kind](section);
    const form = section.querySelector("form");
    const result = section.querySelector(".dalil-result");
    const key = `answer/${section.dataset.exercise}`;
    let touched = false;

    const say = (...parts) => result.replaceChildren(...parts);

    async function keep(checked) {
      touched = true;
      const value = kind.value();
      const kept = await store.set(key, value === null ? null : { value, checked });
      if (!kept) say(...result.childNodes, " ", result.dataset.notSaved);
    }

    function judge() {
      kind.unmark();
      if (kind.value() === null) return say(result.dataset.none);
      const { right, total } = kind.judge();
      const part = total === 1 ? result.dataset.wrong : result.dataset.part;
      section.dataset.result = right === total ? "right" : "part";
      return say(...sentence(right === total ? result.dataset.right : part, `${right} / ${total}`));
    }

    function forget() {
      kind.unmark();
      delete section.dataset.result;
      say();
    }

    form.addEventListener("change", () => { forget(); keep(false); });
    form.addEventListener("submit", (event) => { event.preventDefault(); judge(); keep(true); });
    form.addEventListener("reset", (event) => { event.preventDefault(); forget(); kind.reset(); keep(false); });
    for (const part of section.querySelectorAll("[hidden]")) part.hidden = false;

    store.get(key).then((answer) => {
      // What the reader has done in the meantime counts more than what was kept.
      if (!touched && answer && kind.show(answer.value) && answer.checked) judge();
      section.dataset.ready = "";
    });
  }

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("[data-exercise]").forEach(start);
  });
})();
