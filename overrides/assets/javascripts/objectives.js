/** The index of the objectives: filters the rows by round table and by words, as they are typed. */
(function () {
  "use strict";

  const { folded } = window.dalil.folding;

  /** @param {HTMLElement} listing */
  function start(listing) {
    const form = listing.querySelector("form");
    const [text, table] = [form.querySelector("input"), form.querySelector("select")];
    const status = form.querySelector("[role=status]");
    const rows = [...listing.querySelectorAll("tbody tr")];
    const known = new Map(rows.map((row) => [row, folded(`${row.textContent} ${row.dataset.topics}`)]));

    function filter() {
      const wanted = folded(text.value).split(" ");
      for (const row of rows) {
        const fits = wanted.every((word) => known.get(row).includes(word)) && (!table.value || row.dataset.table === table.value);
        row.hidden = !fits;
      }
      const shown = rows.filter((row) => !row.hidden).length;
      status.textContent = status.dataset.shown.replace("{n}", String(shown)).replace("{total}", String(rows.length));
    }

    form.hidden = false;
    form.addEventListener("input", filter);
    form.addEventListener("submit", (event) => event.preventDefault());
  }

  document.addEventListener("DOMContentLoaded", () => document.querySelectorAll("[data-listing]").forEach(start));
})();
