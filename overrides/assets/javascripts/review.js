/**
 * What the tables of the reader's own review amount to, and the values that a Word or Excel file is filled with:
 * `dalil.review`. The rules stand in scripts/dalil/review.py, which counts in the same way.
 *
 * @typedef {object} Matrix
 * @property {string} id of its exercise
 * @property {string} kind sections, principles or objectives
 * @property {string} title
 * @property {{name: string}[]} levels
 * @property {{text: string, weight: number, group: number}[]} rows
 *
 * @typedef {object} Outline
 * @property {Matrix[]} matrices
 * @property {{id: string, title: string, drafts: string[]}[]} sections
 * @property {Object<string, any>} words
 *
 * @typedef {object} State what was answered
 * @property {Object<string, any>} answers the values of the answers, by exercise
 * @property {string} participant
 * @property {string} country
 *
 * @typedef {object} Entry a row of a table with what was entered in it
 */
(function () {
  "use strict";

  const GROUPS = [1, 2, 3, 4];
  const CELL_LENGTH = 32767; // characters
  const TEXTS = ["evidence", "next", "owner", "date"];

  const fill = (words, parts) => words.replace(/\{(\w+)\}/g, (mark, name) => parts[name] ?? mark);
  const sum = (numbers) => numbers.reduce((all, one) => all + one, 0);
  /** Texts are cut by characters, not by halves of them. */
  const cut = (text) => (text.length > CELL_LENGTH ? [...text].slice(0, CELL_LENGTH).join("") : text);

  const applies = ({ plan }) => !plan.not_applicable;
  const isRated = (entry) => applies(entry) && (entry.plan.now ?? null) !== null && (entry.plan.aim ?? null) !== null;
  const gap = ({ plan, row }) => (plan.aim - plan.now) * row.weight;
  const text = ({ plan }, name) => plan[name] || "";
  const level = ({ plan, matrix }, name) => ((plan[name] ?? null) === null ? "" : matrix.levels[plan[name]].name);
  const percent = (number) => (number === null ? "" : `${number}%`);

  /** @returns {Entry[]} */
  const entries = (matrix, { answers }) => matrix.rows.map((row, place) => ({ matrix, place, row, plan: answers[matrix.id]?.[place] || {} }));
  const everything = (outline, state) => outline.matrices.flatMap((matrix) => entries(matrix, state));

  /** @param {Outline} outline @param {State} state @returns {Entry[]} the rows that are to rise, the largest gap first */
  const gaps = (outline, state) => everything(outline, state).filter((entry) => isRated(entry) && gap(entry) > 0).sort((a, b) => gap(b) - gap(a));

  const order = (a, b) => (a === b ? 0 : a < b ? -1 : 1);

  /** @returns {Entry[]} the rows with a next step, by date; those without one come last */
  const steps = (outline, state) => everything(outline, state).filter((entry) => applies(entry) && text(entry, "next").trim())
    .sort((a, b) => order(text(a, "date") || "~", text(b, "date") || "~"));

  function share(name, rows) {
    const rated = rows.filter(isRated);
    const most = sum(rated.map(({ row, matrix }) => row.weight * (matrix.levels.length - 1)));
    const reached = (level) => (most ? Math.floor((200 * sum(rated.map(({ row, plan }) => row.weight * plan[level])) + most) / (2 * most)) : null);
    return { name, rated: rated.length, total: rows.filter(applies).length, now: reached("now"), aim: reached("aim") };
  }

  /** Each table, and then the objectives by round table. */
  function overview(outline, state) {
    const tables = outline.matrices.map((matrix) => share(matrix.title, entries(matrix, state)));
    return [...tables, ...roundTables(outline, state)];
  }

  const roundTables = (outline, state) => outline.matrices.filter(({ rows }) => rows.some((row) => row.group)).flatMap((matrix) => GROUPS.map((group) =>
    share(fill(outline.words.round_table, { n: group }), entries(matrix, state).filter(({ row }) => row.group === group))));

  /** @returns {Date|null} the date of a text such as 2020-06-25 */
  function date(value) {
    const found = /^\d{4}-\d\d-\d\d$/.test(value) ? new Date(`${value}T00:00:00Z`) : null;
    return found && !Number.isNaN(found.getTime()) && found.toISOString().startsWith(value) ? found : null;
  }

  /** A date in words; what is no date stays as it is. */
  function day(value, words) {
    const found = date(value);
    return found ? fill(words.day, { day: found.getUTCDate(), month: words.months[found.getUTCMonth()], year: found.getUTCFullYear() }) : value;
  }

  /** Whether a row has a text that a cell of a sheet cannot take whole. */
  const isTooLong = (outline, state) => everything(outline, state).some((entry) => TEXTS.some((name) => text(entry, name) !== cut(text(entry, name))));

  const drafts = ({ drafts: names }, { answers }) => names.map((name) => answers[name]).filter((one) => one?.trim());

  const lists = {
    row: (entry, words) => ({ row: entry.row.text, now: applies(entry) ? level(entry, "now") : words.not_applicable,
      aim: applies(entry) ? level(entry, "aim") : "", evidence: text(entry, "evidence") }),
    share: ({ name, rated, total, now, aim }, words) => ({ name, rated: fill(words.rated, { n: rated, total }), now: percent(now), aim: percent(aim) }),
    gap: (entry) => ({ row: entry.row.text, table: entry.matrix.title, now: level(entry, "now"), aim: level(entry, "aim"), gap: String(gap(entry)) }),
    step: (entry, words) => ({ step: text(entry, "next"), row: entry.row.text, owner: text(entry, "owner"), date: day(text(entry, "date"), words) }),
  };

  /** The cells of the Excel file. @returns {[string, string|number][]} */
  function cells(outline, state) {
    const rows = everything(outline, state).flatMap((entry) => Object.entries({
      now: level(entry, "now"), aim: level(entry, "aim"), ...Object.fromEntries(TEXTS.map((name) => [name, cut(text(entry, name))])),
      na: applies(entry) ? "" : "x", gap: isRated(entry) ? gap(entry) : "",
    }).map(([name, value]) => [`${entry.matrix.id}/${entry.place}/${name}`, value]));
    const shares = overview(outline, state).flatMap(({ rated, total, now, aim }, place) => Object.entries({ rated, total, now, aim })
      .map(([name, value]) => [`overview/${place}/${name}`, value ?? ""]));
    return [...rows, ...shares];
  }

  /** @param {Outline} outline @param {State} state @returns {Object<string, any>} what forms are filled with, by key */
  function values(outline, state) {
    const { words } = outline;
    return {
      country: state.country,
      participant: state.participant,
      ...Object.fromEntries(outline.sections.map((section) => [`text.${section.id}`, drafts(section, state).join("\n") || words.nothing])),
      ...Object.fromEntries(outline.matrices.map((matrix) => [matrix.kind, entries(matrix, state).map((entry) => lists.row(entry, words))])),
      overview: overview(outline, state).map((one) => lists.share(one, words)),
      gaps: gaps(outline, state).map(lists.gap),
      plan: steps(outline, state).map((entry) => lists.step(entry, words)),
      ...Object.fromEntries(cells(outline, state)),
    };
  }

  /** The state as `answersFile.gathered` gives it, with the values of the answers alone. @returns {State} */
  function state({ answers, participant, country }) {
    return { answers: Object.fromEntries(Object.entries(answers).map(([id, { value }]) => [id, value])), participant, country };
  }

  window.dalil.review = { entries, gaps, steps, overview, values, state, date, day, level, gap, isTooLong, isRated, applies, percent, text };
})();
