/**
 * What all exercises share: checking, starting again, and keeping the answer under the exercise's id.
 *
 * A kind registers `dalil.kinds.<kind> = (section) => Kind`.
 * @typedef {object} Kind
 * @property {() => any} value the answer as JSON, or null where there is none yet
 * @property {(value: any) => boolean} show puts an answer in; false where it does not fit
 * @property {(() => {right: number, total: number})} [judge] marks what is right and counts it; kinds without a right answer have none
 * @property {(() => {right: number, total: number})} [count] how far the reader has come, where nothing is judged
 * @property {() => boolean} [isDone] whether there is nothing left to do, where nothing is checked
 * @property {() => void} unmark takes the marks away
 * @property {() => void} reset puts the exercise back as it was
 */
(function () {
  "use strict";

  const { store, kinds } = window.dalil;

  /**
   * Words with numbers in them, each kept in one piece in right-to-left text.
   * @param {string} words with placeholders such as {right}
   * @param {Object<string, string>} values
   * @returns {(string|HTMLElement)[]}
   */
  function sentence(words, values) {
    return words.split(/\{(\w+)\}/).map((part, at) => {
      if (at % 2 === 0) return part;
      const run = document.createElement("bdi");
      run.dir = "ltr";
      run.textContent = values[part];
      return run;
    });
  }

  /** Points earned of the points there are, in steps of a tenth. */
  const earned = (points, { right, total }) => `${Math.round((points * right * 10) / total) / 10} / ${points}`;

  /** Hints come one by one: each waits until the one before it was opened. Without scripts all are there. */
  function queueHints(section) {
    const hints = [...section.querySelectorAll(".dalil-hint")];
    hints.slice(1).forEach((hint, at) => {
      hint.hidden = true;
      hints[at].addEventListener("toggle", () => { hint.hidden = false; }, { once: true });
    });
  }

  /** @param {HTMLElement} section */
  function start(section) {
    const kind = kinds[section.dataset.kind](section);
    const form = section.querySelector("form");
    const result = section.querySelector(".dalil-result");
    const key = `answer/${section.dataset.exercise}`;
    const points = Number(section.dataset.points);
    let touched = false;

    const say = (...parts) => result.replaceChildren(...parts.flat());
    const add = (...parts) => result.append(" ", ...parts.flat());

    /** Whether nothing is left to do: all right, all ticked, or, for a text, compared. */
    function isDone(checked, score) {
      if (score) return score.right === score.total && (checked || !kind.judge);
      return checked || Boolean(kind.isDone?.());
    }

    async function keep(checked, score) {
      touched = true;
      const value = kind.value();
      const record = { value, checked, done: isDone(checked, score), at: new Date().toISOString() };
      if (score) record.score = [score.right, score.total];
      const kept = await store.set(key, value === null ? null : record);
      if (!kept) add(result.dataset.notSaved);
    }

    function judge() {
      kind.unmark();
      if (kind.value() === null) return say(result.dataset.none);
      if (!kind.judge) return kind.compare?.();
      const score = kind.judge();
      const right = score.right === score.total;
      const words = right ? result.dataset.right : score.total === 1 ? result.dataset.wrong : result.dataset.part;
      section.dataset.result = right ? "right" : "part";
      say(sentence(words, { right: `${score.right} / ${score.total}` }));
      if (points > 1) add(sentence(result.dataset.points, { points: earned(points, score) }));
      return score;
    }

    function count() {
      const score = kind.count?.();
      if (score) say(score.right ? sentence(result.dataset.count, { right: `${score.right} / ${score.total}` }) : "");
      return score;
    }

    function forget() {
      kind.unmark();
      delete section.dataset.result;
      say();
    }

    /** A text that was compared stays so while it is mended; what was judged must be checked again. */
    function changed() {
      const compared = section.dataset.result === "compared";
      if (!compared) forget();
      keep(compared, count());
    }

    form.addEventListener("change", changed);
    form.addEventListener("input", (event) => { if (event.target.matches("textarea, [type=text]")) changed(); });
    form.addEventListener("submit", (event) => { event.preventDefault(); keep(true, judge() || count()); });
    form.addEventListener("reset", (event) => { event.preventDefault(); forget(); kind.reset(); keep(false); });
    for (const part of section.querySelectorAll("[hidden]")) part.hidden = false;
    queueHints(section);

    async function restore() {
      const answer = await store.get(key);
      // What the reader has done in the meantime counts more than what was kept.
      if (!touched && answer && kind.show(answer.value)) {
        if (answer.checked) judge();
        count();
      }
      section.dataset.ready = "";
    }

    // A file has brought another answer.
    section.addEventListener("dalil-replaced", () => {
      forget();
      kind.reset();
      touched = false;
      restore();
    });
    restore();
  }

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("[data-exercise]").forEach(start);
  });
})();
