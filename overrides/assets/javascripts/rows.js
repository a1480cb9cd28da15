/** `match` and `sort`: a choice for each row. The answer is the place chosen per row, in the author's order, or null. */
window.dalil.kinds.match = window.dalil.kinds.sort = function (section) {
  "use strict";

  const rows = [...section.querySelectorAll(".dalil-rows > li")];
  // Sorted items are shown mixed; `place` is where the author put them.
  rows.sort((a, b) => Number(a.dataset.place ?? a.dataset.rightPlace) - Number(b.dataset.place ?? b.dataset.rightPlace));
  const select = (row) => row.querySelector("select");
  const chosen = (row) => (select(row).value === "" ? null : Number(select(row).value));

  return {
    value: () => (rows.every((row) => chosen(row) === null) ? null : rows.map(chosen)),
    show(value) {
      const fits = (place, at) => place === null || [...select(rows[at]).options].some((option) => option.value === String(place));
      if (!Array.isArray(value) || value.length !== rows.length || !value.every(fits)) return false;
      rows.forEach((row, at) => { select(row).value = value[at] === null ? "" : String(value[at]); });
      return true;
    },
    judge() {
      let right = 0;
      for (const row of rows.filter((one) => chosen(one) !== null)) {
        const good = chosen(row) === Number(row.dataset.rightPlace);
        const verdict = row.querySelector(".dalil-verdict");
        row.dataset.right = String(good);
        verdict.textContent = good ? verdict.dataset.right : verdict.dataset.wrong;
        right += good;
      }
      return { right, total: rows.length };
    },
    unmark() {
      for (const row of rows) {
        delete row.dataset.right;
        row.querySelector(".dalil-verdict").textContent = "";
      }
    },
    reset: () => rows.forEach((row) => { select(row).value = ""; }),
  };
};
