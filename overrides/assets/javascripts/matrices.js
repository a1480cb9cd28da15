/**
 * The Excel file of the self-assessment tables, filled in by a person, `dalil.matrices`: back to answers.
 * scripts/dalil/read/matrices.py reads the same files in the same way; one case file tests both.
 *
 * @typedef {object} Fault a cell that cannot be taken
 * @property {string} sheet its title
 * @property {string} cell such as "E7"
 * @property {string} reason the key of its words under `excel.fault`
 * @property {string} value what stands there, shortened
 *
 * @typedef {object} Reading what came of a file: an error, or faults, or what it holds
 * @property {string} error the key of its words under `excel.error`, or nothing
 * @property {Fault[]} faults
 * @property {Object<string, Object<string, object>>} answers values of answers, by exercise id and by place of the row; of every table in the file
 * @property {string} country
 * @property {string} participant
 * @property {string} modified when the file was last changed, or nothing
 */
(function () {
  "use strict";

  const { Refused, refuse } = window.dalil.spreadsheet;
  const FORMAT = "dalil-matrices";
  const VERSION = 1;
  const SHOWN = 40; // characters of a value that a fault shows
  const LEVELS = ["now", "aim"];
  const TEXTS = ["evidence", "next", "owner"];
  const FIELDS = [...LEVELS, ...TEXTS, "date", "na"];
  const FEW = 5; // of these make a row of names even where that of the keys is missing
  const TICKS = ["x", "×"];
  const KEY = /^([a-z][a-z0-9-]*)\/(0|[1-9][0-9]{0,5})$/;
  const DATE = /^([0-9]{4})[-/]([0-9]{1,2})[-/]([0-9]{1,2})$/;
  const MOMENT = /^([0-9]{4}-[0-9]{2}-[0-9]{2})T((?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9])(?:\.[0-9]+)?Z$/;
  const DIGITS = "٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹";
  // What is not seen: controls, marks of direction, joiners. JavaScript and Python differ in what a space is, so it is said here.
  const UNSEEN = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;
  const SPACES = /[ \t\n\r\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/g;

  /** A text in one line, without what is not seen. */
  const seen = (text) => text.replace(UNSEEN, "").replace(SPACES, " ").replace(/^ +| +$/g, "");
  /** A text without the differences that do not count between words of levels. */
  const folded = (text) => seen(text.normalize("NFC")).toLowerCase();
  const isEmpty = ({ text, fault }) => !fault && !folded(text);

  function real(year, month, day) {
    const moment = new Date(0);
    moment.setUTCFullYear(year, month - 1, day);
    const given = [year, month, day].map((part, place) => String(part).padStart(place ? 2 : 4, "0")).join("-");
    return year > 0 && moment.toISOString().slice(0, 10) === given ? given : "";
  }

  /** A date as people write it, year first, with either family of digits; nothing where it is none. */
  function iso(text) {
    const match = DATE.exec(folded(text).replace(/[٠-٩۰-۹]/g, (digit) => DIGITS.indexOf(digit) % 10));
    return match ? real(...match.slice(1).map(Number)) : "";
  }

  /** A moment in the one form that sorts, or nothing. */
  function momentOf(text) {
    const match = MOMENT.exec(text);
    return match && iso(match[1]) ? `${match[1]}T${match[2]}.000Z` : "";
  }

  const inOrder = (row) => [...row.keys()].sort((one, other) => one - other);

  /** The texts of a sheet that names its rows in the first column; the first of two with one name counts. @param {Sheet} sheet */
  function named({ rows }) {
    const record = new Map();
    for (const row of rows.filter((one) => one.has(1))) {
      const values = inOrder(row).filter((column) => column > 1 && row.get(column).text).map((column) => row.get(column).text);
      if (!record.has(row.get(1).text)) record.set(row.get(1).text, values);
    }
    return record;
  }

  const isOnly = (values, value) => values?.length === 1 && values[0] === value;

  /** What the file says of itself: the values of the hidden sheet, by name. */
  function recordOf(sheets, course) {
    const record = sheets.map(named).find((one) => isOnly(one.get("format"), FORMAT)) ?? refuse("other-format");
    const version = (record.get("version") ?? []).join("");
    if (!/^[1-9][0-9]{0,5}$/.test(version)) refuse("damaged");
    if (Number(version) > VERSION) refuse("newer-version");
    return isOnly(record.get("course"), course) ? record : refuse("other-course");
  }

  /** The tables that site and file have, by id: how many rows, and the places of the levels by their words. */
  function tablesOf(record, catalog) {
    const tables = new Map();
    for (const { id, size, range } of catalog.filter(({ kind }) => kind === "assess")) {
      const words = record.get(`levels/${id}`);
      if (!words) continue;
      if (words.length !== range) refuse("changed");
      tables.set(id, { size, levels: new Map(words.map((word, place) => [folded(word), place]).reverse()) });
    }
    return tables;
  }

  /** Gathers answers and faults, sheet by sheet. */
  function gatherer(tables) {
    const found = { faults: [], answers: {}, about: { country: "", participant: "" } };
    const known = new Set();
    let sheet = "";

    function fault(cell, reason, value = cell.text) {
      found.faults.push({ sheet, cell: cell.ref, reason, value: [...seen(value)].slice(0, SHOWN).join("") });
    }

    const level = (cell, levels) => (cell ? levels.get(folded(cell.text)) ?? fault(cell, "level") ?? null : null);

    function date(cell) {
      if (!cell) return "";
      const day = cell.day ?? iso(cell.text);
      if (!day) fault(cell, "date");
      return day;
    }

    function tick(cell) {
      if (cell && !TICKS.includes(folded(cell.text))) fault(cell, "not-applicable");
      return cell ? { not_applicable: true } : {};
    }

    /** The row as an answer holds it. @param {Map<string, Cell>} given */
    function plan(given, levels) {
      const good = new Map([...given].filter(([, cell]) => !cell.fault));
      for (const cell of given.values()) if (cell.fault) fault(cell, cell.fault);
      const chosen = LEVELS.map((name) => [name, level(good.get(name), levels)]);
      const texts = TEXTS.map((name) => [name, good.get(name)?.text ?? ""]);
      return { ...Object.fromEntries([...chosen, ...texts]), date: date(good.get("date")), ...tick(good.get("na")) };
    }

    function tell(key, cell) {
      if (cell.fault) fault(cell, cell.fault);
      else found.about[key] = cell.text;
    }

    /** A row that has something in it. Without a key it is somebody's own. */
    function row(cells) {
      const key = cells.has("key") ? folded(cells.get("key").text) : "";
      if (Object.hasOwn(found.about, key) && cells.has("value")) tell(key, cells.get("value"));
      const given = new Map(FIELDS.filter((name) => cells.has(name)).map((name) => [name, cells.get(name)]));
      const [, id, place] = KEY.exec(key) ?? [];
      if (tables.has(id)) found.answers[id] ??= {};
      if (!key || !given.size) return;
      const [first] = given.values();
      if (!id || Number(place) >= (tables.get(id)?.size ?? 0)) fault(first, "unknown-row", key);
      else if (known.has(key)) fault(first, "row-twice", key);
      else found.answers[id][place] = plan(given, tables.get(id).levels);
      known.add(key);
    }

    function columnsOf(head) {
      const columns = new Map();
      for (const column of inOrder(head)) {
        const name = head.get(column).text;
        if (columns.has(name)) fault(head.get(column), "column-twice", name);
        else if ([...FIELDS, "key", "value"].includes(name)) columns.set(name, column);
      }
      return columns;
    }

    function isHead(one) {
      const names = new Set([...one.values()].map(({ text }) => text));
      return names.has("key") || FIELDS.filter((name) => names.has(name)).length >= FEW;
    }

    /** Reads a sheet; one that has no row of names is somebody's own. @param {Sheet} one */
    function read({ title, rows }) {
      sheet = title;
      const place = rows.findIndex(isHead);
      if (place < 0) return;
      const columns = columnsOf(rows[place]);
      if (!columns.has("key")) {
        fault(rows[place].get(inOrder(rows[place])[0]), "no-keys", "");
        return;
      }
      for (const one of rows.slice(place + 1)) {
        row(new Map([...columns].filter(([, column]) => one.has(column) && !isEmpty(one.get(column))).map(([name, column]) => [name, one.get(column)])));
      }
    }
    return { found, read };
  }

  const NOTHING = { error: "", faults: [], answers: {}, country: "", participant: "", modified: "" };

  async function read(bytes, catalog, course) {
    const { sheets, modified } = await window.dalil.spreadsheet.read(bytes);
    const { found, read: take } = gatherer(tablesOf(recordOf(sheets, course), catalog));
    sheets.forEach(take);
    const { faults, answers, about } = found;
    return faults.length ? { ...NOTHING, faults } : { ...NOTHING, answers, ...about, modified: momentOf(modified) };
  }

  /**
   * Reads a file. Nothing is taken before all of it was looked at.
   * @param {ArrayBuffer|Uint8Array} data
   * @param {{id: string, kind: string, size: number, range: number}[]} catalog as of `dalil.answersFile`; of each `assess`,
   *   `size` is the number of rows and `range` that of levels
   * @param {string} course
   * @returns {Promise<Reading>}
   */
  async function parse(data, catalog, course) {
    if (typeof DecompressionStream === "undefined") return { ...NOTHING, error: "old-browser" };
    try {
      return await read(data instanceof Uint8Array ? data : new Uint8Array(data), catalog, course);
    } catch (error) {
      // Whatever else goes wrong is a zip or an XML that leads nowhere.
      return { ...NOTHING, error: error instanceof Refused ? error.reason : "damaged" };
    }
  }

  window.dalil.matrices = { parse };
})();
