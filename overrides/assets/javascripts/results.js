/** What the tables of the reader's own review amount to: pictures, the same numbers in tables, and the plan. Words come from the block's HTML. */
(function () {
  "use strict";

  const { store, answersFile, review } = window.dalil;
  const SVG = "http://www.w3.org/2000/svg";
  const WIDTH = 480; // of the pictures, in their own units
  const LINE = 54; // height of a bar with its words
  const RADIUS = 120;
  const LABEL = 110; // room on each side of the radar for its words
  const LINES = 20; // height of a line of these words

  const isRightToLeft = () => document.documentElement.dir === "rtl";

  /** An SVG element. @param {string} name @param {Object<string, any>} attributes @param {string} [text] */
  function shape(name, attributes, text = "") {
    const made = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.textContent = text;
    return made;
  }

  /** Bars from the reading side: the level now over the level aimed at, with the numbers in words above them. */
  function bars(svg, shares, say) {
    const start = (width) => (isRightToLeft() ? WIDTH - width : 0);
    const bar = (row, percent, look) => {
      const width = (WIDTH * percent) / 100;
      return shape("rect", { x: start(width), y: row * LINE + 24, width, height: 16, class: look });
    };
    svg.setAttribute("viewBox", `0 0 ${WIDTH} ${shares.length * LINE}`);
    svg.replaceChildren(...shares.flatMap(({ name, now, aim }, row) => [
      shape("text", { x: start(0), y: row * LINE + 16, class: "dalil-name" }, name),
      shape("text", { x: WIDTH - start(0), y: row * LINE + 16, "text-anchor": "end" }, say(now, aim)),
      bar(row, 100, "dalil-track"),
      ...(now === null ? [] : [bar(row, aim, "dalil-aim"), bar(row, now, "dalil-now")]),
    ]));
  }

  /** The point at a share of the way out, on one of four axes: up, to the reading end, down, to the reading start. */
  function point(axis, percent) {
    const angle = (axis * Math.PI) / 2;
    const side = isRightToLeft() ? -1 : 1;
    const length = (RADIUS * percent) / 100;
    return [Math.round(side * Math.sin(angle) * length * 10) / 10, Math.round(-Math.cos(angle) * length * 10) / 10];
  }

  const ring = (percents) => percents.map((percent, axis) => point(axis, percent).join(",")).join(" ");

  /** The words beyond the end of an axis, one line each. */
  function label(axis, lines) {
    const x = Math.sign(point(axis, 100)[0]) * (RADIUS + LABEL / 2);
    const top = [-RADIUS - LINES * lines.length + 10, -LINES, RADIUS + LINES, -LINES][axis];
    return lines.map((text, line) => shape("text", { x, y: top + line * LINES, "text-anchor": "middle", ...(line ? {} : { class: "dalil-name" }) }, text));
  }

  /** The round tables on four axes. @param {(share: object, axis: number) => string[]} told what is said of each */
  function radar(svg, shares, told) {
    const [width, height] = [2 * (RADIUS + LABEL), 2 * (RADIUS + 3 * LINES + 4)];
    svg.setAttribute("viewBox", `${-width / 2} ${-height / 2} ${width} ${height}`);
    const axes = shares.map((_, axis) => shape("line", { x1: 0, y1: 0, x2: point(axis, 100)[0], y2: point(axis, 100)[1], class: "dalil-axis" }));
    const web = [25, 50, 75, 100].map((percent) => shape("polygon", { points: ring(shares.map(() => percent)), class: "dalil-axis" }));
    const shown = ["aim", "now"].map((name) => shape("polygon", { points: ring(shares.map((share) => share[name] ?? 0)), class: `dalil-${name}` }));
    svg.replaceChildren(...web, ...axes, ...shown, ...shares.flatMap((share, axis) => label(axis, told(share, axis))));
  }

  /** A row of a table; the first cell heads it. */
  function row(cells) {
    const made = document.createElement("tr");
    made.append(...cells.map((cell, place) => {
      const one = document.createElement(place ? "td" : "th");
      if (!place) one.scope = "row";
      const run = document.createElement("bdi");
      run.append(cell);
      one.append(run);
      return one;
    }));
    return made;
  }

  /** @param {HTMLElement} block */
  function start(block) {
    const one = (name) => block.querySelector(`[data-${name}]`);
    const outline = JSON.parse(one("outline").textContent);
    const words = one("words").dataset;
    const body = (name) => one(`list=${name}`).tBodies[0];
    let sorted = { key: "date", down: false };

    const say = (now, aim) => (now === null ? words.none : words.nowAim.replace("{now}", review.percent(now)).replace("{aim}", review.percent(aim)));

    /** What stands at an axis of the radar. */
    const told = ({ now, aim }, axis) => [words.axis.replace("{n}", axis + 1),
      ...(now === null ? [words.none] : [`${words.now} ${review.percent(now)}`, `${words.aim} ${review.percent(aim)}`])];

    /** A row's name, as a link to the table in which it can be changed. */
    function name({ matrix, row: { text } }) {
      const link = document.createElement("a");
      link.href = one(`table=${matrix.id}`).getAttribute("href");
      link.textContent = text;
      return link;
    }

    function list(name, rows) {
      body(name).replaceChildren(...rows.map(row));
      const none = one(`none=${name}`);
      if (none) none.hidden = rows.length > 0;
      one(`list=${name}`).closest(".dalil-scroll").hidden = rows.length === 0;
    }

    function showPlan(state) {
      const entries = review.steps(outline, state);
      const { key, down } = sorted;
      if (key !== "date") entries.sort((a, b) => (review.text(a, key) === "") - (review.text(b, key) === "") || review.text(a, key).localeCompare(review.text(b, key), outline.language));
      if (down) entries.reverse();
      for (const button of block.querySelectorAll("[data-sort]")) {
        const head = button.closest("th");
        if (button.dataset.sort === key) head.setAttribute("aria-sort", down ? "descending" : "ascending");
        else head.removeAttribute("aria-sort");
      }
      list("plan", entries.map((entry) => [review.text(entry, "next"), name(entry), review.text(entry, "owner"), review.day(review.text(entry, "date"), outline.words)]));
    }

    const gapCell = (entry) => `${review.gap(entry)}${entry.row.weight > 1 ? ` (${words.double})` : ""}`;

    async function show() {
      const state = review.state(answersFile.gathered(await store.all()));
      const shares = review.overview(outline, state);
      const groups = shares.slice(outline.matrices.length);
      const isRated = shares.some(({ rated }) => rated);
      one("nothing").hidden = isRated;
      one("something").hidden = !isRated && review.steps(outline, state).length === 0;
      bars(one("bars"), shares, say);
      one("radar").closest("figure").hidden = groups.length === 0;
      radar(one("radar"), groups, told);
      list("overview", shares.map(({ name: title, rated, total, now, aim }) =>
        [title, outline.words.rated.replace("{n}", rated).replace("{total}", total), review.percent(now), review.percent(aim)]));
      list("gaps", review.gaps(outline, state).map((entry) => [name(entry), entry.matrix.title, review.level(entry, "now"), review.level(entry, "aim"), gapCell(entry)]));
      showPlan(state);
      block.dataset.shown = "";
    }

    for (const button of block.querySelectorAll("[data-sort]")) {
      button.addEventListener("click", () => {
        sorted = { key: button.dataset.sort, down: sorted.key === button.dataset.sort && !sorted.down };
        show();
      });
    }
    one("scripted").hidden = false;
    one("unscripted").hidden = true;
    store.keeps().then((keeps) => { one("refused").hidden = keeps; });
    // Coming back from a table, in this window or another.
    for (const event of ["focus", "pageshow"]) window.addEventListener(event, show);
    show();
  }

  document.addEventListener("DOMContentLoaded", () => document.querySelectorAll("[data-results]").forEach(start));
})();
