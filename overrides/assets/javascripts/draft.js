/** `draft`: a text of the reader's own, compared with a model, where there is one, when it is written. The answer is the text. */
window.dalil.kinds.draft = function (section) {
  "use strict";

  const area = section.querySelector("textarea");
  const count = section.querySelector(".dalil-count");
  const model = section.querySelector(".dalil-model");

  const tell = () => window.dalil.words.tell(count, area.value);
  const value = () => (area.value.trim() === "" ? null : area.value);

  area.addEventListener("input", tell);

  return {
    value,
    show(text) {
      if (typeof text !== "string") return false;
      area.value = text;
      tell();
      return true;
    },
    /** A text without a model has nothing to wait for. */
    isDone: () => !model && value() !== null,
    /** Opens the model beside the text. */
    compare() {
      if (!model) return;
      model.open = true;
      section.dataset.result = "compared";
    },
    unmark() {},
    reset() {
      area.value = "";
      if (model) model.open = false;
      tell();
    },
  };
};
