// In pages of the preview only: reloads them when a new build is shown, and tells of findings.
(function () {
  "use strict";

  let known;
  const box = document.createElement("p");
  box.setAttribute("role", "status");
  box.style.cssText =
    "position:fixed;inset-block-end:0;inset-inline:0;margin:0;padding:.4rem 1rem;background:#8a1c1c;color:#fff;z-index:9";

  async function look() {
    const state = await (await fetch("/dalil-preview-state")).json();
    if (known !== undefined && known !== state.version) location.reload();
    known = state.version;
    box.textContent = state.notice;
    if (state.notice) document.body.append(box);
    else box.remove();
  }

  // A preview that has been stopped answers no more; the page stays as it is.
  setInterval(() => look().catch(() => {}), 700);
})();
