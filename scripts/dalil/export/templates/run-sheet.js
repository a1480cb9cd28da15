/* The timer of a run-sheet. It keeps when each session really began, in this browser, and needs no line. */

(() => {
  const timer = document.querySelector("[data-timer]");
  const words = JSON.parse(timer.dataset.said);
  const key = `dalil-run/${timer.dataset.timer}`;
  const rows = [...document.querySelectorAll("tr[data-minutes]")];
  const sessions = rows.map((row) => ({ minutes: Number(row.dataset.minutes), title: row.querySelector("[data-name]").textContent }));
  const part = (name) => timer.querySelector(`[data-${name}]`);
  const button = (name) => timer.querySelector(`[data-do=${name}]`);
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const MINUTE = 60 * 1000;

  // When each session began, in milliseconds; one more than there are sessions when all is over.
  const kept = () => {
    try {
      const value = JSON.parse(localStorage.getItem(key));
      const good = Array.isArray(value) && value.length <= sessions.length + 1 && value.every(Number.isFinite);
      return good ? value : [];
    } catch { return []; }
  };
  let begun = kept();
  let warned = 0;

  const keep = (value) => {
    begun = value;
    try { localStorage.setItem(key, JSON.stringify(value)); } catch { /* Forgotten when the page is closed. */ }
    draw(Date.now());
  };

  const digits = (milliseconds) => {
    const seconds = Math.floor(Math.abs(milliseconds) / 1000);
    const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
    const two = (number) => String(number).padStart(2, "0");
    return `${milliseconds < 0 ? "−" : ""}${hours ? `${hours}:${two(minutes)}` : minutes}:${two(seconds % 60)}`;
  };
  const clock = (moment) => new Date(moment).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  const total = (some) => some.reduce((sum, { minutes }) => sum + minutes, 0) * MINUTE;

  const write = (name, text) => { if (part(name).textContent !== text) part(name).textContent = text; };

  /** How late a session began, in whole minutes. */
  const behind = () => Math.round((begun[begun.length - 1] - begun[0] - total(sessions.slice(0, begun.length - 1))) / MINUTE);

  const stateOf = (now, at) => {
    const late = behind();
    const pace = late > 0 ? fill(words.late, { n: late }) : late < 0 ? fill(words.early, { n: -late }) : words.on_time;
    const end = at < sessions.length ? Math.max(begun[at] + sessions[at].minutes * MINUTE, now) + total(sessions.slice(at + 1)) : begun[at];
    return `${fill(words.ends, { time: clock(end) })} · ${pace}`;
  };

  function draw(now) {
    const at = begun.length - 1;
    const running = at >= 0 && at < sessions.length;
    const left = running ? begun[at] + sessions[at].minutes * MINUTE - now : at < 0 ? sessions[0].minutes * MINUTE : 0;
    const over = running && left < 0;
    const next = sessions[at + 1];
    write("title", at < 0 ? fill(words.waiting, { title: sessions[0].title }) : running ? sessions[at].title : words.last);
    write("left", digits(running ? Math.ceil(left / 1000) * 1000 : left));
    write("passed", digits(running ? now - begun[at] : 0));
    write("clock", clock(now));
    write("state", at < 0 ? "" : stateOf(now, at));
    write("then", running ? (next ? fill(part("then").dataset.pattern, next) : words.last) : "");
    button("next").textContent = at < 0 ? words.start : at < sessions.length - 1 ? words.next : words.last;
    button("next").disabled = at >= sessions.length;
    button("back").disabled = button("reset").disabled = at < 0;
    timer.toggleAttribute("data-over", over);
    rows.forEach((row, place) => (place === at ? row.setAttribute("aria-current", "step") : row.removeAttribute("aria-current")));
    // Said once for each session.
    if (over && warned !== begun[at]) {
      warned = begun[at];
      write("announce", fill(words.over, sessions[at]));
    } else if (!over) write("announce", "");
  }

  const actions = {
    next: () => { if (begun.length <= sessions.length) keep([...begun, Date.now()]); },
    back: () => { if (begun.length) keep(begun.slice(0, -1)); },
    reset: () => { if (confirm(button("reset").dataset.sure)) keep([]); },
    full: () => (document.fullscreenElement ? document.exitFullscreen() : timer.requestFullscreen?.())?.catch(() => {}),
  };

  timer.addEventListener("click", (event) => actions[event.target.dataset.do]?.());
  document.addEventListener("fullscreenchange", () => {
    button("full").textContent = document.fullscreenElement ? words.full_end : words.full;
  });

  // A phone should not fall asleep in the middle of a session.
  const wake = () => { if (!document.hidden) navigator.wakeLock?.request("screen").catch(() => {}); };
  document.addEventListener("visibilitychange", wake);
  wake();

  timer.hidden = false;
  draw(Date.now());
  setInterval(() => draw(Date.now()), 250);
  globalThis.dalilRun = { draw, begun: () => begun };
})();
