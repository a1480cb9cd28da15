/** `blanks`: gaps in a text. The answer is what stands in each gap. */
window.dalil.kinds.blanks = function (section) {
  "use strict";

  const { sameAnswer } = window.dalil.folding;
  const inputs = [...section.querySelectorAll(".dalil-gap input")];
  const foreseen = [...section.querySelectorAll("[data-wrong]")];
  const isRight = (input) => JSON.parse(input.dataset.answers).some((answer) => sameAnswer(input.value, answer));

  /** What the author says of a wrong answer that was foreseen, below the text. */
  function note(input) {
    const source = foreseen.find((one) => sameAnswer(input.value, one.dataset.wrong));
    if (!source) return;
    const box = document.createElement("div");
    box.className = "dalil-note";
    box.id = `${input.id}-note`;
    box.dataset.right = "false";
    box.append(...[...source.querySelectorAll(".dalil-text, .dalil-feedback")].map((part) => part.cloneNode(true)));
    section.querySelector(".dalil-prompt").after(box);
    input.setAttribute("aria-describedby", box.id);
  }

  return {
    value: () => (inputs.every((input) => input.value.trim() === "") ? null : inputs.map((input) => input.value)),
    show(value) {
      if (!Array.isArray(value) || value.length !== inputs.length || !value.every((one) => typeof one === "string")) return false;
      inputs.forEach((input, at) => { input.value = value[at]; });
      return true;
    },
    judge() {
      for (const input of inputs.filter((one) => one.value.trim() !== "")) {
        const gap = input.closest(".dalil-gap");
        const verdict = gap.querySelector(".dalil-verdict");
        gap.dataset.right = String(isRight(input));
        verdict.textContent = isRight(input) ? verdict.dataset.right : verdict.dataset.wrong;
        if (!isRight(input)) note(input);
      }
      return { right: inputs.filter(isRight).length, total: inputs.length };
    },
    unmark() {
      section.querySelectorAll(".dalil-note").forEach((box) => box.remove());
      for (const input of inputs) {
        const gap = input.closest(".dalil-gap");
        delete gap.dataset.right;
        gap.querySelector(".dalil-verdict").textContent = "";
        input.removeAttribute("aria-describedby");
      }
    },
    reset: () => inputs.forEach((input) => { input.value = ""; }),
  };
};
