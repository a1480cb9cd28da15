/**
 * A spreadsheet (.xlsx) from an unknown hand, `dalil.spreadsheet`: its sheets, with what their cells show.
 * scripts/dalil/read/spreadsheet.py reads the same files in the same way; one case file tests both.
 * Nothing in a file is run or followed, and nothing here touches the page or the store.
 *
 * @typedef {object} Cell
 * @property {string} ref
 * @property {string} text what it shows, in a plain form
 * @property {string} fault "formula" or "value" where it holds a formula or an error
 * @property {string|null} day of a number, the date it stands for or nothing; null of all else
 *
 * @typedef {{title: string, rows: Map<number, Cell>[]}} Sheet its cells by column, row by row, without empty rows
 */
(function () {
  "use strict";

  const LIMIT = 5 * 1024 * 1024; // bytes of a file
  const MOST_ENTRIES = 200;
  const MOST_UNPACKED = 25 * 1024 * 1024; // bytes in all
  const MOST_TAGS = 1000000; // of a part, opening and closing ones: each takes far more room than its letters

  /** The file is not read at all; `reason` is the key of the words that say why. */
  class Refused extends Error {
    constructor(reason) {
      super(reason);
      this.reason = reason;
    }
  }

  function refuse(reason) {
    throw new Refused(reason);
  }

  /* The zip. Source: PKWARE APPNOTE 4.3.7, 4.3.12 and 4.3.16. */

  const OLE = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]; // old Excel files, and new ones with a password
  const ZIP = [0x50, 0x4b, 0x03, 0x04];
  const LOCAL = 0x04034b50;
  const CENTRAL = 0x02014b50;
  const END = 0x06054b50;
  const LOCAL_LENGTH = 30;
  const CENTRAL_LENGTH = 46;
  const END_LENGTH = 22;
  const LONGEST_COMMENT = 0xffff;
  const [STORED, DEFLATED] = [0, 8];

  const startsWith = (bytes, start) => start.every((byte, place) => bytes[place] === byte);

  /** The entries that the end of the zip lists. @param {DataView} view */
  function entries(view) {
    let end = view.byteLength - END_LENGTH;
    const first = Math.max(0, end - LONGEST_COMMENT);
    while (end >= first && view.getUint32(end, true) !== END) end -= 1;
    if (end < first) refuse("damaged");
    const found = [];
    const limit = view.getUint32(end + 16, true) + view.getUint32(end + 12, true);
    for (let place = view.getUint32(end + 16, true); place < limit && found.length <= MOST_ENTRIES;) {
      const entry = described(view, place);
      found.push(entry);
      place = entry.next;
    }
    return found;
  }

  function described(view, place) {
    if (view.getUint32(place, true) !== CENTRAL) refuse("damaged");
    const [name, extra, comment] = [28, 30, 32].map((offset) => view.getUint16(place + offset, true));
    const bytes = new Uint8Array(view.buffer, view.byteOffset + place + CENTRAL_LENGTH, name);
    return {
      name: new TextDecoder().decode(bytes).toLowerCase(),
      locked: (view.getUint16(place + 8, true) & 1) === 1,
      method: view.getUint16(place + 10, true),
      sum: view.getUint32(place + 16, true),
      packed: view.getUint32(place + 20, true),
      size: view.getUint32(place + 24, true),
      place: view.getUint32(place + 42, true),
      next: place + CENTRAL_LENGTH + name + extra + comment,
    };
  }

  /** Inflates, and stops as soon as there is more than there should be. */
  async function inflated(bytes, size) {
    const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw")).getReader();
    const whole = new Uint8Array(size);
    let length = 0;
    for (let { value, done } = await reader.read(); !done; { value, done } = await reader.read()) {
      if (length + value.length > size) {
        reader.cancel().catch(() => {});
        refuse("damaged");
      }
      whole.set(value, length);
      length += value.length;
    }
    return length === size ? whole : refuse("damaged");
  }

  /** What an entry holds. */
  async function unpacked(view, { place, method, packed, size, sum }) {
    if (view.getUint32(place, true) !== LOCAL) refuse("damaged");
    const start = place + LOCAL_LENGTH + view.getUint16(place + 26, true) + view.getUint16(place + 28, true);
    if (start + packed > view.byteLength || ![STORED, DEFLATED].includes(method)) refuse("damaged");
    const bytes = new Uint8Array(view.buffer, view.byteOffset + start, packed);
    const whole = method === DEFLATED ? await inflated(bytes, size) : bytes;
    return whole.length === size && window.dalil.package.checksum(whole) === sum ? whole : refuse("damaged");
  }

  /* The package: parts that refer to each other. */

  function parsed(bytes) {
    const mark = bytes[0] << 8 | bytes[1];
    const encoding = mark === 0xfffe ? "utf-16le" : mark === 0xfeff ? "utf-16be" : "utf-8";
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    let tags = 0;
    for (let place = text.indexOf("<"); place >= 0; place = text.indexOf("<", place + 1)) tags += 1;
    if (tags > MOST_TAGS) refuse("too-large");
    if (/<!(DOCTYPE|ENTITY)/i.test(text)) refuse("damaged");
    const page = new DOMParser().parseFromString(text, "application/xml");
    return page.getElementsByTagName("parsererror").length ? refuse("damaged") : page.documentElement;
  }

  /** The path that a target has, seen from a folder. */
  function joined(folder, target) {
    const path = [];
    for (const step of (target.startsWith("/") ? target : `${folder}/${target}`).split("/")) {
      if (step === "..") path.pop();
      else if (step && step !== ".") path.push(step);
    }
    return path.join("/");
  }

  /** The parts of a file by path; letters may be capital or small. @param {Uint8Array} bytes */
  function opened(bytes) {
    if (bytes.length > LIMIT) refuse("too-large");
    if (startsWith(bytes, OLE)) refuse("old-or-locked");
    if (!startsWith(bytes, ZIP)) refuse("not-excel");
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const list = entries(view);
    const parts = new Map(list.map((entry) => [entry.name, entry]));
    if (list.length > MOST_ENTRIES || list.reduce((sum, { size }) => sum + size, 0) > MOST_UNPACKED) refuse("too-large");
    if (list.some(({ locked }) => locked)) refuse("old-or-locked");
    if (list.some(({ name }) => name.endsWith("vbaproject.bin"))) refuse("macros");
    const has = (path) => parts.has(path.toLowerCase());

    async function xml(path) {
      return has(path) ? parsed(await unpacked(view, parts.get(path.toLowerCase()))) : refuse("damaged");
    }

    /** Id, kind and path of what a part says it belongs with; none that is outside the package. */
    async function related(path) {
      const folder = path.slice(0, Math.max(0, path.lastIndexOf("/")));
      const place = joined(folder, `_rels/${path.slice(path.lastIndexOf("/") + 1)}.rels`);
      if (!has(place)) return [];
      const inside = [...(await xml(place)).children].filter((one) => one.getAttribute("TargetMode") !== "External");
      const value = (one, name) => one.getAttribute(name) || "";
      return inside.map((one) => ({ id: value(one, "Id"), kind: value(one, "Type").split("/").pop(), path: joined(folder, value(one, "Target")) }));
    }
    return { has, xml, related };
  }

  /* The spreadsheet. */

  // Source: ECMA-376, part 1, 18.8.30 (numFmt): those of the built-in formats that show a day.
  const DATE_FORMATS = [14, 15, 16, 17, 22, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58];
  const PERCENT_FORMATS = [9, 10];
  // In a format, what is shown as it stands: texts in quotes or after a backslash, fillers; and colours, currencies and conditions.
  const LITERAL = /"[^"]*"|\[[^\]]*\]|[\\_*]./gs;
  const NUMBER = /^-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?$/;
  const WHOLE = /^[0-9]{1,7}$/;
  const REFERENCE = /^([A-Z]{1,3})[0-9]{1,7}$/;
  const LONE_SURROGATE = /\p{Surrogate}/gu;
  // Serial numbers count days. Those before 1 March 1900 are off by one; those before 1950 are years that somebody wrote as a day.
  const DAY = 24 * 60 * 60 * 1000; // milliseconds
  const DAY_ZERO = Date.UTC(1899, 11, 30);
  const [FIRST_RIGHT_DAY, FIRST_LIKELY_DAY, AFTER_LAST_DAY] = [61, 18264, 2958466];
  const DAYS_TO_1904 = 1462;

  const children = (element, name) => (element ? [...element.children].filter((child) => child.localName === name) : []);
  const child = (element, name) => children(element, name)[0] ?? null;
  const content = (element) => element?.textContent ?? "";
  const whole = (text, otherwise) => (WHOLE.test(text) ? Number(text) : otherwise);

  /** A text with what stands for letters replaced. Source: ECMA-376, part 1, 22.9.2.19 (ST_Xstring). */
  function unescaped(text) {
    return text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code) => String.fromCharCode(parseInt(code, 16))).replace(LONE_SURROGATE, "\ufffd");
  }

  /** The text of an `si` or `is`, its runs joined; how it is pronounced is left out. */
  function string(element) {
    const runs = [...element.children].filter(({ localName }) => localName === "t" || localName === "r");
    return unescaped(runs.map((run) => content(run.localName === "t" ? run : child(run, "t"))).join(""));
  }

  function form(code) {
    const bare = code.replace(LITERAL, "").split(";")[0].toLowerCase();
    return /[dy]/.test(bare) ? "date" : bare.includes("%") ? "percent" : "";
  }

  const builtIn = (id) => (DATE_FORMATS.includes(id) ? "date" : PERCENT_FORMATS.includes(id) ? "percent" : "");

  /** For each style of cells: `date`, `percent` or nothing. */
  function formsOf(styles) {
    const codes = new Map(children(child(styles, "numFmts"), "numFmt").map((one) => [one.getAttribute("numFmtId"), one.getAttribute("formatCode") || ""]));
    return children(child(styles, "cellXfs"), "xf").map((style) => {
      const id = style.getAttribute("numFmtId") ?? "0";
      return codes.has(id) ? form(codes.get(id)) : builtIn(whole(id, 0));
    });
  }

  const dayOf = (serial) => new Date(DAY_ZERO + Math.floor(serial) * DAY).toISOString().slice(0, 10);

  /** A number as a person would write it: spreadsheets keep 15 digits. Very large and very small ones stay as they are. */
  function plain(number, given) {
    const size = Math.abs(number);
    if (size < 1e15 && Number.isInteger(number)) return String(number);
    return size >= 1e-4 && size < 1e15 ? String(Number(number.toPrecision(15))) : given;
  }

  const columnOf = (letters) => [...letters].reduce((number, letter) => number * 26 + letter.charCodeAt(0) - 64, 0);
  const lettersOf = (column) => (column > 26 ? lettersOf(Math.floor((column - 1) / 26)) : "") + String.fromCharCode(65 + ((column - 1) % 26));

  /** What makes cells of elements. @param {string[]} shared @param {string[]} forms @param {number} shift of the days */
  function cellReader(shared, forms, shift) {
    const cell = (ref, text, fault = "", day = null) => ({ ref, text, fault, day });

    function number(ref, value, style) {
      if (!NUMBER.test(value)) return cell(ref, value);
      const shape = forms[whole(style, 0)] ?? "";
      const serial = Number(value) + shift;
      const day = serial >= FIRST_LIKELY_DAY && serial < AFTER_LAST_DAY ? dayOf(serial) : "";
      if (shape === "date" && serial >= FIRST_RIGHT_DAY && serial < AFTER_LAST_DAY) return cell(ref, dayOf(serial), "", day);
      return cell(ref, shape === "percent" ? `${plain(Number(value) * 100, value)}%` : plain(Number(value), value), "", day);
    }

    const kinds = {
      e: (ref, value) => cell(ref, value, "value"),
      s: (ref, value) => cell(ref, shared[whole(value.trim(), shared.length)] ?? refuse("damaged")),
      inlineStr: (ref, value, element) => cell(ref, child(element, "is") ? string(child(element, "is")) : ""),
      b: (ref, value) => cell(ref, value.trim() === "1" ? "TRUE" : "FALSE"),
      d: (ref, value) => cell(ref, [...value].slice(0, 10).join("")),
      str: (ref, value) => cell(ref, unescaped(value)),
    };

    return (element, ref) => {
      const formula = child(element, "f");
      if (formula) return cell(ref, `=${content(formula)}`, "formula");
      const value = content(child(element, "v"));
      const kind = element.getAttribute("t") ?? "n";
      return Object.hasOwn(kinds, kind) ? kinds[kind](ref, value, element) : number(ref, value.trim(), element.getAttribute("s") ?? "0");
    };
  }

  /** Rows and cells may leave out where they stand; then they follow the one before. */
  function rowsOf(data, read) {
    let number = 0;
    return children(data, "row").map((row) => {
      number = whole(row.getAttribute("r") ?? "", number + 1);
      let column = 0;
      return new Map(children(row, "c").map((element) => {
        const match = REFERENCE.exec(element.getAttribute("r") ?? "");
        column = match ? columnOf(match[1]) : column + 1;
        return [column, read(element, `${lettersOf(column)}${number}`)];
      }));
    }).filter(({ size }) => size);
  }

  /** @param {Uint8Array} bytes @returns {Promise<{sheets: Sheet[], modified: string}>} */
  async function read(bytes) {
    const parts = opened(bytes);
    const byKind = (list) => new Map(list.map(({ kind, path }) => [kind, path]));
    const about = byKind(await parts.related(""));
    const place = about.get("officeDocument") ?? "";
    if (!parts.has(place) || !place.toLowerCase().endsWith(".xml")) refuse("not-excel");
    const book = await parts.xml(place);
    if (book.localName !== "workbook") refuse("not-excel");
    const related = await parts.related(place);
    const paths = byKind(related);
    const shared = paths.has("sharedStrings") ? children(await parts.xml(paths.get("sharedStrings")), "si").map(string) : [];
    const forms = paths.has("styles") ? formsOf(await parts.xml(paths.get("styles"))) : [];
    const from1904 = ["1", "true"].includes(child(book, "workbookPr")?.getAttribute("date1904"));
    const cell = cellReader(shared, forms, from1904 ? DAYS_TO_1904 : 0);
    const sheets = [];
    for (const { title, path } of sheetsOf(book, related)) sheets.push({ title, rows: rowsOf(child(await parts.xml(path), "sheetData"), cell) });
    const core = about.get("core-properties") ?? "";
    return { sheets, modified: parts.has(core) ? content(child(await parts.xml(core), "modified")).trim() : "" };
  }

  /** Titles and paths of the sheets in their order. */
  function sheetsOf(book, related) {
    const paths = new Map(related.filter(({ kind }) => kind === "worksheet").map(({ id, path }) => [id, path]));
    const idOf = (sheet) => [...sheet.attributes].find(({ localName, namespaceURI }) => localName === "id" && namespaceURI)?.value;
    return children(child(book, "sheets"), "sheet").filter((sheet) => paths.has(idOf(sheet)))
      .map((sheet) => ({ title: sheet.getAttribute("name") ?? "", path: paths.get(idOf(sheet)) }));
  }

  window.dalil.spreadsheet = { LIMIT, Refused, refuse, read };
})();
