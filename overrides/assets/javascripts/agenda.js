/** Agendas: the reader's own time where it is another, what is on now and next, and what is over. */
(function () {
  "use strict";

  const REFRESH = 20 * 1000; // milliseconds
  const SOON = 60; // minutes
  const language = document.documentElement.lang;
  const own = new Intl.DateTimeFormat().resolvedOptions().timeZone;

  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const clock = (moment, zone) => new Intl.DateTimeFormat(`${language}-u-nu-latn`, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone }).format(moment);
  const day = (moment, zone) => new Intl.DateTimeFormat("en-CA", { timeZone: zone }).format(moment);

  /** Writes the own time beside every time of the agenda, if any of them differs. @param {string} [zone] an IANA name */
  function localize(agenda, words, zone = own) {
    const times = [...agenda.querySelectorAll("time")];
    const differs = times.some((time) => clock(new Date(time.dateTime), zone) !== time.textContent);
    for (const cell of agenda.querySelectorAll("[data-local]")) cell.hidden = !differs;
    if (!differs) return;
    for (const head of agenda.querySelectorAll("th[data-local]")) {
      const name = Object.assign(document.createElement("bdi"), { textContent: zone, dir: "ltr" });
      const [before, after] = words.local_zone.split("{zone}");
      head.replaceChildren(`${words.local} (${before}`, name, `${after})`);
    }
    for (const time of times) {
      const moment = new Date(time.dateTime);
      const [there, here] = [time.dateTime.slice(0, 10), day(moment, zone)];
      const shift = there === here ? "" : ` (${here < there ? words.day_before : words.day_after})`;
      time.closest("tr").querySelector("td[data-local]").textContent = clock(moment, zone) + shift;
    }
  }

  /** The rows of an agenda with their first and last moments, in milliseconds. */
  const rowsOf = (agenda) => [...agenda.querySelectorAll("tr[data-ends]")].map((row) => ({
    row, begins: Date.parse(row.querySelector("time").dateTime), ends: Date.parse(row.dataset.ends),
  }));

  function mark(row, word, current) {
    row.querySelector(".dalil-now")?.remove();
    if (current) row.setAttribute("aria-current", "time");
    else row.removeAttribute("aria-current");
    if (word) row.cells[3].append(Object.assign(document.createElement("span"), { className: "dalil-now", textContent: word }));
  }

  /** Shows where an agenda stands at a moment in milliseconds. */
  function show(agenda, words, moment) {
    const rows = rowsOf(agenda);
    const next = rows.find(({ begins }) => begins > moment);
    const over = rows.every(({ ends }) => ends <= moment);
    const wait = next && Math.ceil((next.begins - moment) / 60000);
    const before = rows.every(({ begins }) => begins > moment);
    const begun = rows.some(({ begins, ends }) => begins <= moment && ends > moment);
    for (const one of rows) {
      const current = one.begins <= moment && one.ends > moment;
      mark(one.row, current ? words.now : begun && one === next ? words.next : "", current);
    }
    const state = agenda.querySelector(".dalil-agenda-state");
    const said = over ? words.over : before && wait <= SOON ? fill(words.begins, { n: wait }) : "";
    if (state.textContent !== said) state.textContent = said;
    state.hidden = !said;
    agenda.toggleAttribute("data-over", over);
  }

  const all = [...document.querySelectorAll("[data-agenda]")].map((agenda) => [agenda, JSON.parse(agenda.dataset.agenda)]);
  const refresh = (moment) => all.forEach(([agenda, words]) => show(agenda, words, moment));
  window.dalil.agendas = { refresh, localize: (zone) => all.forEach(([agenda, words]) => localize(agenda, words, zone)) };

  window.dalil.agendas.localize();
  refresh(Date.now());
  setInterval(() => refresh(Date.now()), REFRESH);
})();
