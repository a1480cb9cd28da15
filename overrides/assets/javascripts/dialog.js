/** A question inside the page: `dalil.agreed`. */
(function () {
  "use strict";

  /**
   * @param {HTMLDialogElement} dialog
   * @param {string} question
   * @param {string} sure the word on the button that agrees
   * @param {Object<string, string>} [about] what is told beside the question, by name
   * @returns {Promise<boolean>}
   */
  function agreed(dialog, question, sure, about = {}) {
    const one = (name) => dialog.querySelector(`[data-${name}]`);
    one("question").textContent = question;
    one("yes").textContent = sure;
    for (const name of ["yes", "no"]) one(name).onclick = () => dialog.close(name);
    for (const place of dialog.querySelectorAll("[data-about]")) {
      place.textContent = about[place.dataset.about] || "";
      place.closest("div").hidden = !place.textContent;
    }
    dialog.returnValue = "";
    dialog.showModal();
    return new Promise((resolve) => {
      // The event comes a little after the closing; by then the dialog may be open for the next question.
      dialog.onclose = () => { if (!dialog.open) resolve(dialog.returnValue === "yes"); };
    });
  }

  window.dalil.agreed = agreed;
})();
