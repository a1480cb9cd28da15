/** Words and numbers: `dalil.words`. */
(function () {
  "use strict";

  const plural = new Intl.PluralRules(document.documentElement.lang);

  /** @param {string} json the forms of some words, by name @param {number} number @returns {string} the form for the number */
  function counted(json, number) {
    const forms = JSON.parse(json);
    return (forms[plural.select(number)] || forms.other).replace("{n}", String(number));
  }

  /** How many words a text has, in either script: runs of letters and digits, with what joins them. */
  const many = (text) => (text.match(/[\p{L}\p{N}][\p{L}\p{N}\p{M}'’./-]*/gu) || []).length;

  /** Says below a text how long it is. @param {HTMLElement} place with the forms of the words, and the length that is asked for */
  function tell(place, text) {
    const number = many(text);
    place.textContent = [number ? counted(place.dataset.forms, number) : "", place.dataset.goal].filter(Boolean).join(" ");
  }

  window.dalil.words = { counted, many, tell };
})();
