/**
 * A prepared Office file: the parts of a zip, some of them cut into slots that values are put into. The kinds of slots stand
 * in scripts/dalil/export/package.py, which fills them in the same way.
 *
 * @typedef {object} Part
 * @property {string} path in the zip
 * @property {(string|any[])[]} [slots] of a part that is filled
 * @property {string} [packed] a part that stays: deflated, in base64, with its `size` in bytes and its `crc`
 */
(function () {
  "use strict";

  const DAY = 24 * 60 * 60 * 1000; // milliseconds
  const DAY_ZERO = Date.UTC(1899, 11, 30);
  const FIRST_RIGHT_DAY = Date.UTC(1900, 2, 1);
  const IMPOSSIBLE = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
  const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", "\"": "&quot;" };

  const escaped = (text) => text.replace(IMPOSSIBLE, "\ufffd").replace(/[&<>"]/g, (sign) => ESCAPES[sign]);
  const run = (text, before, after) => (text ? before + escaped(text) + after : "");

  /** The lines of a text without empty ones; at least one. */
  function lines(value) {
    const full = value.split("\n").filter((line) => line.trim());
    return full.length ? full : [""];
  }

  function cell(value, opening) {
    if (value === "") return `${opening}/>`;
    const text = escaped(value.replace(/_(?=x[0-9A-Fa-f]{4}_)/g, "_x005F_"));
    return `${opening} t="inlineStr"><is><t xml:space="preserve">${text}</t></is></c>`;
  }

  function day(value, opening) {
    const date = window.dalil.review.date(value);
    return date && date >= FIRST_RIGHT_DAY ? `${opening}><v>${(date - DAY_ZERO) / DAY}</v></c>` : cell(value, opening);
  }

  const number = (value, opening, formula) => `${opening}${value === "" ? " t=\"str\"" : ""}><f>${escaped(formula)}</f><v>${value}</v></c>`;

  /** Fills slots. @param {RegExp} other runs of the script that the form is not written in */
  function filler(other) {
    function runs(text, [before, after, otherBefore, otherAfter]) {
      let [place, all] = [0, ""];
      for (const match of text.matchAll(other)) {
        all += run(text.slice(place, match.index), before, after) + run(match[0], otherBefore, otherAfter);
        place = match.index + match[0].length;
      }
      return all + run(text.slice(place), before, after);
    }

    const kinds = {
      each: (entries, values, slots) => entries.map((entry) => text(slots, { ...values, ...entry })).join(""),
      lines: (value, values, head, tail, ...pairs) => lines(value).map((line) => head + runs(line, pairs) + tail).join(""),
      text: (value, values, ...pairs) => runs(String(value).split("\n").join(" "), pairs),
      cell: (value, values, opening) => cell(value, opening),
      day: (value, values, opening) => day(value, opening),
      number: (value, values, opening, formula) => number(value, opening, formula),
    };

    /** @param {(string|any[])[]} slots @param {Object<string, any>} values @returns {string} */
    function text(slots, values) {
      return slots.map((slot) => (typeof slot === "string" ? slot : kinds[slot[0]](values[slot[1]], values, ...slot.slice(2)))).join("");
    }
    return text;
  }

  const CRC = Uint32Array.from({ length: 256 }, (_, byte) => {
    let value = byte;
    for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
    return value;
  });

  /** The checksum of a zip's entry. Source: PKWARE APPNOTE 4.4.7. @param {Uint8Array} bytes */
  function checksum(bytes) {
    let sum = ~0;
    for (const byte of bytes) sum = CRC[(sum ^ byte) & 0xff] ^ (sum >>> 8);
    return ~sum >>> 0;
  }

  async function deflated(bytes) {
    const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream("deflate-raw"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  }

  const bytesOf = (base64) => Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));

  /** An entry of the zip: packed bytes, with size and checksum of what they hold. */
  async function entry({ path, slots, packed, size, crc: sum }, fill, values) {
    if (packed !== undefined) return { path, packed: bytesOf(packed), size, sum };
    const bytes = new TextEncoder().encode(fill(slots, values));
    return { path, packed: await deflated(bytes), size: bytes.length, sum: checksum(bytes) };
  }

  /** Numbers as little-endian bytes: `[width in bytes, value]` each. */
  const numbers = (...pairs) => Uint8Array.from(pairs.flatMap(([width, value]) => Array.from({ length: width }, (_, at) => (value >>> (8 * at)) & 0xff)));

  const MIDNIGHT_1980 = 0x21; // the first day that a zip knows, in its own form
  const UTF8 = 0x800;
  const DEFLATE = 8;

  /** What local and central headers share. Source: PKWARE APPNOTE 4.3.7 and 4.3.12. */
  const common = ({ path, packed, size, sum }) => [[2, 20], [2, UTF8], [2, DEFLATE], [2, 0], [2, MIDNIGHT_1980], [4, sum], [4, packed.length], [4, size],
    [2, new TextEncoder().encode(path).length], [2, 0]];

  /** @returns {Blob} a zip of the entries */
  function zipped(entries, type) {
    const files = [];
    const directory = [];
    let place = 0;
    for (const one of entries) {
      const name = new TextEncoder().encode(one.path);
      const head = numbers([4, 0x04034b50], ...common(one));
      directory.push(numbers([4, 0x02014b50], [2, 20], ...common(one), [2, 0], [2, 0], [2, 0], [4, 0], [4, place]), name);
      files.push(head, name, one.packed);
      place += head.length + name.length + one.packed.length;
    }
    const length = directory.reduce((sum, part) => sum + part.length, 0);
    const end = numbers([4, 0x06054b50], [2, 0], [2, 0], [2, entries.length], [2, entries.length], [4, length], [4, place], [2, 0]);
    return new Blob([...files, ...directory, end], { type });
  }

  /**
   * @param {{other: string, parts: Part[]}} prepared
   * @param {Object<string, any>} values
   * @param {string} type of the file
   * @returns {Promise<Blob>} the file with the values in it
   */
  async function filled({ other, parts }, values, type) {
    const fill = filler(new RegExp(other, "gu"));
    return zipped(await Promise.all(parts.map((part) => entry(part, fill, values))), type);
  }

  window.dalil.package = { filled, checksum };
})();
