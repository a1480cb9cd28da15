/**
 * The answers file, `dalil.answersFile`: from its text to answers that can be kept, and back.
 * Nothing here touches the store, and nothing but `download` touches the page.
 *
 * @typedef {object} Exercise an entry of the catalog, the list of the exercises that the site has
 * @property {string} id
 * @property {string} kind
 * @property {number} size how many options, items, rows or gaps it has
 * @property {number} range how many there are to choose from in each row; of a choice, how many may be picked
 *
 * @typedef {object} Answer a record of the store
 * @property {any} value
 * @property {boolean} checked
 * @property {boolean} done
 * @property {string} at when it was given
 * @property {[number, number]} [score]
 *
 * @typedef {object} State what a file holds and a browser keeps
 * @property {Object<string, Answer>} answers by exercise id
 * @property {string[]} read paths of pages
 * @property {string} participant
 * @property {string} country
 */
(function () {
  "use strict";

  const FORMAT = "dalil-answers";
  const VERSION = 1;
  const LIMIT = 5 * 1024 * 1024; // bytes
  const NAME_LENGTH = 200; // characters of a name or country that are shown and kept
  const LONG_AGO = new Date(0).toISOString(); // for an answer that does not say when it was given
  const PAGE = /^[\w-][\w./-]*\.html$/;

  // Control characters but tab and line feed, and those that turn the direction of what follows.
  const UNSAFE = /[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]/g;
  // In names, the marks of direction too; in a text they belong to its spelling.
  const UNSEEN = /[\s\u061c\u200e\u200f]+/g;
  const safe = (text) => text.replace(UNSAFE, "");
  const shown = (text) => safe(text || "").replace(UNSEEN, " ").trim().slice(0, NAME_LENGTH);

  const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
  const isText = (value) => typeof value === "string";
  const isPlace = (value, size) => Number.isInteger(value) && value >= 0 && value < size;
  const isList = (value, is) => Array.isArray(value) && value.every(is);
  const arePlaces = (value, size) => isList(value, (one) => isPlace(one, size)) && new Set(value).size === value.length;
  const areChosen = (value, { size, range }) => isList(value, (one) => one === null || isPlace(one, range)) && value.length === size;

  const LEVELS = ["now", "aim"];
  const TEXTS = ["evidence", "next", "owner", "date"];
  const TICK = "not_applicable";
  const isPlan = (plan, range) => isObject(plan)
    && LEVELS.every((name) => (plan[name] ?? null) === null || isPlace(plan[name], range))
    && TEXTS.every((name) => plan[name] === undefined || isText(plan[name]))
    && [undefined, false, true].includes(plan[TICK]);

  /** Whether a value can be an answer to an exercise, by kind. */
  const fits = new Map(Object.entries({
    choice: (value, { size, range }) => arePlaces(value, size) && value.length <= range,
    order: (value, { size }) => arePlaces(value, size) && value.length === size,
    match: areChosen,
    sort: areChosen,
    blanks: (value, { size }) => isList(value, isText) && value.length === size,
    draft: isText,
    checklist: (value, { size }) => arePlaces(value, size),
    assess: (value, { size, range }) => isObject(value)
      && Object.keys(value).every((row) => /^(0|[1-9]\d*)$/.test(row) && isPlace(Number(row), size) && isPlan(value[row], range)),
  }));

  function planned(plan) {
    const kept = [...LEVELS, ...TEXTS].filter((name) => name in plan).map((name) => [name, clean(plan[name])]);
    return Object.fromEntries(plan[TICK] ? [...kept, [TICK, true]] : kept);
  }

  /** A value that fits, with safe texts and without what is not ours. */
  function clean(value) {
    if (isText(value)) return safe(value);
    if (Array.isArray(value)) return value.map(clean);
    return isObject(value) ? Object.fromEntries(Object.keys(value).map((row) => [row, planned(value[row])])) : value;
  }

  /** A moment in the one form that sorts, or nothing. */
  const moment = (at) => (/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(at) && Date.parse(at) ? new Date(at).toISOString() : "");
  const isScore = (score) => isList(score, Number.isInteger) && score.length === 2 && score[0] >= 0 && score[0] <= score[1];

  /** @returns {Answer} */
  function record({ value, checked, done, score, at }) {
    const kept = { value: clean(value), checked: checked === true, done: done === true, at: moment(at) || LONG_AGO };
    return isScore(score) ? { ...kept, score } : kept;
  }

  /** What is wrong with a file as a whole, by name, or undefined. */
  function fault(file, course) {
    if (!isObject(file) || file.format !== FORMAT) return "other-format";
    if (file.version > VERSION) return "newer-version";
    const { version, answers, read = [], participant = "", country = "" } = file;
    if (version !== VERSION || !isObject(answers) || !isList(read, isText) || !isText(participant) || !isText(country)) return "damaged";
    return file.course === course ? undefined : "other-course";
  }

  /**
   * Reads an answers file. Nothing is taken before all of it was looked at.
   * @param {string} text
   * @param {number} size of the file in bytes; above `LIMIT` the text is not looked at
   * @param {Exercise[]} catalog
   * @param {string} course
   * @returns {{error: string} | State & {savedAt: string, dropped: string[], changed: string[]}} `dropped` are ids that no
   *   exercise has, `changed` those of exercises that the answer does not fit
   */
  function parse(text, size, catalog, course) {
    if (size > LIMIT) return { error: "too-large" };
    let file;
    try {
      file = JSON.parse(text);
    } catch {
      return { error: text.trimStart().startsWith("{") ? "truncated" : "not-json" };
    }
    const error = fault(file, course);
    return error ? { error } : taken(file, new Map(catalog.map((one) => [one.id, one])));
  }

  /** @param {Map<string, Exercise>} exercises by id */
  function taken(file, exercises) {
    const state = { answers: Object.create(null), dropped: [], changed: [] };
    for (const [id, answer] of Object.entries(file.answers)) {
      const exercise = exercises.get(id);
      if (!exercise) state.dropped.push(shown(id));
      else if (isObject(answer) && fits.get(exercise.kind)?.(answer.value, exercise)) state.answers[id] = record(answer);
      else state.changed.push(id);
    }
    const read = [...new Set(file.read)].filter((path) => PAGE.test(path));
    return { ...state, read, participant: shown(file.participant), country: shown(file.country), savedAt: moment(file.saved_at) };
  }

  /**
   * The file as an object. Answers to exercises that the site no longer has are kept too.
   * @param {State} state
   * @param {{course: string, siteVersion: string, savedAt: string}} about
   */
  function made({ answers, read, participant, country }, { course, siteVersion, savedAt }) {
    const file = { format: FORMAT, version: VERSION, course, site_version: siteVersion, saved_at: savedAt };
    if (shown(participant)) file.participant = shown(participant);
    if (shown(country)) file.country = shown(country);
    file.answers = Object.fromEntries(Object.keys(answers).sort().map((id) => [id, record(answers[id])]));
    return read.length ? { ...file, read: [...read].sort() } : file;
  }

  /**
   * Two states as one: of each exercise the newer answer. What the first says of the person counts more.
   * @param {State} a
   * @param {State} b
   * @returns {State & {taken: string[]}} `taken` are the ids of the answers that come from the second
   */
  function merged(a, b) {
    const isNewer = (id) => !a.answers[id] || moment(b.answers[id].at) > moment(a.answers[id].at);
    const ids = Object.keys(b.answers).filter(isNewer);
    const answers = Object.assign(Object.create(null), a.answers);
    for (const id of ids) answers[id] = b.answers[id];
    const read = [...new Set([...a.read, ...b.read])];
    return { answers, read, participant: a.participant || b.participant, country: a.country || b.country, taken: ids };
  }

  /** @param {Object<string, any>} all what the store keeps, by key @returns {State} */
  function gathered(all) {
    const state = { answers: Object.create(null), read: [] };
    for (const [key, value] of Object.entries(all)) {
      if (key.startsWith("answer/") && isObject(value)) state.answers[key.slice("answer/".length)] = value;
      else if (key.startsWith("read/") && value) state.read.push(key.slice("read/".length));
    }
    const { name, country } = all.participant || {};
    return { ...state, participant: shown(name), country: shown(country) };
  }

  /** What the store is to keep of a state. @param {State} state @returns {[string, any][]} keys and values */
  function entries({ answers, read, participant, country }) {
    const person = participant || country ? { name: participant, country } : null;
    return [["participant", person], ...Object.keys(answers).map((id) => [`answer/${id}`, answers[id]]), ...read.map((path) => [`read/${path}`, true])];
  }

  /** Lets the browser save a file. @param {Blob} blob @param {string} name */
  function offer(blob, name) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000); // a slow disk may still be reading it
  }

  /** Lets the browser save the answers file. @param {object} file */
  const download = (file) => offer(new Blob([JSON.stringify(file, null, 1), "\n"], { type: "application/json" }), `${FORMAT}.json`);

  window.dalil.answersFile = { LIMIT, parse, made, merged, gathered, entries, offer, download };
})();
