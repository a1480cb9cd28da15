/** `assess`: levels, evidence and a next step for each row. The answer holds the rows that have something in them, by place. */
window.dalil.kinds.assess = function (section) {
  "use strict";

  const LEVELS = ["now", "aim"];
  const rows = [...section.querySelectorAll("[data-row]")];
  const fields = (row) => [...row.querySelectorAll("[data-field]")];
  const isLevel = (field) => LEVELS.includes(field.dataset.field);

  function read(row) {
    return Object.fromEntries(fields(row).map((field) => {
      const empty = isLevel(field) ? null : "";
      return [field.dataset.field, field.value === "" ? empty : isLevel(field) ? Number(field.value) : field.value];
    }));
  }

  const isEmpty = (row) => fields(row).every((field) => field.value === "");
  const fits = (field, value) => value === undefined || value === null || typeof value === (isLevel(field) ? "number" : "string");

  return {
    value: () => (rows.every(isEmpty) ? null : Object.fromEntries(rows.filter((row) => !isEmpty(row)).map((row) => [row.dataset.row, read(row)]))),
    show(value) {
      if (!value || typeof value !== "object" || Array.isArray(value)) return false;
      const given = (row, field) => (Object.hasOwn(value, row.dataset.row) ? value[row.dataset.row][field.dataset.field] : undefined);
      if (!rows.every((row) => fields(row).every((field) => fits(field, given(row, field))))) return false;
      for (const row of rows) for (const field of fields(row)) field.value = given(row, field) ?? "";
      return true;
    },
    /** A row counts when both levels are chosen. */
    count: () => ({ right: rows.filter((row) => LEVELS.every((name) => row.querySelector(`[data-field=${name}]`).value !== "")).length, total: rows.length }),
    unmark() {},
    reset: () => rows.forEach((row) => fields(row).forEach((field) => { field.value = ""; })),
  };
};
