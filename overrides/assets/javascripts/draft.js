/** `draft`: a text of the reader's own, compared with a model when it is written. The answer is the text. */
window.dalil.kinds.draft = function (section) {
  "use strict";

  const area = section.querySelector("textarea");
  const count = section.querySelector(".dalil-count");
  const model = section.querySelector(".dalil-model");
  const form = new Intl.PluralRules(document.documentElement.lang);
  const forms = JSON.parse(count.dataset.forms);

  /** Words in either script: runs of letters and digits, with what joins them. */
  const words = (text) => (text.match(/[\p{L}\p{N}][\p{L}\p{N}\p{M}'’./-]*/gu) || []).length;

  function tell() {
    const many = words(area.value);
    const said = (forms[form.select(many)] || forms.other).replace("{n}", String(many));
    count.textContent = [many ? said : "", count.dataset.goal || ""].filter(Boolean).join(" ");
  }

  area.addEventListener("input", tell);

  return {
    value: () => (area.value.trim() === "" ? null : area.value),
    show(value) {
      if (typeof value !== "string") return false;
      area.value = value;
      tell();
      return true;
    },
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
