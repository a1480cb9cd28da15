/** `assess`: levels, evidence and a next step for each row. The answer holds the rows that have something in them, by place. */
window.dalil.kinds.assess = function (section) {
  "use strict";

  const LEVELS = ["now", "aim"];
  const rows = [...section.querySelectorAll("[data-row]")];
  const meanings = [...section.querySelectorAll(".dalil-levels dd")];
  const fields = (row) => [...row.querySelectorAll("[data-field]")];
  const field = (row, name) => row.querySelector(`[data-field=${name}]`);

  /** What a field holds, by the kind of field: a level, a tick or a text. */
  const kinds = {
    level: {
      is: ({ dataset }) => LEVELS.includes(dataset.field),
      read: ({ value }) => (value === "" ? null : Number(value)),
      show: (one, value) => { one.value = value ?? ""; },
      fits: (value) => typeof value === "number",
    },
    tick: {
      is: ({ type }) => type === "checkbox",
      read: ({ checked }) => checked,
      show: (one, value) => { one.checked = value === true; },
      fits: (value) => typeof value === "boolean",
    },
    text: {
      is: () => true,
      read: ({ value }) => value,
      show: (one, value) => { one.value = value ?? ""; },
      fits: (value) => typeof value === "string",
    },
  };
  const kindOf = (one) => Object.values(kinds).find((kind) => kind.is(one));
  const isEmpty = (value) => value === null || value === "" || value === false;

  /** The row as it is kept; a tick that is not set is left out. */
  function read(row) {
    return Object.fromEntries(fields(row).map((one) => [one.dataset.field, kindOf(one).read(one)]).filter(([, value]) => value !== false));
  }

  /** Says below each level what it means, and takes a row that does not apply back. */
  function tell(row) {
    for (const name of LEVELS) {
      const level = field(row, name);
      level.closest("div").lastChild.textContent = meanings[level.selectedIndex - 1]?.textContent ?? "";
    }
    row.classList.toggle("dalil-not-applicable", field(row, "not_applicable").checked);
  }

  /** A place below a level for what it means. A workbook, which must be small, names the levels once; they are copied. */
  function describe(level, id) {
    if (!level.length) level.append(...[...field(rows[0], LEVELS[0]).options].map((option) => option.cloneNode(true)));
    const [box, meaning] = [document.createElement("div"), document.createElement("p")];
    meaning.id = id;
    level.setAttribute("aria-describedby", id);
    level.parentElement.replaceWith(box);
    box.append(level.parentElement, meaning);
  }

  for (const row of rows) {
    for (const name of LEVELS) describe(field(row, name), `${section.id}-${row.dataset.row}-${name}`);
    row.addEventListener("change", () => tell(row));
  }

  const isRated = (row) => field(row, "not_applicable").checked || LEVELS.every((name) => field(row, name).value !== "");

  return {
    value() {
      const begun = rows.map((row) => [row.dataset.row, read(row)]).filter(([, plan]) => !Object.values(plan).every(isEmpty));
      return begun.length ? Object.fromEntries(begun) : null;
    },
    show(value) {
      if (!value || typeof value !== "object" || Array.isArray(value)) return false;
      const given = (row, one) => (Object.hasOwn(value, row.dataset.row) ? value[row.dataset.row][one.dataset.field] : undefined) ?? null;
      if (!rows.every((row) => fields(row).every((one) => given(row, one) === null || kindOf(one).fits(given(row, one))))) return false;
      for (const row of rows) {
        for (const one of fields(row)) kindOf(one).show(one, given(row, one));
        tell(row);
      }
      return true;
    },
    /** A row counts when both levels are chosen, or when it does not apply. */
    count: () => ({ right: rows.filter(isRated).length, total: rows.length }),
    unmark() {},
    reset() {
      for (const row of rows) {
        for (const one of fields(row)) kindOf(one).show(one, null);
        tell(row);
      }
    },
  };
};
