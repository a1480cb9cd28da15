/**
 * What makes no difference when two short texts are compared: the browser's side of scripts/dalil/folding.py.
 * A search worker is made of this function too, so nothing in it may lean on what stands outside.
 * One case file, tests/cases/answers.yml, tests both.
 */
(function () {
  "use strict";

  function folding() {
    // Tashkeel and Quranic marks, superscript alef, tatweel; zero-width and bidi controls, soft hyphen; the bare hamza.
    const DROPPED = /[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0640\u200b-\u200f\u202a-\u202e\u2060-\u2069\u00ad\ufeff\u0621]/g;
    const FROM = "أإآٱىئؤةیکھ٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹";
    const TO = "ااااييوهيكه01234567890123456789";
    const LETTERS = new RegExp(`[${FROM}]`, "g");
    const EDGES = /^[\s.,;:!?،؛؟«»"'“”‘’()[\]-]+|[\s.,;:!?،؛؟«»"'“”‘’()[\]-]+$/g;
    const DIGIT_SPACES = /(?<=[0-9])[ ,](?=[0-9]{3}(?![0-9]))/g;
    const ARTICLES = /(?<!\S)(?:ال(?=[ء-ي]{2})|the )/g;

    /** @param {string} text @returns {string} the text with its letters and digits in the one form in which they are compared */
    const letters = (text) => text.normalize("NFKC").replace(DROPPED, "").replace(LETTERS, (letter) => TO[FROM.indexOf(letter)]).toLowerCase();

    /** @param {string} text @returns {string} the text without the differences that do not count */
    const folded = (text) => letters(text).replace(/\s+/g, " ").replace(EDGES, "").replace(DIGIT_SPACES, "");

    const withoutArticles = (text) => folded(text).replace(ARTICLES, "");

    /** @param {string} given @param {string} wanted @returns {boolean} whether an answer is the wanted one; the article makes no difference */
    function sameAnswer(given, wanted) {
      const one = withoutArticles(given);
      return one !== "" && one === withoutArticles(wanted);
    }

    return { letters, folded, sameAnswer };
  }

  window.dalil.folding = Object.assign(folding(), { source: folding });
})();
